"""OpenStory: the words of one event's items so far.

Leaves to others: how well another item fits (``fit``), weighing an item (``signature``).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from math import sqrt
from typing import Final

from monitor.stories.series import Labels
from monitor.stories.signature import Signature

Term = str | tuple[str, str]
"""A word, or two neighbours."""

WINDOW: Final = timedelta(hours=96)
"""A story that nothing has been added to for so long is closed. Items so far apart are never of one
story."""
LONGEST: Final = timedelta(days=10)
"""No story spans more: what goes on is told as a new one."""

_LABELLED: Final = 0.25
"""A label that a smaller share of a story's items has doesn't set others apart: one recap of season
1 doesn't make a story that of season 1."""


class OpenStory:
    """A story that may still grow: sums over its items' signatures.

    All sums are of whole numbers, so a story is the same in whatever order its items came.
    """

    __slots__ = (
        "case", "first", "id", "items", "labels", "last", "names", "outlets", "squares", "sums",
        "texts", "touched",
    )  # fmt: skip

    def __init__(self, id_: int, moment: float) -> None:
        self.id = id_
        self.items = 0
        self.first = self.last = moment
        """Seconds since 1970 of its oldest and newest item."""
        self.touched = moment
        """When it was last added to, or its newest item's time if that is later."""
        self.sums: dict[Term, int] = {}
        """Words and pairs → sum of their weights over the items."""
        self.squares = 0
        """Sum of the squares of ``sums``."""
        self.names: set[str] = set()
        """Words that a title has with a capital, and numbers."""
        self.case: dict[str, int] = {}
        """Word → titles that have it with a capital within a sentence, less lower case."""
        self.outlets: set[str] = set()
        self.labels: dict[tuple[str, str], int] = {}
        """Label and value → how many titles have it."""
        self.texts: set[str] = set()
        """What its items' texts are known by (``identity``)."""

    def add(self, signature: Signature, moment: float, outlet: str) -> None:
        """Take an item in."""
        self.items += 1
        self.first = min(self.first, moment)
        self.last = max(self.last, moment)
        self.outlets.add(outlet)
        self.names |= signature.names
        self._count_labels(
            {(name, value): 1 for name, values in signature.labels.items() for value in values}
        )
        for term, weight in signature.words.items():
            self._raise(term, weight)
        for pair, weight in signature.pairs.items():
            self._raise(pair, weight)
        self._count_case(signature.case)

    def absorb(self, other: OpenStory) -> None:
        """Take another story's items in."""
        self.items += other.items
        self.first = min(self.first, other.first)
        self.last = max(self.last, other.last)
        self.touched = max(self.touched, other.touched)
        self.outlets |= other.outlets
        self.names |= other.names
        self._count_labels(other.labels)
        self.texts |= other.texts
        for term, weight in other.sums.items():
            self._raise(term, weight)
        self._count_case(other.case)

    def mean(self, term: Term) -> float:
        """A term's weight in an average item of the story, in hundredths."""
        return self.sums.get(term, 0) / self.items

    @property
    def norm(self) -> float:
        """Euclidean length of ``sums``."""
        return sqrt(self.squares)

    def gap(self, moment: float) -> float:
        """Seconds between a moment and the time the story spans; 0 within it."""
        return max(0.0, moment - self.last, self.first - moment)

    def in_reach(self, moment: float) -> bool:
        """Whether something of that moment may belong to the story."""
        span = max(self.last, moment) - min(self.first, moment)
        return self.gap(moment) <= WINDOW.total_seconds() and span <= LONGEST.total_seconds()

    def grouped_labels(self) -> Labels:
        """Its items' labels, less those that hardly any of many items has."""
        grouped: dict[str, set[str]] = {}
        counts: dict[str, int] = {}
        for (label, value), count in self.labels.items():
            grouped.setdefault(label, set()).add(value)
            counts[label] = counts.get(label, 0) + count
        return {
            label: frozenset(values)
            for label, values in grouped.items()
            if counts[label] >= _LABELLED * self.items
        }

    def _raise(self, term: Term, weight: int) -> None:
        before = self.sums.get(term, 0)
        self.sums[term] = before + weight
        self.squares += weight * (2 * before + weight)

    def _count_labels(self, labels: Mapping[tuple[str, str], int]) -> None:
        for label, count in labels.items():
            self.labels[label] = self.labels.get(label, 0) + count

    def _count_case(self, case: Mapping[str, int]) -> None:
        for word, count in case.items():
            self.case[word] = self.case.get(word, 0) + count
