"""Marks: where the accents on a term's word and a text's make them two words.

Folding takes marks away, which is right nearly always; here are the exceptions. Without them a rule
for a court (sąd) would tell of orchards (sad).
"""

from __future__ import annotations

from typing import Final

from monitor.rules.vocabulary.known_words import KnownWords
from monitor.rules.words.text_context import Caps, TextContext
from monitor.rules.words.vietnamese import may_be_vietnamese
from monitor.rules.words.words import Word
from monitor.text import Token

_MARKED_ENDINGS: Final = frozenset(("lv",))
"""Where the marks of an ending tell cases apart: vēlēšanas, vēlēšanās."""


def is_marked_otherwise(word: Word, token: Token, context: TextContext, known: KnownWords) -> bool:
    """Whether the token is no word at all, or the marks at or on the two make them differ."""
    if token.spaceless or word.mark not in ("", token.mark):
        return True
    if context.lang in ("", "en"):
        return False
    if context.lang == "vi":
        return not may_be_vietnamese(word, token)
    return word.folded == token.folded and _are_twins(word, token, context, known)


def _are_twins(word: Word, token: Token, context: TextContext, known: KnownWords) -> bool:
    """Whether a term's word and a text's fold to the same and are two words: sąd, sad.

    Not so where marks are left out of habit: of a text's capitals, of a name in a rule, of a name
    of several words in a text (Cote d'Ivoire).
    """
    ours, theirs = word.surface, token.surface
    if (ours.isascii() and theirs.isascii()) or theirs.isupper():
        return False
    if word.capital and theirs[0].isupper() and (ours.isascii() or word.phrase):
        return False
    if context.lang in _MARKED_ENDINGS and ours[:-2].lower() == theirs[:-2].lower():
        return False
    return (ours.lower(), theirs.lower()) in known.lemmas(context.lang).twins


def is_marked_as_other(word: Word, token: Token, context: TextContext) -> bool:
    """Whether a token in lower case has accents that a name lacks: Eger, egér; Nam, năm."""
    return (
        context.caps is Caps.MIXED
        and word.surface.isascii()
        and token.folded == word.folded
        and not token.surface.isascii()
    )


def is_spanish_adjective(word: Word, token: Token, context: TextContext) -> bool:
    """Whether a token is a people's name as Spanish writes it, small and accented: israelí."""
    return context.lang == "es" and token.surface.endswith("í") and token.folded == word.folded
