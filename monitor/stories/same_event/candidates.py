"""Candidates: the open events that a new item may report, found through their words.

Comparing an item with every open event would cost too much. Events that share the item's rarest
words are found first; its commoner words only rank those found. A first look, at how much is
shared and how long ago it was, leaves out nearly all: it is trained to keep 97 of 100 events that
an item goes on to join (``benchmarks/train_events.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from math import log1p
from typing import Final

import numpy as np

from monitor.stories.event import OpenEvent
from monitor.stories.same_event.trees import Trees
from monitor.stories.same_event.word_statistics import Today
from monitor.stories.word_index import WordIndex

FIRST_LOOK: Final = ("share", "of_most", "hours", "worth")
"""What the first look knows of an event: the share of the item's words, by what they are worth,
that it has; the same, against the event that has most; hours since its newest report; and what the
shared words are worth."""
MOST_LOOKED_AT: Final = 24
MOST: Final = 8
"""Events that an item is compared with."""
MOST_OF_UNWANTED: Final = 2
"""The same of an item that no rule has found: nobody is told what becomes of it, and of 199 such
items that joined an event, 197 joined the first or second candidate."""
_LIGHTEST: Final = 1.0  # a lighter word leads nowhere
_LEADS: Final = 12  # words that are followed, the rarest
_ENTRIES: Final = 120  # of the index, read for one item
_OF_MOST: Final = 0.25
_WORTH_A_LOOK: Final = 0.5


def candidates(
    today: Today,
    moment: float,
    index: WordIndex,
    events: Mapping[int, OpenEvent],
    *,
    most: int = MOST,
) -> list[OpenEvent]:
    """Return the events worth comparing with an item, those that share most with it first.

    Args:
        today: The item's words.
        moment: The item's publication, in seconds since 1970.
        index: Leads from words to events.
        events: The open events, by id.
        most: How many to return at most.
    """
    shared: dict[int, float] = {}
    entries = 0
    found: set[int] = set()
    for count, word, worth in sorted(today.leads(_LIGHTEST))[:_LEADS]:
        entries += count
        if entries <= _ENTRIES or not shared:
            for id_ in index.events(word):
                shared[id_] = shared.get(id_, 0.0) + worth
        else:
            found = found or set(shared)
            for id_ in index.among(word, found):
                shared[id_] += worth
    if not shared:
        return []
    met, numbers = look(shared, today.weight, moment, events)
    likely = Trees.shipped("first_look", FIRST_LOOK).probabilities(np.array(numbers)).tolist()
    if max(likely) < _WORTH_A_LOOK:
        return []
    ranked = sorted(
        (-chance, event.id, event)
        for chance, event in zip(likely, met, strict=True)
        if chance >= _WORTH_A_LOOK
    )
    return [event for _, _, event in ranked[:most]]


def look(
    shared: Mapping[int, float], weight: float, moment: float, events: Mapping[int, OpenEvent]
) -> tuple[list[OpenEvent], list[list[float]]]:
    """Return the events that share most with an item, and the numbers of ``FIRST_LOOK`` for each.

    Args:
        shared: Event id → what the words that it shares with the item are worth; not empty.
        weight: What all the item's words are worth.
        moment: The item's publication, in seconds since 1970.
        events: The open events, by id.
    """
    most = max(shared.values())
    least = _OF_MOST * most
    # Events that share as much come in the order of their ids.
    best = sorted(id_ for id_, worth in shared.items() if worth >= least)
    best.sort(key=shared.__getitem__, reverse=True)
    found = [events[id_] for id_ in best[:MOST_LOOKED_AT]]
    numbers = []
    for event in found:
        worth = shared[event.id]
        hours = log1p(abs(moment - event.last) / 3600)
        numbers.append([worth / (weight or 1.0), worth / most, hours, worth])
    return found, numbers
