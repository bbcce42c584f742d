"""Trees: a trained model, and what it says of a pair of reports.

Gradient-boosted oblivious trees (Prokhorenkova et al. 2018, CatBoost): every level of a tree asks
one question, so a tree is a handful of comparisons and a table, and a model is data. How it was
trained and on what: ``benchmarks/train_events.py`` and docs/stories.md.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


class Trees:
    """A model: a row of numbers → a probability."""

    def __init__(self, model: dict[str, list[list[float]]], bias: float) -> None:
        """Take a model up.

        Args:
            model: ``features`` and ``borders``: for each tree, what each of its levels asks;
                ``leaves``: its table, indexed by the answers as bits, the first level's lowest. At
                most eight levels.
            bias: Added to the sum of all trees, in log odds.
        """
        features = np.array(model["features"], dtype=np.intp)
        self._trees, self._depth = features.shape
        # Level by level: all trees' first questions, all trees' second. An answer of a level is
        # then worth the same bit in every tree.
        self._features = features.T.ravel()
        self._borders = np.array(model["borders"], dtype=np.float64).T.ravel()
        self._bits = (1 << np.arange(self._depth)).astype(np.uint8)[:, None]
        leaves = np.array(model["leaves"])
        self._leaves = leaves.ravel()
        self._starts = np.arange(self._trees) * leaves.shape[1]
        self._bias = bias

    @staticmethod
    @cache
    def shipped(name: str, numbers: tuple[str, ...]) -> Trees:
        """Read a model that comes with the program: ``pair``, ``event`` or ``story``.

        Args:
            name: The model's name.
            numbers: The names of the numbers that it will be given, in order.

        Raises:
            ValueError: The model was trained on other numbers.
        """
        text = Path(__file__).with_name(f"{name}_model.json").read_text("utf-8")
        model = json.loads(text)
        if model["names"] != list(numbers):
            raise ValueError(f"{name}_model.json was trained on other numbers")
        return Trees(model, model["bias"])

    def probabilities(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return a probability, 0 to 1, for each row of numbers."""
        answers = rows.take(self._features, axis=1) > self._borders
        by_level = answers.view(np.uint8).reshape(len(rows), self._depth, self._trees)
        leaf = np.bitwise_or.reduce(by_level * self._bits, axis=1)
        odds = self._leaves.take(leaf + self._starts).sum(axis=1) + self._bias
        probabilities: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-odds))
        return probabilities
