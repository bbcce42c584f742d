"""Years and days of other calendars → ours: Thai, Iranian, Japanese and Taiwanese. Pure.

Without this module 2569, 1405, 令和8年 and 民國115年 would be no years of our time, and the dates
of whoever counts so unread.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}
"""An era → the year before its first."""
_BUDDHIST = 543
_THAI = re.compile("[\u0e00-\u0eff]")
_SOLAR_HIJRI = range(1369, 1430)
_LEAP = frozenset({1, 5, 9, 13, 17, 22, 26, 30})
"""Leap years of the Iranian calendar, in its cycle of 33 years, which holds from 1799 to 2256."""


def is_thai(text: str) -> bool:
    """Whether there are Thai or Lao letters in a text: two digits then count Buddha's years."""
    return bool(_THAI.search(text))


def is_solar_hijri(year: int) -> bool:
    """Whether a year is of our time in the Iranian calendar."""
    return year in _SOLAR_HIJRI


def from_solar_hijri(year: int, month: int, day: int) -> date:
    """Return the date of a day of the Iranian calendar.

    Raises:
        ValueError: There is no such day.
    """
    long_months, rest = min(month - 1, 6), max(month - 7, 0)
    is_leap = _is_leap(year)
    length = 31 if month <= 6 else 30 if month <= 11 or is_leap else 29
    if not (1 <= month <= 12 and 1 <= day <= length):
        raise ValueError(f"{year}-{month}-{day} is no day of the Iranian calendar")
    days = 365 * (year - 1369) + sum(map(_is_leap, range(1369, year)))
    return date(1990, 3, 21) + timedelta(days + 31 * long_months + 30 * rest + day - 1)


def gregorian_year(digits: str, *, era: str = "", is_thai: bool = False) -> int:
    """Return the year that digits mean.

    Args:
        digits: Two to four of them, of an era one to three; two are of this century up to 49
            (RFC 5322 §4.3).
        era: A key of ``ERAS``, or empty.
        is_thai: Whether they stand among Thai or Lao words, and two digits count from Buddha's.

    Raises:
        ValueError: There is no such year.
    """
    year = int(digits)
    if era:
        return ERAS[era] + year
    if len(digits) == 3:
        if 79 <= year <= 188:  # Taiwan leaves its era out
            return ERAS["民國"] + year
        raise ValueError(f"{year} is no year")
    if len(digits) == 1:
        raise ValueError(f"{year} is no year")
    if len(digits) == 2:
        if is_thai and year >= 33:
            return 2500 + year - _BUDDHIST
        return year + (2000 if year < 50 else 1900)
    return year - _BUDDHIST if 2533 <= year <= 2642 else year


def day_of(
    year: str,
    month: int,
    day: int,
    *,
    era: str = "",
    is_thai: bool = False,
    is_iranian: bool = False,
) -> date:
    """Return the date of a day in whichever calendar its year is of.

    Args:
        year: As ``gregorian_year`` takes it.
        month: Its number; of the Iranian year if that is the calendar.
        day: Of the month.
        era: As ``gregorian_year`` takes it.
        is_thai: As ``gregorian_year`` takes it.
        is_iranian: Whether the month has an Iranian name.

    Raises:
        ValueError: There is no such day.
    """
    if not era and (is_iranian or is_solar_hijri(int(year))):
        return from_solar_hijri(int(year), month, day)
    return date(gregorian_year(year, era=era, is_thai=is_thai), month, day)


def _is_leap(year: int) -> bool:
    return year % 33 in _LEAP
