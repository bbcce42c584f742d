"""Watch: what the daemon says of itself when something is wrong, and when it had better end.

    Complaints   the same trouble is told once an hour, not once a second
    WriteLog     that nothing can be written, once; that it can again, once
    Watchdog     ends a daemon that looks alive and polls nothing, so that it is started anew

Without it a full disk fills the log as well, and a thread that has died is noticed by whoever
misses the news.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from monitor.errors import DatabaseCorrupt, DatabaseUnavailable, DiskFull, MonitorError
from monitor.inbound.poll_loop import Intake
from monitor.process.logs.log_writer import abort as abort_now
from monitor.process.stopping import StopSignal
from monitor.process.systemd import notify
from monitor.store.database import RETRY_SECONDS
from monitor.troubles import Troubles

logger = logging.getLogger(__name__)

DATABASE = "database"
"""The trouble of that name: nothing can be written."""
AGAIN_SECONDS = 3600
"""Trouble that goes on is told again after so long."""
SETTLED_SECONDS = 5
"""After so long without trouble it is said that it may be over."""
CALM_SECONDS = 60
"""Trouble that wasn't met for so long is over."""
STALLED_SECONDS = 900
"""A daemon that hasn't looked for so long which feeds are due never will again. A tick may wait for
another process's transaction, or for a clock that was set to be set right: that takes a minute."""
LATELY_SECONDS = 120
"""A tick that takes longer than this is the service manager's concern."""

Counting = Callable[[], float]


class Complaints:
    """Which trouble is news: another one, or the same an hour later.

    It ends when it hasn't been met for a minute: on a disk that is nearly full small writes fit.
    """

    def __init__(self, counting: Counting = time.monotonic) -> None:
        self._counting = counting
        self._told: tuple[str, float] | None = None
        self._met = 0.0

    def is_news(self, complaint: str) -> bool:
        """Whether to say it now."""
        self._met = now = self._counting()
        if self._told and self._told[0] == complaint and now - self._told[1] < AGAIN_SECONDS:
            return False
        self._told = complaint, now
        return True

    @property
    def calm(self) -> float:
        """Seconds since trouble was last met."""
        return self._counting() - self._met

    def is_over(self) -> bool:
        """After something that worked: whether trouble has ended by that."""
        if self._told is None or self.calm < CALM_SECONDS:
            return False
        self._told = None
        return True


class WriteLog:
    """Tells the log whether the database can be written. For one thread: the writer's."""

    def __init__(self, troubles: Troubles, counting: Counting = time.monotonic) -> None:
        self._troubles = troubles
        self._complaints = Complaints(counting)
        self._failed = ""
        """Why writing failed last, until a minute has passed without that: on a disk that is nearly
        full small writes fit."""

    def written(self, error: BaseException | None) -> None:
        """After each commit: that it failed, or that it didn't."""
        if isinstance(error, DatabaseUnavailable | DatabaseCorrupt):
            cure = "make room on its disk" if isinstance(error, DiskFull) else ""
            self._failed = str(error)
            self._troubles.met(DATABASE, str(error), cure=cure)
            if self._complaints.is_news(str(error)):
                logger.error(
                    "%s; polls and alerts wait until this is over",
                    error,
                    extra={"event": "unwritable"},
                )
        elif error is None and self._complaints.is_over():
            self._failed = ""
            self._troubles.over(DATABASE)
            logger.info("the database can be written again", extra={"event": "writable"})
        elif error is None and self._failed and self._complaints.calm >= SETTLED_SECONDS:
            self._troubles.met(
                DATABASE,
                f"writing failed until a moment ago ({self._failed}); it works again, and is "
                "watched for a minute",
                lasting=timedelta(seconds=CALM_SECONDS),
            )


def once_there_is_space(start: Callable[[], None], *, stop: StopSignal | None) -> None:
    """Start as soon as the disk isn't full any more; ``WriteLog`` says that it is.

    Args:
        start: What needs space.
        stop: Ends the waiting; None: there is none.

    Raises:
        DiskFull: it still is.
    """
    while True:
        try:
            start()
        except DiskFull:
            # Else the service manager takes it for a service that can't start.
            notify(f"EXTEND_TIMEOUT_USEC={10 * RETRY_SECONDS * 1e6:.0f}\nSTATUS=the disk is full")
            if stop is None or stop.wait(RETRY_SECONDS):
                raise
        else:
            return


class Watchdog:
    """Sees that feeds are looked after.

    Args:
        counting: Seconds that nobody sets, and that don't count while the machine sleeps.
        abort: Ends the process at once. A tick that hangs can't be waited for, nor can whatever it
            waits for; the database is as after a crash, which loses nothing.
    """

    def __init__(
        self, counting: Counting = time.monotonic, *, abort: Callable[[int], object] = abort_now
    ) -> None:
        self._counting = counting
        self._abort = abort
        self._complaints = Complaints(counting)
        self._ticked = counting()

    @contextmanager
    def ticking(self) -> Iterator[None]:
        """A tick: whatever it raises, the next one comes."""
        try:
            yield
        except DatabaseUnavailable as error:  # ``WriteLog`` says so
            logger.debug("no feed can be polled: %s", error, extra={"event": "unpolled"})
        except Exception as error:
            if self._complaints.is_news(repr(error)):
                logger.exception(
                    "feeds that are due couldn't be polled; tried again each second",
                    extra={"event": "bug"},
                )
        else:
            self._complaints.is_over()
        finally:
            self._ticked = self._counting()

    def check(self, intake: Intake) -> bool:
        """See that what polls and records is at work; return whether it has been lately.

        Raises:
            MonitorError: it isn't, and never will be again.
        """
        if self._counting() - self._ticked > STALLED_SECONDS:
            _say(f"nothing looked for due feeds for {STALLED_SECONDS // 60} minutes")
            self._abort(1)
        if not intake.works:
            problem = "a thread that records what feeds bring has ended"
            _say(problem)
            raise MonitorError(f"{problem}; please report it, with the log")
        return self._counting() - self._ticked < LATELY_SECONDS


def _say(problem: str) -> None:
    logger.critical("%s: exiting so that the service restarts", problem, extra={"event": "broken"})
