"""A model of what languages are written like, read from py3langid's and made small.

py3langid's model scores a text by the byte n-grams it knows: wherever one ends in the text, the
longest counts. It finds them with an automaton whose table takes 39 MB. Here they are a sorted
array of numbers, looked up for a whole text at once, with the weights of the chosen languages
beside them: 12 MB for fifty languages, and the same scores.

Model: Lui & Baldwin 2012, "langid.py", as trained anew for py3langid. Without this module telling
languages apart would take the daemon 39 MB.
"""

from __future__ import annotations

import lzma
import shutil
import struct
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZipFile
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from monitor.rules.kept_lists import kept, store

_ROWS_AT_A_TIME = 512
"""Of the automaton, while its n-grams are read off: keeps the arrays on the way small."""
_HASH_BITS = 20
_FORMAT = "1"
_NAMES = 1_024
_HEADER = struct.Struct(f"<8sQQQ{_NAMES}s")
_MAGIC = b"langs-01"
_FACTOR = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """The n-grams of some languages, and how much each n-gram speaks for each language."""

    languages: Sequence[str]
    """One for each column of ``weights``; a language written in two scripts has two."""
    grams: NDArray[np.uint64]
    """Sorted. An n-gram's number is its bytes after a 1: the longer, the higher."""
    weights: NDArray[np.float16]
    """A row for each n-gram, a column for each language."""
    priors: NDArray[np.float32]
    hashed: NDArray[np.bool_]
    """Whether some n-gram has this hash."""
    longest: int
    """Bytes of the longest n-gram."""

    @classmethod
    def of(cls, languages: Collection[str]) -> LanguageModel:
        """Read what py3langid knows of some languages, which takes half a second.

        Args:
            languages: As py3langid calls them.

        Raises:
            OSError: There is no room for temporary files of 150 MB.
        """
        with _model() as part:
            names = part("classes").tolist()
            chosen = [column for column, name in enumerate(names) if name in languages]
            grams = _grams(
                part("nextmove").reshape(-1, 256), part("nextmove_row"), part("out_feat")
            )
            order = np.argsort(grams)
            hashed = np.zeros(1 << _HASH_BITS, np.bool_)
            hashed[_hash(grams)] = True
            return cls(
                languages=[names[column] for column in chosen],
                grams=grams[order],
                weights=part("ptc")[:, chosen][order],
                priors=part("pc")[chosen],
                hashed=hashed,
                longest=(int(grams.max()).bit_length() - 1) // 8,
            )

    @classmethod
    def kept_in(cls, folder: Path | None, languages: Collection[str]) -> LanguageModel:
        """Return the model of some languages, built once in a folder; None: built each time.

        Raises:
            OSError: There is no room for temporary files of 150 MB.
        """
        found = None
        if folder is not None:
            chosen = ",".join(sorted(languages))
            name = f"languages-{crc32(chosen.encode()):08x}-{version('py3langid')}-{_FORMAT}.bin"
            found = kept(folder / name, cls.from_bytes, keep, chosen)
        return cls.of(languages) if found is None else found

    def to_bytes(self) -> bytes:
        """Serialise in this machine's byte order, for ``from_bytes`` on the same machine."""
        names = ",".join(self.languages).encode().ljust(_NAMES)
        header = _HEADER.pack(_MAGIC, len(self.grams), len(self.languages), self.longest, names)
        arrays = (self.grams, self.priors, self.weights, self.hashed)
        return header + b"".join(array.tobytes() for array in arrays)

    @classmethod
    def from_bytes(cls, data: bytes) -> LanguageModel:
        """Read what ``to_bytes`` wrote.

        Raises:
            ValueError: The data is something else, or cut short.
        """
        if len(data) < _HEADER.size:
            raise ValueError("too short")
        magic, grams, languages, longest, names = _HEADER.unpack_from(data)
        whole = _HEADER.size + grams * (8 + 2 * languages) + 4 * languages + (1 << _HASH_BITS)
        if magic != _MAGIC or len(data) != whole:
            raise ValueError("not a model of languages")
        at = _HEADER.size

        def read(kind: type[np.generic], count: int) -> NDArray[Any]:
            nonlocal at
            array = np.frombuffer(data, kind, count, at)
            at += array.nbytes
            return array

        return cls(
            languages=names.decode().strip().split(","),
            grams=read(np.uint64, grams),
            priors=read(np.float32, languages),
            weights=read(np.float16, grams * languages).reshape(grams, languages),
            hashed=read(np.bool_, 1 << _HASH_BITS),
            longest=longest,
        )

    def language_of(self, text: str, favour: NDArray[np.float32] | None = None) -> str:
        """Return a text's likeliest language; the first of ``languages`` if no n-gram is known.

        Args:
            text: The text.
            favour: What each language has on top (``favour``).
        """
        scores = self.scores(text)
        return self.languages[int((scores if favour is None else scores + favour).argmax())]

    def favour(self, languages: Mapping[str, float]) -> NDArray[np.float32]:
        """Return what ``language_of`` adds to choose among some languages, each with a bonus."""
        bonus = [languages.get(lang, -np.inf) for lang in self.languages]
        return np.array(bonus, np.float32)

    def scores(self, text: str) -> NDArray[np.float32]:
        """Return how much a text speaks for each of ``languages``, as logarithms.

        All are 0 if no n-gram is known.
        """
        if text.isupper():
            text = text.lower()
        data = unicodedata.normalize("NFC", text).encode("utf-8", "surrogatepass")
        counts = Counter(self._found(np.frombuffer(data, np.uint8).astype(np.uint64)))
        if not counts:
            return np.zeros(len(self.languages), np.float32)
        rows = np.fromiter(counts.keys(), np.intp, len(counts))
        times = np.fromiter(counts.values(), np.float32, len(counts))
        scores: NDArray[np.float32] = np.log1p(times) @ self.weights[rows] + self.priors
        return scores

    def _found(self, data: NDArray[np.uint64]) -> list[int]:
        """The rows of the longest n-gram that ends at each byte, where one ends."""
        last, of_length = data, []
        for length in range(2, min(self.longest, len(data)) + 1):
            last = (last[:-1] << np.uint64(8)) | data[length - 1 :]
            of_length.append(last | np.uint64(1 << 8 * length))
        if not of_length:
            return []
        grams = np.concatenate(of_length)
        ends = np.concatenate([np.arange(len(data) - len(each), len(data)) for each in of_length])
        # Few are known: most of the others needn't be searched for.
        likely = self.hashed[_hash(grams)]
        grams, ends = grams[likely], ends[likely]
        rows = np.searchsorted(self.grams[:-1], grams)
        known = self.grams[rows] == grams
        found = np.full(len(data), -1, np.intp)
        found[ends[known]] = rows[known]  # the longest of those that end here is assigned last
        rows_found: list[int] = found[found >= 0].tolist()
        return rows_found


