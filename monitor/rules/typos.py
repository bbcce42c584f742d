"""Which filed words are a typing error or two from a text's word, without comparing all of them.

Words one error apart share what is left when a letter is deleted from each (a substitution or a
swap deletes one on both sides); words two errors apart, when up to two are. So each word is filed
under what deletion leaves of it, and a text's word is looked up under what deletion leaves of that
(Garbe's SymSpell, 2012; of longer words only the beginning). Every key keeps the first letter,
which ``terms`` wants to be right, or swapped with the second.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import chain, combinations
from typing import Final

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

_LONGEST_ONCE: Final = 8  # letters of a word that may have one error; longer ones may have two
_FEW: Final = 120  # words that are compared sooner than looked up
_PREFIX: Final = 7  # letters of a longer word that are filed


class TypoIndex:
    """Words that may be misspelled."""

    def __init__(self) -> None:
        self._filed: set[str] = set()
        self._by_letter: dict[str, list[str]] = {}
        self._by_letters: dict[str, list[str]] = {}
        """The words by their first letter, and by their first two."""
        self._once: dict[str, str | tuple[str, ...]] = {}
        self._twice: dict[str, str | tuple[str, ...]] = {}
        """What deletion leaves of the shorter words; of the beginnings of the longer ones."""
        self._by_head: dict[str, list[str]] = {}
        self._asked = ""
        self._answer: list[str] = []

    def add(self, word: str) -> None:
        """File a folded word (or stem)."""
        if word in self._filed:
            return
        self._filed.add(word)
        self._by_letter.setdefault(word[0], []).append(word)
        self._by_letters.setdefault(word[:2], []).append(word)
        if len(word) <= _LONGEST_ONCE:
            _file(self._once, [word, *_shorter(word, 1)], word)
            return
        self._asked = ""
        head = word[:_PREFIX]
        alike = self._by_head.get(head)
        if alike is None:
            self._by_head[head] = [word]
            _file(self._twice, [head, *_shorter(head, 1), *_shorter(head, 2)], head)
        else:
            alike.append(word)

    def near(self, text: str) -> list[str]:
        """The filed words within one error (up to eight letters) or two (longer).

        Those of them whose first letter is another may be missing, unless it is swapped with the
        second.
        """
        if len(text) < 2:
            return []
        same_letter = self._by_letter.get(text[0], ())
        if len(same_letter) <= _FEW:
            return _near(text, [*same_letter, *self._by_letters.get(text[1::-1], ())], 2)
        found: list[str] = []
        swapped = text[1::-1] + text[2:]
        if len(text) <= _LONGEST_ONCE + 1:
            keys = [text, swapped, *_shorter(text, 1)]
            found = _near(text, _filed_under(keys, self._once), 1)
        if len(text) >= _LONGEST_ONCE - 1:
            found += _near(text, self._beginning_like(text[:_PREFIX], swapped[:_PREFIX]), 2)
        return found

    def _beginning_like(self, head: str, other: str) -> list[str]:
        """The longer words that begin nearly so; ``other`` has its first letters swapped."""
        if head != self._asked:  # a word, its stem and its singular begin alike
            keys = [head, other, *_shorter(head, 1), *_shorter(head, 2), *_shorter(other, 1)]
            heads = _filed_under(keys, self._twice)
            self._answer = list(chain.from_iterable(map(self._by_head.__getitem__, heads)))
            self._asked = head
        return self._answer


def _file(index: dict[str, str | tuple[str, ...]], keys: Iterable[str], word: str) -> None:
    for key in dict.fromkeys(keys):
        there = index.setdefault(key, word)
        if there is not word:  # most keys have one word, which needs no tuple
            index[key] = (there, word) if isinstance(there, str) else (*there, word)


def _filed_under(keys: list[str], index: dict[str, str | tuple[str, ...]]) -> Collection[str]:
    """What is filed under any of the keys."""
    if index.keys().isdisjoint(keys):
        return ()
    found: set[str] = set()
    for words in filter(None, map(index.get, keys)):
        if isinstance(words, str):
            found.add(words)
        else:
            found.update(words)
    return found


def _near(text: str, words: Collection[str], most: int) -> list[str]:
    """Those of the words that are at most so many errors away."""
    if not words:
        return []
    near = extract(text, words, scorer=OSA.distance, score_cutoff=most, limit=None)
    return [word for word, _, _ in near]


def _shorter(text: str, count: int) -> Iterator[str]:
    """What is left when ``count`` letters after the first are deleted."""
    if count == 1:
        return iter([text[:i] + text[i + 1 :] for i in range(1, len(text))])
    if len(text) <= count:
        return iter(())
    first, rest = text[0], text[1:]
    return map(first.__add__, map("".join, combinations(rest, len(rest) - count)))
