"""What is new since somebody's last visit, remembered in a cookie of his. Pure.

A visit goes on while he looks again within half an hour; what came in meanwhile stays new until
the visit after. The cookie holds three numbers: all matches up to which id he has read, which id
was the newest when he last looked, and when that was.
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
    """How far somebody has read."""

    read: int
    """Matches up to this id aren't new."""
    newest: int
    """The newest match when he last looked."""
    looked_at: datetime

    def to_cookie(self) -> str:
        """As the cookie has it."""
        return f"{self.read}.{self.newest}.{int(self.looked_at.timestamp())}"


def reading(cookie: str, *, newest: int, now: datetime) -> Reading:
    """How far he has read, who looks now; all of it, if he was never here.

    Args:
        cookie: what his browser kept; empty without.
        newest: the id of the newest match there is.
        now: aware.
    """
    found = _FORM.fullmatch(cookie)
    if not found:
        return Reading(newest, newest, now)
    read, was_newest = min(int(found[1]), newest), min(int(found[2]), newest)
    looked_at = datetime.fromtimestamp(int(found[3]), UTC)
    if now - looked_at > ONE_VISIT:
        read = was_newest
    return Reading(read, newest, now)
