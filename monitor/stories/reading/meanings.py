"""Meanings: words of like meaning, as small vectors.

"Factory" and "plant", "quits" and "resignation": reports of one event often share hardly a word but
mean the same. Each of some ten thousand English words has a vector; the nearer two vectors are, the
likelier the words stand for each other in a headline. Without them, every other wording of an event
would be alerted as another event.

The vectors are a sentence model's (all-MiniLM-L6-v2, Apache 2.0) for each word alone, reduced to
few dimensions: ``benchmarks/train_meanings.py``. Other languages have none, and are compared by
their words alone. Words are kept as digests and vectors as they are in the file, a byte a number:
2 MB, where strings in a dict and floats take 9.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Rows = NDArray[np.uint16]
"""Where words stand in a table."""

LANGUAGES: Final = frozenset({"en"})


class Meanings:
    """A table of vectors of length 1.

    An unknown word that by chance has a known one's digest (one in 100,000) gets its vector.
    """

    def __init__(self, words: Iterable[str], vectors: NDArray[np.int8]) -> None:
        digests = _digests(words)
        order = np.argsort(digests)
        self._digests = digests[order]
        # Past the last stands what an unknown word has.
        self._vectors = np.vstack([vectors[order], np.zeros((1, vectors.shape[1]), np.int8)])
        lengths = np.linalg.norm(self._vectors.astype(np.float32), axis=1)
        self._lengths = np.maximum(lengths, 1e-6)[:, np.newaxis]

    @staticmethod
    @cache
    def shipped() -> Meanings:
        """The table that comes with the program."""
        with np.load(Path(__file__).with_name("meanings.npz")) as table:
            return Meanings(bytes(table["words"]).decode("ascii").split(), table["vectors"])

    def rows(self, words: Iterable[str]) -> Rows:
        """Where folded words stand, for ``at``."""
        wanted = _digests(words)
        known = self._digests
        rows = np.searchsorted(known, wanted)
        is_known = known.take(rows, mode="clip") == wanted
        return np.where(is_known, rows, len(known)).astype(np.uint16)

    def at(self, rows: Rows) -> Vectors:
        """A row for each word; zeros for one without a vector."""
        vectors: Vectors = self._vectors.take(rows, axis=0) / self._lengths.take(rows, axis=0)
        return vectors


def _digests(words: Iterable[str]) -> NDArray[np.uint32]:
    return np.array([crc32(word.encode("utf-8", "surrogatepass")) for word in words], np.uint32)
