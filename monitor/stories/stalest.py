"""Stalest: which open events are to be closed next: their time is up, or there are too many.

Without this module the events of a year would stay in memory, and every item would be compared
with what happened months ago.
"""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heappop, heappush

from monitor.stories.event import OpenEvent


class Stalest:
    """Events in the order in which they were last touched; so many of them at most.

    Args:
        most: How many may stay open.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._events: dict[int, OpenEvent] = {}
        self._heap: list[tuple[float, int]] = []  # may lag behind ``touched`` and ``_events``

    def add(self, event: OpenEvent) -> None:
        """Take up an event, unless it is here."""
        if event.id not in self._events:
            self._events[event.id] = event
            heappush(self._heap, (event.touched, event.id))

    def discard(self, event: OpenEvent) -> None:
        """Let go of an event, if it is here."""
        self._events.pop(event.id, None)

    def take(self, before: float) -> Iterator[OpenEvent]:
        """Yield and let go of the events last touched before that, and the stalest of too many.

        Args:
            before: Seconds since 1970.
        """
        while self._heap:
            touched, id_ = self._heap[0]
            event = self._events.get(id_)
            if event is not None and event.touched == touched:
                if touched >= before and len(self._events) <= self._most:
                    return
                del self._events[id_]
                yield event
            heappop(self._heap)
            if event is not None and event.touched != touched:
                heappush(self._heap, (event.touched, id_))
