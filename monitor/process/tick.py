"""Tick: what is done each second: polls that are due, wanted articles, verdicts, and the clock.

Where the clock has jumped, the log says so, and polls, deliveries and upkeep that were planned by
the old time get new ones. Without this module nothing would be polled, and a machine that slept
would wake to a stampede.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from monitor.config import Config
from monitor.process.running import Running
from monitor.process.timetable import Timetable
from monitor.process.watch import Watchdog
from monitor.troubles import Troubles
from monitor.upkeep.clock_jump import CURE, TOLD, ClockWatch, said_of, set_times_right

logger = logging.getLogger(__name__)

NONE = timedelta(0)
AGAIN_SECONDS = (10, 60, 300)
"""After a clock was set back: what was under way is written down by the old time as late as this,
and would wait for it."""


class Tick:
    """Call it each second; it raises nothing."""

    def __init__(
        self,
        running: Running,
        *,
        config: Callable[[], Config],
        watchdog: Watchdog,
        troubles: Troubles,
        clock: Callable[[], datetime],
        counting: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take what is to be looked after, and what returns the configuration as it is now."""
        self._running = running
        self._config = config
        self._watchdog = watchdog
        self._clock_watch = ClockWatch(clock, counting)
        self._counting = counting
        self._troubles = troubles
        self._clock = clock
        self._has_jumped = False
        self._again: list[float] = []
        """When to set times right once more."""
        self.timetable: Timetable | None = None
        """To be planned anew when the clock has jumped."""

    def __call__(self) -> None:
        """Do what is to be done now."""
        with self._watchdog.ticking():
            self._look_at_clock()
            self._running.intake.tick()
            self._running.articles.tick()
            self._running.judging.tick()
            self._running.briefing.tick()

    def _look_at_clock(self) -> None:
        if jump := self._clock_watch.jump():
            self._has_jumped = True
            now = self._counting()
            self._again = [now + seconds for seconds in AGAIN_SECONDS] if jump < NONE else []
            self._troubles.met("clock", said_of(jump), cure=CURE, lasting=TOLD)
            extra = {"event": "clock", "seconds": round(jump.total_seconds())}
            logger.warning("%s", said_of(jump), extra=extra)
        if not self._has_jumped:
            if self._again and self._counting() >= self._again[0]:
                set_times_right(self._running.database, self._config(), self._clock())
                del self._again[0]
                self._running.workers.wake()
            return
        set_times_right(self._running.database, self._config(), self._clock())
        self._has_jumped = False
        if self.timetable is not None:
            self.timetable.plan_anew()
        self._running.workers.wake()
