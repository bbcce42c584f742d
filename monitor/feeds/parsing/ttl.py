"""How long a feed asks to be left alone: RSS's <ttl>, and the syndication module's period. Pure.

Without this module feeds would be polled more often than their publishers want.
"""

from __future__ import annotations

import re
from datetime import timedelta

MAX_TTL = timedelta(days=7)

_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(weeks=1),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}
_DECIMAL = re.compile(r"\d{1,6}")


def ttl_of(minutes: str, period: str, frequency: str) -> timedelta:
    """Return the least time between polls that is asked for, at most a week; 0 if none is.

    Args:
        minutes: What stands in RSS's <ttl>.
        period: What stands in sy:updatePeriod, such as "daily".
        frequency: How many updates a period has.
    """
    if asked := _number(minutes):
        return min(timedelta(minutes=asked), MAX_TTL)
    length = _PERIODS.get(period.lower())
    return min(length / (_number(frequency) or 1), MAX_TTL) if length else timedelta(0)


def _number(text: str) -> int:
    match = _DECIMAL.fullmatch(text.strip())
    return int(match[0]) if match else 0
