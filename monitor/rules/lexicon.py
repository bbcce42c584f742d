"""The words of all rules, and which of them a stretch of text holds.

A text is asked about chunk by chunk (white space to white space), and an answer is remembered by
the raw chunk: news repeats itself, and "China," needs to be folded, stemmed and searched for typos
once. Only for a chunk never seen are candidates looked up (by form, by stem, by ``typos``), and
each candidate is put to ``terms.accepts``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from monitor.rules.context import Context
from monitor.rules.known_words import KnownWords
from monitor.rules.memo import Memo
from monitor.rules.stems import SHARED, has_stems, stem
from monitor.rules.terms import (
    SPACELESS_FOUND,
    Accepted,
    accepts,
    accepts_form,
    accepts_pair,
    accepts_typo,
    may_part,
)
from monitor.rules.typos import TypoIndex
from monitor.rules.words import Mode, Word
from monitor.text import Chunk, Token, read_chunk

HEAD: Final = -1
"""Stands for the first half of any word where places are counted."""
MEMO_SIZE: Final = 150_000
_LONGEST_REMEMBERED: Final = 48  # characters; longer chunks (URLs, Chinese sentences) don't recur
_PREFIX_KEY: Final = 3
_EDGES: Final = ".,;:!?\"'()[]“”‘’«»„–—…"  # what stands at a word's edges and is no part of it
_POSSESSIVE: Final = frozenset({"'s", "’s", "'S", "’S"})
_NO_SPECIALS: Final[tuple[dict[str, object], ...]] = ({}, {})


@dataclass(slots=True)
class Work:
    """Work done, in counts that don't depend on the machine: for tests and benchmarks."""

    chunks: int = 0
    """Chunks worked out rather than remembered."""
    evaluations: int = 0
    """Rules whose tree was looked at."""
    spots: int = 0
    """Chunks gone through for positions."""


