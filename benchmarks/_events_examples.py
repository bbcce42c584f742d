"""Examples to train the story models on: an item beside each event that it might report.

Streams are replayed through the product's own reading, index, candidates and numbers, so a model
is trained on just what it will be given; only the first look lets everything through. What was
told before an item is the truth (each earlier item is in the event where a reader put it), or what
the models made of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from _events_desks import Labelled, Stream
from _events_trees import Data, Model, Open, Rows, trial
from numpy.typing import NDArray

from monitor.item import Item
from monitor.stories import Names
from monitor.stories.event import OpenEvent, Report
from monitor.stories.reading.polish import is_polish
from monitor.stories.reading.signature import Reader, Signature
from monitor.stories.same_event.candidates import candidates
from monitor.stories.same_event.comparison import OF_EVENT, of_edit, of_events
from monitor.stories.same_event.likeness import NAMES, Likeness
from monitor.stories.same_event.word_statistics import Today
from monitor.stories.stories import WINDOW
from monitor.stories.word_index import WordIndex

_AN_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Meeting:
    """An item and its candidates."""

    rows: list[Rows]
    """For each candidate, the numbers of each of its reports."""
    looks: Rows
    """What the first look knows of each."""
    same: list[bool]
    """Which candidate it reports, or whose story it goes on with."""
    known: list[bool]
    """Whether anybody could say so."""
    chances: Sequence[float] = ()
    """How likely it reports each, if that was judged."""


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

    def edit(self, before: Item, after: Item) -> list[float]:
        """The numbers of an edit, as ``comparison.changes_the_news`` has them."""
        return of_edit(self._reader.reading(after), self._reader.reading(before))

    def is_polish(self, before: Item, after: Item) -> bool:
        """Whether an edit is one of letters only."""
        return is_polish(self._reader.signature(after), self._reader.signature(before))


class Replay:
    """The open events of a stream that is replayed."""

    def __init__(self) -> None:
        self.open: dict[int, OpenEvent] = {}
        self._index = WordIndex()
        self._looked = 0.0
        self._first_look = Open()

    def meet(self, report: Report) -> tuple[list[OpenEvent], list[Rows], Rows]:
        """The events that an item may report, their numbers, and those of the first look."""
        self._close(report.moment)
        likeness = Likeness(report, Today(report.signature, self._index, len(self.open)))
        with trial({"first_look": self._first_look}):
            met = candidates(likeness.today, report.moment, self._index, self.open)
        rows = [np.array(each) for each in likeness.rows(met)]
        return met, rows, self._first_look.rows

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
        if each.counts:
            met, rows, looks = replay.meet(report)
            if met:
                same = [other.id == event for other in met]
                known = [placed[other.id] for other in met]
                found.append(Meeting(rows, looks, same, known))
        placed[event] = bool(each.event)
        replay.add(event, report)
    return found


def of_comparison(
    stream: Stream, readings: Readings, models: Mapping[str, Model], *, same_event: float
) -> Iterator[tuple[Labelled, Meeting]]:
    """What each item meets, as the models judge: whether the story of an event is its own."""
    replay = Replay()
    story_of: dict[int, str] = {}
    for number, each in enumerate(stream):
        report = readings.report(each)
        met, rows, looks = replay.meet(report)
        joined = number
        if met:
            chances = models["event"].probabilities(np.array(beside(rows, models["pair"])))
            same = [story_of[other.id] == each.story for other in met]
            known = [bool(each.story and story_of[other.id]) for other in met]
            yield each, Meeting(rows, looks, same, known, chances.tolist())
            if chances.max() >= same_event:
                joined = met[int(chances.argmax())].id
        if joined not in replay.open:
            story_of[joined] = each.story
        replay.add(joined, report)


def beside(rows: Sequence[Rows], pair: Model) -> list[list[float]]:
    """What the event model is given of one item's candidates."""
    ends = np.cumsum([len(each) for each in rows])[:-1]
    said = np.split(pair.probabilities(np.vstack(rows)), ends)
    return of_events([each.tolist() for each in rows], [each.tolist() for each in said])


def pairs(meetings: Sequence[Meeting]) -> tuple[Rows, NDArray[np.bool_]]:
    """An item and a single report, each."""
    rows, same = [np.empty((0, len(NAMES)))], [np.empty(0, bool)]
    for each in meetings:
        for its_rows, its, known in zip(each.rows, each.same, each.known, strict=True):
            if known:
                rows.append(its_rows)
                same.append(np.full(len(its_rows), its))
    return np.vstack(rows), np.concatenate(same)


def events(meetings: Sequence[Meeting], pair: Model) -> tuple[Rows, NDArray[np.bool_]]:
    """An item and an event, each, as ``pair`` sees them."""
    rows: list[list[float]] = []
    same: list[bool] = []
    for each in meetings:
        for row, its, known in zip(beside(each.rows, pair), each.same, each.known, strict=True):
            if known:
                rows.append(row)
                same.append(its)
    return np.array(rows).reshape(-1, len(OF_EVENT)), np.array(same, bool)


def weighed(rows: Rows, same: NDArray[np.bool_], *, weight: float, caution: float = 1.0) -> Data:
    """Examples of one kind, which count as much as another kind's, however many there are.

    Args:
        rows: the numbers.
        same: what is right.
        weight: of the kind.
        caution: how much more it costs to take two events for one.
    """
    return Data(rows, same, np.where(same, 1.0, caution) * weight / max(1, int(same.sum())))
