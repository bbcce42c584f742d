"""Sweep: past items → those that some rule matches, in their order, by one process or several.

The engine is the daemon's (``rules.Matcher``). Workers are started afresh (spawn), read the
database on their own, and send back only what matched; a batch that is done early waits for those
before it. Without this module a backtest of years would take one core's time.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import sqlite_utils

from monitor.backtest.past_items import Batch
from monitor.errors import StoreError
from monitor.garbage_collection import end_at_once, uncollected
from monitor.rules import KnownWords, Match, Matcher, Rule
from monitor.store.database import open_reader
from monitor.store.reading import backtest_items
from monitor.store.reading.backtest_items import PastItem, Stretch
from monitor.store.trouble import explained

WORTH_PROCESSES: Final = 20_000
"""Fewer items are matched sooner than other processes have started (a second)."""
_AHEAD: Final = 3  # batches a worker has before it, so that it never waits for more
_POLL: Final = 0.2  # seconds between looks at ``stop`` while a batch is under way


@dataclass(frozen=True, slots=True)
class Found:
    """A past item, and what matched it."""

    past: PastItem
    matches: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class Swept:
    """What became of one batch."""

    items: int
    found: tuple[Found, ...]
    """In the order of the items."""
    since: datetime | None
    """When the first of the items came, aware UTC; None: all were removed since."""
    until: datetime | None
    """When the last of the items came."""


@dataclass(frozen=True, slots=True)
class Job:
    """What every worker needs to know."""

    rules: tuple[Rule, ...]
    database: Path | None
    words: Path | None
    """The folder where ``KnownWords`` keeps its lists."""


class Sweeper:
    """Matches one batch after another. For one thread."""

    def __init__(self, job: Job, *, known: KnownWords | None = None) -> None:
        with uncollected():
            self._matcher = Matcher(job.rules, known=known or KnownWords(cache=job.words))
        self._database = job.database
        self._open: sqlite_utils.Database | None = None

    def sweep(self, batch: Batch) -> Swept:
        """Match the items of a batch."""
        items = 0
        found = []
        since = until = None
        for each in self._items(batch):
            items += 1
            since, until = since or each.seen_at, each.seen_at
            if matches := self._matcher.match(each.item):
                found.append(Found(each, tuple(matches)))
        return Swept(items, tuple(found), since, until)

    def close(self) -> None:
        """Close the database."""
        if self._open is not None:
            self._open.close()
            self._open = None

    def _items(self, batch: Batch) -> Iterator[PastItem]:
        if not isinstance(batch, Stretch):
            yield from batch
            return
        assert self._database is not None  # who gives stretches says of what
        if self._open is None:
            self._open = open_reader(self._database)
        with explained(self._database):
            yield from backtest_items.read(self._open, batch)


def sweep(
    batches: Sequence[Batch],
    job: Job,
    *,
    known: KnownWords | None = None,
    processes: int = 1,
    stop: Callable[[], bool] = lambda: False,
) -> Iterator[Swept]:
    """Match batches; what became of each comes in their order.

    Args:
        batches: Items, or ids of stored items.
        job: The rules, and where the items are.
        known: The words people use, for this process; None: kept in ``job.words``.
        processes: 1: match in this process; else start so many others.
        stop: Called between batches; True ends the sweep.

    Raises:
        StoreError: A worker was killed.
    """
    if processes > 1:
        yield from _by_others(batches, job, processes=processes, stop=stop)
        return
    sweeper = Sweeper(job, known=known)
    try:
        for batch in batches:
            if stop():
                return
            yield sweeper.sweep(batch)
    finally:
        sweeper.close()


def _by_others(
    batches: Sequence[Batch], job: Job, *, processes: int, stop: Callable[[], bool]
) -> Iterator[Swept]:
    if job.words is not None:
        KnownWords(cache=job.words).vocabulary("en")  # built once, not by each
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(processes, context, initializer=_start, initargs=(job,))
    waiting: deque[Future[Swept]] = deque()
    rest = iter(batches)
    try:
        while not stop():
            while len(waiting) < processes * _AHEAD and (batch := next(rest, None)) is not None:
                waiting.append(pool.submit(_sweep, batch))
            if not waiting:
                return
            try:
                swept = waiting[0].result(timeout=_POLL)
            except TimeoutError:
                continue
            waiting.popleft()
            yield swept
    except BrokenExecutor as error:
        raise StoreError("a process of the backtest was killed; is there memory enough?") from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


_own: Sweeper
"""A worker process's."""


def _start(job: Job) -> None:
    global _own  # noqa: PLW0603 - a worker process has one, for as long as it lives
    # Ctrl-C reaches every process of the terminal; what it means is decided by the first.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_at_once()
    _own = Sweeper(job)


def _sweep(batch: Batch) -> Swept:
    return _own.sweep(batch)
