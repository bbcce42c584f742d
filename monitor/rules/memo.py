"""Memo: which words a chunk of text holds, computed once and remembered for a while.

Full, it forgets everything before the next text: what is common comes back within a few texts, and
a hit needs no bookkeeping, which no cleverer scheme can say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

_no_words = set[int]


class Memo(dict[str, frozenset[int]]):
    """``memo[chunk]`` is ``compute(chunk)``.

    Use only ``memo[chunk]`` and what is defined here.

    Args:
        size: how many chunks to remember, and at most one text's more.
        longest: longer chunks aren't remembered.
    """

    __slots__ = ("_longest", "_size", "compute", "heads", "pairs")

    def __init__(self, *, size: int, longest: int) -> None:
        super().__init__()
        self.compute: Callable[[str], frozenset[int]]
        """What to remember; to be set before it is asked."""
        self._size = size
        self._longest = longest
        self.heads: dict[str, str] = {}
        """Chunks whose end may be the first half of a word: what the second may begin with.

        Of a chunk that was asked for since ``tidy``. ``compute`` puts them here.
        """
        self.pairs: dict[tuple[str, str], set[int]] = {}
        """The words that such a chunk and the next make together, for the lexicon to keep."""

    def tidy(self) -> None:
        """Forget everything if there is too much of it; nothing is forgotten at other times."""
        if len(self) >= self._size or len(self.heads) > self._size:
            self.clear()
            self.heads.clear()
            self.pairs.clear()
        elif len(self.pairs) > self._size:
            self.pairs.clear()

    def union(self, chunks: Iterable[str]) -> set[int]:
        """All that the chunks hold together."""
        # Most hold nothing, and looking a chunk up twice costs less than telling doubles apart.
        return _no_words().union(*filter(None, map(self.__getitem__, chunks)))

    def __missing__(self, chunk: str) -> frozenset[int]:
        found = self.compute(chunk)
        if len(chunk) <= self._longest:
            self[chunk] = found
        return found
