"""Lanes: which polls may start now, so that no host is asked too often or too much at once.

One lane a host: at most ``per_host`` polls of it run, and their starts lie at least ``gap`` seconds
apart, whatever the number of feeds there. Lanes know nothing of each other: a slow host holds up
nobody else. Pure: the clock is an argument; ``poller`` runs what is started.
"""

from __future__ import annotations

import heapq
import itertools
from collections import deque
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class _Lane(Generic[T]):
    waiting: deque[T] = field(default_factory=deque)
    running: int = 0
    next_start: float = float("-inf")
    awaited: bool = False
    """Whether it stands in the queue of lanes to look at again."""


class Lanes(Generic[T]):
    """Work waiting for its host's turn. Threads that share it need a lock.

    Args:
        per_host: How many pieces of one host's work may run at a time.
        gap: Seconds between two starts at one host.
    """

    def __init__(self, *, per_host: int = 2, gap: float = 1.0) -> None:
        self._per_host = per_host
        self._gap = gap
        self._lanes: dict[str, _Lane[T]] = {}
        self._queue: list[tuple[float, int, str]] = []
        """Lanes with work that may start, by when it may."""
        self._idle: deque[str] = deque()
        """Lanes with nothing to do, kept until their gap is over."""
        self._order = itertools.count()
        self.running = 0
        """How much work has started and not finished."""

    def add(self, host: str, work: T) -> None:
        """Let work wait for its host's turn. Work of the empty host (files) has no limits."""
        lane = self._lanes.setdefault(host, _Lane())
        lane.waiting.append(work)
        self._await(host, lane)

    def start(self, now: float, *, room: int) -> list[tuple[str, T]]:
        """Take out what may start at ``now``, in the order it became free to.

        Args:
            now: Seconds on a clock that is the same at every call.
            room: How many pieces of work may run at a time, all hosts together.
        """
        started: list[tuple[str, T]] = []
        while self._queue and self._queue[0][0] <= now and self.running < room:
            _, _, host = heapq.heappop(self._queue)
            lane = self._lanes[host]
            lane.awaited = False
            started.append((host, lane.waiting.popleft()))
            lane.running += 1
            self.running += 1
            lane.next_start = now + self._gap
            self._await(host, lane)
        self._forget(now)
        return started

    def finished(self, host: str) -> None:
        """Note that one piece of a host's work has ended."""
        lane = self._lanes[host]
        lane.running -= 1
        self.running -= 1
        self._await(host, lane)
        if not lane.waiting and not lane.running:
            self._idle.append(host)

    def next_start(self) -> float | None:
        """When ``start`` may have more, in its clock's seconds.

        None: not until work is added or finished.
        """
        return self._queue[0][0] if self._queue else None

    def clear(self) -> list[T]:
        """Take out everything that hasn't started."""
        waiting = [work for lane in self._lanes.values() for work in lane.waiting]
        self._queue.clear()
        self._idle.clear()
        for host, lane in self._lanes.items():
            lane.waiting.clear()
            lane.awaited = False
            if not lane.running:
                self._idle.append(host)
        return waiting

    def _await(self, host: str, lane: _Lane[T]) -> None:
        limited = host != "" and lane.running >= self._per_host
        if lane.awaited or limited or not lane.waiting:
            return
        lane.awaited = True
        moment = lane.next_start if host else float("-inf")
        heapq.heappush(self._queue, (moment, next(self._order), host))

    def _forget(self, now: float) -> None:
        """Let go of hosts whose gap is over, so that nothing is left to remember."""
        while self._idle:
            lane = self._lanes.get(self._idle[0])
            if lane is not None and lane.next_start > now:
                return
            host = self._idle.popleft()
            if lane is not None and not lane.waiting and not lane.running:
                del self._lanes[host]
