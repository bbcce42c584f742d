"""Reader: which words of rules a chunk of text holds, in one kind of text.

This is the work that ``Memo`` saves: it is done once for each chunk never seen. Most chunks are one
plain word, perhaps in quotes or before a comma, and most of those are no word of a rule, which is
found out with as little work as can be. Candidates come from ``WordIndex``; each is put to
``terms``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from monitor.rules.forms.compounding import compounding_of
from monitor.rules.forms.stems import SHARED, has_stems, stemmer
from monitor.rules.forms.two_scripts import WRITTEN_IN_TWO, in_other_script
from monitor.rules.words.compounds import SHORTEST, is_compound_of
from monitor.rules.words.index import WordIndex, words_of
from monitor.rules.words.memo import Memo, Numbers
from monitor.rules.words.prefixes import is_part_of_next
from monitor.rules.words.split_words import NO_LETTERS
from monitor.rules.words.terms import accepts_form, accepts_pair, accepts_typo
from monitor.rules.words.text_context import TextContext
from monitor.text import Token, fold, is_letters, is_plain, is_spaceless, read_chunk

HEAD: Final = -1
"""The number of no word: stands for whatever may be the first half of one."""
_EDGES: Final = ".,;:!?\"'()[]“”‘’«»„–—…"  # what stands at a word's edges and is no part of it
_POSSESSIVE: Final = frozenset({"'s", "’s", "'S", "’S"})


@dataclass(slots=True)
class Work:
    """Work done, in counts that don't depend on the machine: for tests and benchmarks."""

    chunks: int = 0
    """Chunks worked out rather than remembered."""
    evaluations: int = 0
    """Rules whose tree was looked at."""
    spots: int = 0
    """Chunks gone through for positions."""


