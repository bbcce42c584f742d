"""Edits of items, and whether each changes the news; for ``train_events``.

``events/edits.jsonl`` has edits of headlines, written for this project. Two reports of one story
that have much of their wording in common are examples, too: of two events, or of one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from _events_desks import OURS
from _events_examples import Readings
from _events_manners import Kind
from _events_trees import Data, Model, Size, train
from numpy.typing import NDArray

from monitor.item import Item
from monitor.stories.same_event.comparison import CHANGED
from monitor.stories.same_event.likeness import NAMES

_SIZE: Final = Size(250, depth=4, rate=0.06)
_FOLDS: Final = 5
_OURS, _GIVEN, _OF_DESKS = 2.0, 1.0, 0.6
_ALIKE: Final = {True: 0.3, False: 0.15}
"""How much two titles must have in common to be like an edit: of two events, and of one."""


class Edit(NamedTuple):
    """An item before and after."""

    before: Item
    after: Item
    update: bool
    """It tells of something else than before."""
    weight: float


@dataclass(frozen=True, slots=True)
class Edits:
    """Examples; only the first are judged, in folds: the others aren't edits, or nobody's."""

    written: Data
    others: Data
    polish: NDArray[np.bool_]
    """Which of those written the product passes over before it asks the model."""

    def trained(self, fold: int | None = None, *, threads: int) -> Model:
        """Train the model, without one fold if told."""
        kept = np.arange(len(self.written.right)) % _FOLDS != fold
        parts = [self.written.among(kept), self.others] if fold is not None else None
        return train(
            "edit", Data.joined(parts or [self.written, self.others]), _SIZE, threads=threads
        )


def read_edits(paths: Sequence[Path]) -> Iterator[Edit]:
    """Ours, then those of further files."""
    for path in (OURS / "edits.jsonl", *paths):
        weight = _OURS if path.parent == OURS else _GIVEN
        for number, line in enumerate(path.read_text("utf-8").splitlines()):
            row = json.loads(line)
            items = (
                Item(
                    feed="",
                    key=f"{path.name}/{number}",
                    title=row[which],
                    summary=row.get(f"{which}_summary", ""),
                    lang=row["lang"],
                )
                for which in ("before", "after")
            )
            yield Edit(*items, row["update"], weight)


def of_edits(edits: Iterator[Edit], kinds: Sequence[Kind], readings: Readings) -> Edits:
    """The examples that edits and desks give."""
    written, others, polish = [], [], []
    for edit in edits:
        row = readings.edit(edit.before, edit.after)
        if edit.weight == _OURS:
            written.append((row, edit.update, edit.weight))
            polish.append(readings.is_polish(edit.before, edit.after))
        else:
            others.append((row, edit.update, edit.weight))
    others += _of_desks(kinds, readings)
    return Edits(_data(written), _data(others), np.array(polish))


def _of_desks(
    kinds: Sequence[Kind], readings: Readings
) -> Iterator[tuple[list[float], bool, float]]:
    for kind in kinds:
        for desk in kind.desks.values():
            for one, two in combinations(desk, 2):
                if not one.story or one.story != two.story or one.item.lang != two.item.lang:
                    continue
                update = one.event != two.event
                row = readings.edit(one.item, two.item)
                if row[NAMES.index("title_raw")] >= _ALIKE[update]:
                    yield row, update, _OF_DESKS


def _data(examples: Sequence[tuple[list[float], bool, float]]) -> Data:
    rows, updates, weights = zip(*examples, strict=True)
    return Data(np.array(rows), np.array(updates, bool), np.array(weights))


def judged_edits(edits: Edits, *, threads: int) -> str:
    """What share of the edits that were written would be told, each judged unseen."""
    told = np.zeros(len(edits.written.right), bool)
    for fold in range(_FOLDS):
        unseen = np.arange(len(told)) % _FOLDS == fold
        model = edits.trained(fold, threads=threads)
        told[unseen] = model.probabilities(edits.written.rows[unseen]) >= CHANGED
    told &= ~edits.polish
    updates, quiet = told[edits.written.right].mean(), told[~edits.written.right].mean()
    return f"edits: {updates:.2f} of the updates told, {quiet:.2f} of the others"
