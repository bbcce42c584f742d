"""Months of reports, as rules have them."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2025, 2, 3, tzinfo=UTC)
"""A Monday; the clocks change on 30 March."""


def hours_of(days):
    return [START + number * HOUR for number in range(24 * days)]


def evenly(per_hour, days, *, seed=1, hours=None):
    """So many reports an hour on average, at random; ``hours`` multiplies local hours."""
    chance = random.Random(seed)
    found = []
    for at in hours_of(days):
        local = at.astimezone(BERLIN)
        wanted = per_hour * (hours or {}).get((local.weekday(), local.hour), 1.0)
        moment = chance.expovariate(wanted) if wanted else 1.0
        while moment < 1:
            found.append(at + moment * HOUR)
            moment += chance.expovariate(wanted)
    return found


def burst(at, reports, *, minutes=60):
    return [at + (number + 0.5) * timedelta(minutes=minutes) / reports for number in range(reports)]
