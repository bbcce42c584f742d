"""What is new since a visitor's last visit, remembered in a cookie. Pure.

A visit goes on while the visitor looks again within half an hour; what came in meanwhile stays new
until the next visit. The cookie holds three numbers: the id up to which all matches are read, the
id that was the newest at the last look, and when that look was.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

COOKIE = "news-monitor-read"
AGE = timedelta(days=400)
ONE_VISIT = timedelta(minutes=30)

_FORM = re.compile(r"(\d{1,18})\.(\d{1,18})\.(\d{1,11})")


@dataclass(frozen=True, slots=True)
class Reading:
    """How far a visitor has read."""

    read: int
    """Matches up to this id aren't new."""
    newest: int
    """The newest match when he last looked."""
    looked_at: datetime

    def to_cookie(self) -> str:
        """Return it as the cookie's value."""
        return f"{self.read}.{self.newest}.{int(self.looked_at.timestamp())}"


def reading(cookie: str, *, newest: int, now: datetime) -> Reading:
    """Return how far a visitor who looks now has read; everything, at a first visit.

    Args:
        cookie: The value that the browser kept; empty if there is none.
        newest: The id of the newest match there is.
        now: Aware.
    """
    found = _FORM.fullmatch(cookie)
    if not found:
        return Reading(newest, newest, now)
    read, was_newest = min(int(found[1]), newest), min(int(found[2]), newest)
    looked_at = datetime.fromtimestamp(int(found[3]), UTC)
    if now - looked_at > ONE_VISIT:
        read = was_newest
    return Reading(read, newest, now)
