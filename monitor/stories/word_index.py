"""WordIndex: which open events have which words.

It leads from a new item to the events it may belong to, and says how common a word is in the news
of these days, alone and beside another. Counted are events, not items: an event that everybody
reports makes its words no commoner. All of it is a sum over the open events, so it is the same
after a restart.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

_MANY: Final = 256  # events of a word; so many are compared sooner as bits than as sets


class WordIndex:
    """Word → open events. Not for several threads at a time."""

    def __init__(self) -> None:
        # Most words stand in one event only, and cost one entry.
        self._events: dict[str, int | set[int]] = {}
        # The events of words that many have, also as the bits of a number: what two such words
        # have in common is then counted in a fraction of the time. Each event has a bit.
        self._bits: dict[str, int] = {}
        self._places: dict[int, int] = {}
        self._free: list[int] = []

    def add(self, words: Iterable[str], event: int) -> None:
        """Note that an event has these words."""
        known, bits = self._events, self._bits
        place = self._places.get(event)
        if place is None:
            place = self._free.pop() if self._free else len(self._places)
            self._places[event] = place
        bit = 1 << place
        for word in words:
            found = known.get(word)
            if found is None:
                known[word] = event
            elif isinstance(found, set):
                found.add(event)
                if word in bits:
                    bits[word] |= bit
                elif len(found) > _MANY:
                    bits[word] = sum(1 << self._places[each] for each in found)
            elif found != event:
                known[word] = {found, event}

    def discard(self, words: Iterable[str], event: int) -> None:
        """Note that an event is closed.

        Args:
            words: all that it has.
            event: which.
        """
        known, bits = self._events, self._bits
        place = self._places.pop(event)
        self._free.append(place)
        bit = 1 << place
        for word in words:
            found = known[word]
            if not isinstance(found, set):
                del known[word]
                continue
            found.remove(event)
            if word in bits:
                bits[word] ^= bit
                if len(found) <= _MANY // 2:
                    del bits[word]
            if len(found) == 1:
                known[word] = found.pop()

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

    def counts(self, words: Iterable[str]) -> dict[str, int]:
        """How many events have each word."""
        known = self._events
        return {
            word: len(found) if isinstance(found := known.get(word, ()), set | tuple) else 1
            for word in words
        }

    def count(self, word: str) -> int:
        """How many events have the word."""
        return self.counts((word,))[word]

    def count_both(self, word: str, other: str) -> int:
        """How many events have both words."""
        bits = self._bits
        if word in bits and other in bits:
            return (bits[word] & bits[other]).bit_count()
        one, two = self._events.get(word), self._events.get(other)
        if one is None or two is None:
            return 0
        if isinstance(one, set):
            return len(one & two) if isinstance(two, set) else int(two in one)
        return int(one in two) if isinstance(two, set) else int(one == two)
