"""Candidates: the open events that a new item may report, found through their words.

Comparing an item with every open event would cost too much. Events that share the item's rarest
words are found first; its commoner words only rank those found. A first look, at how much is shared
and how long ago it was, leaves out nearly all: it was fitted so that it keeps 98 of 100 events that
an item goes on to join (``benchmarks/train_events.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from math import log, log1p
from typing import Final

from monitor.stories.event import OpenEvent
from monitor.stories.setting import Today
from monitor.stories.word_index import WordIndex

_MOST: Final = 24  # events that an item is compared with
_LIGHTEST: Final = 1.0  # a lighter word leads nowhere
_ENTRIES: Final = 400  # of the index, read for one item
_KEPT: Final = 0.5


def candidates(
    today: Today, moment: float, index: WordIndex, events: Mapping[int, OpenEvent]
) -> list[OpenEvent]:
    """The events worth comparing, those that share most first.

    Args:
        today: the item's words.
        moment: the item's publication, in seconds since 1970.
        index: leads from words to events.
        events: the open ones, by id.
    """
    shared: dict[int, float] = {}
    entries = 0
    for count, word, worth in sorted(today.leads(_LIGHTEST)):
        entries += count
        holders = index.events(word)
        if entries <= _ENTRIES or not shared:
            for id_ in holders:
                shared[id_] = shared.get(id_, 0.0) + worth
        else:
            for id_ in shared.keys() & holders:
                shared[id_] += worth
    if not shared:
        return []
    most = max(shared.values())
    ranked = sorted(shared.items(), key=lambda each: (-each[1], each[0]))[:_MOST]
    return [
        event
        for id_, worth in ranked
        if first_look(
            worth / (today.weight or 1.0), worth / most, abs(moment - (event := events[id_]).last)
        )
    ]


def first_look(share: float, of_most: float, seconds: float) -> bool:
    """Whether an event is worth comparing with an item.

    Args:
        share: of the item's words, by what they are worth, that the event has.
        of_most: the same, against the event that has most of them.
        seconds: between the item and the event's newest report.
    """
    hours = log1p(seconds / 3600)
    odds = 12.5 * share + 2.34 * of_most - 2.08 * hours - 0.745 * log(share + 0.02) - 0.72
    return odds >= _KEPT
