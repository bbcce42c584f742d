"""What HTTP headers tell a poller: how fresh a body is, and how to ask for the next one.

Without it every poll would fetch the whole body, and sooner than its publisher asks for. Pure:
header text in, values out. Nonsense in a header is never an error, only no information.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from monitor.feeds.state.feed import Validators
from monitor.net.retry_after import http_date

_RANGE = re.compile(r"bytes\s+0-(?P<last>\d{1,12})/(?P<length>\d{1,12})", re.ASCII)

MAX_FRESHNESS = timedelta(minutes=60)
"""However long a publisher says its feed keeps, we look again after this."""
_MAX_VALIDATOR = 1_000
"""Longer ETags aren't kept: sending them back would only be refused."""


def min_interval(headers: Mapping[str, str], *, now: datetime) -> timedelta:
    """Return how long a body stays fresh, by max-age or else Expires (RFC 9111 §4.2).

    Returns:
        Between zero and ``MAX_FRESHNESS``.
    """
    stated = headers.get("cache-control", "")
    directives = _directives(stated) if stated else {}
    if "no-cache" in directives or "no-store" in directives:
        return timedelta(0)
    if "max-age" in directives:
        seconds = _seconds(directives["max-age"]) - _seconds(headers.get("age", ""))
        fresh = timedelta(seconds=seconds)
    elif expires := http_date(headers.get("expires", "")):
        fresh = expires - (http_date(headers.get("date", "")) or now)
    else:
        return timedelta(0)
    return max(timedelta(0), min(fresh, MAX_FRESHNESS))


def validators(headers: Mapping[str, str]) -> Validators:
    """Take ETag and Last-Modified exactly as they came (RFC 9110 §8.8)."""
    return Validators(
        etag=_kept(headers.get("etag", "")),
        last_modified=_kept(headers.get("last-modified", "")),
    )


def is_whole(content_range: str) -> bool:
    """Whether a range is all there is: ``bytes 0-99/100`` (RFC 9110 §14.4)."""
    found = _RANGE.fullmatch(content_range.strip())
    return found is not None and int(found["last"]) + 1 == int(found["length"])


def basic(user: str, password: str) -> str:
    """Write credentials as an Authorization header's value (RFC 7617, UTF-8)."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode("ascii")


def _kept(value: str) -> str:
    return value if len(value) <= _MAX_VALIDATOR else ""


def _directives(value: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in value.split(","))
    return {name.strip().lower(): text.strip().strip('"') for name, _, text in pairs}


def _seconds(value: str) -> int:
    """Whole seconds, at most a day: more is never needed, and may not fit a timedelta."""
    value = value.strip()
    if not (value.isascii() and value.isdigit()):
        return 0
    return min(int(value), 86_400) if len(value) < 10 else 86_400
