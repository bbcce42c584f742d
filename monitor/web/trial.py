"""Trials: rules that people are typing, tried on the newest stored items.

In a process of its own, which has the lowest priority and starts when it is first needed: it takes
no time from polls. One trial at a time; a newer one of the same page ends the older.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from concurrent.futures import BrokenExecutor, CancelledError, Future, ProcessPoolExecutor
from contextlib import suppress
from ctypes import Array, c_ulonglong
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from monitor.alerts.planning.policy import Policy, Target, TargetKind
from monitor.backtest import Report, StoredItems, backtest
from monitor.errors import MonitorError
from monitor.garbage_collection import end_at_once
from monitor.rules import KnownWords, Rule

if TYPE_CHECKING:
    from monitor.config import Config

BACK = timedelta(days=30)
SECONDS = 2.5
"""A trial takes so long at most, from the newest item back; read when the page starts."""
ITEMS = 100_000
"""At most so many items are looked at."""
SAMPLES, SOURCES, LISTED = 12, 8, 20
PATIENCE = 30.0
"""Seconds after which a trial that others' trials keep waiting is given up."""
IDLE = 120.0
"""Seconds after which the process ends when nobody tries anything."""

NOBODY = Target(name="a target", url="", kind=TargetKind.TEXT)
"""Stands in where the configuration has no targets: what they would be sent can be said anyway."""
SLOTS = 32


class Superseded(MonitorError):  # noqa: N818 - reads as the fact it states
    """The same page has sent a newer rule."""


@dataclass(frozen=True, slots=True)
class _Setting:
    """What the process needs to know of the configuration."""

    database: Path
    words: Path | None
    targets: dict[str, Target]
    zone: ZoneInfo
    seconds: float


@dataclass(frozen=True, slots=True)
class _Task:
    rule: Rule
    policy: Policy
    current: Rule | None
    since: datetime
    slot: int
    number: int


