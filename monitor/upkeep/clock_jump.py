"""After a stop, a sleep or a jump of the clock, what was planned is set right.

What is overdue isn't polled all at once, and a clock that was set back makes nobody wait for its
old time. The arithmetic is ``schedule.clamp_due``, for deliveries ``planning.replanning``. Without
this module a thousand feeds would be asked at once after a night's sleep.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import sqlite_utils

from monitor.alerts.planning.replanning import planned_anew
from monitor.config import Config
from monitor.feeds.state import schedule
from monitor.human import in_words
from monitor.store.database import Database
from monitor.store.feeds import feeds
from monitor.store.outbox import holds

JUMP = timedelta(minutes=5)
"""The wall clock has jumped when it and a clock that only counts come apart by more than this
between two looks. A machine that sleeps looks the same: its counting clock sleeps too."""

TOLD = timedelta(hours=1)
"""So long a jump is among the troubles."""
CURE = "if the machine didn't sleep, see that something sets its clock (timedatectl)"


class ClockWatch:
    """Notices jumps of the wall clock.

    Args:
        clock: The wall clock, aware.
        counting: Seconds that nobody sets, and that don't count while the machine sleeps.
    """

    def __init__(
        self, clock: Callable[[], datetime], counting: Callable[[], float] = time.monotonic
    ) -> None:
        self._clock = clock
        self._counting = counting
        self._last = clock(), counting()

    def jump(self) -> timedelta:
        """By how much the clock has jumped since the last look; negative: back. Zero: it hasn't."""
        before, counted_before = self._last
        self._last = now, counted = self._clock(), self._counting()
        jump = (now - before) - timedelta(seconds=counted - counted_before)
        return jump if abs(jump) > JUMP else timedelta(0)


def said_at_start(db: sqlite_utils.Database, now: datetime) -> str:
    """Say that the clock is behind what was done before this start; empty: it isn't."""
    last = feeds.last_poll_at(db)
    if last is None or last - now <= JUMP:
        return ""
    return (
        f"the clock shows {now:%Y-%m-%d %H:%M} UTC, but feeds were polled at {last:%Y-%m-%d %H:%M} "
        "already: it is wrong now, or was then; everything is planned anew"
    )


def said_of(jump: timedelta) -> str:
    """A jump of the clock in words."""
    if jump < timedelta(0):
        return f"the clock was set back by {in_words(-jump)}: everything is planned anew"
    return (
        f"the clock went ahead by {in_words(jump)}, or this machine slept: "
        "what is overdue is polled bit by bit"
    )


def set_times_right(database: Database, config: Config, now: datetime) -> None:
    """Spread the polls that are overdue; plan anew what a wrong clock planned, deliveries too.

    Deliveries then wait as the configuration wants it now.
    """
    _set_polls_right(database, now)
    database.write(lambda db: set_deliveries_right(db, config, now))


def _set_polls_right(database: Database, now: datetime) -> None:
    # Who was never polled is due at once, unless by a clock that has been set back since.
    rows = [
        row
        for row in feeds.all_feeds(database.read())
        if row.state.last_poll_at or _is_later(row.state.schedule.next_poll_at, now)
    ]
    due = [row.state.schedule.next_poll_at for row in rows]
    spread = schedule.spread_for(sum(moment is not None and moment <= now for moment in due))

    def write(db: sqlite_utils.Database) -> None:
        for row in rows:
            state = schedule.clamp_due(
                row.state,
                now,
                chance=random.random(),  # noqa: S311 - jitter
                spread=spread,
            )
            if state != row.state:
                feeds.save_state(db, row.id, state)

    database.write(write)


def _is_later(due: datetime | None, now: datetime) -> bool:
    return due is not None and due > now


def set_deliveries_right(db: sqlite_utils.Database, config: Config, now: datetime) -> None:
    """Have what waits wait as the configuration wants it now."""
    until = planned_anew(
        holds.waiting(db, now=now), config.policies, config.targets, now=now, zone=config.timezone
    )
    holds.put_off(db, {id_: (moment, None) for id_, moment in until.items()})
