"""Training of trees, as ``monitor.stories.same_event.trees`` reads them, and trying them out.

CatBoost (Prokhorenkova et al. 2018) trains; what it found is written as data, so that the product
needs no more than numpy to use it.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from monitor.stories import stories as engine
from monitor.stories.same_event import candidates as first_look
from monitor.stories.same_event import comparison
from monitor.stories.same_event.comparison import OF_EDIT, OF_EVENT
from monitor.stories.same_event.likeness import NAMES
from monitor.stories.same_event.trees import Trees

Rows = NDArray[np.float64]

NUMBERS: Final = {
    "first_look": first_look.FIRST_LOOK,
    "pair": NAMES,
    "event": OF_EVENT,
    "story": NAMES,
    "edit": OF_EDIT,
}
"""The models, and what each is given."""
_NEVER: Final = 1e300  # a border that nothing is above: a level that asks nothing
_BORDERS: Final = 64


@dataclass(frozen=True, slots=True)
class Data:
    """Rows of numbers, whether each is right, and how much each counts."""

    rows: Rows
    right: NDArray[np.bool_]
    weights: Rows

    @staticmethod
    def joined(parts: Sequence[Data]) -> Data:
        """All of them, the mean weight being 1."""
        weights = np.concatenate([part.weights for part in parts])
        return Data(
            np.vstack([part.rows for part in parts]),
            np.concatenate([part.right for part in parts]),
            weights / weights.mean(),
        )

    def among(self, which: NDArray[np.bool_]) -> Data:
        """Some of them."""
        return Data(self.rows[which], self.right[which], self.weights[which])


@dataclass(frozen=True, slots=True)
class Size:
    """How large a model is."""

    trees: int
    depth: int
    rate: float
    averaged: int = 1
    """How many such models are averaged, trained with other seeds: each errs in other places."""


class Model:
    """A trained model, as data and ready to use."""

    def __init__(self, numbers: Sequence[str], data: dict[str, Any]) -> None:
        assert data["names"] == list(numbers), "trained on other numbers"
        self.data = data
        self._trees = Trees(data, data["bias"])

    def probabilities(self, rows: Rows) -> Rows:
        return self._trees.probabilities(rows)

    def shifted(self, odds: float) -> Model:
        """The same, so much more inclined to say yes."""
        bias = round(self.data["bias"] + odds, 6)
        return Model(self.data["names"], self.data | {"bias": bias})

    def write(self, path: Path) -> None:
        path.write_text(json.dumps(self.data, separators=(",", ":")) + "\n", "utf-8")


def train(name: str, data: Data, size: Size, *, threads: int) -> Model:
    """Train one of the models."""
    from catboost import CatBoostClassifier

    model: dict[str, Any] = {"names": list(NUMBERS[name]), "bias": 0.0}
    model |= {"features": [], "borders": [], "leaves": []}
    for seed in range(1, size.averaged + 1):
        trained = CatBoostClassifier(
            iterations=size.trees,
            depth=size.depth,
            learning_rate=size.rate,
            l2_leaf_reg=8,
            border_count=_BORDERS,
            random_seed=seed,
            thread_count=threads,
            verbose=False,
            allow_writing_files=False,
        )
        trained.fit(data.rows, data.right.astype(int), sample_weight=data.weights)
        _add(model, trained, size)
    model["bias"] = round(model["bias"], 6)
    return Model(NUMBERS[name], model)


def _add(model: dict[str, Any], trained: Any, size: Size) -> None:
    """Add a trained model's trees; the whole is the mean of all."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        trained.save_model(str(path), format="json")
        said = json.loads(path.read_text("utf-8"))
    scale, bias = said["scale_and_bias"]
    model["bias"] += (bias[0] if isinstance(bias, list) else bias) / size.averaged
    for tree in said["oblivious_trees"]:
        splits, leaves = tree.get("splits") or [], tree["leaf_values"]
        missing = size.depth - len(splits)
        features = [split["float_feature_index"] for split in splits]
        model["features"].append(features + [0] * missing)
        borders = [round(split["border"], 6) for split in splits]
        model["borders"].append(borders + [_NEVER] * missing)
        each = [round(leaf * scale / size.averaged, 5) for leaf in leaves]
        model["leaves"].append(each * 2**missing)


def read_models(folder: Path) -> dict[str, Model]:
    """Read those models that a folder has."""
    paths = {name: folder / f"{name}_model.json" for name in NUMBERS}
    return {
        name: Model(NUMBERS[name], json.loads(path.read_text("utf-8")))
        for name, path in paths.items()
        if path.exists()
    }


class Open:
    """A first look that lets every event through, in the order given, and notes its numbers."""

    def __init__(self) -> None:
        self.rows: Rows = np.empty((0, len(first_look.FIRST_LOOK)))

    def probabilities(self, rows: Rows) -> Rows:
        self.rows = rows
        return np.linspace(1.0, 0.9, len(rows))


@contextmanager
def trial(
    models: Mapping[str, Model | Open],
    *,
    same_event: float | None = None,
    same_story: float | None = None,
) -> Iterator[None]:
    """Let the product judge by these models, and by these thresholds if given."""
    shipped = Trees.shipped
    with ExitStack() as stack:

        def put(where: Any, name: str, value: Any) -> None:
            stack.enter_context(patch.object(where, name, value))

        put(Trees, "shipped", lambda name, numbers: models.get(name) or shipped(name, numbers))
        if isinstance(models.get("first_look"), Open):
            put(engine, "MOST", first_look.MOST_LOOKED_AT)
        if same_event is not None:
            put(comparison, "SAME_EVENT", same_event)
        if same_story is not None:
            put(engine, "SAME_STORY", same_story)
        yield
