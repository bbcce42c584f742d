"""Which filed words are a typing error or two from a text's word, without comparing all of them.

Words one error apart share what is left when a letter is deleted from each (a substitution or a
swap deletes one on both sides); words two errors apart, when up to two are. So each word is filed
under what deletion leaves of it, and a text's word is looked up under what deletion leaves of that
(Garbe's SymSpell, 2012; of longer words only the beginning). Every key keeps the first letter,
which ``terms`` wants to be right, or swapped with the second. Where few words have the right first
letter and about the right length they are compared one by one, which is sooner done: so the words
of a letter are filed only once there are too many for that, and somebody asks. Nor are they sorted
by length and letters before a text has a word with that letter.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import combinations
from typing import Final

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

_LONGEST_ONCE: Final = 8  # letters of a word that may have one error; longer ones may have two
_FEW: Final = 120  # words that are compared sooner than looked up
_UNASKED: Final[list[str]] = []
_PREFIX: Final = 7  # letters of a longer word that are filed


class TypoIndex:
    """An index of words, searched for those that a text's word may be a misspelling of."""

    def __init__(self) -> None:
        self._unsorted: dict[str, list[str]] = {}
        """The words nobody has asked for yet, by their first letter; some come twice."""
        self._sorted: set[str] = set()
        self._lengths: dict[str, int] = {}
        """First letter → bit n is set if words of about n letters begin with it."""
        self._by_length: dict[tuple[str, int], list[str]] = {}
        """The words by their first letter and their length."""
        self._few: dict[tuple[str, int], list[str] | None] = {}
        """What ``_about_as_long`` said, by a text's first two letters and its length."""
        self._by_letters: dict[str, list[str]] = {}
        """The words by their first two letters."""
        self._waiting: dict[str, list[str]] = {}
        """The words that aren't filed yet under what deletion leaves, by their first letter."""
        self._once: dict[str, str | tuple[str, ...]] = {}
        self._twice: dict[str, str | tuple[str, ...]] = {}
        """What deletion leaves of the shorter words; of the beginnings of the longer ones."""
        self._by_head: dict[str, str | tuple[str, ...]] = {}

    def add(self, word: str) -> None:
        """Take up a folded word (or stem)."""
        self._unsorted.setdefault(word[0], []).append(word)

    def _sort(self, letters: str) -> None:
        """Sort the words that begin with one of some letters by their length and their letters."""
        for letter in letters:
            for word in self._unsorted.pop(letter, ()):
                if word in self._sorted:
                    continue
                self._sorted.add(word)
                about = 0b11111 << len(word) >> 2
                self._lengths[letter] = self._lengths.get(letter, 0) | about
                self._by_length.setdefault((letter, len(word)), []).append(word)
                self._by_letters.setdefault(word[:2], []).append(word)
                self._waiting.setdefault(letter, []).append(word)
                self._few.clear()

    def _file_waiting(self, letters: str) -> None:
        for letter in letters:
            for word in self._waiting.pop(letter, ()):
                self._file(word)

    def _file(self, word: str) -> None:
        """File a word under what deletion leaves of it."""
        if len(word) <= _LONGEST_ONCE:
            _file(self._once, [word, *_shorter(word, 1)], word)
            return
        head = word[:_PREFIX]
        if head not in self._by_head:
            _file(self._twice, [head, *_shorter(head, 1), *_shorter(head, 2)], head)
        _file(self._by_head, [head], word)

    def near(self, texts: Iterable[str]) -> set[str]:
        """The filed words within one error (up to eight letters) or two (longer) of any text.

        Those of them whose first letter is another may be missing, unless it is swapped with the
        second.
        """
        found: set[str] = set()
        heads: dict[str, Collection[str]] = {}  # a word, its stem and its singular begin alike
        for text in texts:
            if len(text) < 2:
                continue
            if self._unsorted:
                self._sort(text[:2])  # the second is the first where the two are swapped
            few = self._about_as_long(text)
            if few is not None:
                if few:
                    found |= _near(text, few, 2)
                continue
            self._file_waiting(text[:2])
            swapped = text[1::-1] + text[2:]
            if len(text) <= _LONGEST_ONCE + 1:
                keys = [text, swapped, *_shorter(text, 1)]
                found |= _near(text, _filed_under(keys, self._once), 1)
            if len(text) > _LONGEST_ONCE:
                head = text[:_PREFIX]
                if head not in heads:
                    heads[head] = self._beginning_like(head)
                found |= _near(text, heads[head], 2)
            elif len(text) >= _LONGEST_ONCE - 1:
                found |= _near(text, self._longer_than(text), 2)
        return found

    def _about_as_long(self, text: str) -> list[str] | None:
        """The words with the right first letter, or the first two swapped; None if many."""
        like = (text[:2], len(text))
        found = self._few.get(like, _UNASKED)
        if found is _UNASKED:
            found = self._gather(text)
            if found != []:
                self._few[like] = found
        return found

    def _gather(self, text: str) -> list[str] | None:
        first, length = text[0], len(text)
        found: list[str] = []
        if not self._lengths.get(first, 0) >> length & 1:
            return found + self._by_letters.get(text[1::-1], [])
        for count in (length, length - 1, length + 1, length - 2, length + 2):
            alike = self._by_length.get((first, count))
            if alike is not None:
                if len(found) + len(alike) > _FEW:
                    return None
                found += alike
        return found + self._by_letters.get(text[1::-1], [])

    def _longer_than(self, text: str) -> Collection[str]:
        """The longer words of which a shorter text may be one: it lacks a letter of them, or two.

        So none of its letters is too many, or one at most.
        """
        head = text[:_PREFIX]
        keys = [head, head[:-1], head[:-2]]
        if len(text) == _LONGEST_ONCE:
            keys += [*_shorter(head, 1), *_shorter(head[:-1], 1)]
            if head[1::-1] in self._by_letters:
                swapped = head[1::-1] + head[2:]
                keys += [swapped, swapped[:-1]]
        return _filed_under(_filed_under(keys, self._twice), self._by_head)

    def _beginning_like(self, head: str) -> Collection[str]:
        """The longer words that begin nearly so."""
        keys = [head, *_shorter(head, 1), *_shorter(head, 2)]
        if head[1::-1] in self._by_letters:
            swapped = head[1::-1] + head[2:]
            keys += [swapped, *_shorter(swapped, 1)]
        heads = _filed_under(keys, self._twice)
        return _filed_under(heads, self._by_head)


