"""Period: since when, as it stands in an address: ``24h``, ``7d``, ``today``, ``2025-02-13``."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.errors import MonitorError

PERIODS = (
    ("", "Any time"),
    ("today", "Today"),
    ("24h", "Last 24 hours"),
    ("2d", "Last 2 days"),
    ("7d", "Last 7 days"),
    ("30d", "Last 30 days"),
)
SILENCES = (
    ("1h", "1 hour"),
    ("4h", "4 hours"),
    ("1d", "1 day"),
    ("7d", "a week"),
    ("30d", "30 days"),
)

_LONG = re.compile(r"(\d{1,5})(h|d|w)")
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


def since(text: str, *, now: datetime, zone: ZoneInfo) -> datetime | None:
    """When that begins; None: no text.

    Raises:
        MonitorError: it is no such thing.
    """
    if not text:
        return None
    midnight = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    if text == "today":
        return midnight
    if text == "yesterday":
        return (midnight - timedelta(hours=12)).replace(hour=0)
    try:
        if found := _LONG.fullmatch(text):
            return now - int(found[1]) * _UNITS[found[2]]
        moment = datetime.fromisoformat(text)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
        moment.astimezone(now.tzinfo)
    except (ValueError, OverflowError):
        raise MonitorError(
            f"{text!r} is no time; write 24h, 7d, today, yesterday or 2025-02-13"
        ) from None
    return moment


def length(text: str) -> timedelta:
    """How long ``1h`` or ``7d`` is; only what ``SILENCES`` offers.

    Raises:
        MonitorError: it isn't among them.
    """
    if text not in dict(SILENCES):
        raise MonitorError(f"{text!r} isn't offered; choose one of the list")
    return int(text[:-1]) * _UNITS[text[-1]]
