"""Twins: spellings that only marks part, and that are two words all the same (sąd, sad).

Folding takes marks away, since many who write rules and some who write news leave them out. Where a
dictionary has both spellings, and of no common lemma, a mark left out isn't what parts them.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Final
from zlib import crc32

from monitor.rules.forms.in_bulk import digests_of_lines, distinct
from monitor.rules.forms.spellings.devanagari import spelled_one_way

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

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
    """Finds the twins of a dictionary whose records are added block by block."""

    def __init__(self) -> None:
        self._spellings: list[NDArray[np.uint64]] = []
        self._lemmas: list[NDArray[np.uint64]] = []

    def add(
        self, keys: NDArray[np.uint64], forms: Sequence[str], lemmas: NDArray[np.uint64]
    ) -> None:
        """Add forms.

        Args:
            keys: The CRC-32 of each form, folded.
            forms: The forms as written.
            lemmas: The CRC-32 of each one's lemma as written, in small letters.
        """
        import numpy as np  # noqa: PLC0415 - see Lemmas.of_blocks

        spelled = digests_of_lines(_freed("\n".join(forms).lower()), len(forms))
        self._spellings.append(keys << np.uint64(32) | spelled)
        self._lemmas.append(lemmas)

    def twins(self) -> Twins:
        """Return what was found."""
        import numpy as np  # noqa: PLC0415 - see Lemmas.of_blocks

        if not self._spellings:
            return NO_TWINS
        spellings, of_lemma = np.concatenate(self._spellings), np.concatenate(self._lemmas)
        folded = distinct(spellings) >> np.uint64(32)
        again = folded[1:][folded[1:] == folded[:-1]]
        rows = np.flatnonzero(np.isin(spellings >> np.uint64(32), again))
        alike: dict[int, dict[int, set[int]]] = {}
        for spelling, lemma in zip(spellings[rows].tolist(), of_lemma[rows].tolist(), strict=True):
            lemmas = alike.setdefault(spelling >> 32, {}).setdefault(spelling & 0xFFFFFFFF, set())
            lemmas.add(lemma)
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
    return crc32(_freed(spelled).encode("utf-8", "surrogatepass"))


def _key(one: int, other: int) -> int:
    return min(one, other) << 32 | max(one, other)


def _freed(spelled: str) -> str:
    """A word without what writers choose between: Straße, Strasse; ёлка, елка; ज़मीन, जमीन."""
    return spelled_one_way(spelled.replace("ß", "ss").replace("ё", "е"))
