"""Retry-After: when a server allows the next request (RFC 9110 §10.2.3).

Feeds and targets obey it alike. Read in two ways, the same header would hold up one and not the
other; without a cap, a server's mistake (milliseconds for seconds, a date in the year 9999) would
silence a feed or a target for good. Pure.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

LONGEST: Final = timedelta(days=1)
"""More is taken for a mistake, and cut to this: a feed or a target that is asked once a day does
nobody harm, and one that isn't asked for a month is lost."""

_SECONDS = re.compile(r"[0-9]+(?:\.[0-9]+)?")


def retry_at(value: str, *, now: datetime) -> datetime | None:
    """Read a Retry-After header: seconds or an HTTP date.

    Fractions of a second, which the RFC doesn't know, are read too: services that count in
    milliseconds write them.

    Args:
        value: The header's text; empty if there is none.
        now: Aware; what seconds are counted from.

    Returns:
        From ``now`` to ``LONGEST`` after it; None if the text is neither, or the date is past.
    """
    value = value.strip()
    if _SECONDS.fullmatch(value):
        return after(float(value), now=now)
    moment = http_date(value)
    return min(moment, now + LONGEST) if moment and moment > now else None


def after(seconds: float, *, now: datetime) -> datetime | None:
    """The moment so many seconds from now, at most ``LONGEST``; None for what is no such number."""
    if not seconds >= 0:  # negative, or not a number
        return None
    return now + timedelta(seconds=min(seconds, LONGEST.total_seconds()))


def http_date(value: str) -> datetime | None:
    """Read an HTTP date in any of its three forms (RFC 9110 §5.6.7); None if it isn't one."""
    if not value:
        return None  # most often
    try:
        moment = parsedate_to_datetime(value)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
