"""Marks: where the accents on a term's word and a text's make them two words.

Folding takes marks away, which is right nearly always; here are the exceptions. Without them a rule
for a court (sąd) would tell of orchards (sad).
"""

from __future__ import annotations

from typing import Final

from monitor.rules.vocabulary.known_words import KnownWords
from monitor.rules.words.surnames import is_of_man_or_woman
from monitor.rules.words.text_context import Caps, TextContext
from monitor.rules.words.vietnamese import may_be_vietnamese
from monitor.rules.words.words import Word
from monitor.text import CONTINUED, Token, fold

_LONG_VOWELS: Final = {"lv": str.maketrans("āēīū", "aeiu")}
"""Where the marks of an ending tell cases apart: vēlēšanas, vēlēšanās; but tiesa, tieša."""
_VOWELS: Final = frozenset("aeiouy")
_MORE: Final = 0.5  # Zipf


def is_marked_otherwise(word: Word, token: Token, context: TextContext, known: KnownWords) -> bool:
    """Whether the token is no word at all, or the marks at or on the two make them differ."""
    if token.spaceless or word.mark not in ("", token.mark):
        return True
    if word.whole and token.mark == CONTINUED:
        return True
    if context.lang in ("", "en"):
        return False
    if context.lang == "vi":
        return not may_be_vietnamese(word, token)
    return is_of_man_or_woman(word, token, context) or _are_twins(word, token, context, known)


def _are_twins(word: Word, token: Token, context: TextContext, known: KnownWords) -> bool:
    """Whether a text's word would be another with the marks of a term's: sąd, sad; bank, bańka.

    Not so where marks are left out of habit: of a text's capitals, of a name in a rule, of a name
    of several words in a text (Cote d'Ivoire).
    """
    ours, theirs = word.surface, token.surface
    if (ours.isascii() and theirs.isascii()) or theirs.isupper():
        return False
    if word.capital and theirs[0].isupper() and (ours.isascii() or word.phrase):
        return False
    ours, theirs = ours.lower(), theirs.lower()
    if word.folded != token.folded:
        ours = _with_consonants_of(ours, theirs)
        if ours == theirs:
            return False
    if context.lang in _LONG_VOWELS:
        short = _LONG_VOWELS[context.lang]
        if ours[:-2] == theirs[:-2] and ours.translate(short) == theirs.translate(short):
            return False
    return (ours, theirs) in known.lemmas(context.lang).twins


def _with_consonants_of(ours: str, theirs: str) -> str:
    """A text's word with the marks of a term's on consonants, as far as both have the same letters.

    Those of vowels change from form to form: bog, bøger.
    """
    letters = list(theirs)
    for i, (one, other) in enumerate(zip(ours, theirs, strict=False)):
        if one != other:
            plain = fold(one)
            if plain != fold(other):
                break
            if plain not in _VOWELS:
                letters[i] = one
    return "".join(letters)


def is_marked_as_other(word: Word, token: Token, context: TextContext, known: KnownWords) -> bool:
    """Whether a token in lower case has accents that a name lacks: Eger, egér; Nam, năm.

    Not if it is no more in use there than the name is in English: Ebola, ébola.
    """
    return (
        context.caps is Caps.MIXED
        and word.surface.isascii()
        and token.folded == word.folded
        and not token.surface.isascii()
        and known.zipf(word.folded, (context.lang,)) > known.zipf(word.folded, ("en",)) + _MORE
    )


def is_spanish_adjective(word: Word, token: Token, context: TextContext) -> bool:
    """Whether a token is a people's name as Spanish writes it, small and accented: israelí."""
    return context.lang == "es" and token.surface.endswith("í") and token.folded == word.folded
