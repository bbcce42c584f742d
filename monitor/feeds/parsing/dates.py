"""The dates feeds write, read the same way whatever the day, the machine and the feed's format.

feedparser's own reading isn't used: it takes ``2022/07/28`` for the first of the current month of
2022 and ``01-02-2020`` for 2001, and knows no European time zone. Without this module news would be
withheld as old, and old articles sent as news.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from dateutil import parser as dateutil_parser
from dateutil.parser import ParserError

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)
"""Outside of these a date is a mistake: an empty field, an overflow, a joke."""

_MAX_LENGTH = 100
_MONTHS = {
    month: number
    for number, month in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
# Names are ambiguous (CST is also China's); RFC 822 settles the American ones, use in feeds the
# others. Hours ahead of Greenwich.
_ZONES = {
    name: hours
    for hours, names in {
        -10: "hst", -9: "akst", -8: "pst pt akdt", -7: "mst mt pdt", -6: "cst ct mdt",
        -5: "est et cdt", -4: "ast edt", -3.5: "nst", -3: "adt brt art", -2.5: "ndt",
        0: "z ut utc gmt wet", 1: "bst west cet met mez", 2: "cest mest mesz eet sast",
        3: "eest msk trt", 4: "gst", 5: "pkt", 5.5: "ist", 7: "ict wib", 8: "hkt sgt awst",
        9: "jst kst", 9.5: "acst", 10: "aest", 10.5: "acdt", 11: "aedt", 12: "nzst", 13: "nzdt",
    }.items()
    for name in names.split()
}  # fmt: skip

_RFC822 = re.compile(
    r"(?:[^\W\d_]+\.?,?\s*)?(?P<day>\d{1,2})[\s-]+(?P<month>[a-z]{3,9})\.?,?[\s-]+"
    r"(?P<year>\d{4}|\d{2})"
    r"(?:,?\s+(?P<hour>\d{1,2}):(?P<minute>\d{1,2})(?::(?P<second>\d{1,2})(?:\.\d+)?)?)?"
    r"\s*(?P<zone>[^\d\s].*)?",
    re.IGNORECASE,
)
_CJK = re.compile(
    r"(?P<year>\d{4})\s*[年년]\s*(?P<month>\d{1,2})\s*[月월]\s*(?P<day>\d{1,2})\s*[日일号](?:\D{0,8}?"
    r"(?P<afternoon>下午|午後|오후)?\s*(?P<hour>\d{1,2})\s*[:：时時시]\s*(?P<minute>\d{1,2})(?:\s*[:：分분]\s*(?P<second>\d{1,2}))?)?"
)
_OFFSET = re.compile(
    r"(?:(?:etc/)?(?:gmt|utc?)\s*)?(?P<sign>[+-])(?P<hours>\d\d?):?(?P<minutes>\d\d)?",
    re.IGNORECASE,
)
_ZONE_NAME = re.compile(r"[a-z]+", re.IGNORECASE)
_EPOCH = re.compile(r"(\d{9,10})(\d{3})?(?:\.\d+)?")
_SPACED_ISO = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt\s]+(\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s*([Zz]|[+-]\d\d:?\d\d)?"
)
_DAY_FIRST = re.compile(r"\s*(?:[^\W\d]+,?\s*)?\d{1,2}\.\d{1,2}\.\d{4}")


def read_date(text: str) -> datetime | None:
    """Read a date as feeds write it; None if it can't be read or isn't of our time.

    RFC 822 and RFC 3339 with their usual mistakes, seconds since 1970, Chinese, Japanese and Korean
    dates, and what python-dateutil makes sense of. A date without a zone is UTC; ``GMT+9`` is nine
    hours *ahead* of Greenwich, as its writers mean it, not behind as in POSIX.
    """
    text = " ".join(text[: _MAX_LENGTH + 1].split())
    if not text or len(text) > _MAX_LENGTH:
        return None
    for read in (_read_iso, _read_rfc822, _read_epoch, _read_cjk, _read_anything):
        try:
            found = read(text)
        except (ValueError, OverflowError):
            continue
        if found is not None:
            return found if EARLIEST <= found < LATEST else None
    return None


def _read_iso(text: str) -> datetime | None:
    if not text[:4].isdigit() or text[4:5] != "-":
        return None
    spaced = _SPACED_ISO.fullmatch(text)
    if spaced:
        text = f"{spaced[1]}T{spaced[2]}{spaced[3] or ''}"
    return _in_utc(datetime.fromisoformat(text.upper()))


def _read_rfc822(text: str) -> datetime | None:
    match = _RFC822.fullmatch(text)
    month = _MONTHS.get(match["month"][:3].lower()) if match else None
    if not match or not month:
        return None
    year = int(match["year"])
    if len(match["year"]) == 2:  # RFC 5322 §4.3
        year += 2000 if year < 50 else 1900
    return _composed(match, year, month, _zone(match["zone"] or ""))


def _read_epoch(text: str) -> datetime | None:
    match = _EPOCH.fullmatch(text)
    return datetime.fromtimestamp(int(match[1]), UTC) if match else None


def _read_cjk(text: str) -> datetime | None:
    match = _CJK.match(text)
    if not match:
        return None
    found = _composed(match, int(match["year"]), int(match["month"]), UTC)
    afternoon = bool(match["afternoon"]) and int(match["hour"]) < 12
    return found + timedelta(hours=12) if found and afternoon else found


def _read_anything(text: str) -> datetime | None:
    def parsed(default: datetime) -> datetime:
        return dateutil_parser.parse(
            text,
            default=default,
            dayfirst=bool(_DAY_FIRST.match(text)),
            tzinfos=_named,
        )

    try:
        # A day, month or year that isn't written would be taken from the default.
        found, again = parsed(datetime(2000, 1, 1)), parsed(datetime(1996, 2, 2))  # noqa: DTZ001
    except (ParserError, TypeError, AttributeError, IndexError, AssertionError):
        return None  # dateutil breaks on some texts instead of refusing them
    return _in_utc(found) if found == again else None


def _composed(match: re.Match[str], year: int, month: int, zone: tzinfo | None) -> datetime | None:
    if zone is None:
        return None
    return datetime(
        year,
        month,
        int(match["day"]),
        int(match["hour"] or 0),
        int(match["minute"] or 0),
        min(int(match["second"] or 0), 59),  # leap seconds
        tzinfo=zone,
    ).astimezone(UTC)


def _zone(text: str) -> tzinfo | None:
    offset = _OFFSET.match(text)
    if offset:
        minutes = int(offset["hours"]) * 60 + int(offset["minutes"] or 0)
        return timezone(timedelta(minutes=-minutes if offset["sign"] == "-" else minutes))
    if text[:2].lower() in {"am", "pm", "a.", "p."}:
        return None  # a twelve-hour clock: for dateutil
    name = _ZONE_NAME.match(text)
    return _named(name[0] if name else "", None)


def _named(name: str | None, offset: int | None) -> timezone:
    if offset is not None:
        return timezone(timedelta(seconds=offset))
    return timezone(timedelta(hours=_ZONES.get((name or "").lower(), 0)))


def _in_utc(moment: datetime) -> datetime:
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
