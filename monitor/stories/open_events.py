"""OpenEvents: the events that may still grow, and by which words and texts they are found.

An event leaves when nothing has been added to it for long, or when there are too many. Without this
module an item would be compared with all that ever happened, or with nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain

from monitor.item import Item
from monitor.stories.assignment import Reason
from monitor.stories.event import OpenEvent, Report
from monitor.stories.stalest import Stalest
from monitor.stories.text_index import TextIndex
from monitor.stories.word_index import WordIndex


class OpenEvents:
    """The open events. Not for several threads at a time.

    Args:
        most_wanted: How many events that a rule has found may be open; the stalest are closed.
        most_unwanted: How many others.
    """

    def __init__(self, *, most_wanted: int, most_unwanted: int) -> None:
        self._events: dict[int, OpenEvent] = {}
        self.words = WordIndex()
        self.texts = TextIndex()
        self._opened_at: dict[int, float] = {}  # story → its oldest item; while it has open events
        self._open_in: dict[int, int] = {}  # story → how many of its events are open
        self._wanted, self._unwanted = Stalest(most_wanted), Stalest(most_unwanted)

    def __len__(self) -> int:
        return len(self._events)

    @property
    def by_id(self) -> Mapping[int, OpenEvent]:
        """All of them."""
        return self._events

    def opened_at(self, story: int) -> float:
        """When the oldest item of a story with open events was published: seconds since 1970."""
        return self._opened_at[story]

    def open(self, id_: int, story: int, moment: float) -> OpenEvent:
        """Open an event of a story; nobody wants it yet."""
        event = self._events[id_] = OpenEvent(id_, story, moment)
        self._unwanted.add(event)
        self._open_in[story] = self._open_in.get(story, 0) + 1
        return event

    def add(
        self,
        event: OpenEvent,
        item: Item,
        report: Report,
        texts: Mapping[Reason, int],
        *,
        at: float,
    ) -> None:
        """Add an item to an event.

        Args:
            event: One of these.
            item: The item.
            report: What it says.
            texts: What its text is known by.
            at: When the event is touched by it, if that is later than the item itself.
        """
        event.touched = max(event.touched, report.moment, at)
        event.add(report)
        opened = self._opened_at.get(event.story, report.moment)
        self._opened_at[event.story] = min(opened, report.moment)
        self.words.add(report.signature.words, event.id)
        self.texts.add(event, item.feed, texts)

    def want(self, id_: int) -> None:
        """Note that a rule has found an event, if it is still open."""
        event = self._events.get(id_)
        if event is not None:
            self._unwanted.discard(event)
            self._wanted.add(event)

    def close(self, before: float) -> None:
        """Close the events last touched before that, and the stalest of too many."""
        for event in chain(self._wanted.take(before), self._unwanted.take(before)):
            self.words.discard(event.last_words(), event.id)
            self.texts.discard(event)
            del self._events[event.id]
            self._open_in[event.story] -= 1
            if not self._open_in[event.story]:
                del self._open_in[event.story], self._opened_at[event.story]
