"""WordIndex: the words of all rules, filed under whatever a text may have in their place.

They are filed under their forms, their stems (by language), their beginnings (``prefix*``), their
surface (``=exact``), their characters (scripts without spaces) and what misspelling leaves of them
(``typos``). Finds candidates; ``terms`` decides. Without this module each word of a text would be
compared with every word of every rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, TypeVar

from monitor.rules.forms.acronyms import case_forms, plurals
from monitor.rules.forms.compounding import Compounding
from monitor.rules.forms.english import relatives
from monitor.rules.forms.same_word import keys, stems_of
from monitor.rules.forms.stems import SHARED, has_stems, stem, stemmer
from monitor.rules.vocabulary.known_words import KnownWords
from monitor.rules.words.compounds import SHORTEST_LAST, first_words, last_words
from monitor.rules.words.names import owners_of
from monitor.rules.words.spaceless import stands
from monitor.rules.words.split_words import SplitWords
from monitor.rules.words.text_context import TextContext
from monitor.rules.words.typing_errors.typo_index import TypoIndex
from monitor.rules.words.words import Mode, Word
from monitor.text import POSSESSIVE, Token

_Key = TypeVar("_Key", str, int)
_PREFIX_KEY: Final = 3
_NUMBERS_AT_A_TIME: Final = 4096
_ENGLISH: Final = "en"  # counts in every text, so its stems are filed with the words

Stems = dict[str, str | tuple[str, ...]]
"""Stem → the folded words that have it."""
_ByLemma = dict[int, str | tuple[str, ...]]
"""A lemma's digest → the folded words that may be its forms."""


