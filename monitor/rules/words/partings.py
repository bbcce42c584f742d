"""Partings: where a word may be written in two with a space between (Play Station).

Without this module either joined and parted spellings would be two words, or any two short words
side by side would be found as a longer one ("the rapist").
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from monitor.rules.forms.designations import head_length, may_stand_apart
from monitor.rules.vocabulary.known_words import KnownWords
from monitor.rules.words.text_context import Caps, TextContext
from monitor.rules.words.words import Word
from monitor.text import Token

_COMMONEST_HALF: Final = 5.6  # Zipf: words that stand beside any other
_RAREST_HALF: Final = 2.5  # Zipf: syllables that are hardly words
_SHORTEST_HALF: Final = 3
LONE: Final = "ex"  # e commerce, x ray
_ELIDED: Final = {
    lang: frozenset(words.split())
    for lang, words in (
        ("fr", "c d j l m n qu s"),
        ("ca", "d l m n s"),
        ("it", "all c d dall dell l m n nell quell s sull un v"),
    )
}
"""Words that lose their vowel before the next, by language: d'une, l'avis, c'entrano."""
_NAME_BEHIND_CAPITALS: Final = re.compile(r"[A-Z][A-Z][a-z]{4,}$")


@lru_cache(maxsize=4096)
def seams(surface: str) -> frozenset[int]:
    """Return the positions at which a word is visibly made of two: Play|Station, COVID|19.

    Behind capitals (JP|Morgan) the second must have five letters: "US aid" isn't USAid.
    """
    if surface.isalpha() and surface[1:].islower():
        return frozenset()
    return frozenset(
        i
        for i in range(1, len(surface))
        if (surface[i].isupper() and not surface[i - 1].isupper())
        or (surface[i].isdigit() != surface[i - 1].isdigit())
        or _NAME_BEHIND_CAPITALS.match(surface, i - 1)
    )


def may_part(word: Word, form: str, at: int, known: KnownWords) -> bool:
    """Whether a word's form may be parted by a space after ``at`` letters."""
    return at in partings(word, form, known)


def partings(word: Word, form: str, known: KnownWords) -> list[int]:
    """After how many letters a word's form may be parted by a space.

    At a seam that the term shows (Play|Station), or where it falls into two words that people use
    (cyber|security), neither of them so common that they meet by chance ("the rapist" is no
    therapist). English words, whatever the text: elsewhere compounds aren't written apart.
    """
    if word.designation:
        at = head_length(word.folded)
        return [at] if may_stand_apart(form[:at].upper(), beside_a_name=word.phrase) else []
    if word.acronym and not word.folded.isalpha():
        return [at for at in seams(word.surface.lower()) if form[at - 1].isdigit()]
    zipf = known.vocabulary("en").zipf
    found = [at for at in seams(word.surface) if 0 < at < len(form)]
    if (
        form[0] in LONE and _RAREST_HALF <= zipf(form[1:]) < _COMMONEST_HALF
    ) or _begins_with_initial(word, form, known):
        found.append(1)
    found += [
        at
        for at in range(_SHORTEST_HALF, len(form) - _SHORTEST_HALF + 1)
        if _may_be_half(form[:at], known) and _may_be_half(form[at:], known)
    ]
    return found


def _begins_with_initial(word: Word, form: str, known: KnownWords) -> bool:
    """Whether a company's name is a letter and a word of the dictionary: Kmart, K Mart."""
    return (
        word.may_have_initial
        and _may_be_half(form[1:], known)
        and form[1:] in (lemmas := known.lemmas("en"))
        and form not in lemmas
    )


@lru_cache(maxsize=16384)
def _may_be_half(letters: str, known: KnownWords) -> bool:
    """Whether letters are a word that people use, and none so common that it stands anywhere."""
    return _RAREST_HALF <= known.vocabulary("en").zipf(letters) < _COMMONEST_HALF


def are_words(first: Token, second: Token, context: TextContext, known: KnownWords) -> bool:
    """Whether two tokens are words of the text's own language that meet anywhere: que den, d'une.

    English isn't asked here: ``partings`` knows its words.
    """
    lang = context.lang
    if lang in ("", "en"):
        return False
    if second.gap == " ":
        return max(known.zipf(half.folded, (lang,)) for half in (first, second)) >= _COMMONEST_HALF
    if first.folded not in _ELIDED.get(lang, ()):
        return False
    if context.caps is Caps.UPPER:
        return known.zipf(second.folded, (lang,)) >= _RAREST_HALF
    return second.surface[0].islower()  # a name hasn't lost it: L'Oréal
