"""Examples to train the story models on: an item beside each event that it might report.

Streams are replayed through the product's own reading, index, candidates and numbers, so a model
is trained on just what it will be given. What was told before an item is the truth (each earlier
item is in the event where a reader put it), but for the model of stories: it meets what the two
others made of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from _events_desks import Labelled, Stream
from _events_trees import Data, Model
from numpy.typing import NDArray

from monitor.stories import Names
from monitor.stories.candidates import candidates
from monitor.stories.event import OpenEvent, Report
from monitor.stories.judgement import of_events
from monitor.stories.likeness import Likeness
from monitor.stories.setting import Today
from monitor.stories.signature import Reader, Signature
from monitor.stories.stories import WINDOW
from monitor.stories.word_index import WordIndex

_AN_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Meeting:
    """An item and its candidates."""

    rows: list[NDArray[np.float64]]
    """For each candidate, the numbers of each of its reports."""
    same: list[bool]
    """Which candidate it reports, or whose story it goes on with."""
    known: list[bool]
    """Whether anybody could say so."""


class Readings:
    """Signatures; each item is read once, in however many streams it is."""

    def __init__(self, *, zipf, names: Names) -> None:
        self._reader = Reader(zipf, names)
        self._known: dict[str, Signature] = {}

    def report(self, each: Labelled) -> Report:
        item = each.item
        signature = self._known.get(item.key)
        if signature is None:
            signature = self._known[item.key] = self._reader.signature(item)
        return Report(signature, each.moment, (item.source or item.feed).casefold())


class Replay:
    """The open events of a stream that is replayed."""

    def __init__(self) -> None:
        self.open: dict[int, OpenEvent] = {}
        self._index = WordIndex()
        self._looked = 0.0

    def meet(self, report: Report) -> tuple[Likeness, list[OpenEvent]]:
        """An item's report, and the events that it may belong to."""
        self._close(report.moment)
        likeness = Likeness(report, Today(report.signature, self._index, len(self.open)))
        return likeness, candidates(likeness.today, report.moment, self._index, self.open)

    def add(self, event: int, report: Report) -> None:
        if event not in self.open:
            self.open[event] = OpenEvent(event, event, report.moment)
        self.open[event].add(report)
        self._index.add(report.signature.words, event)

    def _close(self, moment: float) -> None:
        if moment - self._looked < _AN_HOUR:
            return
        self._looked = moment
        limit = WINDOW.total_seconds()
        for event in [each for each in self.open.values() if moment - each.last > limit]:
            self._index.discard(event.words, event.id)
            del self.open[event.id]


def of_truth(stream: Stream, readings: Readings) -> list[Meeting]:
    """What each item meets, if all before was judged rightly."""
    replay = Replay()
    ids: dict[str, int] = {}
    placed: dict[int, bool] = {}
    found = []
    for number, each in enumerate(stream):
        report = readings.report(each)
        event = ids.setdefault(each.event or f"unplaced {number}", len(ids))
        likeness, met = replay.meet(report)
        if each.counts and met:
            rows = [np.array(likeness.rows(other), np.float64) for other in met]
            same = [other.id == event for other in met]
            found.append(Meeting(rows, same, [placed[other.id] for other in met]))
        placed[event] = bool(each.event)
        replay.add(event, report)
    return found


def of_judgement(
    stream: Stream, readings: Readings, pair: Model, event: Model, *, same_event: float
) -> list[Meeting]:
    """What each item meets, as the models judge: whether the story of an event is its own."""
    replay = Replay()
    story_of: dict[int, str] = {}
    found = []
    for number, each in enumerate(stream):
        report = readings.report(each)
        likeness, met = replay.meet(report)
        joined = number
        if met:
            rows = [np.array(likeness.rows(other), np.float64) for other in met]
            said = event.probabilities(np.array(beside(rows, pair)))
            if each.counts and each.story:
                same = [story_of[other.id] == each.story for other in met]
                found.append(Meeting(rows, same, [bool(story_of[other.id]) for other in met]))
            if said.max() >= same_event:
                joined = met[int(said.argmax())].id
        if joined not in replay.open:
            story_of[joined] = each.story
        replay.add(joined, report)
    return found


def beside(rows: Sequence[NDArray[np.float64]], pair: Model) -> list[list[float]]:
    """What the event model is given of one item's candidates."""
    ends = np.cumsum([len(each) for each in rows])[:-1]
    said = np.split(pair.probabilities(np.vstack(rows)), ends)
    return of_events([each.tolist() for each in rows], [each.tolist() for each in said])


def pairs(meetings: Sequence[Meeting]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """An item and a single report, each."""
    known = [(rows, same) for each in meetings for rows, same, known in _candidates(each) if known]
    return (
        np.vstack([rows for rows, _ in known]),
        np.concatenate([np.full(len(rows), same) for rows, same in known]),
    )


def events(
    meetings: Sequence[Meeting], pair: Model
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """An item and an event, each, as ``pair`` sees them."""
    rows: list[list[float]] = []
    same: list[bool] = []
    for each in meetings:
        for row, its, known in zip(beside(each.rows, pair), each.same, each.known, strict=True):
            if known:
                rows.append(row)
                same.append(its)
    return np.array(rows, np.float64), np.array(same)


def _candidates(each: Meeting) -> Iterator[tuple[NDArray[np.float64], bool, bool]]:
    return zip(each.rows, each.same, each.known, strict=True)


def weighed(
    rows: NDArray[np.float64], same: NDArray[np.bool_], *, weight: float, other: float = 1.0
) -> Data:
    """Examples of one kind, which count as much as another kind's, however many there are.

    Args:
        rows: the numbers.
        same: what is right.
        weight: of the kind.
        other: how much more it costs to take two events for one.
    """
    return Data(rows, same, np.where(same, 1.0, other) * weight / max(1, int(same.sum())))
