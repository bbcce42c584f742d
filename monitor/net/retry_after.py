"""Retry-After: when a server allows the next request (RFC 9110 §10.2.3).

Feeds and targets obey it alike. Read in two ways, the same header would hold up one and not the
other; without a cap, a server's mistake (milliseconds for seconds, a date in the year 9999) would
silence a feed or a target for good. Servers that count by the RateLimit headers alone are obeyed
too. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import MAXYEAR, UTC, datetime, timedelta
from email.utils import parsedate_to_datetime, parsedate_tz
from typing import Final

LONGEST: Final = timedelta(days=1)
"""More is taken for a mistake, and cut to this: a feed or a target that is asked once a day does
nobody harm, and one that isn't asked for a month is lost."""

_SECONDS = re.compile(
    r"(?P<number>[0-9]+(?:\.[0-9]+)?)\s*(?:(?P<unit>[smhd])[a-z]*)?", re.IGNORECASE
)
_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_SINCE_1970 = 10**9
"""So many seconds aren't a wait, but a moment that is counted from 1970."""
_MILLISECONDS = 10**12
_LONG_AGO = 366 * 86_400
_USED_UP = ("ratelimit-remaining", "x-ratelimit-remaining", "x-rate-limit-remaining")
_RESET = ("ratelimit-reset", "x-ratelimit-reset", "x-rate-limit-reset")


def retry_at(value: str, *, now: datetime) -> datetime | None:
    """Read a Retry-After header: seconds or an HTTP date, and what servers write for these.

    The RFC knows whole seconds and three forms of dates. Read as well: fractions of a second, a
    unit ("120s", "2 hours"), quotes, ISO 8601, seconds or milliseconds since 1970, and several
    values, of which the latest counts, for each proxy on the way may add its own.

    Args:
        value: The header's text; empty if there is none.
        now: Aware; what seconds are counted from.

    Returns:
        From ``now`` to ``LONGEST`` after it; None if it is none of these, or the date is past.
    """
    value = value.strip().strip("\"'")
    if (moment := _read(value, now)) or "," not in value:
        return moment
    return max(filter(None, (_read(part.strip(), now) for part in value.split(","))), default=None)


def reset_at(headers: Mapping[str, str], *, now: datetime) -> datetime | None:
    """When a server that has had enough counts anew, by its RateLimit headers; None: unsaid.

    Args:
        headers: Of an answer that refuses, by names in any case.
        now: Aware; what seconds are counted from.
    """
    if any(headers.get(name, "").strip() not in {"", "0"} for name in _USED_UP):
        return None  # it was refused for another reason
    return next(
        (moment for name in _RESET if (moment := retry_at(headers.get(name, ""), now=now))), None
    )


def after(seconds: float, *, now: datetime) -> datetime | None:
    """The moment so many seconds from now, at most ``LONGEST``; None for what is no such number."""
    if not seconds >= 0:  # negative, or not a number
        return None
    return now + timedelta(seconds=min(seconds, LONGEST.total_seconds()))


def _read(value: str, now: datetime) -> datetime | None:
    if found := _SECONDS.fullmatch(value):
        seconds = float(found["number"])
        if found["unit"]:
            return after(seconds * _UNITS[found["unit"].lower()], now=now)
        if seconds < _SINCE_1970:
            return after(seconds, now=now)
        since = seconds / (1_000 if seconds >= _MILLISECONDS else 1) - now.timestamp()
        # A moment of years ago is none: it is a wait beyond all bounds.
        return after(-since if since < -_LONG_AGO else since, now=now)
    if (parts := parsedate_tz(value)) and parts[0] >= MAXYEAR:  # more than can be reckoned with
        return now + LONGEST
    moment = http_date(value) or _iso_date(value)
    return min(moment, now + LONGEST) if moment and moment > now else None


def _iso_date(value: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def http_date(value: str) -> datetime | None:
    """Read an HTTP date in any of its three forms (RFC 9110 §5.6.7); None if it isn't one."""
    if not value:
        return None  # most often
    try:
        moment = parsedate_to_datetime(value)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
