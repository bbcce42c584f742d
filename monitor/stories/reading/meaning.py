"""Meaning: what an item's words mean, word by word and all in all.

Without this module each comparison of two reports would begin by looking up the words of both.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from monitor.stories.reading.meanings import Meanings, Rows, Vectors
from monitor.stories.reading.signature import Signature


class Meaning(NamedTuple):
    """What an item's words mean."""

    rows: Rows
    """Where each of ``Signature.words`` stands in the table, the title's first."""
    title_weights: Vectors
    of_title: Vectors
    """The mean of the title's rows, weighted; of length 1 or 0."""
    of_all: Vectors
    """The mean of all rows, weighted; of length 1 or 0."""

    @property
    def words(self) -> Vectors:
        """The vector of each word: made anew, as it takes a hundred times what its row does."""
        return Meanings.shipped().at(self.rows)


@lru_cache(maxsize=1024)
def meaning(signature: Signature) -> Meaning | None:
    """What an item's words mean; None in a language without vectors."""
    if not signature.rows:
        return None
    rows = np.frombuffer(signature.rows, np.uint16)
    words = Meanings.shipped().at(rows)
    weights = np.fromiter(signature.words.values(), np.float32, len(words))
    title = len(signature.title)
    return Meaning(
        rows,
        weights[:title],
        _mean(words[:title], weights[:title]),
        _mean(words, weights),
    )


def _mean(vectors: Vectors, weights: Vectors) -> Vectors:
    mean: Vectors = weights @ vectors
    length = float(np.sqrt(mean @ mean))
    return mean / length if length else mean
