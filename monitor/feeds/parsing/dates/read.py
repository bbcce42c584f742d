"""The dates feeds write, read the same way whatever the day, the machine and the feed's format.

What is usual (RFC 822 in English, ISO 8601, seconds since 1970) is read here, at once; the rest by
``written``, ``ago`` and ``days``. Of libraries none would do: feedparser takes ``2022/07/28`` for
the first of the current month of 2022 and knows no European time zone, python-dateutil knows
English only and takes ``GMT-0500`` for five hours ahead, dateparser needs a hundred times as long
and takes "5" for a day of this month (docs/dates.md, ``benchmarks/dates.py``). Without this module
news would be withheld as old, and old articles sent as news.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from itertools import islice

from monitor.feeds.parsing.dates.ago import read_ago
from monitor.feeds.parsing.dates.days import read_day
from monitor.feeds.parsing.dates.names import months_called, names
from monitor.feeds.parsing.dates.order import ALONE, DateContext
from monitor.feeds.parsing.dates.slips import without_escapes, without_exponent
from monitor.feeds.parsing.dates.spelling import plain
from monitor.feeds.parsing.dates.written import read_written
from monitor.feeds.parsing.dates.zones import zones

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)
"""Outside of these a date is a mistake: an empty field, an overflow, a joke."""

_STARTS = (
    datetime(1999, 11, 30, tzinfo=UTC),  # PHP's day 0 of month 0 of 2000
    datetime(2000, 1, 1, tzinfo=UTC),  # clocks that were never set
    datetime(2001, 1, 1, tzinfo=UTC),  # Apple's
)
_OFFSETS = timedelta(hours=14)
_MIDNIGHT = re.compile(r"[Tt\s]00:00(?::00(?:\.0+)?)?(?![:\d])")
_MAX_LENGTH = 120
_MAX_MARKUP = 1_000
_MONTHS = {
    month: number
    for number, month in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_RFC822 = re.compile(
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun),? )?(\d\d?) "
    r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec) "
    r"(\d{4}) (\d\d):(\d\d)(?::(\d\d))?(?: ?([+-])(\d\d):?(\d\d)| ([a-z]{1,5}))",
    re.IGNORECASE,
)
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:$|[Tt ])")
_EPOCH = re.compile(
    r"(?:@|/date\()?(\d{9,10})(?:\d{3}|\d{6}|\d{9})?(?:\.\d+)?(?:[+-]\d{4})?(?:\)/)?"
)
_SECOND_LABEL = re.compile(
    r"(?<=\d)[^\W\d_]{0,3}\.?(?:\s?(?:[AaPp]\.?[Mm]\.?|[Uu]hr|[A-Z]{3,4}))?[\s|,;/()·•\[\]-]+"
    r"(?P<label>(?:[^\W\d_]{1,3}\s){0,2}(?P<word>[^\W\d_]{4,}|[\u0e00-\u0e7f\u3040-\ud7af]{2,}))"
)
"""What parts two dates: words such as "updated", "mis à jour" behind the first."""
_MOST_LABELS = 4
_TIME_ELEMENT = re.compile(r"datetime\s*=\s*[\"']([^\"'<>]{8,40})[\"']", re.IGNORECASE)
_MARKUP = re.compile(r"<[^<>]*>")


def read_date(text: str, context: DateContext = ALONE) -> datetime | None:
    """Read a date as feeds write it; None if it can't be read or isn't of our time.

    RFC 822 and ISO 8601 with their usual mistakes, Unix times, and dates with a year, a month and a
    day in any of a hundred languages. A date without a zone is UTC; ``GMT+9`` is nine hours *ahead*
    of Greenwich, as its writers mean it, not behind as in POSIX.

    Args:
        text: What stands in the date's element.
        context: The feed's language and other dates, and the time, for what is ambiguous without.
    """
    if "<" in text or "&" in text:
        text = _without_markup(text[:_MAX_MARKUP])
    text = without_escapes(" ".join(text[:_MAX_MARKUP].split()).strip("\"'"))
    if not text or len(text) > _MAX_LENGTH:
        return None
    return _read(text, context) or _read_earlier_of_two(text, context)


def _read(text: str, context: DateContext) -> datetime | None:
    try:
        found = _read_iso(text) or _read_rfc822(text, context) or _read_otherwise(text, context)
    except (ValueError, OverflowError):
        return None
    return found if found and EARLIEST <= found < LATEST and not _is_blank(found, text) else None


def _is_blank(found: datetime, text: str) -> bool:
    """Whether a date is what a program makes of none: the midnight from which it counts."""
    return any(abs(found - start) <= _OFFSETS for start in _STARTS) and bool(_MIDNIGHT.search(text))


def _read_earlier_of_two(text: str, context: DateContext) -> datetime | None:
    """Of "Published … | Updated …" the earlier: an article isn't changed before it is published."""
    for label in islice(_SECOND_LABEL.finditer(text), _MOST_LABELS):
        word = plain(label["word"])
        if months_called(word, context.language) or word in names().weekdays:
            continue  # the first goes on
        first = _read(text[: label.start("label")].rstrip(" |,;/(·•[-"), context)
        second = _read(text[label.end() :].strip(" :：)]"), context) if first else None
        if first and second:
            return min(first, second)
    return None


def _read_iso(text: str) -> datetime | None:
    if not _ISO_DATE.match(text):
        return None
    try:
        moment = datetime.fromisoformat(text.upper())
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _read_rfc822(text: str, context: DateContext) -> datetime | None:
    found = _RFC822.fullmatch(text)
    if not found:
        return None
    day, month, year, hour, minute, second, sign, hours, minutes, name = found.groups()
    zone = zones.at_offset(sign, hours, minutes) if sign else zones.named(name.lower(), context.tag)
    if int(hour) > 23 or zone is None:
        return None
    return datetime(
        int(year),
        _MONTHS[month.lower()],
        int(day),
        int(hour),
        int(minute),
        min(int(second or 0), 59),  # leap seconds
        tzinfo=zone,
    ).astimezone(UTC)


def _read_otherwise(text: str, context: DateContext) -> datetime | None:
    if context.now is None and not any(map(str.isnumeric, text)):
        return None
    epoch = _EPOCH.fullmatch(without_exponent(text).lower())
    if epoch and not (len(epoch[0]) in {12, 14} and text.startswith(("19", "20"))):
        return datetime.fromtimestamp(int(epoch[1]), UTC)
    if context.now and (moment := read_ago(plain(text), context.now)):
        return moment
    return read_written(text, context) or read_day(text, context)


def _without_markup(text: str) -> str:
    """What ``<time datetime="…">`` says, else the text without markup."""
    text = unescape(text)
    stated = _TIME_ELEMENT.search(text)
    return stated[1] if stated else unescape(_MARKUP.sub(" ", text))