class Trials:
    """Tries rules on stored items, for one configuration. Threads may share it."""

    def __init__(self, config: Config, *, words: Path | None) -> None:
        self._words = words
        self._setting = self._setting_of(config)
        self._lock = threading.Lock()
        self._context = multiprocessing.get_context("spawn")
        self._slots: dict[str, int] = {}
        self._waiting: dict[int, Future[Report]] = {}
        self._numbers = 0
        self._pool: ProcessPoolExecutor | None = None
        self._idle: threading.Timer | None = None
        self._closed = False

    @cached_property
    def _newest(self) -> Array[c_ulonglong]:
        """The number of the newest trial of each page; an older one sees that it is no longer its.

        Without a lock: one of multiprocessing's is gone with this object, and a process that is
        still starting then would end in a traceback. A number is written, and read, as a whole.
        """
        return self._context.RawArray(c_ulonglong, SLOTS)

    def run(
        self, page: str, rule: Rule, *, policy: Policy, current: Rule | None, now: datetime
    ) -> Report:
        """Try a rule.

        Args:
            page: The page that asks; a trial that it asked for before is ended.
            rule: The rule to try.
            policy: Where its alerts would go.
            current: The rule to compare it with; None: compare it with nothing.
            now: The time, aware.

        Raises:
            Superseded: The page has sent a newer rule.
            MonitorError: The rule couldn't be tried.
        """
        slot, number, pool, future = self._submit(page, rule, policy, current, now)
        try:
            report = future.result(PATIENCE)
        except CancelledError:
            raise Superseded("a newer rule is being tried") from None
        except TimeoutError:
            raise MonitorError("others are trying rules, too; try again in a moment") from None
        except BrokenExecutor as error:
            with self._lock:
                if self._pool is pool:
                    self._pool = None
            raise _killed() from error
        finally:
            with self._lock:
                if self._waiting.get(slot) is future:
                    del self._waiting[slot]
                self._rest()
        if self._newest[slot] != number:
            raise Superseded("a newer rule is being tried")
        return report

    def _submit(
        self, page: str, rule: Rule, policy: Policy, current: Rule | None, now: datetime
    ) -> tuple[int, int, ProcessPoolExecutor, Future[Report]]:
        """End what the page has asked before, and have this tried."""
        with self._lock:
            if self._closed:
                raise MonitorError("the page is about to stop; try again when it is back")
            slot = self._slot(page)
            self._numbers += 1
            number = self._newest[slot] = self._numbers
            if older := self._waiting.get(slot):
                older.cancel()
            pool = self._started()
            task = _Task(rule, policy, current, now - BACK, slot, number)
            try:
                future = self._waiting[slot] = pool.submit(_try, task)
            except BrokenExecutor as error:
                self._pool = None
                raise _killed() from error
            return slot, number, pool, future

    def _started(self) -> ProcessPoolExecutor:
        """The process, started if there is none."""
        if self._idle:
            self._idle.cancel()
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                1, self._context, initializer=_start, initargs=(self._setting, self._newest)
            )
        return self._pool

    def warm(self) -> None:
        """Have the process ready: somebody is about to type a rule."""
        with self._lock, suppress(BrokenExecutor):
            if not self._closed and self._pool is None:
                self._started().submit(os.getpid)
                self._rest()

    def take_up(self, config: Config) -> None:
        """Try rules for another configuration from now on; a trial under way ends as it began."""
        setting = self._setting_of(config)
        with self._lock:
            if setting != self._setting:
                self._setting, pool, self._pool = setting, self._pool, None
                if pool is not None:
                    pool.shutdown(wait=False)

    def _setting_of(self, config: Config) -> _Setting:
        return _Setting(
            config.database,
            self._words,
            dict(config.targets) or {NOBODY.name: NOBODY},
            config.timezone,
            SECONDS,
        )

    def close(self) -> None:
        """End the process, at once."""
        with self._lock:
            self._closed = True
            if self._idle:
                self._idle.cancel()
            self._end()

    def _slot(self, page: str) -> int:
        """The page's; of very many pages, that of the page which asked first is taken over."""
        if page not in self._slots:
            if len(self._slots) < SLOTS:
                self._slots[page] = len(self._slots)
            else:
                self._slots[page] = self._slots.pop(next(iter(self._slots)))
        return self._slots[page]

    def _rest(self) -> None:
        if self._waiting or self._closed:
            return
        self._idle = threading.Timer(IDLE, self._end_if_idle)
        self._idle.daemon = True
        self._idle.start()

    def _end_if_idle(self) -> None:
        with self._lock:
            if not self._waiting:
                self._end()

    def _end(self) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            for slot in range(SLOTS):
                self._newest[slot] = 0
            pool.shutdown(wait=False, cancel_futures=True)


def _killed() -> MonitorError:
    return MonitorError("the trial was cut off, for want of memory perhaps; try again")


class _Bench:
    """The process's own: what it keeps from one trial to the next."""

    def __init__(self, setting: _Setting, newest: Array[c_ulonglong]) -> None:
        self._setting, self._newest = setting, newest
        self._known = KnownWords(cache=setting.words)

    def run(self, task: _Task) -> Report:
        def superseded() -> bool:
            return bool(self._newest[task.slot] != task.number)

        setting, rule = self._setting, task.rule
        return backtest(
            StoredItems(database=setting.database, since=task.since, limit=ITEMS),
            [rule],
            policies={rule.name: task.policy},
            targets=setting.targets,
            zone=setting.zone,
            current={rule.name: task.current} if task.current else {},
            known=self._known,
            seconds=setting.seconds,
            samples=SAMPLES,
            sources=SOURCES,
            listed=LISTED,
            stop=superseded,
        )


_own: _Bench


def _start(setting: _Setting, newest: Array[c_ulonglong]) -> None:
    global _own  # noqa: PLW0603 - a process has one, for as long as it lives
    # Ctrl-C reaches every process of the terminal; what it means is decided by the first.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(19)
    end_at_once()
    _own = _Bench(setting, newest)


def _try(task: _Task) -> Report:
    return _own.run(task)
