"""The words of all rules, and which of them a stretch of text holds.

A text is asked about chunk by chunk (white space to white space), and an answer is remembered by
the raw chunk: news repeats itself, and "China," needs to be folded, stemmed and searched for typos
once. ``Reader`` works out a chunk never seen; ``spot`` says where in a chunk a word stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import compress, pairwise
from typing import Final

from monitor.rules.forms.two_scripts import WRITTEN_IN_TWO, in_other_script
from monitor.rules.vocabulary.known_words import KnownWords
from monitor.rules.words.index import WordIndex
from monitor.rules.words.memo import Memo
from monitor.rules.words.prefixes import is_part_of_next
from monitor.rules.words.reader import Reader, Work
from monitor.rules.words.spaceless import stands
from monitor.rules.words.terms import (
    SPACELESS_FOUND,
    Accepted,
    accepts,
    accepts_pair,
)
from monitor.rules.words.text_context import TextContext
from monitor.rules.words.words import Mode, Word
from monitor.text import Chunk, fold

MEMO_SIZE: Final = 60_000
_LONGEST_REMEMBERED: Final = 48  # characters; longer chunks (URLs, Chinese sentences) don't recur


class Lexicon:
    """Interned words, and memories of which of them chunks hold."""

    def __init__(self, known: KnownWords, *, memo_size: int = MEMO_SIZE) -> None:
        self.known = known
        self.work = Work()
        self._index = WordIndex(known)
        self._numbers: dict[Word, int] = {}
        self._memo_size = memo_size
        self._memos: dict[TextContext, Memo] = {}
        self._readers: dict[TextContext, Reader] = {}

    @property
    def words(self) -> list[Word]:
        """All words; a word's index is its number."""
        return self._index.words

    def intern(self, word: Word) -> int:
        """Give a word its number, filing it if it is new."""
        new = self._index.next_number
        number = self._numbers.setdefault(word, new)
        if number == new:
            self._index.add(word)
            if self._memos:
                self._memos.clear()
                self._readers.clear()
        return number

    def memo(self, context: TextContext) -> Memo:
        """The remembered answers for one kind of text: chunk → numbers of the words in it."""
        found = self._memos.get(context)
        if found is None:
            found = self._memos[context] = Memo(size=self._memo_size, longest=_LONGEST_REMEMBERED)
            reader = Reader(self._index, context, found, self.work)
            found.compute = reader.read
            self._readers[context] = reader
        return found

    def spot(
        self, chunk: Chunk, word: Word, context: TextContext
    ) -> Iterator[tuple[int, int, Accepted]]:
        """Find where a word stands in a chunk: (first token, last token, how)."""
        self.work.spots += 1
        tokens = chunk.tokens
        if word.mode is Mode.SPACELESS:
            begins, length = word.folded[0], len(word.folded)
            for i, token in enumerate(tokens):
                if token.folded == begins and stands(tokens, i, word.folded, context, self.known):
                    yield i, i + length - 1, SPACELESS_FOUND
            return
        for i, token in enumerate(tokens):
            accepted = accepts(word, token, context, self.known)
            if accepted is None and context.lang in WRITTEN_IN_TWO:
                other = in_other_script(token.surface)
                twin = token._replace(folded=fold(other), surface=other)
                accepted = accepts(word, twin, context, self.known) if other else None
            if accepted and not (
                word.is_lone_name and is_part_of_next(tokens, i, context.langs, self.known)
            ):
                yield i, i, accepted
            if i and token.gap in ("-", " "):
                accepted = accepts_pair(word, tokens[i - 1], token, context, self.known)
                if accepted is not None:
                    yield i - 1, i, accepted

    def halved(self, chunks: list[str], context: TextContext) -> set[int]:
        """The numbers of the words that are written in two, with white space between.

        Args:
            chunks: A text's chunks, in order; the memo must have been asked for them before.
            context: The kind of text.
        """
        memo = self.memo(context)
        heads, pairs = memo.heads, memo.pairs
        found: set[int] = set()
        for pair in compress(pairwise(chunks), map(heads.__contains__, chunks)):
            before, after = pair
            letter = after[0]
            if letter in heads[before] or not (letter.isascii() and letter.isalnum()):
                numbers = pairs.get(pair)
                if numbers is None:
                    numbers = pairs[pair] = self._readers[context].pair_of_chunks(before, after)
                found.update(numbers)
        return found