class Reader:
    """Reads chunks of one kind of text."""

    def __init__(self, index: WordIndex, context: TextContext, memo: Memo, work: Work) -> None:
        self._index = index
        self._by_form = index.by_form
        self._beginnings = index.beginnings
        self._letters = index.halves.letters
        self._known = known = index.known
        self._context = context
        self._memo = memo
        self._nothing = memo.nothing
        self._work = work
        self._stemmed = [
            (lang, stemmer(lang), index.stems(lang)) for lang in context.langs if has_stems(lang)
        ]
        self._zipf = known.vocabulary("en").zipf
        self._own = "" if len(context.langs) == 1 else context.lang
        # In English, forms of one word begin alike, but for a few; elsewhere there are prefixes.
        self._special = bool(index.by_surface or index.by_prefix or self._own)
        self._in_two_scripts = context.lang in WRITTEN_IN_TWO
        self._compounding = compounding_of(self._own)
        self._counted = known.is_counted(context.lang or "en")

    def read(self, chunk: str) -> Numbers:
        """Return the numbers of a chunk's words, and ``HEAD`` if it may be half a word itself.

        What the second half begins with is put into the memo's ``heads``.
        """
        self._work.chunks += 1
        if chunk.isascii():
            if chunk.isalpha():
                return self._plain(chunk)
        elif is_spaceless(chunk) and self._index.characters.isdisjoint(chunk):
            return ()
        word = chunk.strip(_EDGES)
        if word in self._nothing and word.isalpha():
            return ()
        closes = chunk.endswith(word)
        if word[-2:] in _POSSESSIVE and not self._is_asked_for(word[:-2]):
            word, closes = word[:-2], False
        if word.isalpha() and (word.isascii() or is_plain(word)):
            return self._plain(word) if word == chunk else self._edged(chunk, word, closes=closes)
        if word.isascii() and self._is_mere_number(word):
            return ()
        tokens, _, closes = read_chunk(chunk)
        found = self._words_of(tokens)
        if closes and (letters := self._letters.get(tokens[-1].folded)):
            self._memo.heads[chunk] = letters + letters.upper()
            found.add(HEAD)
        return tuple(found)

    def pair(self, first: Token, second: Token) -> set[int]:
        """The numbers of the words whose halves two neighbouring tokens are."""
        if second.gap == " " and (
            second.folded[0] not in self._letters.get(first.folded, NO_LETTERS)
        ):
            return set()
        words, context, known = self._index.words, self._context, self._known
        return {
            number
            for number in self._written(first.folded + second.folded)
            if accepts_pair(words[number], first, second, context, known) is not None
        }

    def pair_of_chunks(self, before: str, after: str) -> Numbers:
        """The numbers of the words whose halves are a chunk's end and the next one's beginning."""
        if before.isascii() and before.isalpha():
            rest = after.rstrip(_EDGES)
            if rest.isascii() and rest.isalpha() and not self._is_any((before + rest).lower()):
                return ()
        first, second = read_chunk(before), read_chunk(after)
        if not second.opens:
            return ()
        return tuple(self.pair(first.tokens[-1], second.tokens[0]._replace(gap=" ")))

    def _plain(self, word: str) -> Numbers:
        """What a chunk holds that is one word of letters."""
        folded = word.lower() if word.isascii() else fold(word)
        found: Iterable[int]
        if (
            folded[:SHARED] not in self._beginnings
            and folded not in self._by_form
            and len(folded) >= SHARED
            and not self._special
        ):  # it begins as no word of a rule: if anything, it is a misspelling
            if self._zipf(folded):
                return ()
            meant = self._index.misspelled(folded, self._context.langs)
            found = self._decide(_token(folded, word), (), (), meant) if meant else ()
        elif self._special or folded in self._by_form or not folded.isascii():
            found = self._accepting(folded, word)
        else:
            found = self._kin_or_meant(folded, word)
        if letters := self._letters.get(folded):
            self._memo.heads[word] = letters + letters.upper()
            return (HEAD, *found)
        return tuple(found)

    def _is_asked_for(self, owner: str) -> bool:
        """Whether it matters to any word that somebody is called an owner."""
        return self._index.has_possessives or fold(owner) in self._index.owners

    def _is_known(self, folded: str) -> bool:
        """Whether it is a word that people use."""
        return self._zipf(folded) > 0 or (
            self._own != "" and self._known.knows(folded, (self._own,))
        )

    def _edged(self, chunk: str, word: str, *, closes: bool) -> Numbers:
        """What a plain word between edges holds: what the word holds, which is remembered."""
        found = self._memo[word]
        if HEAD in found:
            if not closes:
                return tuple(number for number in found if number != HEAD)
            self._memo.heads[chunk] = self._memo.heads[word]
        return found

    def _is_mere_number(self, word: str) -> bool:
        """Whether some ASCII has no letters, where no word of a rule has digits."""
        return not self._index.has_digits and word.lower() == word.upper() and "&" not in word

    def _words_of(self, tokens: tuple[Token, ...]) -> set[int]:
        found: set[int] = set()
        for i, token in enumerate(tokens):
            if not token.spaceless:
                numbers = self._accepting(token.folded, token.surface, token)
                if numbers and is_part_of_next(tokens, i, self._context.langs, self._known):
                    words = self._index.words
                    numbers = [number for number in numbers if not words[number].is_lone_name]
                found.update(numbers)
            if i and token.gap in ("-", " "):
                found |= self.pair(tokens[i - 1], token)
        if self._index.by_characters:
            found |= self._index.spaceless(tokens, self._context)
        return found

    def _accepting(self, folded: str, surface: str, token: Token | None = None) -> Iterable[int]:
        """The numbers of the words that accept a token, where need be in its other script."""
        found = self._accepting_as_written(folded, surface, token)
        if self._in_two_scripts and (other := in_other_script(surface)):
            return {*found, *self._accepting_as_written(fold(other), other, None)}
        return found

    def _accepting_as_written(
        self, folded: str, surface: str, token: Token | None
    ) -> Iterable[int]:
        """The numbers of the words that accept a token.

        Args:
            folded: The token, folded.
            surface: The token as written.
            token: The token; None: it is plain, and is made when needed.
        """
        index = self._index
        token = token or _token(folded, surface)
        forms = self._by_form.get(folded, ())
        if self._special:
            forms = (
                *forms,
                *index.by_surface.get(surface, ()),
                *index.beginning(folded),
                *self._compounds(token),
            )
        kin: set[str] = set()
        letters = folded.isalpha() or is_letters(folded)
        if letters:
            begins = folded[:SHARED] in self._beginnings
            if begins:
                kin = index.kin(folded, "en")
            if self._own:
                kin |= index.kin(folded, self._own)
            if begins or self._own:
                for _, stem, stems in self._stemmed:
                    common = stem(folded)
                    if common in stems:
                        kin.update(words_of(stems[common]))
        kin.discard(folded)
        meant: Iterable[str] = ()
        if letters and self._counted and folded.isalpha() and not self._is_known(folded):
            meant = index.misspelled(folded, self._context.langs)
        if not (forms or kin or meant):
            return ()
        return self._decide(token, forms, kin, meant)

    def _compounds(self, token: Token) -> list[int]:
        """The numbers of the words that a token is a compound of."""
        folded, ways = token.folded, self._compounding
        if ways is None or len(folded) < SHORTEST or not folded.isalpha():
            return []
        words, context, known = self._index.words, self._context, self._known
        return [
            number
            for number in self._index.in_compound(folded, self._own, ways)
            if is_compound_of(words[number], token, context, known)
        ]

    def _kin_or_meant(self, folded: str, surface: str) -> Iterable[int]:
        """What ``_accepting`` says of a plain English word that no rule has as it is."""
        kin: set[str] = set()
        if folded[:SHARED] in self._beginnings:
            kin = self._index.kin(folded, "en")
            for _, stem, stems in self._stemmed:
                common = stem(folded)
                if common in stems:
                    kin.update(words_of(stems[common]))
        meant: Iterable[str] = ()
        if not self._zipf(folded) and self._counted:
            meant = self._index.misspelled(folded, self._context.langs)
        return self._decide(_token(folded, surface), (), kin, meant) if kin or meant else ()

    def _decide(
        self, token: Token, forms: Iterable[int], kin: Iterable[str], meant: Iterable[str]
    ) -> set[int]:
        """Put a token's candidates to ``terms``: by form, by inflection and by misspelling."""
        words, by_form = self._index.words, self._index.by_form
        context, known = self._context, self._known
        found = {
            number
            for number in forms
            if accepts_form(words[number], token, context, known) is not None
        }
        for other in kin:
            for number in by_form[other]:
                if accepts_form(words[number], token, context, known) is not None:
                    found.add(number)
        for other in meant:
            for number in by_form[other]:
                if (
                    number not in found
                    and accepts_typo(words[number], token, context, known) is not None
                ):
                    found.add(number)
        return found

    def _is_any(self, letters: str) -> bool:
        """Whether some letters are a word of a rule, or may be a form of one."""
        return letters in self._by_form or any(
            stem(letters) in stems for _, stem, stems in self._stemmed
        )

    def _written(self, joined: str) -> set[int]:
        """The words that two halves joined may be, as they are or as another form."""
        index = self._index
        found = set(index.by_form.get(joined, ()))
        if joined.isalpha():
            for _, stem, stems in self._stemmed:
                for other in words_of(stems.get(stem(joined))):
                    found.update(index.by_form[other])
        return found


def _token(folded: str, surface: str) -> Token:
    """A plain word as a token."""
    return Token(folded, surface, 0, len(surface), ".", "", False, False)
