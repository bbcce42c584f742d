"""Poller: many polls at once, each host's in a lane of its own.

``lanes`` decides which polls may start, an Executor runs them. Only this side keeps count of hosts,
so the executor may as well be a cluster's. A poll that a redirect leads to another host waits for
its turn there like any other; so does an article behind an item, which is asked of a host as feeds
are. Without this module a host with a hundred feeds would be asked for all of them at once.
"""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future
from dataclasses import replace
from functools import partial
from typing import Any, Self, overload

from monitor.feeds.articles.article import Article, ArticleRequest
from monitor.feeds.polling.lanes import Lanes
from monitor.feeds.polling.pace import Pace
from monitor.feeds.state.outcome import Hop, Outcome, PollRequest
from monitor.net.location import host_of
from monitor.net.threads import Threads

logger = logging.getLogger(__name__)

Asked = PollRequest | ArticleRequest
"""What may be asked of a host."""

WAITING = 0.025
"""After so many seconds a poll is taken to be waiting for the network."""


class Poller:
    """Runs polls, each as soon as its host's lane is free. Threads may share it.

    Args:
        poll: What to run for each request, and again with the ``Hop`` that it may answer; with a
            remote executor it must be picklable.
        workers: How many polls may be under way at a time. Most of them wait for the network, and
            a feed that hangs takes one until its deadline: have many more than may hang at a time.
        per_host: How many polls of one host may be under way at a time.
        gap: Seconds between two starts at one host.
        executor: Where polls run; default: threads of its own.
        pace: How many polls may be at work; default: by what this process takes.
        abort: Makes polls under way end at once; called when ``close`` has waited enough.
    """

    def __init__(
        self,
        poll: Callable[[Asked], Outcome | Article | Hop],
        *,
        workers: int = 256,
        per_host: int = 2,
        gap: float = 1.0,
        executor: Executor | None = None,
        pace: Pace | None = None,
        abort: Callable[[], None] = lambda: None,
    ) -> None:
        self._poll = poll
        self._workers = workers
        self._executor = executor or Threads(workers, "poll")
        self._owns_executor = executor is None
        self._abort = abort
        self._lanes: Lanes[tuple[Asked, Future[Any]]] = Lanes(per_host=per_host, gap=gap)
        self._pace = pace or Pace()
        self._young: dict[Future[Any], float] = {}
        """When each poll started that may still be at work, the oldest first."""
        self._changed = threading.Condition()
        self._starting = False
        self._closed = False
        self._aborted = False
        self._alarm = math.inf
        """When to look again for polls that may start by then."""
        self._clock_watch = threading.Thread(target=self._watch_clock, name="poller", daemon=True)
        self._clock_watch.start()

    @overload
    def submit(self, request: PollRequest) -> Future[Outcome]: ...

    @overload
    def submit(self, request: ArticleRequest) -> Future[Article]: ...

    def submit(self, request: Asked) -> Future[Outcome] | Future[Article]:
        """Have a feed polled, or an article read, as soon as its host's lane is free.

        Returns:
            What comes of it; cancelled if the poller is closed before.

        Raises:
            RuntimeError: The poller is closed.
        """
        future: Future[Any] = Future()
        with self._changed:
            if self._closed:
                raise RuntimeError("the poller is closed")
            self._lanes.add(lane_of(request), (request, future))
            self._start_due()
        return future

    def close(self, *, grace: float = 0.0) -> None:
        """Start nothing more, let what runs finish for ``grace`` seconds, then abort it.

        Polls that never ran, or were aborted, have no outcome: their futures are cancelled.
        """
        with self._changed:
            self._closed = True
            for _, future in self._lanes.clear():
                if not future.cancel():  # it has begun, at another host
                    future.set_exception(CancelledError())
            self._changed.notify_all()
            self._aborted = not self._changed.wait_for(lambda: not self._lanes.running, grace)
        if self._aborted:
            self._abort()
        self._clock_watch.join()
        if self._owns_executor:
            self._executor.shutdown()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _watch_clock(self) -> None:
        """Start what had to wait for its time; all else is started by whoever makes it possible."""
        with self._changed:
            while not self._closed:
                patience = self._alarm - time.monotonic()
                if patience <= 0:
                    self._alarm = math.inf
                    try:
                        self._start_due()
                    except Exception:
                        logger.exception(
                            "polls couldn't be started; they wait for the next",
                            extra={"event": "bug"},
                        )
                else:
                    self._changed.wait(patience if patience < math.inf else None)

    def _start_due(self) -> None:
        if self._starting:  # called by a poll that has ended already: the loop below goes on
            return
        self._starting = True
        now = time.monotonic()
        try:
            while started := self._lanes.start(now, room=self._room(now)):
                for host, (request, future) in started:
                    self._young[future] = now
                    self._start(host, request, future)
        finally:
            self._starting = False
        due = self._lanes.next_start()
        if due is None or due > now:
            self._pace.rest()
        if self._lanes.running >= self._workers or due is None:
            return
        if len(self._young) >= self._pace.at_work(now):
            due = max(due, next(iter(self._young.values())) + WAITING)
        if due < self._alarm:
            self._alarm = due
            self._changed.notify_all()

    def _room(self, now: float) -> int:
        """How many polls may run at ``now``."""
        while self._young and now - next(iter(self._young.values())) >= WAITING:
            del self._young[next(iter(self._young))]
        free = self._pace.at_work(now) - len(self._young)
        return min(self._workers, self._lanes.running + free)

    def _start(self, host: str, request: Asked, future: Future[Any]) -> None:
        goes_on = request.hop is not None
        if not goes_on and not future.set_running_or_notify_cancel():
            self._young.pop(future)
            self._lanes.finished(host)
            return
        try:
            running = self._executor.submit(self._poll, request)
        except Exception as error:  # noqa: BLE001 - whoever waits gets it; the next are started
            self._young.pop(future)
            self._lanes.finished(host)
            future.set_exception(error)
        else:
            running.add_done_callback(partial(self._finish, host, request, future))

    def _finish(
        self,
        host: str,
        request: Asked,
        future: Future[Any],
        running: Future[Outcome | Article | Hop],
    ) -> None:
        result = _result(running)
        with self._changed:
            self._young.pop(future, None)
            self._lanes.finished(host)
            if isinstance(result, Hop):
                if self._closed:
                    result = CancelledError()
                else:
                    onward = replace(request, hop=result)
                    self._lanes.add(lane_of(onward), (onward, future))
            if self._closed:
                self._changed.notify_all()
            else:
                self._start_due()
        if isinstance(result, Hop):
            return
        if self._aborted:
            future.set_exception(CancelledError())
        elif isinstance(result, BaseException):
            future.set_exception(result)
        else:
            future.set_result(result)


def _result(
    running: Future[Outcome | Article | Hop],
) -> Outcome | Article | Hop | BaseException:
    if running.cancelled():
        return CancelledError()
    return running.exception() or running.result()


def lane_of(request: Asked) -> str:
    """Return the host to be asked; empty for a file."""
    if isinstance(request, ArticleRequest):
        return host_of(request.hop.url if request.hop else request.url)
    if request.path is not None:
        return ""
    return host_of(request.hop.url if request.hop else request.fetch_url or request.url)
