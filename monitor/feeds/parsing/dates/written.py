"""Any date with a year, a month and a day in it, however it is written → a moment.

    time of day and offset are found and cut out      clock
    → year, month and day                           by_number, by_name
    → which of those that it may be?                  order
    → the zone that is named                          zones

All three of year, month and day must be there, and nothing may be left that is a number: so "May
2026", "Vol. 5, 2026" and "10.0.12.26" are no dates. Pure. Without this module only dates in English
and ISO 8601 could be read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, tzinfo
from itertools import pairwise

from monitor.feeds.parsing.dates.by_name import by_name
from monitor.feeds.parsing.dates.by_number import by_number, with_numerals
from monitor.feeds.parsing.dates.clock import (
    CUT,
    Clock,
    take_clock,
    take_dotted_clock,
    take_offset,
)
from monitor.feeds.parsing.dates.names import names
from monitor.feeds.parsing.dates.order import DateContext, choose
from monitor.feeds.parsing.dates.slips import with_colons, without_slips
from monitor.feeds.parsing.dates.spelling import WORD, plain
from monitor.feeds.parsing.dates.zones import zones
from monitor.feeds.parsing.dates.zones.zone_words import in_words

_COMPACT = re.compile(
    r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)"
    r"(?:[t\s]?(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?(?:[.,]\d{1,9})?)?"
    r"\s*(?:z|(?:utc|gmt)?\s*(?P<sign>[+-])(?P<hours>\d\d):?(?P<minutes>\d\d)?|utc|gmt)?"
)
_DIGIT = re.compile(r"\d")


def read_written(text: str, context: DateContext) -> datetime | None:
    """Return the moment that a date means, in UTC; None if it can't be read.

    Args:
        text: The date as it is written, on one line, of bounded length.
        context: The rest of the feed.

    Raises:
        ValueError: There is no such day, time or offset.
    """
    region, text = _take_region(text)
    spelt = without_slips(with_numerals(plain(text)))
    compact = _COMPACT.fullmatch(spelt)
    if compact:
        return _of_compact(compact)
    spelt = with_colons(spelt)
    clock, rest = take_clock(spelt)
    while clock:  # "10:15 - 11:30": when it begins
        another, rest = take_clock(rest)
        if not another:
            break
    offset = None
    if clock is None:
        offset, rest = take_offset(rest)
    candidates, left, its_clock = by_name(rest, clock, context)
    if not candidates:
        candidates, left = by_number(rest, context)
        its_clock, left = (clock, left) if clock else take_dotted_clock(left)
    clock, rest = its_clock, left
    if not candidates or _DIGIT.search(rest):
        return None
    named, rest = _take_zone(text, rest, context.tag)
    day = choose(candidates, _weekdays(rest), context)
    if day is None:
        return None
    return (clock or Clock()).on(day, offset or region or named or UTC).astimezone(UTC)


def _of_compact(found: re.Match[str]) -> datetime:
    zone = (
        zones.at_offset(found["sign"], found["hours"], found["minutes"]) if found["sign"] else UTC
    )
    day = date(int(found["year"]), int(found["month"]), int(found["day"]))
    clock = Clock(int(found["hour"] or 0), int(found["minute"] or 0), int(found["second"] or 0))
    return clock.on(day, zone).astimezone(UTC)


def _weekdays(text: str) -> Sequence[int]:
    words = [found[0] for found in WORD.finditer(text)]
    known = names().weekdays
    for word, following in pairwise([*words, ""]):
        if days := known.get(f"{word} {following}") or known.get(word):  # "thứ hai"
            return days
    return ()


def _take_region(text: str) -> tuple[tzinfo | None, str]:
    """The zone that is named as IANA does, and what is left of the text."""
    for found in zones.REGION.finditer(text):
        if zone := zones.iana(found[0]):
            return zone, f"{text[: found.start()]} {text[found.end() :]}"
    return None, text


def _take_zone(text: str, rest: str, tag: str) -> tuple[tzinfo | None, str]:
    """The zone that ``rest`` names in words or by an abbreviation, and what is left of it.

    Behind the time capitals are a zone though they be a weekday, too: CET, and Serbian čet.
    """
    if zone := in_words(rest):
        return zone, rest
    behind = rest.find(CUT.strip())
    words = list(WORD.finditer(rest))
    for found in sorted(words, key=lambda word: word.start() < behind):
        word = found[0]
        is_sure = found.start() > behind and word.upper() in text
        if (is_sure or word not in names().weekdays) and (zone := zones.named(word, tag)):
            return zone, f"{rest[: found.start()]}{rest[found.end() :]}"
    return None, rest
