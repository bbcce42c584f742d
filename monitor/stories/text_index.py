"""TextIndex: which open events have the same text as an item, by link, guid or headline.

Without this module an agency's report that forty papers print would be compared with everything
forty times, and now and then be taken for news.
"""

from __future__ import annotations

from collections.abc import Mapping
from sys import intern

from monitor.stories.assignment import Reason
from monitor.stories.event import OpenEvent


class TextIndex:
    """Text → open events. Not for several threads at a time."""

    def __init__(self) -> None:
        self._events: dict[int, tuple[tuple[int, str], ...]] = {}

    def add(self, event: OpenEvent, feed: str, texts: Mapping[Reason, int]) -> None:
        """Note that an event has an item of such texts.

        Args:
            event: The event.
            feed: Where the item came from.
            texts: What its texts are known by (``same_text.known_by``).
        """
        its = ((event.id, intern(feed)),)
        for text in texts.values():
            known = self._events.get(text)
            if known is None:
                self._events[text] = its  # shared by all of its texts that nobody else has
            elif its[0] not in known:
                self._events[text] = known + its
        event.texts = tuple({*event.texts, *texts.values()})

    def discard(self, event: OpenEvent) -> None:
        """Note that an event is closed."""
        for text in event.texts:
            known = tuple(each for each in self._events[text] if each[0] != event.id)
            if known:
                self._events[text] = known
            else:
                del self._events[text]

    def events(self, text: int) -> tuple[tuple[int, str], ...]:
        """The ids of the events that have a text, each with the feed that it came from."""
        return self._events.get(text, ())
