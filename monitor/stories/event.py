"""OpenEvent: what is kept of an event that may still grow: some of its reports, and its words.

A new item is compared with single reports, never with the sum of all: an event that has grown big
must not take in everything that has a few of its many words. The first reports stay, because they
say what the event is, and the newest, because coverage moves on.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from monitor.stories.reading.signature import Signature

_FIRST: Final = 3
_NEWEST: Final = 5
_AT_ONCE: Final = 1  # seconds
_DAY: Final = 86_400
_ALIKE: Final = 1 / 3  # of the words' weight


class Report(NamedTuple):
    """One item of an event."""

    signature: Signature
    moment: float
    """Its publication, in seconds since 1970."""
    outlet: str
    title: str = ""
    """Its headline."""

    def may_be(self, other: Report) -> bool:
        """Whether two reports on one page may be one: of one moment, or of like words.

        A page can be that of a live blog or a section: what stands there an hour later, in other
        words, is other news.
        """
        if abs(self.moment - other.moment) <= _AT_ONCE and self.moment % _DAY:  # not a mere day
            return True
        one, two = self.signature.words, other.signature.words
        shared = one.keys() & two.keys()
        common = sum(min(one[word], two[word]) for word in shared)
        return len(shared) > 1 and common >= _ALIKE * min(sum(one.values()), sum(two.values()))


class OpenEvent:
    """An event that may still grow."""

    __slots__ = ("first", "id", "items", "last", "reports", "story", "texts", "touched", "words")

    def __init__(self, id_: int, story: int, moment: float) -> None:
        self.id = id_
        self.story = story
        self.items = 0
        self.first = self.last = moment
        """Seconds since 1970 of its oldest and newest item."""
        self.touched = moment
        """When it was last added to, or its newest item's time if that is later."""
        self.reports: list[Report] = []
        self.words: Mapping[str, float] = {}
        """All words of all its items. Most events have one item, and need no copy of its words."""
        self.texts: tuple[str, ...] = ()
        """What its items' texts are known by (``same_text``)."""

    def add(self, report: Report) -> None:
        """Add an item's report to the event."""
        self.items += 1
        self.first = min(self.first, report.moment)
        self.last = max(self.last, report.moment)
        words = report.signature.words
        self.words = {**self.words, **words} if self.words else words
        self.reports.append(report)
        if len(self.reports) > _FIRST + _NEWEST:
            del self.reports[_FIRST]

    def gap(self, moment: float) -> float:
        """Return the seconds from ``moment`` to the time that the event spans; 0 within it."""
        return max(0.0, moment - self.last, self.first - moment)