class WordIndex:
    """Words, numbered from 0 in the order in which they come."""

    def __init__(self, known: KnownWords) -> None:
        self.words: list[Word] = []
        self._free: list[int] = []
        """The next words' numbers, the last first."""
        self.by_form: dict[str, tuple[int, ...]] = {}
        self.by_surface: dict[str, tuple[int, ...]] = {}
        self.by_prefix: dict[str, tuple[int, ...]] = {}
        self.by_characters: dict[str, tuple[int, ...]] = {}
        """Under their first two characters."""
        self.characters: set[str] = set()
        """The first characters of those."""
        self.beginnings: set[str] = set()
        """The first letters of all words that inflect."""
        self._begin_last: set[str] = set()
        """The first letters of all words that may end a compound."""
        self.halves = SplitWords(known)
        self.has_digits = False
        self.has_possessives = False
        """Whether one of them is exactly a possessive (="Wendy's")."""
        self.owners: set[str] = set()
        """The folded words whose possessive is one of them: Barclay's for Barclays."""
        self.known = known
        self._stem = stemmer(_ENGLISH)
        self._stems: dict[str, Stems] = {_ENGLISH: {}}
        self._by_lemma: dict[str, _ByLemma] = {}
        self._by_ending: dict[str, Stems] = {}
        self._irregular: Stems = {}
        """English forms that no rule gives → the folded words whose forms they are."""
        self._typos = TypoIndex()
        """The words that may be misspelled, and their English stems."""
        self._stem_typos: dict[str, TypoIndex] = {}
        """The other languages' stems of those words."""

    @property
    def next_number(self) -> int:
        """The number of the word that is filed next, the same object each time.

        A text asks for hundreds of numbers. Made many at a time they lie close together in memory.
        """
        if not self._free:
            first = len(self.words)
            self._free = list(range(first, first + _NUMBERS_AT_A_TIME))[::-1]
        return self._free[-1]

    def add(self, word: Word) -> int:
        """File a word that isn't filed yet; return its number."""
        number = self.next_number
        self._free.pop()
        self.words.append(word)
        if not (word.folded.isalpha() or self.has_digits):
            self.has_digits = any(map(str.isdigit, word.folded))
        self.halves.add(word)
        if word.mode is Mode.SPACELESS:
            _file(self.by_characters, word.folded[:2], number)
            self.characters.add(word.folded[0])
        elif word.mode is Mode.EXACT:
            _file(self.by_surface, word.surface, number)
            self.has_possessives = self.has_possessives or word.mark == POSSESSIVE
        elif word.mode is Mode.PREFIX:
            _file(self.by_prefix, word.folded[:_PREFIX_KEY], number)
        else:
            for form in word.forms:
                _file(self.by_form, form, number)
            if word.acronym and word.mode is not Mode.TYPOS:
                cases = case_forms(word.folded).values()
                for form in frozenset(plurals(word.folded)).union(*cases):
                    _file(self.by_form, form, number)
            elif word.mode is not Mode.STRICT:
                self._add_inflecting(word)
                if owner := owners_of(word):
                    self.owners.add(owner)
                    _file(self.by_form, owner, number)
        return number

    def stems(self, lang: str) -> Stems:
        """The words that inflect, by their stems in a language."""
        found = self._stems.get(lang)
        if found is None:
            found = self._stems[lang] = {}
            for word in dict.fromkeys(word.folded for word in self.words if _inflects(word)):
                _file_stem(found, stem(word, lang), word)
        return found

    def kin(self, folded: str, lang: str) -> set[str]:
        """The folded words of which a text's word may be a form: by dictionary and by table."""
        filed = self._by_lemma.get(lang)
        if filed is None:
            filed = self._file_kin(lang)
        found: set[str] = set()
        for key in self.known.lemmas(lang).look_up(folded):
            if key in filed:
                found.update(words_of(filed[key]))
        if lang == _ENGLISH:
            if folded in self._irregular:
                found.update(words_of(self._irregular[folded]))
            return found
        by_ending = self._by_ending[lang]
        for stem_ in keys(folded, lang):
            if stem_ in by_ending:
                found.update(words_of(by_ending[stem_]))
        return found

    def _file_kin(self, lang: str) -> _ByLemma:
        self._by_lemma[lang], self._by_ending[lang] = {}, {}
        for word in dict.fromkeys(word.folded for word in self.words if _inflects(word)):
            self._add_kin(word, lang)
        return self._by_lemma[lang]

    def _add_kin(self, folded: str, lang: str) -> None:
        filed = self._by_lemma[lang]
        for key in self.known.lemmas(lang).look_up(folded):
            _file_stem(filed, key, folded)
        if lang != _ENGLISH:
            for stem_ in stems_of(folded, lang):
                _file_stem(self._by_ending[lang], stem_, folded)

    def in_compound(self, folded: str, lang: str, ways: Compounding) -> set[int]:
        """The words that a text's word may be a compound of."""
        by_form = self.by_form
        found: set[int] = set()
        for first in first_words(folded, ways, by_form, lang, self.known):
            found.update(by_form[first])
        for last in last_words(folded, ways, self._begin_last, lang, self.known):
            found.update(by_form.get(last, ()))
            others = self.kin(last, lang)
            if has_stems(lang) and self.known.vocabulary(lang).zipf(last):
                others.update(words_of(self.stems(lang).get(stem(last, lang))))
            for other in others:
                found.update(by_form[other])
        return found

    def beginning(self, folded: str) -> Iterator[int]:
        """The ``prefix*`` words that a token may begin with."""
        for length in range(1, _PREFIX_KEY + 1):
            yield from self.by_prefix.get(folded[:length], ())

    def misspelled(self, folded: str, langs: tuple[str, ...]) -> set[str]:
        """The folded words that a word nobody uses may be a misspelling of, and some others."""
        if folded.endswith("s") and self.known.knows(folded[:-1], langs):
            return self._alike(folded[:-1], langs)  # the plural of another word isn't misspelled
        found: set[str] = set()
        by_stem, by_form = self._stems[_ENGLISH], self.by_form
        others = [lang for lang in langs if lang != _ENGLISH]
        texts = {folded, folded.removesuffix("s"), self._stem(folded)}
        texts.update([stem(folded, lang) for lang in others])
        for text in self._typos.near(texts):
            if text in by_stem:
                found.update(words_of(by_stem[text]))
            if text in by_form:
                found.add(text)
        for lang in others:
            if has_stems(lang):
                by_stem = self.stems(lang)
                for near in self._stem_typo_index(lang).near((stem(folded, lang),)):
                    found.update(words_of(by_stem[near]))
        return found

    def _alike(self, folded: str, langs: tuple[str, ...]) -> set[str]:
        """The words that are a word, or may be a form of it."""
        found = {folded} if folded in self.by_form else set()
        for lang in langs:
            if has_stems(lang):
                found.update(words_of(self.stems(lang).get(stem(folded, lang))))
        return found

    def spaceless(self, tokens: tuple[Token, ...], context: TextContext) -> set[int]:
        """The words without spaces that stand in runs of such characters."""
        found: set[int] = set()
        for i, token in enumerate(tokens):
            if not token.spaceless:
                continue
            after = tokens[i + 1].folded if i + 1 < len(tokens) else ""
            for key in {token.folded, token.folded + after}:
                for number in self.by_characters.get(key, ()):
                    if number in found:
                        continue
                    folded = self.words[number].folded
                    if stands(tokens, i, folded, context, self.known):
                        found.add(number)
        return found

    def _add_inflecting(self, word: Word) -> None:
        folded = word.folded
        if len(folded) >= SHORTEST_LAST:
            self._begin_last.update((folded[:3], folded[:4]))
        for form in word.forms if word.may_be_halved else (folded,):
            self.beginnings.add(form[:SHARED])
        for other in relatives(folded):
            self.beginnings.add(other[:SHARED])
            _file_stem(self._irregular, other, folded)
        english = self._stem(folded)
        _file_stem(self._stems[_ENGLISH], english, folded)
        for lang, stems in self._stems.items():
            if lang != _ENGLISH:
                _file_stem(stems, stem(folded, lang), folded)
        for lang in self._by_lemma:
            self._add_kin(folded, lang)
        if word.typos:
            self._typos.add(folded)
            self._typos.add(english)
            for lang, typos in self._stem_typos.items():
                typos.add(stem(folded, lang))

    def _stem_typo_index(self, lang: str) -> TypoIndex:
        found = self._stem_typos.get(lang)
        if found is None:
            found = self._stem_typos[lang] = TypoIndex()
            for word in self.words:
                if word.typos and _inflects(word):
                    found.add(stem(word.folded, lang))
        return found


def words_of(filed: str | tuple[str, ...] | None) -> Iterable[str]:
    """The words filed under one stem."""
    if filed is None:
        return ()
    return (filed,) if isinstance(filed, str) else filed


def _inflects(word: Word) -> bool:
    return word.mode is Mode.TYPOS or (word.mode is Mode.FUZZY and not word.acronym)


def _file(index: dict[str, tuple[int, ...]], key: str, number: int) -> None:
    """File a word under a key; tuples take a third of the room of lists."""
    alone = (number,)
    there = index.setdefault(key, alone)
    if there is not alone:
        index[key] = (*there, number)


def _file_stem(filed: dict[_Key, str | tuple[str, ...]], key: _Key, word: str) -> None:
    there = filed.setdefault(key, word)
    if there is word or there == word:  # most have one: needs no tuple
        return
    others: Iterable[str] = words_of(there)
    if word not in others:
        filed[key] = (*others, word)
