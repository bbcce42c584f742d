"""Like meaning: how near the words of an item are to those of reports, by what they mean.

All reports of all of an item's candidates are compared at once: each product of two small matrices
takes longer to begin than to finish. Without this module "plant" and "factory" would have nothing
in common.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, repeat
from typing import Final

import numpy as np

from monitor.stories.event import Report
from monitor.stories.reading.meaning import Meaning, meaning
from monitor.stories.reading.meanings import Meanings, Vectors
from monitor.stories.reading.signature import Signature
from monitor.stories.same_event.word_statistics import Setting

NAMES: Final = ("meaning_title", "meaning_all", "soft_title", "soft_report", "soft_least")
"""What the numbers of a report are: how near the two titles and the two texts are as a whole, how
much of either title the other has in words of like meaning, and how near the item's farthest heavy
word is to any of the report's."""

_HEAVY: Final = 2.0  # a word of the title worth so much should have its like in the report
_NOTHING: Final = (0.0,) * len(NAMES)


@dataclass(frozen=True, slots=True)
class LikeMeaning:
    """How near the reports of an event are to an item."""

    reports: Sequence[tuple[float, ...]]
    """The numbers of ``NAMES`` for each."""
    of_event: float
    """How much of the item's title all of them together have."""


def like_meaning(
    signature: Signature, events: Sequence[tuple[Sequence[Report], Setting]]
) -> list[LikeMeaning]:
    """Compare an item with the reports of each event.

    Args:
        signature: The item's.
        events: Each event's reports, and what the item's words are worth beside it.
    """
    mine = meaning(signature)
    known = [list(_known(reports)) for reports, _ in events] if mine is not None else []
    met = [at for at, its in enumerate(known) if its]
    found = [LikeMeaning([_NOTHING] * len(reports), 0.0) for reports, _ in events]
    if mine is None or not met:
        return found
    numbers, of_events = _compare(
        signature, mine, [known[at] for at in met], [events[at][1] for at in met]
    )
    for at, of_event in zip(met, of_events, strict=True):
        found[at] = LikeMeaning(
            [
                _NOTHING if meaning(report.signature) is None else next(numbers)
                for report in events[at][0]
            ],
            of_event,
        )
    return found


def _known(reports: Iterable[Report]) -> Iterator[tuple[Signature, Meaning]]:
    """Those reports whose words have meanings."""
    for report in reports:
        its = meaning(report.signature)
        if its is not None:
            yield report.signature, its


def _compare(
    signature: Signature,
    mine: Meaning,
    events: Sequence[Sequence[tuple[Signature, Meaning]]],
    settings: Sequence[Setting],
) -> tuple[Iterator[tuple[float, ...]], list[float]]:
    """Compare an item with reports whose words have meanings, at least one of each event.

    Returns:
        The numbers of ``NAMES`` for each report, and how much of the title each event has.
    """
    title, words = list(signature.title), signature.words
    signatures, meanings = zip(*chain.from_iterable(events), strict=True)
    starts = _starts(len(each.rows) for each in meanings)
    vectors = Meanings.shipped().at(np.concatenate([each.rows for each in meanings]))
    near = mine.words @ vectors.T

    # How near each word of the title is to the nearest of each report: a row for each report.
    ahead = np.maximum.reduceat(near[: len(title)], starts, axis=1).T
    same = [
        at * len(title) + place
        for at, its in enumerate(signatures)
        for place, word in enumerate(title)
        if word in its.words
    ]
    ahead = np.ascontiguousarray(ahead)
    ahead.put(same, 1.0)

    # How near each word of the reports' titles is to the nearest of the item.
    lengths = [len(its.title) for its in signatures]
    in_titles = np.concatenate(
        [np.arange(start, start + length) for start, length in zip(starts, lengths, strict=True)]
    )
    back = np.maximum.reduce(near, axis=0).take(in_titles)
    of_titles = chain.from_iterable(its.title for its in signatures)
    back.put([at for at, word in enumerate(of_titles) if word in words], 1.0)
    back *= np.concatenate([each.title_weights for each in meanings])
    covered = np.add.reduceat(back, _starts(lengths)).tolist()

    worth = np.array([[each.local[word] for word in title] for each in settings], np.float32)
    counts = [len(each) for each in events]
    beside = worth.repeat(counts, axis=0)
    title_weights = [each.title_weight for each in settings]
    soft = (ahead * beside).sum(axis=1).tolist()
    least = np.minimum.reduce(np.where(beside >= _HEAVY, ahead, 1.0), axis=1).tolist()
    best = np.maximum.reduceat(ahead, _starts(counts), axis=0)
    of_events = (best * worth).sum(axis=1).tolist()
    numbers = zip(
        _products(mine.of_title, [each.of_title for each in meanings]),
        _products(mine.of_all, [each.of_all for each in meanings]),
        map(_ratio, soft, chain.from_iterable(map(repeat, title_weights, counts))),
        map(_ratio, covered, [its.title_weight for its in signatures]),
        least,
        strict=True,
    )
    return numbers, list(map(_ratio, of_events, title_weights))


def _starts(lengths: Iterable[int]) -> list[int]:
    """Where each part begins if so long ones follow each other."""
    return [0, *accumulate(lengths)][:-1]


def _products(one: Vectors, others: Sequence[Vectors]) -> list[float]:
    products: list[float] = (np.stack(others) @ one).tolist()
    return products


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
