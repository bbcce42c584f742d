"""Manners of replaying labelled desks, so that models learn what holds in all of them.

Desks as they were written teach that what comes within the hour is of one event: they have few
events an hour apart. So desks can be replayed in haste, too, and two items at a time, with any
time between them; that counts for nothing now (``WEIGHTS``), as it had events told too often.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import sqrt
from typing import Final

from _events_desks import Desks, Labelled, Stream, one_stream
from _events_examples import Meeting, Readings, of_truth

from monitor.item import Item

WEIGHTS: Final = {
    "alone": 1.0, "amid": 1.0, "cold": 0.7, "haste": 0.0, "pair": 0.0, "copied": 0.0,
}  # fmt: skip
"""How much each manner counts; what counts for nothing isn't replayed. With the last three, what
looks alike within hours is told apart more often, and what is told twice is told apart, too.

* ``alone``: a desk as it is;
* ``amid``: a third of a kind's desks in one stream with background;
* ``cold``: a desk from one of its items on, without what was before: a reader adds a rule, and what
  is common in its news isn't known yet;
* ``haste``: a desk that has its days in hours;
* ``pair``: two reports and nothing else, of one event or of two that are much alike, seconds or
  a day apart;
* ``copied``: a desk in which others print an agency's words, nearly or just as they are.
"""
FOLDS: Final = 3
_COLD, _STEP = 8, 4  # items of a cold start; every so many items there is one
_HASTE: Final = (4, 16)
_SOONEST, _LATEST = 5, 86_400  # seconds between two
_TWINS, _LOOKALIKES, _NEAR = 3, 1, 4
_COPIED: Final = 0.3  # of the items have a copy
_COPIES: Final = (1, 43_200)  # seconds later


@dataclass(frozen=True, slots=True)
class Kind:
    """Labelled desks of one kind."""

    name: str
    desks: Desks
    weight: float
    caution: float
    """How much worse than a repeat it is to take two events for one."""


@dataclass(frozen=True, slots=True)
class Part:
    """What some desks of a kind give, replayed in one manner."""

    kind: Kind
    manner: str
    fold: int
    meetings: Sequence[Meeting]

    @property
    def weight(self) -> float:
        return self.kind.weight * WEIGHTS[self.manner]


def replayed(
    kind: Kind, readings: Readings, background: Callable[[int], Sequence[Item]]
) -> Iterator[Part]:
    """All desks of a kind in all manners."""
    for number, desk in enumerate(kind.desks.values()):
        for manner, streams in _streams(desk, readings):
            if not WEIGHTS[manner]:
                continue
            meetings = [each for stream in streams for each in of_truth(stream, readings)]
            yield Part(kind, manner, number % FOLDS, meetings)
    for fold in range(FOLDS):
        some = dict(list(kind.desks.items())[fold::FOLDS])
        if some:
            stream = one_stream(some, background(fold), seed=fold)
            yield Part(kind, "amid", fold, of_truth(stream, readings))


def _streams(desk: Stream, readings: Readings) -> Iterator[tuple[str, Iterable[Stream]]]:
    yield "alone", (desk,)
    starts = range(2, max(3, len(desk) - 4), _STEP)
    yield "cold", (desk[start : start + _COLD] for start in starts)
    yield "haste", (in_haste(desk, haste) for haste in _HASTE)
    yield "pair", in_pairs(desk, readings)
    yield "copied", (with_copies(each) for each in (desk,))


def in_haste(desk: Stream, haste: float) -> Stream:
    """A desk, with its time running faster."""
    first = _published(desk[0])
    return [_at(each, first + (_published(each) - first) / haste) for each in desk]


def in_pairs(desk: Stream, readings: Readings) -> Iterator[Stream]:
    """Two items at a time."""
    rng = random.Random(desk[0].item.key)
    for each in (one for one in desk if one.counts):
        others = [one for one in desk if one is not each and one.counts]
        twins = [one for one in others if one.event == each.event]
        strangers = [one for one in others if one.event != each.event]
        nearest = sorted(strangers, key=lambda one: -_likeness(each, one, readings))[:_NEAR]
        alike = rng.sample(nearest, min(_LOOKALIKES, len(nearest)))
        if rng.random() < _COPIED:
            twins = [_copy(each, rng), *rng.sample(twins, min(2, len(twins)))]
        for other in (*rng.sample(twins, min(_TWINS, len(twins))), *alike):
            seconds = _SOONEST * (_LATEST / _SOONEST) ** rng.random()
            yield [_at(other, _published(each) - timedelta(seconds=seconds)), each]


def with_copies(desk: Stream) -> Stream:
    """A desk in which some items are printed again by another outlet."""
    rng = random.Random(desk[0].item.key)
    copies = [_copy(each, rng) for each in desk if each.counts and rng.random() < _COPIED]
    return sorted([*desk, *copies], key=_published)


def _copy(each: Labelled, rng: random.Random) -> Labelled:
    """An item as another outlet prints it: the same headline, or one with a word more or less."""
    item = each.item
    words = item.title.split()
    title = rng.choice(
        [
            item.title,
            item.title,
            f"UPDATE 1-{item.title}",
            f"{item.title} - report",
            " ".join(words[:-1]) if len(words) > 5 else item.title,
            item.title.upper(),
        ]
    )
    summary = rng.choice([item.summary, item.summary, ""])
    least, most = _COPIES
    later = _published(each) + timedelta(seconds=least * (most / least) ** rng.random())
    copy = replace(
        item,
        key=f"{item.key}-copy",
        link="",
        title=title,
        summary=summary,
        source=f"{item.source} copied",
        published=later,
    )
    return replace(each, item=copy)


def _likeness(one: Labelled, other: Labelled, readings: Readings) -> float:
    mine, its = (readings.report(each).signature.title for each in (one, other))
    shared = sum(weight * its[word] for word, weight in mine.items() if word in its)
    lengths = (sqrt(sum(weight**2 for weight in each.values())) for each in (mine, its))
    return shared / ((next(lengths) * next(lengths)) or 1.0)


def _published(each: Labelled) -> datetime:
    assert each.item.published is not None
    return each.item.published


def _at(each: Labelled, moment: datetime) -> Labelled:
    return replace(each, item=replace(each.item, published=moment))
