"""Memo: which words a chunk of text holds, computed once and remembered for a while.

Full, it forgets everything and starts again: what is common comes back within a few texts, and a
hit needs no bookkeeping, which no cleverer scheme can say. Chunks without any word, which most are
while rules are few, are kept in a set, so that a text sheds them all in one operation.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

_NOTHING: Final = frozenset[int]()
_no_words: Final = set[int]


class Memo(dict[str, frozenset[int]]):
    """``memo[chunk]`` is ``compute(chunk)``.

    Use only ``memo[chunk]`` and what is defined here: the other methods of dict see a part.

    Args:
        compute: what to remember.
        size: how many chunks to remember at most.
        longest: longer chunks aren't remembered.
    """

    __slots__ = ("_compute", "_empty", "_longest", "_size")

    def __init__(
        self, compute: Callable[[str], frozenset[int]], *, size: int, longest: int
    ) -> None:
        super().__init__()
        self._compute = compute
        self._size = size
        self._longest = longest
        self._empty: set[str] = set()

    def holding(self, chunks: set[str]) -> set[str]:
        """The chunks without those known to hold nothing."""
        return chunks.difference(self._empty)

    def union(self, chunks: set[str]) -> set[int]:
        """All that the chunks hold together."""
        return _no_words().union(*map(self.__getitem__, chunks))

    def __missing__(self, chunk: str) -> frozenset[int]:
        if chunk in self._empty:
            return _NOTHING
        found = self._compute(chunk)
        if len(chunk) <= self._longest:
            if len(self) + len(self._empty) >= self._size:
                self.clear()
                self._empty.clear()
            if found:
                self[chunk] = found
            else:
                self._empty.add(chunk)
        return found
