"""Dates in numbers: 25/11/2026, 2026. 11. 25., 2026年11月25日, 2026-W48-3, R8.11.25. Pure.

Without this module dates could be read by the names of months alone.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from monitor.feeds.parsing.dates.calendars import (
    ERAS,
    day_of,
    from_solar_hijri,
    gregorian_year,
    is_solar_hijri,
    is_thai,
)
from monitor.feeds.parsing.dates.clock import CUT
from monitor.feeds.parsing.dates.order import Candidate, DateContext, numeric

_NUMERAL = re.compile("[〇零一二三四五六七八九十廿卅元]{1,8}(?=\\s*[年月日號号時时點点分秒])")
_NUMERALS = {**{sign: value for value, sign in enumerate("〇一二三四五六七八九")}, "零": 0, "元": 1}
_TENS = {"十": 10, "廿": 20, "卅": 30}

_WEEK = re.compile(r"(\d{4})-?w(\d\d)-?([1-7])(?!\d)t?")
_ORDINAL = re.compile(r"(?<!\d)(\d{4})-(\d{3})(?!\d)t?")
_EIGHT = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)t?")
_YEAR_FIRST = re.compile(
    r"(?<![\d./-])(?P<year>\d{3,4})\s?(?P<sep>[./-])\s?(?P<month>\d{1,2})\s?(?P=sep)\s?(?P<day>\d{1,2})"
    r"(?!\d|[./-]\d)t?"
)
_YEAR_LAST = re.compile(
    r"(?<![\d./-])(?<!\bv)(?P<a>\d{1,2})\s?(?P<sep>[./-])\s?(?P<b>\d{1,2})\s?(?P=sep)\s?(?P<c>\d{4}|\d{1,2})"
    r"(?!\d|[./-]\d)"
)
_SPACED = re.compile(
    r"(?<![\d./-])(?P<a>\d{1,2})(?P<sep>\s)(?P<b>\d{1,2})\s(?P<c>\d{4})(?![\d./-])"
)
_UNITS = (
    re.compile(
        rf"(?:(?P<era>{'|'.join(ERAS)})\s?)?(?P<year>\d{{1,4}})\s?[年년]\s?(?P<month>\d\d?)\s?[月월]"
        r"\s?(?P<day>\d\d?)\s?[日일號号]?(?!\d)"
    ),
    re.compile(r"(?<!\d)(?P<day>\d\d?)[\s,일日]+(?P<month>\d\d?)\s?[月월][\s,]+(?P<year>\d{4})"),
    re.compile(r"(?<!\d)(?P<month>\d\d?)\s?[月월]\s?(?P<day>\d\d?)[\s,일日]+(?P<year>\d{4})"),
    re.compile(  # Vietnamese
        r"(?<!\d)(?P<day>\d\d?)[\s,/-]*(?:thang|thg?)\s?(?P<month>\d\d?)[\s,/-]*(?:nam\s)?(?P<year>\d{4})"
    ),
    re.compile(  # Mongolian
        r"(?P<year>\d{4})\s?(?:оны|он)\s(?P<month>\d\d?)(?:-?р)?\sсар\w{0,4}\s(?P<day>\d\d?)"
    ),
)
_ERA_LETTER = re.compile(
    r"\b(?P<era>[rhs])\.?\s?(?P<year>\d\d?)[./-](?P<month>\d\d?)[./-](?P<day>\d\d?)(?!\d)"
)
_PATTERNS = (_WEEK, _ORDINAL, _EIGHT, *_UNITS, _YEAR_FIRST, _ERA_LETTER, _YEAR_LAST, _SPACED)
_ERA_OF_LETTER = {"r": "令和", "h": "平成", "s": "昭和"}


def by_number(text: str, context: DateContext) -> tuple[list[Candidate], str]:
    """Return the days that a date in numbers may mean, and what is left of the text.

    Args:
        text: Spelt ``plain``, its time cut out.
        context: The rest of the feed.

    Raises:
        ValueError: There is no such day.
    """
    for pattern in _PATTERNS:
        found = pattern.search(text)
        if found:
            rest = f"{text[: found.start()]}{CUT}{text[found.end() :]}"
            return _meant(pattern, found, text, context), rest
    return [], text


def with_numerals(text: str) -> str:
    """Write 二〇二六年十一月 as 2026年11月."""
    return _NUMERAL.sub(lambda found: _digits(found[0]), text)


def _meant(
    pattern: re.Pattern[str], found: re.Match[str], text: str, context: DateContext
) -> list[Candidate]:
    if pattern is _WEEK:
        year, week, weekday = map(int, found.groups())
        return [Candidate(date.fromisocalendar(year, week, weekday))]
    if pattern is _ORDINAL:
        return [Candidate(_nth_day(int(found[1]), int(found[2])))]
    if pattern is _EIGHT:
        return [Candidate(date(*map(int, found.groups())))]
    if pattern in {_YEAR_LAST, _SPACED}:
        return _year_last(found, text, context)
    parts = found.groupdict()
    if pattern is _YEAR_FIRST and len(parts["year"]) == 3 and context.language != "zh":
        return []
    era = parts.get("era") or ""
    return [
        Candidate(
            day_of(
                parts["year"],
                int(parts["month"]),
                int(parts["day"]),
                era=_ERA_OF_LETTER.get(era, era),
                is_thai=is_thai(text),
            )
        )
    ]


def _year_last(found: re.Match[str], text: str, context: DateContext) -> list[Candidate]:
    year = found["c"]
    if len(year) == 1 and not context.is_year_first:  # "1.2.3" is a version
        return []
    if len(year) == 4 and is_solar_hijri(int(year)):
        return [Candidate(from_solar_hijri(int(year), int(found["b"]), int(found["a"])))]
    if len(year) == 4 or is_thai(text):
        year = str(gregorian_year(year, is_thai=is_thai(text)))
    return numeric(found["a"], found["b"], year, found["sep"].strip() or "/")


def _nth_day(year: int, number: int) -> date:
    found = date(year, 1, 1) + timedelta(days=number - 1)
    if found.year != year:
        raise ValueError(f"{year} has no day {number}")
    return found


def _digits(signs: str) -> str:
    if not any(sign in _TENS for sign in signs):
        return "".join(str(_NUMERALS[sign]) for sign in signs)
    value = 0
    for sign in signs:
        value = _TENS[sign] * (value or 1) if sign in _TENS else value + _NUMERALS[sign]
    return str(value)
