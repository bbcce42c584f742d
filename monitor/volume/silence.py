"""Silence: when a rule has matched nothing for longer than it should. Pure.

The twin of ``spike``. The world may be quiet, or the rule or its feeds broken: only somebody who
knows can tell. Without this module nobody would be asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

OWN_RHYTHM = timedelta(0)
"""``expect = "auto"``."""
FEWEST = 8
"""From how many matches a rule's own rhythm can be known."""
TIMES = 2
LEAST = timedelta(days=1)
"""By its own rhythm a rule is overdue after ``TIMES`` its longest pause, and ``LEAST``."""
MEMORY = timedelta(days=90)
"""Older pauses are forgotten."""


def patience(expect: timedelta, matched: Sequence[datetime], *, now: datetime) -> timedelta | None:
    """Return how long a rule may match nothing; None: its own rhythm isn't known yet.

    Twice the longest pause: were matches to come by pure chance (exponential pauses), the pause
    after the eighth would be so long once in 36 times, that after the fiftieth once in 1,100.

    Args:
        expect: The wait that the user wrote; ``OWN_RHYTHM``: the rule's own.
        matched: When the rule matched, aware, in order.
        now: Aware.
    """
    if expect != OWN_RHYTHM:
        return expect
    lately = _lately(matched, now)
    if len(lately) < FEWEST:
        return None
    wait = max(TIMES * longest_pause(matched, now=now), LEAST)
    # All of it one afternoon's event: that isn't a rhythm.
    return wait if lately[-1] - lately[0] >= wait else None


def overdue_at(
    expect: timedelta, matched: Sequence[datetime], *, first_seen_at: datetime, now: datetime
) -> datetime | None:
    """Return since when a rule is overdue; None: it isn't, or its rhythm isn't known yet.

    Args:
        expect: The wait that the user wrote; ``OWN_RHYTHM``: the rule's own.
        matched: When the rule matched, aware, in order; empty: never.
        first_seen_at: Since when the rule has been watched for, as it reads now.
        now: Aware.
    """
    wait = patience(expect, matched, now=now)
    if wait is None:
        return None
    due = max([first_seen_at, *matched[-1:]]) + wait
    return due if due <= now else None


def longest_pause(matched: Sequence[datetime], *, now: datetime) -> timedelta:
    """Return the longest pause that isn't forgotten; there must be two matches or more since."""
    return max(after - before for before, after in pairwise(_lately(matched, now)))


def _lately(matched: Sequence[datetime], now: datetime) -> list[datetime]:
    return [moment for moment in matched if moment > now - MEMORY]
