"""Other forms: by what a text's word is another form of a term's word, in its text's languages.

Puts the witnesses of ``same_word`` in order: what the text's own language says comes before
English, which counts in every text.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from monitor.rules.forms.english import NAMES_IN_S
from monitor.rules.forms.same_word import (
    SPARE,
    STRICT,
    Means,
    by_ending,
    by_lemma,
    is_other_word,
    is_own_word,
)
from monitor.rules.forms.stems import SHARED, has_stems, inflects_from, stem
from monitor.rules.vocabulary.known_words import KnownWords
from monitor.rules.words.names import is_one_of, is_owner, is_plural_of_one
from monitor.rules.words.ordinary import COMMON, is_ordinary
from monitor.rules.words.surnames import is_of_other_sex
from monitor.rules.words.text_context import Caps, TextContext
from monitor.rules.words.words import Word
from monitor.text import POSSESSIVE, Token, is_letters

_ENGLISH: Final = ("", "en")
"""Languages of a text in which English alone counts."""
_BRIGHTER: Final = 1.5  # Zipf by which no form of a name is more frequent than the name
_DECLINED: Final = {"el": ("η",)}
"""Endings of nouns whose stem others have, too: their table must agree (πόλη, πόλο)."""
_TABLED: Final = frozenset("ar el et fi hu hy lt pl ro ru sr tr".split())  # noqa: SIM905
"""Where stems count only with the table, if the dictionary takes two words for two."""
_IN_USE: Final = 3.0  # Zipf of a word that its dictionary has, if it is a form of another in there
_APOSTROPHE: Final = frozenset(("tr",))
"""Where what a name ends in stands behind an apostrophe (Van'a; vana is a valve)."""
_VERB_ENDINGS: Final = ("t", "te", "ten", "tet", "end")


def form_of(word: Word, token: Token, context: TextContext, known: KnownWords) -> Means | None:
    """By what a token is another form of a word; None if it isn't one."""
    own, folded = word.folded, token.folded
    if not (own.isalpha() and folded.isalpha()) and not (is_letters(own) and is_letters(folded)):
        return None
    foreign = context.lang not in _ENGLISH
    if foreign and word.capital and _is_thing(word, token, context, known):
        return None
    if word.capital and is_of_other_sex(word, token, context):
        return None
    if token.mark == POSSESSIVE and word.capital and is_owner(word, token, context, known):
        return Means.ENDING
    if word.capital and is_one_of(word, folded, context):
        return Means.STEM
    means = _regular_form(own, folded, context.lang, known, word.capital)
    if means is None and foreign:
        means = _by_ending(word, token, context, known)
    if (
        means
        and word.capital
        and (is_plural_of_one(word, folded, context) or _outshines(folded, word, context, known))
    ):
        return None
    return means


def is_form(word: Word, other: str, lang: str, known: KnownWords) -> bool:
    """Whether a word of a list is a term's word or a form of it, where items are in a language.

    A list has no capitals, so of a name the form counts as written with one. And many who search
    write a capital to no purpose: a word in everyday use counts as written without, too.

    Args:
        word: The term's word.
        other: The list's word, folded.
        lang: The language.
        known: The words people use.
    """
    context = TextContext(lang)
    if word.capital:
        written = other[:1].upper() + other[1:]
        if form_of(word, _token(other, written), context, known):
            return True
        if not is_ordinary(word.folded, context.langs, known):
            return False
        word = word._replace(capital=False)
    return form_of(word, _token(other, other), context, known) is not None


def _token(folded: str, written: str) -> Token:
    return Token(folded, written, 0, len(written), ".", "", False, False)


def _outshines(folded: str, word: Word, context: TextContext, known: KnownWords) -> bool:
    """Whether a name's seeming form is so much more in use that it is a word of its own."""
    zipf = known.zipf(folded, context.langs)
    return zipf >= COMMON and zipf >= known.zipf(word.folded, context.langs) + _BRIGHTER


def _is_thing(word: Word, token: Token, context: TextContext, known: KnownWords) -> bool:
    """Whether a name's seeming form is in small letters, and another word's (Praha, práh)."""
    if context.caps is Caps.LOWER:
        return False
    if context.lang == "de":  # a verb that looks like a noun's form: Lohn, lohnt
        return (
            token.surface.islower()
            and token.folded != word.folded
            and token.folded.endswith(_VERB_ENDINGS)
            and not word.folded.endswith(("en", "ern", "eln"))
        )
    if not token.surface.islower():
        return False
    lemmas = known.lemmas(context.lang)
    return lemmas.is_lemma_of(token.folded, token.folded) or (
        token.folded in lemmas and not lemmas.agree(word.folded, token.folded)
    )


def regular_form(word: Word, folded: str, context: TextContext, known: KnownWords) -> Means | None:
    """By dictionary or stem; where a dictionary knows both words as two, stems don't count."""
    return _regular_form(word.folded, folded, context.lang, known, word.capital)


@lru_cache(maxsize=4096)
def _regular_form(own: str, folded: str, text: str, known: KnownWords, name: bool) -> Means | None:
    for lang in ("en",) if text in _ENGLISH else (text, "en"):
        lemmas = known.lemmas(lang)
        agreed = by_lemma(own, folded, lang, lemmas, name=name)
        if agreed:
            return Means.LEMMA
        if lang != "en" and is_other_word(own, folded, lang, lemmas, agreed=agreed):
            return None
        if lang == "en" != text and _is_own_word(folded, text, known):
            return None
        if lang == "en" and name and folded in NAMES_IN_S:
            return None
        # There a stem is evidence only of words that the dictionary can't be expected to have.
        if lang in STRICT and (
            len(stem(own, lang)) <= SHARED
            or (own in lemmas and known.vocabulary(lang).zipf(folded) >= _IN_USE)
        ):
            return None
        common = stem(own, lang)
        if (
            has_stems(lang)
            and common == stem(folded, lang)
            and inflects_from(common, own, folded, lang, name=name)
            and not (
                (own.endswith(_DECLINED.get(lang, ())) or (agreed is False and lang in _TABLED))
                and by_ending(own, folded, lang) is None
            )
        ):
            return Means.STEM
    return None


def _is_own_word(folded: str, lang: str, known: KnownWords) -> bool:
    """Whether the text's language has the word, so that English endings are none of its: batas."""
    return lang in SPARE and known.lemmas(lang).is_lemma_of(folded, folded)


def _by_ending(word: Word, token: Token, context: TextContext, known: KnownWords) -> Means | None:
    """By the language's table: a form that no dictionary has, a name's with its capital.

    A dictionary's word may be a name's form all the same, if it is rarer than the name (Duda, Dudy,
    which also are bagpipes).
    """
    own, folded, lang = word.folded, token.folded, context.lang
    means = by_ending(own, folded, lang, name=word.capital)
    if means is None:
        return None
    if word.capital and token.surface.islower() and context.caps is not Caps.LOWER:
        return None
    if means is Means.LEMMA or not is_own_word(folded, lang, known.lemmas(lang)):
        return means
    vocabulary = known.vocabulary(lang)
    rarer = vocabulary.zipf(folded) < vocabulary.zipf(own)
    return means if word.capital and rarer and lang not in _APOSTROPHE else None