def keep(path: str, languages: str) -> None:
    """Build the model of some languages, separated by commas, for ``kept``."""
    store(path, LanguageModel.of(languages.split(",")).to_bytes())


@contextmanager
def _model() -> Iterator[Callable[[str], NDArray[Any]]]:
    """Open py3langid's model; gives its arrays by name, to be used while it is open.

    They are mapped, not read: what was allocated once for 70 MB is hardly given back.
    """
    from py3langid.langid import MODEL_DIR, MODEL_FILE  # noqa: PLC0415 - not needed any more after

    with TemporaryDirectory() as name:
        folder = Path(name)
        with lzma.open(MODEL_DIR / MODEL_FILE) as packed, (folder / "model").open("wb") as whole:
            shutil.copyfileobj(packed, whole, 1 << 18)
        with ZipFile(folder / "model") as archive:
            archive.extractall(folder)
        yield lambda array: np.load(folder / f"{array}.npy", mmap_mode="r")


def _hash(grams: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """A number of ``_HASH_BITS`` bits for each (Knuth's multiplicative hashing)."""
    return (grams * _FACTOR) >> np.uint64(64 - _HASH_BITS)


def _grams(
    table: NDArray[np.uint32], row_of: NDArray[np.uint32], features: NDArray[np.int32]
) -> NDArray[np.uint64]:
    """Read the n-grams off the automaton, in the order of their weights.

    A state's string is the only shortest path to it, and a feature's n-gram the shortest string of
    the states that have it: the longer ones merely end in it.

    Args:
        table: Distinct rows of the automaton: the next state for each byte.
        row_of: For each state, the index of its row.
        features: For each state, the feature that is found on coming to it, or -1.
    """
    grams = np.zeros(features.max() + 1, np.uint64)
    strings = np.zeros(len(row_of), np.uint64)
    strings[0] = 1
    used = np.zeros(len(table), np.bool_)
    states = np.zeros(1, np.intp)
    while states.size:
        has = states[features[states] >= 0]
        new = grams[features[has]] == 0
        grams[features[has[new]]] = strings[has[new]]
        # Where several states share a row, the paths that go on from it are the shallowest's.
        rows, first = np.unique(row_of[states], return_index=True)
        fresh = ~used[rows]
        used[rows] = True
        parents = states[first[fresh]]
        deeper = [np.zeros(0, np.intp)]
        for start in range(0, len(parents), _ROWS_AT_A_TIME):
            some = parents[start : start + _ROWS_AT_A_TIME]
            following = table[row_of[some]]
            parent, byte = np.nonzero(strings[following] == 0)
            children = following[parent, byte]
            strings[children] = (strings[some[parent]] << np.uint64(8)) | byte.astype(np.uint64)
            deeper.append(children.astype(np.intp))
        states = np.concatenate(deeper)
    return grams