def _file(index: dict[str, str | tuple[str, ...]], keys: Iterable[str], word: str) -> None:
    put = index.setdefault
    for key in keys:  # some come twice: a letter is left out of two alike
        there = put(key, word)
        if there is word:
            continue
        if isinstance(there, str):  # most keys have one word, which needs no tuple
            index[key] = (there, word)
        elif there[-1] is not word:
            index[key] = (*there, word)


def _filed_under(keys: Iterable[str], index: dict[str, str | tuple[str, ...]]) -> Collection[str]:
    """What is filed under any of the keys."""
    found: set[str] = set()
    for words in filter(None, map(index.get, keys)):
        if isinstance(words, str):
            found.add(words)
        else:
            found.update(words)
    return found


def _near(text: str, words: Collection[str], most: int) -> set[str]:
    """Those of the words that are at most so many errors away."""
    if not words:
        return set()
    near = extract(text, words, scorer=OSA.distance, score_cutoff=most, limit=None)
    return {word for word, distance, _ in near if distance < 2 or len(word) > _LONGEST_ONCE}


def _shorter(text: str, count: int) -> Iterator[str]:
    """What is left when ``count`` letters after the first are deleted."""
    if count == 1:
        return iter([text[:i] + text[i + 1 :] for i in range(1, len(text))])
    if len(text) <= count:
        return iter(())
    first, rest = text[0], text[1:]
    return map(first.__add__, map("".join, combinations(rest, len(rest) - count)))
