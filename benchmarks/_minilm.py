"""MiniLM: a small sentence model, read from its files and run with numpy; for ``train_meanings``.

Only what vectors of single words need: BERT's layers (Devlin et al. 2018), six of them, and the
mean over all tokens. Far too slow for sentences in a stream, which is why the product doesn't use
it, and good enough for forty thousand words once.
"""

from __future__ import annotations

import json
import struct
from collections import defaultdict
from collections.abc import Sequence
from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_LAYERS, _HEADS, _OF_HEAD = 6, 12, 32
_BATCH = 512

Vectors = NDArray[np.float32]


class Tensors:
    """The numbers of a safetensors file."""

    def __init__(self, path: Path) -> None:
        self._raw = path.read_bytes()
        (length,) = struct.unpack("<Q", self._raw[:8])
        self._entries: dict[str, Any] = json.loads(self._raw[8 : 8 + length])
        self._start = 8 + length
        self._prefix = "" if "embeddings.word_embeddings.weight" in self._entries else "bert."

    def __getitem__(self, name: str) -> Vectors:
        entry = self._entries[self._prefix + name]
        start, end = (self._start + offset for offset in entry["data_offsets"])
        kind = {"F32": np.float32, "F16": np.float16}[entry["dtype"]]
        numbers = np.frombuffer(self._raw[start:end], kind).reshape(entry["shape"])
        return numbers.astype(np.float32)


class MiniLM:
    """all-MiniLM-L6-v2: what a word means, as 384 numbers."""

    def __init__(self, weights: Path) -> None:
        """Read the model.

        Args:
            weights: ``model.safetensors``, with ``vocab.txt`` beside it.
        """
        self._tensors = Tensors(weights)
        vocabulary = weights.with_name("vocab.txt").read_text("utf-8").splitlines()
        self._tokens = {token: number for number, token in enumerate(vocabulary)}
        self._known: dict[str, Vectors] = {}

    def vectors(self, words: Sequence[str]) -> Vectors:
        """A row of length 1 for each word."""
        tokens = [self._pieces(word) for word in words]
        by_length = defaultdict(list)
        for row, each in enumerate(tokens):
            by_length[len(each)].append(row)
        found = np.zeros((len(words), _HEADS * _OF_HEAD), np.float32)
        for rows in by_length.values():
            for at in range(0, len(rows), _BATCH):
                some = rows[at : at + _BATCH]
                found[some] = self._means(np.array([tokens[row] for row in some]))
        return found / np.linalg.norm(found, axis=1, keepdims=True)

    def _pieces(self, word: str) -> list[int]:
        """WordPiece: the longest known beginning, then of what is left, between the two marks."""
        pieces = []
        at = 0
        while at < len(word):
            for end in range(len(word), at, -1):
                piece = self._tokens.get(("##" if at else "") + word[at:end])
                if piece is not None:
                    pieces.append(piece)
                    at = end
                    break
            else:
                pieces = [self._tokens["[UNK]"]]
                break
        return [self._tokens["[CLS]"], *pieces, self._tokens["[SEP]"]]

    def _means(self, tokens: NDArray[np.int64]) -> Vectors:
        words, places = self._at("word_embeddings"), self._at("position_embeddings")
        kind = self._at("token_type_embeddings")[0]
        rows = words[tokens] + places[: tokens.shape[1]] + kind
        rows = self._normal(rows, "embeddings.LayerNorm")
        for number in range(_LAYERS):
            rows = self._layer(rows, f"encoder.layer.{number}.")
        mean: Vectors = rows.mean(1)
        return mean

    def _layer(self, rows: Vectors, layer: str) -> Vectors:
        many, length, _ = rows.shape
        query, key, value = (
            self._linear(rows, f"{layer}attention.self.{part}")
            .reshape(many, length, _HEADS, _OF_HEAD)
            .transpose(0, 2, 1, 3)
            for part in ("query", "key", "value")
        )
        attention = np.exp(query @ key.transpose(0, 1, 3, 2) / sqrt(_OF_HEAD))
        attention /= attention.sum(-1, keepdims=True)
        seen = (attention @ value).transpose(0, 2, 1, 3).reshape(many, length, -1)
        seen = self._linear(seen, f"{layer}attention.output.dense")
        rows = self._normal(rows + seen, f"{layer}attention.output.LayerNorm")
        inner = _gelu(self._linear(rows, f"{layer}intermediate.dense"))
        inner = self._linear(inner, f"{layer}output.dense")
        return self._normal(rows + inner, f"{layer}output.LayerNorm")

    def _linear(self, rows: Vectors, name: str) -> Vectors:
        return rows @ self._of(f"{name}.weight").T + self._of(f"{name}.bias")

    def _normal(self, rows: Vectors, name: str) -> Vectors:
        centred = rows - rows.mean(-1, keepdims=True)
        spread = np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-12)
        return centred / spread * self._of(f"{name}.weight") + self._of(f"{name}.bias")

    def _at(self, name: str) -> Vectors:
        return self._of(f"embeddings.{name}.weight")

    def _of(self, name: str) -> Vectors:
        found = self._known.get(name)
        if found is None:
            found = self._known[name] = self._tensors[name]
        return found


def _gelu(rows: Vectors) -> Vectors:
    """The usual approximation of a Gaussian gate (Hendrycks and Gimpel 2016)."""
    return 0.5 * rows * (1 + np.tanh(0.7978845608 * (rows + 0.044715 * rows**3)))