class Lexicon:
    """Interned words with the indexes that find them."""

    def __init__(self, known: KnownWords, *, memo_size: int = MEMO_SIZE) -> None:
        self.known = known
        self.words: list[Word] = []
        self._ids: dict[Word, int] = {}
        self._by_form: dict[str, tuple[int, ...]] = {}
        self._by_surface: dict[str, tuple[int, ...]] = {}
        self._by_prefix: dict[str, tuple[int, ...]] = {}
        self._by_characters: dict[str, tuple[int, ...]] = {}
        self._by_stem: dict[str, dict[str, tuple[int, ...]]] = {}
        self._misspelled: dict[str, tuple[int, ...]] = {}
        self._typos = TypoIndex()
        self._stem_typos: dict[str, TypoIndex] = {}
        self._beginnings: set[str] = set()  # of the words that inflect or are written in two
        self._halved: dict[str, list[Word]] = {}  # the forms that may be written in two
        self._halved_forms: list[str] = []  # the same, sorted
        self._heads: dict[str, str] = {}  # see _second_letters
        self._asked: tuple[str, tuple[str, ...]] = ("", ())
        self._answer: set[int] = set()  # to what was asked last, see _meant
        self._digits = False  # whether there are any in the words
        self._memo_size = memo_size
        self._memos: dict[Context, Memo] = {}
        self.work = Work()

    def intern(self, word: Word) -> int:
        """Give a word its number, indexing it if it is new."""
        number = self._ids.get(word)
        if number is None:
            number = len(self.words)
            self._ids[word] = number
            self.words.append(word)
            self._index(word, number)
            self._asked = ("", ())
            if self._memos:
                self._memos.clear()
        return number

    def prepare(self, lang: str) -> None:
        """Build the indexes for texts in a language; else they are built when first needed."""
        self._stems(lang)
        self._stem_typo_index(lang)

    def memo(self, context: Context) -> Memo:
        """The remembered answers for one kind of text: chunk → numbers of the words in it."""
        found = self._memos.get(context)
        if found is None:
            found = self._memos[context] = Memo(size=self._memo_size, longest=_LONGEST_REMEMBERED)
            found.compute = self._reader(context, found)
        return found

    def _reader(self, context: Context, memo: Memo) -> Callable[[str], frozenset[int]]:
        """Make the function that says what a chunk holds: the numbers of its words.

        Most chunks are one plain word, perhaps in quotes or before a comma, and most of those are
        no word of a rule. That is found out with as little work as can be.
        """
        is_foreign = self._stranger(context)
        nothing = frozenset[int]()
        work, heads = self.work, memo.heads

        def read(chunk: str) -> frozenset[int]:
            work.chunks += 1
            word = chunk.strip(_EDGES)
            closes = chunk.endswith(word)
            if word[-2:] in _POSSESSIVE:
                word, closes = word[:-2], False
            if word.isascii():
                if word.isalpha():
                    if word == chunk:
                        return self._read_plain(word, context, is_foreign, heads)
                    found = memo[word]  # as without its edges, which is remembered, or will be
                    if closes and word in heads:
                        heads[chunk] = heads[word]
                    return found
                if self._is_mere_number(word):
                    return nothing
            tokens, _, closes = read_chunk(chunk)
            found = frozenset(self._words_of(tokens, context, is_foreign)) or nothing
            if closes and (letters := self._second_letters(tokens[-1].folded)):
                heads[chunk] = letters + letters.upper()
            return found

        return read

    def _read_plain(
        self, word: str, context: Context, is_foreign: Callable[[str], bool], heads: dict[str, str]
    ) -> frozenset[int]:
        """What a chunk holds that is one word of ASCII letters."""
        folded = word.lower()
        if letters := self._second_letters(folded):
            heads[word] = letters + letters.upper()
        if is_foreign(folded):
            return frozenset()
        token = Token(folded, word, 0, len(word), ".", "", False, False)
        return frozenset(self._accepted(token, context))

    def _is_mere_number(self, word: str) -> bool:
        """Whether some ASCII has no letters, where no word of a rule has digits."""
        return not self._digits and word.lower() == word.upper() and "&" not in word

    def _stranger(self, context: Context) -> Callable[[str], bool]:
        """Make the function that says whether a folded token is surely no word of a rule."""
        by_form, beginnings = self._by_form, self._beginnings
        special = (self._by_surface, self._by_prefix)
        vocabularies = [self.known.vocabulary(lang) for lang in context.langs]
        stemmed = [(lang, self._stems(lang)) for lang in context.langs if has_stems(lang)]
        prefixed = context.lang == "ar"  # an article hides the beginning

        def is_foreign(folded: str) -> bool:
            if folded in by_form or len(folded) < SHARED or special != _NO_SPECIALS:
                return False
            if not folded.isalpha():
                return folded[:SHARED] not in beginnings and not prefixed
            if folded[:SHARED] in beginnings or prefixed:
                for lang, stems in stemmed:
                    if stem(folded, lang) in stems:
                        return False
            for vocabulary in vocabularies:
                if folded in vocabulary:
                    return True
            return not self._meant(folded, context)

        return is_foreign

    def _words_of(
        self, tokens: tuple[Token, ...], context: Context, is_foreign: Callable[[str], bool]
    ) -> set[int]:
        found: set[int] = set()
        for i, token in enumerate(tokens):
            if not (token.spaceless or is_foreign(token.folded)):
                found |= self._accepted(token, context)
            if i and token.gap in ("-", " "):
                found |= self.pair(tokens[i - 1], token, context)
        if self._by_characters:
            found |= self._spaceless(tokens)
        return found

    def spot(
        self, chunk: Chunk, word: Word, context: Context
    ) -> Iterator[tuple[int, int, Accepted]]:
        """Find where a word stands in a chunk: (first token, last token, how)."""
        self.work.spots += 1
        tokens = chunk.tokens
        if word.mode is Mode.SPACELESS:
            length = len(word.folded)
            for i in range(len(tokens) - length + 1):
                if _spells(tokens[i : i + length], word.folded):
                    yield i, i + length - 1, SPACELESS_FOUND
            return
        for i, token in enumerate(tokens):
            accepted = accepts(word, token, context, self.known)
            if accepted is not None:
                yield i, i, accepted
            if i and token.gap in ("-", " "):
                accepted = accepts_pair(word, tokens[i - 1], token, context, self.known)
                if accepted is not None:
                    yield i - 1, i, accepted

    def pair(self, first: Token, second: Token, context: Context) -> set[int]:
        """The numbers of the words whose halves two neighbouring tokens are."""
        if second.gap == " " and second.folded[0] not in self._second_letters(first.folded):
            return set()
        joined = first.folded + second.folded
        numbers = set(self._by_form.get(joined, ()))
        if joined.isalpha():
            for lang in context.langs:
                numbers.update(self._stems(lang).get(stem(joined, lang), ()))
        return {
            number
            for number in numbers
            if accepts_pair(self.words[number], first, second, context, self.known) is not None
        }

    def halved(self, chunks: list[str], memo: Memo, context: Context) -> set[int]:
        """The numbers of the words that are written in two, with white space between.

        Args:
            chunks: a text's chunks, in order.
            memo: that of their context; it has been asked for them.
            context: the kind of text.
        """
        heads, pairs = memo.heads, memo.pairs
        found: set[int] = set()
        for pair in [pair for pair in pairwise(chunks) if pair[0] in heads]:
            before, after = pair
            letter = after[0]
            if letter in heads[before] or not (letter.isascii() and letter.isalnum()):
                numbers = pairs.get(pair)
                if numbers is None:
                    numbers = pairs[pair] = self._pair_of_chunks(before, after, context)
                found |= numbers
        return found

    def _pair_of_chunks(self, before: str, after: str, context: Context) -> set[int]:
        first, second = read_chunk(before), read_chunk(after)
        if not second.opens:
            return set()
        return self.pair(first.tokens[-1], second.tokens[0]._replace(gap=" "), context)

    def _accepted(self, token: Token, context: Context) -> set[int]:
        """The numbers of the words that accept a token."""
        words, known = self.words, self.known
        found = {
            number
            for number in self._candidates(token, context)
            if accepts_form(words[number], token, context, known) is not None
        }
        folded = token.folded
        if not folded.isalpha() or known.knows(folded, context.langs):
            return found
        return found | {
            number
            for number in self._meant(folded, context) - found
            if accepts_typo(words[number], token, context, known) is not None
        }

    def _meant(self, folded: str, context: Context) -> set[int]:
        """The words that an unknown word may be a misspelling of."""
        if self._asked == (folded, context.langs):  # a word that isn't foreign is asked for twice
            return self._answer
        found: set[int] = set()
        stems = {lang: stem(folded, lang) for lang in context.langs if has_stems(lang)}
        for text in {folded, folded.removesuffix("s"), *stems.values()}:
            for meant in self._typos.near(text):
                found.update(self._misspelled[meant])
        for lang, text in stems.items():
            for meant in self._stem_typo_index(lang).near(text):
                found.update(self._stems(lang)[meant])
        self._asked, self._answer = (folded, context.langs), found
        return found

    def _candidates(self, token: Token, context: Context) -> set[int]:
        """A superset of the words that accept a token otherwise than as a misspelling."""
        folded = token.folded
        found = set(self._by_form.get(folded, ()))
        if self._by_surface:
            found.update(self._by_surface.get(token.surface, ()))
        if self._by_prefix:
            for length in range(1, _PREFIX_KEY + 1):
                found.update(self._by_prefix.get(folded[:length], ()))
        if folded[:SHARED] in self._beginnings or context.lang == "ar":
            for lang in context.langs:
                if has_stems(lang):
                    found.update(self._stems(lang).get(stem(folded, lang), ()))
        return found

    def _index(self, word: Word, number: int) -> None:
        if not self._digits and any(map(str.isdigit, word.folded)):
            self._digits = True
        if word.mode is Mode.SPACELESS:
            _file(self._by_characters, word.folded[:2], number)
        elif word.mode is Mode.EXACT:
            _file(self._by_surface, word.surface, number)
        elif word.mode is Mode.PREFIX:
            _file(self._by_prefix, word.folded[:_PREFIX_KEY], number)
        else:
            for form in word.forms:
                _file(self._by_form, form, number)
            if word.acronym and word.mode is not Mode.TYPOS:
                _file(self._by_form, word.folded + "s", number)
            elif word.mode is not Mode.STRICT:
                self._index_fuzzy(word, number)

    def _index_fuzzy(self, word: Word, number: int) -> None:
        self._beginnings.add(word.folded[:SHARED])
        for lang, stems in self._by_stem.items():
            _file(stems, stem(word.folded, lang), number)
        if word.typos:
            self._typos.add(word.folded)
            for lang, typos in self._stem_typos.items():
                _file_stem(typos, word.folded, lang)
            _file(self._misspelled, word.folded, number)
        if word.may_be_halved:
            for form in word.forms:
                self._beginnings.add(form[:SHARED])
                self._halved.setdefault(form, []).append(word)
            self._heads.clear()

    def _second_letters(self, head: str) -> str:
        """What the second half of a word may begin with whose first half this is; "" if none."""
        found = self._heads.get(head)
        if found is not None:
            return found
        if len(self._halved_forms) != len(self._halved):
            self._halved_forms = sorted(self._halved)
        forms = self._halved_forms
        letters = set()
        for at in range(bisect_right(forms, head), len(forms)):
            form = forms[at]
            if not form.startswith(head):
                break
            words = self._halved[form]
            if any(may_part(word, form, len(head), self.known) for word in words):
                letters.add(form[len(head)])
        if len(self._heads) >= self._memo_size:
            self._heads.clear()
        found = self._heads[head] = "".join(letters)
        return found

    def _stems(self, lang: str) -> dict[str, tuple[int, ...]]:
        found = self._by_stem.get(lang)
        if found is None:
            found = self._by_stem[lang] = {}
            for number, word in enumerate(self.words):
                if word.mode in (Mode.FUZZY, Mode.TYPOS):
                    _file(found, stem(word.folded, lang), number)
        return found

    def _stem_typo_index(self, lang: str) -> TypoIndex:
        """The stems that are no words themselves."""
        found = self._stem_typos.get(lang)
        if found is None:
            found = self._stem_typos[lang] = TypoIndex()
            for folded in self._misspelled:
                _file_stem(found, folded, lang)
        return found

    def _spaceless(self, tokens: tuple[Token, ...]) -> set[int]:
        """The numbers of the words without spaces that stand in runs of such characters."""
        found: set[int] = set()
        for i, token in enumerate(tokens):
            if not token.spaceless:
                continue
            after = tokens[i + 1].folded if i + 1 < len(tokens) else ""
            for key in {token.folded, token.folded + after}:
                for number in self._by_characters.get(key, ()):
                    folded = self.words[number].folded
                    if _spells(tokens[i : i + len(folded)], folded):
                        found.add(number)
        return found


def _file_stem(index: TypoIndex, folded: str, lang: str) -> None:
    if (own := stem(folded, lang)) != folded:
        index.add(own)


def _spells(tokens: tuple[Token, ...], folded: str) -> bool:
    """Whether tokens are one run of characters that makes up a word without spaces."""
    return (
        all(token.spaceless for token in tokens)
        and all(token.gap == "" for token in tokens[1:])
        and "".join(token.folded for token in tokens) == folded
    )


def _file(index: dict[str, tuple[int, ...]], key: str, number: int) -> None:
    """File a word under a key; tuples take a third of the room of lists."""
    index[key] = (*index[key], number) if key in index else (number,)
