"""WordIndex: which open events have which words.

It leads from a new item to the events it may belong to, and says how common a word is in the news
of these days, alone and beside another. Counted are events, not items: an event that everybody
reports makes its words no commoner. All of it is a sum over the open events, so it is the same
after a restart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

_MANY: Final = 256  # events of a word; so many are compared sooner as bits than as sets

_Events = int | tuple[int, ...] | set[int]


class WordIndex:
    """Word → open events. Not for several threads at a time."""

    def __init__(self) -> None:
        # Most words stand in one event only, and cost one entry. Of those in some events, a tuple
        # takes a fourth of what a set takes.
        self._events: dict[str, _Events] = {}
        # The events of words that many have, also as the bits of a number: what two such words
        # have in common is then counted in a fraction of the time. Each event has a bit.
        self._bits: dict[str, int] = {}
        self._places: dict[int, int] = {}
        self._free: list[int] = []

    def add(self, words: Iterable[str], event: int) -> None:
        """Note that an event has these words."""
        known, bits = self._events, self._bits
        place = self._places.get(event)
        is_new = place is None
        if place is None:
            place = self._free.pop() if self._free else len(self._places)
            self._places[event] = place
        bit = 1 << place
        for word in words:
            found = known.get(word)
            if found is None:
                known[word] = event
            elif isinstance(found, int):
                if found != event:
                    known[word] = (found, event)
            elif isinstance(found, set):
                found.add(event)
                bits[word] |= bit
            elif found[-1] != event and (is_new or event not in found):
                known[word] = found = (*found, event)
                if len(found) > _MANY:
                    known[word] = set(found)
                    bits[word] = sum(1 << self._places[each] for each in found)

    def discard(self, words: Iterable[str], event: int) -> None:
        """Note that an event is closed.

        Args:
            words: All words that the event has.
            event: The event's id.
        """
        known, bits = self._events, self._bits
        place = self._places.pop(event)
        self._free.append(place)
        bit = 1 << place
        for word in words:
            found = known[word]
            if isinstance(found, int):
                del known[word]
            elif isinstance(found, set):
                found.remove(event)
                bits[word] ^= bit
                if len(found) <= _MANY // 2:
                    known[word] = _some(tuple(found))
                    del bits[word]
            else:
                at = found.index(event)
                known[word] = _some(found[:at] + found[at + 1 :])

    def events(self, word: str) -> Iterable[int]:
        """The events that have the word, in no order."""
        found = self._events.get(word, ())
        return (found,) if isinstance(found, int) else found

    def among(self, word: str, events: set[int]) -> Iterable[int]:
        """Those of some events that have the word, in no order."""
        found = self._events.get(word, ())
        if isinstance(found, int):
            return (found,) if found in events else ()
        return events.intersection(found)

    def counts(self, words: Iterable[str]) -> dict[str, int]:
        """How many events have each word."""
        known = self._events
        return {
            word: 1 if isinstance(found := known.get(word, ()), int) else len(found)
            for word in words
        }

    def count(self, word: str) -> int:
        """How many events have the word."""
        return self.counts((word,))[word]

    def count_both(self, word: str, other: str) -> int:
        """How many events have both words."""
        return self.beside(word)[other]

    def beside(self, word: str) -> Mapping[str, int]:
        """How many events have another word and this one, by the other; good until any is added."""
        return _Beside(word, self._events, self._bits)


def _some(events: tuple[int, ...]) -> _Events:
    return events if len(events) > 1 else events[0]


class _Beside(dict[str, int]):
    """Counts when first asked for a word."""

    def __init__(self, word: str, known: Mapping[str, _Events], bits: Mapping[str, int]) -> None:
        super().__init__()
        self._known, self._bits = known, bits
        found = known.get(word, ())
        if isinstance(found, int):
            found = (found,)
        self._its_events = found if isinstance(found, set) else set(found)
        self._its_bits = bits.get(word, 0)

    def __missing__(self, word: str) -> int:
        found = self._known.get(word, ())
        if isinstance(found, int):
            count = int(found in self._its_events)
        elif self._its_bits and word in self._bits:
            count = (self._its_bits & self._bits[word]).bit_count()
        else:
            count = len(self._its_events.intersection(found))
        self[word] = count
        return count
