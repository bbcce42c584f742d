"""What the first look is trained on: which events the models that follow would refuse anyway."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import numpy as np
from _events_desks import Labelled, Stream
from _events_examples import Meeting, Readings, of_comparison
from _events_trees import Data, Model, Size, train

from monitor.item import Item
from monitor.stories.stories import WINDOW

_LOST: Final = 0.03
"""The share of the reports of an event that may go unseen."""
_LIKELY, _JOINED, _STORY = 0.4, 0.5, 0.9
_FULL: Final = 50_000  # items in a window that is full
_WARM, _EVERY = 6_000, 10  # of the full window: where to begin to learn, and how often
_SIZE: Final = Size(60, depth=4, rate=0.15)


def of_looks(
    streams: Sequence[Stream],
    others: Sequence[Item],
    readings: Readings,
    models: Mapping[str, Model],
    *,
    same_event: float,
    threads: int,
) -> Model:
    """Train the first look.

    Args:
        streams: desks, amid others' items.
        others: items that are nobody's; they fill a window as it is in the product.
        readings: reads items.
        models: ``pair``, ``event`` and ``story``.
        same_event: what probability joins.
        threads: to train with.
    """
    looks, wanted, joined = [], [], []
    for stream in (*streams, full_window(others)):
        met = of_comparison(stream, readings, models, same_event=same_event)
        for meeting in _learnt(met, len(stream)):
            chances = np.array(meeting.chances)
            ends = np.cumsum([len(rows) for rows in meeting.rows])[:-1]
            of_story = models["story"].probabilities(np.vstack(meeting.rows))
            stories = np.array([each.max() for each in np.split(of_story, ends)])
            looks.append(meeting.looks)
            wanted.append((chances > _LIKELY) | (np.array(meeting.known) & (stories > _STORY)))
            joined.append(chances > _JOINED)
    rows, right = np.vstack(looks), np.concatenate(wanted)
    # As much is at stake in those that are wanted as in all others, who are far more.
    weights = np.where(right, len(right) / max(1, right.sum()), 1.0)
    model = train("first_look", Data(rows, right, weights), _SIZE, threads=threads)
    said = model.probabilities(rows[np.concatenate(joined)])
    odds = np.log(said / (1 - said))
    return model.shifted(-float(np.quantile(odds, _LOST)))


def full_window(others: Sequence[Item]) -> Stream:
    """Items as dense as in a window that is full."""
    start, step = datetime(2026, 1, 1, tzinfo=UTC), WINDOW / _FULL
    return [
        Labelled(
            replace(item, key=f"full/{number}", published=start + number * step),
            "", f"full/{number}", "", judged=False,
        )
        for number, item in enumerate(others)
    ]  # fmt: skip


def _learnt(met: Iterator[tuple[Labelled, Meeting]], length: int) -> Iterator[Meeting]:
    """All that desks' items meet; of others', some of those that come late."""
    for number, (each, meeting) in enumerate(met):
        if each.counts or (number % _EVERY == 0 and (number >= _WARM or length < _WARM)):
            yield meeting
