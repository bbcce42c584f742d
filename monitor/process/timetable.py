"""Timetable: what the daemon does again and again, whatever is done to the clock.

    the tick    by a clock that only counts, in a thread of its own
    upkeep      by the scheduler (APScheduler), which goes by the clock on the wall and is put right
                where that has jumped (``plan_anew``)

The scheduler alone waits for the old time where the clock was set back, so no feed would be polled
for the length of the jump, and where it was set ahead it counts every second that was missed.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger

from monitor.upkeep.upkeep import Job

logger = logging.getLogger(__name__)

TICK_SECONDS = 1.0
GRACE_SECONDS = 4.0
"""A tick under way at the end gets so long to finish."""


class Timetable:
    """Runs a tick and jobs until it is stopped.

    Args:
        tick: Called each second, never twice at a time; raises nothing.
        jobs: What else is to be done.
        seconds: From one tick to the next.
    """

    def __init__(
        self, tick: Callable[[], None], jobs: Iterable[Job], *, seconds: float = TICK_SECONDS
    ) -> None:
        self._tick = tick
        self._seconds = seconds
        self._ended = threading.Event()
        self._ticking = threading.Thread(target=self._run, name="tick", daemon=True)
        self._scheduler = BackgroundScheduler(timezone=UTC)
        self.take_up(jobs)

    def take_up(self, jobs: Iterable[Job]) -> None:
        """Do these jobs from now on, instead of those there were."""
        self._scheduler.remove_all_jobs()
        for job in jobs:
            self._scheduler.add_job(
                job.do,
                Again(timedelta(seconds=job.seconds)),
                next_run_time=datetime.now(UTC) + timedelta(seconds=job.first),
                # What is late is still wanted, and never done twice at a time.
                misfire_grace_time=None,
                coalesce=True,
                max_instances=1,
            )

    def start(self) -> None:
        """Begin; the first tick comes at once."""
        self._scheduler.start()
        self._ticking.start()

    def plan_anew(self) -> None:
        """Set the jobs right after a jump of the clock: each waits as long as after a run."""
        for job in self._scheduler.get_jobs():
            job.modify(next_run_time=datetime.now(UTC) + job.trigger.every)

    @property
    def ticks(self) -> bool:
        """Whether there is still a thread that ticks."""
        return self._ticking.is_alive()

    def stop(self, *, wait: bool = True) -> None:
        """Start nothing more, and wait for what is under way. Safe to call twice."""
        if self._ended.is_set():
            return
        self._ended.set()
        self._scheduler.shutdown(wait=wait)
        if wait:
            self._ticking.join(GRACE_SECONDS)

    def _run(self) -> None:
        while True:
            self._tick()
            if self._ended.wait(self._seconds):
                return


class Again(BaseTrigger):  # type: ignore[misc]
    """Fires so long after the last time; times that were missed are one, however many."""

    def __init__(self, every: timedelta) -> None:
        self.every = every

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        """Return when to fire next."""
        return max(previous or now, now) + self.every
