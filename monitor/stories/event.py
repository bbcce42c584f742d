"""OpenEvent: what is kept of an event that may still grow: some of its reports, and its words.

A new item is compared with single reports, never with the sum of all: an event that has grown big
must not take in everything that has a few of its many words. The first reports stay, because they
say what the event is, and the newest, because coverage moves on.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, KeysView
from functools import lru_cache
from typing import Final, NamedTuple

import msgpack

from monitor.stories.reading.packed import pack, terms_of, unpack
from monitor.stories.reading.signature import Signature

_MOST_AT_HAND: Final = 1024  # reports, six kilobytes each; 4,096 save 3 % of the time
_FIRST: Final = 3
_NEWEST: Final = 5
_AT_ONCE: Final = 1  # seconds
_DAY: Final = 86_400
_ALIKE: Final = 1 / 3  # of the words' weight
_LONE: Final = "surrogatepass"  # half a character is possible in a str


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


_at_hand: OrderedDict[bytes, Report] = OrderedDict()
"""Reports as they were packed, and as they are read: those that came, or were asked for, last."""


class OpenEvent:
    """An event that may still grow."""

    __slots__ = (
        "_reports", "_words", "first", "id", "items", "last", "story", "texts", "touched",
    )  # fmt: skip

    def __init__(self, id_: int, story: int, moment: float) -> None:
        self.id = id_
        self.story = story
        self.items = 0
        self.first = self.last = moment
        """Seconds since 1970 of its oldest and newest item."""
        self.touched = moment
        """When it was last added to, or its newest item's time if that is later."""
        self.texts: tuple[int, ...] = ()
        """What its items' texts are known by (``same_text``)."""
        self._reports: tuple[bytes, ...] = ()
        # Most events have one item, and need no copy of its words.
        self._words = b""

    @property
    def reports(self) -> list[Report]:
        """Its first reports, and its newest."""
        return [_read(packed) for packed in self._reports]

    @property
    def words(self) -> KeysView[str]:
        """All words of all its items."""
        if self._words:
            return _words(self._words).keys()
        words = _read(self._reports[0]).signature.words if self._reports else {}
        return words.keys()

    def last_words(self) -> Collection[str]:
        """The same as ``words``, for an event that is closed: nothing of it is kept at hand."""
        if self._words or not self._reports:
            return self.words
        return terms_of(msgpack.unpackb(self._reports[0], unicode_errors=_LONE)[0])

    def add(self, report: Report) -> None:
        """Add an item's report to the event."""
        self.items += 1
        self.first = min(self.first, report.moment)
        self.last = max(self.last, report.moment)
        if self._reports:
            words = dict.fromkeys((*self.words, *report.signature.words))
            self._words = msgpack.packb([*words], unicode_errors=_LONE)
        kept = (*self._reports, _keep(report))
        self._reports = (
            kept if len(kept) <= _FIRST + _NEWEST else kept[:_FIRST] + kept[_FIRST + 1 :]
        )

    def gap(self, moment: float) -> float:
        """Return the seconds from ``moment`` to the time that the event spans; 0 within it."""
        return max(0.0, moment - self.last, self.first - moment)


def _keep(report: Report) -> bytes:
    signature, *rest = report
    packed: bytes = msgpack.packb((pack(signature), *rest), unicode_errors=_LONE)
    _at_hand[packed] = report
    if len(_at_hand) > _MOST_AT_HAND:
        _at_hand.popitem(last=False)
    return packed


def _read(packed: bytes) -> Report:
    report = _at_hand.pop(packed, None)
    if report is None:
        signature, *rest = msgpack.unpackb(packed, unicode_errors=_LONE)
        report = Report(unpack(signature), *rest)
        if len(_at_hand) >= _MOST_AT_HAND:
            _at_hand.popitem(last=False)
    _at_hand[packed] = report  # the last to be forgotten
    return report


@lru_cache(maxsize=_MOST_AT_HAND)
def _words(packed: bytes) -> dict[str, None]:
    return dict.fromkeys(msgpack.unpackb(packed, unicode_errors=_LONE))
