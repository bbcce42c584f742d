"""Memo: which words a chunk of text holds, computed once and remembered for a while.

Most chunks hold no word of any rule. These are kept in a set, which is taken off a text's chunks in
one operation; only the others are looked up.

When it is full, it forgets everything before the next text: what is common comes back within a few
texts, and a hit needs no bookkeeping, as it would if the least used were dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

Numbers = tuple[int, ...]
"""Of the words that a chunk holds. Most hold one or two: a set would take five times the room."""
_no_words = set[int]


class Memo(dict[str, Numbers]):
    """A mapping in which ``memo[chunk]`` is ``compute(chunk)``, remembered.

    Use only ``memo[chunk]`` and what is defined here.

    Args:
        size: How many chunks to remember; one text's chunks may come on top.
        longest: How many characters a chunk may have to be remembered.
    """

    __slots__ = ("_longest", "_size", "compute", "heads", "nothing", "pairs")

    def __init__(self, *, size: int, longest: int) -> None:
        super().__init__()
        self.compute: Callable[[str], Numbers]
        """What to remember; to be set before it is asked."""
        self._size = size
        self._longest = longest
        self.nothing: set[str] = set()
        """The chunks that hold no word; the others are this dict's own."""
        self.heads: dict[str, str] = {}
        """Chunks whose end may be the first half of a word: what the second may begin with.

        Of a chunk that was asked for since ``tidy``. ``compute`` puts them here.
        """
        self.pairs: dict[tuple[str, str], Numbers] = {}
        """The words that such a chunk and the next make together, for the lexicon to keep."""

    def tidy(self) -> None:
        """Forget everything if there is too much of it; nothing is forgotten at other times."""
        remembered = len(self) + len(self.nothing)
        if remembered >= self._size or len(self.heads) > self._size:
            self.clear()
            self.nothing.clear()
            self.heads.clear()
            self.pairs.clear()
        elif len(self.pairs) > self._size:
            self.pairs.clear()

    def union(self, chunks: Iterable[str]) -> set[int]:
        """Return the numbers of all words that the chunks hold."""
        left = set(chunks) - self.nothing
        return _no_words().union(*map(self.__getitem__, left))

    def places(self, chunks: Iterable[str]) -> Iterator[tuple[int, Numbers]]:
        """Yield each chunk that holds a word: (its index, the numbers of its words)."""
        nothing = self.nothing
        for i, chunk in enumerate(chunks):
            if chunk not in nothing and (numbers := self[chunk]):
                yield i, numbers

    def __missing__(self, chunk: str) -> Numbers:
        if chunk in self.nothing:
            return ()
        found = self.compute(chunk)
        if len(chunk) <= self._longest:
            if found:
                self[chunk] = found
            else:
                self.nothing.add(chunk)
        return found
