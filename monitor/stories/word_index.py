"""WordIndex: which open events have which words.

It leads from a new item to the events it may belong to, and says how common a word is in the news
of these days, alone and beside another. Counted are events, not items: an event that everybody
reports makes its words no commoner. All of it is a sum over the open events, so it is the same
after a restart.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable


class WordIndex:
    """Word → open events. Not for several threads at a time."""

    def __init__(self) -> None:
        # Most words stand in one event only, and cost one entry.
        self._events: dict[str, int | set[int]] = {}

    def add(self, words: Iterable[str], event: int) -> None:
        """Note that an event has these words."""
        known = self._events
        for word in words:
            found = known.get(word)
            if found is None:
                known[word] = event
            elif isinstance(found, set):
                found.add(event)
            elif found != event:
                known[word] = {found, event}

    def discard(self, words: Iterable[str], event: int) -> None:
        """Note that it no longer has them."""
        for word in words:
            found = self._events.get(word)
            if isinstance(found, set):
                found.discard(event)
                if len(found) == 1:
                    self._events[word] = found.pop()
            elif found == event:
                del self._events[word]

    def events(self, word: str) -> Iterable[int]:
        """The events that have the word, in no order."""
        found = self._events.get(word)
        if found is None:
            return ()
        return found if isinstance(found, set) else (found,)

    def among(self, word: str, events: Collection[int]) -> Iterable[int]:
        """Those of some events that have the word, in no order."""
        found = self._events.get(word)
        if isinstance(found, set):
            return found.intersection(events)
        return (found,) if found is not None and found in events else ()

    def count(self, word: str) -> int:
        """How many events have the word."""
        found = self._events.get(word)
        if found is None:
            return 0
        return len(found) if isinstance(found, set) else 1

    def count_both(self, word: str, other: str) -> int:
        """How many events have both words."""
        one, two = self._events.get(word), self._events.get(other)
        if one is None or two is None:
            return 0
        if isinstance(one, set):
            return len(one & two) if isinstance(two, set) else int(two in one)
        return int(one in two) if isinstance(two, set) else int(one == two)
