"""BatchPoller: polls batches on one machine, a worker's or the coordinator's own.

    with open_batch_poller(…) as batch_poller:
        brought = batch_poller.poll_batch(requests, start_by=…)

It is the poller of ``feeds.polling`` with its lanes and killable parsers, but for two things. A
redirect to another host is handed back, because another worker may be asking that host. And nothing
is begun once a batch's time is over: the coordinator, who may have lost sight of this machine,
gives its hosts to another one then. Without this module a worker that hung for a minute, or was cut
off, would go on asking hosts that are no longer its.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Future, wait
from contextlib import contextmanager
from typing import Any, Final

from monitor.feeds.articles.article import Article
from monitor.feeds.cluster.batch import (
    Asked,
    Broken,
    Brought,
    Elsewhere,
    NotBegun,
    boot_clock,
)
from monitor.feeds.polling.lost import LostPollError
from monitor.feeds.polling.poll import Run, open_poller
from monitor.feeds.polling.poller import Poller, lane_of
from monitor.feeds.state.outcome import Hop, Outcome
from monitor.net.lookup import MOST
from monitor.net.shortage import shortage_in

GRACE: Final = 50.0
"""Seconds that what was begun in time may still take: what a poll may, and a little more."""
MOST_HOSTS: Final = 20_000
"""Hosts whose time is remembered."""


class BatchPoller:
    """Polls batches. Threads may share it.

    Args:
        clock: Returns seconds, and counts those that the machine slept.
        grace: Seconds that what was begun may still take when a batch's time is over.
    """

    def __init__(self, *, clock: Callable[[], float] = boot_clock, grace: float = GRACE) -> None:
        self.id = uuid.uuid4().hex
        self.poller: Poller
        """Of a batch poller that is open."""
        self._clock = clock
        self._grace = grace
        self._lock = threading.Lock()
        self._until: dict[str, float] = {}
        """Host → when the time of the batch is over that it is in, or last was."""
        self._runs: dict[str, str] = {}
        """Coordinator → which of its runs is served."""
        self._over: set[str] = set()
        """Runs that are served no more."""
        self._under_way = 0
        self.is_leaving = False

    def serve(self, coordinator: str, run: str) -> None:
        """Begin nothing more of what an earlier run of a coordinator has ordered."""
        with self._lock:
            before = self._runs.get(coordinator, run)
            self._runs[coordinator] = run
            self._over.discard(run)
            if before != run:
                self._over.add(before)
                self._end_all()

    def poll_batch(
        self, requests: Sequence[Asked], *, start_by: float, run: str = ""
    ) -> tuple[Brought, ...]:
        """Poll some feeds, and read some articles; return what each brought, in their order.

        Args:
            requests: Those of a host that is in no other batch at the time.
            start_by: When its time is over: nothing is begun after it.
            run: Which run of a coordinator has ordered it.
        """
        with self._lock:
            if self.is_leaving or run in self._over or self._clock() >= start_by:
                return (NotBegun(),) * len(requests)
            self._under_way += 1
            for request in requests:
                host = lane_of(request)
                self._until.pop(host, None)
                self._until[host] = start_by
            while len(self._until) > MOST_HOSTS:
                del self._until[next(iter(self._until))]
        try:
            futures: list[Future[Any]] = [self.poller.submit(request) for request in requests]
            wait(futures, max(start_by - self._clock(), 0.0))
            for future in futures:
                future.cancel()  # if it hasn't begun
            wait(futures, self._grace)
            return tuple(map(_brought, futures))
        finally:
            with self._lock:
                self._under_way -= 1

    def leave(self) -> None:
        """Begin nothing more; batches under way end as soon as what was begun has ended."""
        with self._lock:
            self.is_leaving = True
            self._end_all()

    @property
    def busy(self) -> bool:
        """Whether a batch is under way."""
        return self._under_way > 0

    def _end_all(self) -> None:
        now = self._clock()
        self._until = {host: min(until, now) for host, until in self._until.items()}

    def guarded(self, run: Run) -> Callable[[Asked], Any]:
        """Return what polls are run by here."""

        def run_in_time(request: Asked) -> Outcome | Article | Elsewhere | NotBegun:
            until = self._until.get(lane_of(request))
            if until is not None and self._clock() >= until:
                return NotBegun()
            result = run(request)
            return Elsewhere(result) if isinstance(result, Hop) else result

        return run_in_time


def _brought(future: Future[Any]) -> Brought:
    if future.cancelled() or not future.done():
        return NotBegun() if future.cancelled() else Broken("it hasn't ended in time", False)
    error = future.exception()
    if error is None:
        return future.result()  # type: ignore[no-any-return]
    if isinstance(error, CancelledError | LostPollError):
        return NotBegun()
    if shortage := shortage_in(error):
        return Broken(str(shortage), is_shortage=True)
    # Its name only: an error's own text may hold an address with a token in it.
    return Broken(type(error).__name__, is_shortage=False)


@contextmanager
def open_batch_poller(
    *,
    workers: int = 256,
    lookups: int = MOST,
    keep: int = 64,
    clock: Callable[[], float] = boot_clock,
    grace: float = GRACE,
) -> Iterator[BatchPoller]:
    """Open a batch poller and close it with all it needs.

    Args:
        workers: How many polls may be under way at a time.
        lookups: How many look-ups of names may be.
        keep: How many idle connections stay open.
        clock: See ``BatchPoller``.
        grace: See ``BatchPoller``.
    """
    batch_poller = BatchPoller(clock=clock, grace=grace)
    with open_poller(
        workers=workers, lookups=lookups, keep=keep, around=batch_poller.guarded
    ) as batch_poller.poller:
        yield batch_poller
