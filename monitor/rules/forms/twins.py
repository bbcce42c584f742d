"""Twins: spellings that only marks part, and that are two words all the same (sąd, sad).

Folding takes marks away, since many who write rules and some who write news leave them out. Where a
dictionary has both spellings, and of no common lemma, a mark left out isn't what parts them.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from itertools import combinations
from typing import Final
from zlib import crc32

# Spellings of one letter between which writers choose: Straße, Strasse; ёлка, елка.
_FREE: Final = str.maketrans({"ß": "ss", "ё": "е"})
_MOST: Final = 8  # spellings of one folded word; more are hardly words


class Twins:
    """The pairs of such spellings in one language."""

    __slots__ = ("_pairs",)

    def __init__(self, pairs: array[int]) -> None:
        self._pairs = pairs

    def __contains__(self, pair: tuple[str, str]) -> bool:
        """Whether two spellings, in small letters, are two words."""
        one, other = map(_digest, pair)
        key = _key(one, other)
        at = bisect_left(self._pairs, key)
        return at < len(self._pairs) and self._pairs[at] == key

    def __len__(self) -> int:
        return len(self._pairs)

    def to_bytes(self) -> bytes:
        """Serialise in this machine's byte order: eight bytes a pair."""
        return self._pairs.tobytes()


class TwinFinder:
    """Finds the twins of a dictionary whose records are added one by one."""

    def __init__(self) -> None:
        self._spellings = array("Q")
        self._lemmas = array("I")

    def add(self, folded: str, key: int, form: str, lemma: int) -> None:
        """Add a form.

        Args:
            folded: The form, folded.
            key: The CRC-32 of that.
            form: The form as written.
            lemma: The CRC-32 of its lemma as written, in small letters.
        """
        spelled = form.lower()
        self._spellings.append(key << 32 | (key if spelled == folded else _digest(spelled)))
        self._lemmas.append(lemma)

    def twins(self) -> Twins:
        """Return what was found."""
        import numpy as np  # noqa: PLC0415 - see Lemmas.of

        if not self._spellings:
            return NO_TWINS
        spellings = np.frombuffer(self._spellings, np.uint64)
        distinct = np.unique(spellings)
        folded = distinct >> np.uint64(32)
        again = folded[1:][folded[1:] == folded[:-1]]
        rows = np.flatnonzero(np.isin(spellings >> np.uint64(32), again))
        alike: dict[int, dict[int, set[int]]] = {}
        for row in rows.tolist():
            spelling = self._spellings[row]
            lemmas = alike.setdefault(spelling >> 32, {}).setdefault(spelling & 0xFFFFFFFF, set())
            lemmas.add(self._lemmas[row])
        found = {
            _key(one, other)
            for spelled in alike.values()
            if len(spelled) <= _MOST
            for one, other in combinations(spelled, 2)
            if spelled[one].isdisjoint(spelled[other])
        }
        return Twins(array("Q", sorted(found)))


NO_TWINS: Final = Twins(array("Q"))


def _digest(spelled: str) -> int:
    return crc32(spelled.translate(_FREE).encode("utf-8", "surrogatepass"))


def _key(one: int, other: int) -> int:
    return min(one, other) << 32 | max(one, other)
