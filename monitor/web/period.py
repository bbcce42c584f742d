"""Period: since when, as a page's query string has it ("24h"); and those that the page offers."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.alerts.time_expressions import parse_past
from monitor.durations import parse_duration
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


def since(text: str, *, now: datetime, zone: ZoneInfo) -> datetime | None:
    """Return when the period begins that ``text`` names, aware; None: the text is empty.

    Raises:
        MonitorError: The text is no period (``time_expressions.parse_past``).
    """
    if not text:
        return None
    try:
        return parse_past(text, now=now, zone=zone)
    except ValueError as error:
        raise MonitorError(str(error)) from None


def length(text: str) -> timedelta:
    """Return how long ``1h`` or ``7d`` is; only the lengths that ``SILENCES`` offers.

    Raises:
        MonitorError: The text isn't among them.
    """
    if text not in dict(SILENCES):
        raise MonitorError("choose from the list for how long")
    return parse_duration(text)
