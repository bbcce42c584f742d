"""Dates with a month's name: "mar., 03 déc. 2019", "November 25, 2026", "2026. nov. 25.". Pure.

Without this module dates could be read in numbers alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple

from monitor.feeds.parsing.dates.calendars import day_of, is_thai
from monitor.feeds.parsing.dates.clock import CUT, Clock, take_dotted_clock
from monitor.feeds.parsing.dates.names import month_like, month_misspelt, months_called, names
from monitor.feeds.parsing.dates.order import Candidate, DateContext, Order
from monitor.feeds.parsing.dates.spelling import WORD

_DOTTED = re.compile("(?:[\u0e00-\u0eff]{1,3}\\.){2,}")  # พ.ย.
_NUMBER = re.compile(r"\d+")
_ENDS_IN_NUMBER = re.compile(r"\d[^\w|]*$")
_BEGINS_WITH_NUMBER = re.compile(r"[^\w|]*\d")
_ROMAN = {
    "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6,
    "vii": 7, "viii": 8, "ix": 9, "x": 10, "xi": 11, "xii": 12,
}  # fmt: skip
_COUNTED = re.compile(
    r"\b(?:vol|volume|no|nr|num|number|issue|week|woche|kw|part|edition|ausgabe|heft|tome|band|"
    r"chapter|ch|ep|episode|season|page|p|season|version|v|n|room|room|top)\b[.:#]*\s*$"
)


def by_name(
    text: str, clock: Clock | None, context: DateContext
) -> tuple[list[Candidate], str, Clock | None]:
    """Return the days that a date with a month's name may mean, what is left, and the time.

    Args:
        text: Spelt ``plain``, its time cut out.
        clock: That time; None: there was none, and it may have dots (10.15), or nothing (1015).
        context: The rest of the feed.
    """
    text = _DOTTED.sub(lambda found: found[0].replace(".", ""), text)
    if clock is None and _month(text, context.language):
        clock, text = take_dotted_clock(text)
    name = _month(text, context.language)
    if name is None:
        return [], text, clock
    numbers = list(_NUMBER.finditer(text))
    if len(numbers) == 3 and clock is None and _is_time(numbers[2][0], numbers[:2]):
        digits = numbers.pop()[0]
        clock = Clock(int(digits[:2]), int(digits[2:4]), int(digits[4:] or 0))
    if len(numbers) != 2 or _COUNTED.search(text[: numbers[0].start()]):
        return [], text, clock
    first, second = (number[0] for number in numbers)
    readings: list[tuple[str, str, Order | None]] = []
    if len(first) <= 2:
        readings.append((first, second, None))
    if len(second) <= 2 and len(first) != 1:
        readings.append((second, first, Order.YEAR_FIRST if len(first) == 2 else None))
    thai, found = is_thai(text), list[Candidate]()
    for month in name.months:
        for day, year, order in readings:
            with suppress(ValueError):
                day_ = day_of(year, month, int(day), is_thai=thai, is_iranian=name.is_iranian)
                found.append(Candidate(day_, order))
    rest = f"{text[: name.start]}{CUT}{text[name.end :]}"
    return found, _NUMBER.sub(CUT, rest), clock


def _is_time(digits: str, before: Sequence[re.Match[str]]) -> bool:
    """Whether a third number is a time (25 Nov 2026 1015), and not the year (Nov 23-25, 2026)."""
    is_year = len(digits) == 4 and digits.startswith(("19", "20"))
    return len(digits) in {4, 6} and not (is_year and all(len(number[0]) <= 2 for number in before))


class _Month(NamedTuple):
    """The name of a month in a text, and the months that it may be."""

    start: int
    end: int
    months: Sequence[int]
    is_iranian: bool = False
    is_weekday: bool = False
    """Whether it may be the name of a weekday instead."""


def _month(text: str, lang: str) -> _Month | None:
    words = list(WORD.finditer(text))
    known = [
        month for at in range(len(words)) if (month := _month_at(text, words[at : at + 3], lang))
    ]
    if known:  # of "mar., 03 déc. 2019" and "mar. 3 mar. 2026" the second
        return max(known, key=lambda month: _likelihood(text, month))
    for like in (month_like, month_misspelt):
        for word in words:
            if word[0] not in names().weekdays and (number := like(word[0])):
                return _Month(word.start(), word.end(), [number])
    numerals = (
        _Month(word.start(), word.end(), [_ROMAN[word[0]]]) for word in words if word[0] in _ROMAN
    )
    return next((month for month in numerals if _beside(text, month) == 2), None)


def _likelihood(text: str, month: _Month) -> tuple[bool, int, int, int]:
    return not month.is_weekday, _beside(text, month), month.end - month.start, month.start


def _beside(text: str, month: _Month) -> int:
    """On how many sides of it there is a number."""
    before = _ENDS_IN_NUMBER.search(text[: month.start])
    after = _BEGINS_WITH_NUMBER.match(text[month.end :])
    return bool(before) + bool(after)


def _month_at(text: str, words: Sequence[re.Match[str]], lang: str) -> _Month | None:
    """The month that the first of these words names, perhaps with the next: "تشرين الثاني"."""
    start, first = words[0].start(), words[0][0]
    for last in reversed(words):
        name = " ".join(text[start : last.end()].split())
        if months := months_called(name, lang):
            return _Month(start, last.end(), months, is_weekday=name in names().weekdays)
    if number := names().solar_hijri.get(first):
        return _Month(start, words[0].end(), [number], is_iranian=True)
    if months := months_called(first.partition("'")[2], lang):  # "d'abril"
        return _Month(start, words[0].end(), months)
    return None
