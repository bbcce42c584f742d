"""BatchChoice: which requests may go out in one batch; a host is never in two batches at a time.

    quick    hosts that answer at once, one or few feeds each: together in one batch
    slow     hosts that let us wait, or have many feeds: together, so that they hold up nobody else
    alone    requests that may have cost a worker its life: one to a batch

Politeness needs no lock that machines share: whoever has a host's feeds asks it at its pace, and
nobody else has any meanwhile. Pure: the clock is an argument. Without this module two workers would
ask the same host at the same time.
"""

from __future__ import annotations

import heapq
from collections import OrderedDict, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, Final

from monitor.feeds.cluster.batch import Asked

MOST_OF_HOST: Final = 20
"""Requests of one host in a batch: more of them take too long for the others."""
MANY: Final = 3
"""So many of one host take seconds by its pace alone."""
SLOW: Final = 2.0
"""Seconds after which a host that took longer counts as slow the next time."""
MOST_SLOW: Final = 50_000
"""Slow hosts that are remembered."""


class Kind(Enum):
    """Which hosts share a batch."""

    QUICK = auto()
    SLOW = auto()
    ALONE = auto()


@dataclass(frozen=True, slots=True, eq=False)
class Work:
    """A request that waits for its turn, and for whom."""

    request: Asked
    future: Future[Any] = field(repr=False)
    since: float
    """When it began to wait, on the clock that the choice goes by."""
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """What goes out in one batch, by host."""

    kind: Kind
    hosts: tuple[str, ...]
    work: tuple[Work, ...]
    most_of_host: int
    """How many requests the busiest of its hosts has in it."""


class BatchChoice:
    """Requests that wait, and which hosts are taken. For one thread."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[Work]] = {}
        self._ready: dict[Kind, OrderedDict[str, None]] = {kind: OrderedDict() for kind in Kind}
        """Hosts that may be taken, those that have waited longest first."""
        self._queued: dict[str, Kind] = {}
        self._taken: set[str] = set()
        self._freed: list[tuple[float, str]] = []
        """When hosts are free again, the soonest first."""
        self._slow: dict[str, None] = {}
        self.waiting = 0
        """How many requests wait."""

    def add(self, host: str, work: Work) -> None:
        """Let a request wait for its host's turn."""
        self._waiting.setdefault(host, deque()).append(work)
        self.waiting += 1
        self._queue(host)

    def take(self, kind: Kind, now: float, *, most: int) -> Taken | None:
        """Take out what may go out now, of one kind; its hosts are taken until they are given back.

        Args:
            kind: Of which kind.
            now: Seconds on a clock that is the same at every call.
            most: How many requests, more or less: a host's stay together.
        """
        self._wake(now)
        ready = self._ready[kind]
        hosts: list[str] = []
        work: list[Work] = []
        busiest = 0
        if kind is Kind.ALONE:
            most = 1
        while ready and len(work) < most:
            host, _ = ready.popitem(last=False)
            del self._queued[host]
            queue = self._waiting[host]
            number = 1 if kind is Kind.ALONE else min(len(queue), MOST_OF_HOST)
            first = list(_first(queue, number))
            work += first
            busiest = max(busiest, len(first))
            if not queue:
                del self._waiting[host]
            self._taken.add(host)
            hosts.append(host)
        self.waiting -= len(work)
        return Taken(kind, tuple(hosts), tuple(work), busiest) if work else None

    def give_back(self, hosts: Iterable[str], *, at: float) -> None:
        """Say when hosts that were taken may be asked again."""
        for host in hosts:
            heapq.heappush(self._freed, (at, host))

    def took(self, host: str, seconds: float) -> None:
        """Note how long a host took over one request."""
        self._slow.pop(host, None)
        if seconds >= SLOW:
            self._slow[host] = None
            if len(self._slow) > MOST_SLOW:
                del self._slow[next(iter(self._slow))]

    def next_freed(self) -> float | None:
        """When the next host may be asked again; None: none is taken for a certain time."""
        return self._freed[0][0] if self._freed else None

    def drop(self, *, before: float) -> list[Work]:
        """Take out what has waited since before a moment."""
        late: list[Work] = []
        for host in [host for host, queue in self._waiting.items() if queue[0].since < before]:
            queue = self._waiting[host]
            while queue and queue[0].since < before:
                late.append(queue.popleft())
            if not queue:
                del self._waiting[host]
                if kind := self._queued.pop(host, None):
                    del self._ready[kind][host]
        self.waiting -= len(late)
        return late

    def _kind(self, host: str) -> Kind:
        queue = self._waiting[host]
        if queue[0].alone:
            return Kind.ALONE
        return Kind.SLOW if host in self._slow or len(queue) > MANY else Kind.QUICK

    def _queue(self, host: str) -> None:
        if host not in self._waiting or host in self._taken:
            return
        kind, before = self._kind(host), self._queued.get(host)
        if kind is before:
            return
        if before:
            del self._ready[before][host]
        self._ready[kind][host] = None
        self._queued[host] = kind

    def _wake(self, now: float) -> None:
        while self._freed and self._freed[0][0] <= now:
            _, host = heapq.heappop(self._freed)
            self._taken.discard(host)
            self._queue(host)


def _first(queue: deque[Work], number: int) -> Iterator[Work]:
    for taken in range(number):
        if taken and queue[0].alone:
            return
        yield queue.popleft()


class Size:
    """How many requests a batch has: as many as are quickly done, so that nothing waits for long.

    Few make the coordinator's messages the limit, many let their outcomes wait for each other.
    """

    LEAST: Final = 50
    MOST: Final = 100
    AIM: Final = 2.0
    """Seconds that a batch is to take."""

    def __init__(self) -> None:
        self.value = 50.0

    def took(self, seconds: float, requests: int) -> None:
        """Note how long a batch of quick hosts took."""
        if seconds > self.AIM:
            self.value = max(self.value * 0.8, self.LEAST)
        elif requests >= self.value * 0.8:  # a small one says nothing about larger ones
            self.value = min(self.value * 1.2, self.MOST)

    def of(self, waiting: int, places: int) -> int:
        """Return the size of the next, where so many requests wait for so many places."""
        share = -(-waiting // max(places, 1))
        return min(max(share, self.LEAST), round(self.value))
