"""Setting: what each of an item's words is worth beside one event.

A word is worth as much as it is rare in the language; less, if many of these days' events have it;
and least, if most events that share the pair's commonest names have it, too. In the news of one
company, or of one rule, the company's name and all that is always said of it witness nothing.
Without this, one event after another about a company would be taken for the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import log, log1p, sqrt
from typing import Final

from monitor.stories.event import OpenEvent
from monitor.stories.reading.signature import Signature
from monitor.stories.word_index import WordIndex

_ANCHOR_EVENTS: Final = 3  # a shared word that so many other events have is an anchor
_ANCHOR_WEIGHT: Final = 2.2
_ANCHORS: Final = 2
_FEW: Final = 4  # events; what is common among fewer isn't known
_UNKNOWN: Final = 0.7
_LEAST: Final = 0.02


class Today:
    """An item's words, weighed by how many open events have each."""

    def __init__(self, signature: Signature, index: WordIndex, events: int) -> None:
        self.signature = signature
        self._index = index
        self._events = events
        self._scale = log(events + 2)
        self.counts = index.counts(signature.words)
        """How many open events have each word."""
        lefts = {count: self.left_of(count) for count in set(self.counts.values())}
        self.left = {word: lefts[count] for word, count in self.counts.items()}
        """The share of its weight that each word keeps."""
        self.weight = 0.0
        """Of all its words, as far as they keep it."""
        words = title = 0.0
        for word, weight in signature.words.items():
            kept = weight * self.left[word]
            self.weight += kept
            words += kept * kept
            if word in signature.title:
                title += kept * kept
        self.title_norm, self.words_norm = sqrt(title), sqrt(words)
        self._beside: dict[str, Mapping[str, int]] = {}

    def left_of(self, others: int) -> float:
        """Return the share of its weight that a word keeps if ``others`` other events have it."""
        if self._events <= _FEW:
            return _UNKNOWN
        return max(0.0, log((self._events + 2) / (others + 1)) / self._scale)

    def leads(self, lightest: float) -> Iterator[tuple[int, str, float]]:
        """Yield the item's words that open events have: how many do, the word, what it is worth.

        Args:
            lightest: Leave out words that weigh less than this in the language.
        """
        words, left = self.signature.words, self.left
        for word, count in self.counts.items():
            if count and (weight := words[word]) >= lightest:
                yield count, word, weight * max(_LEAST, left[word])

    def beside(self, anchor: str) -> Mapping[str, int]:
        """Return how many open events have a word, for each, beside another."""
        if anchor not in self._beside:
            self._beside[anchor] = self._index.beside(anchor)
        return self._beside[anchor]


class Setting:
    """An item's words beside one event."""

    __slots__ = (
        "anchor_events", "anchors", "by_event", "event_words", "inside", "left", "local", "title",
        "title_weight", "words_weight",
    )  # fmt: skip

    def __init__(self, today: Today, event: OpenEvent) -> None:
        words, counts = today.signature.words, today.counts
        self.inside = words.keys() & event.words
        """Those of the item's words that the event has."""
        self.left = dict(today.left)
        """The share of its weight that each word keeps, but for this event."""
        for word in self.inside:
            self.left[word] = today.left_of(counts[word] - 1)
        anchors = sorted(
            (
                word
                for word in self.inside
                if counts[word] > _ANCHOR_EVENTS and words[word] >= _ANCHOR_WEIGHT
            ),
            key=lambda word: (-counts[word], word),
        )[:_ANCHORS]
        self.anchors = len(anchors)
        self.anchor_events = log1p(counts[anchors[0]] - 1) if anchors else 0.0
        self.local = self._local(today, anchors) if anchors else dict(words)
        """What each word is worth among the events that have the pair's commonest names."""
        title = today.signature.title
        self.title_weight = sum([self.local[word] for word in title]) or 1.0
        self.words_weight = sum(self.local.values()) or 1.0
        shared = [self.local[word] for word in title if word in self.inside]
        self.by_event = sum(shared) / self.title_weight
        """The share of the title, by what its words are worth, that the event has."""
        self.event_words = sum([self.local[word] for word in self.inside]) / self.words_weight
        """The same of all words."""

    def _local(self, today: Today, anchors: list[str]) -> dict[str, float]:
        counts, inside = today.counts, self.inside
        beside = [
            (anchor, today.beside(anchor), counts[anchor] + 1, log(counts[anchor] + 1))
            for anchor in anchors
        ]
        local = dict(today.signature.words)
        title = today.signature.title
        for word, weight in local.items():
            here = word in inside
            # A word of no other event keeps its weight; and what only the summary has, and the
            # event hasn't, tells nothing.
            others = counts[word] - here
            if not others or not (here or word in title):
                continue
            left = 1.0
            for anchor, both, events, scale in beside:
                if anchor == word:
                    worth = 1 / (1 + (others + 1) / 3)
                else:
                    worth = log(events / (both[word] - here + 1)) / scale
                left = min(left, worth)
            local[word] = weight * left
        return local
