"""Vietnamese marks: which make another word of a syllable (ca, cá, cà), unlike accents elsewhere.

They may still be left out (Ha Noi) and stand on either of two vowels (Hòa, Hoà).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from monitor.rules.words.words import Word
from monitor.text import Token

_TONE: Final = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
# Vowels that stand together only as iê, yê, uê, uô, ươ, and stops, before which a tone is marked.
_NEEDS_MARKS: Final = re.compile("(?<!g)ie|ye|(?<!q)ue|uo|(?:[cpt]|ch)$")


def may_be_vietnamese(word: Word, token: Token) -> bool:
    """Whether a term's word and a Vietnamese text's have the same marks, or one has none.

    A text may leave out those of a name or a phrase, a rule only those of a phrase: Vinh isn't
    Vịnh. A common word of one syllable says by its marks what it is. But a name that can't be spelt
    without marks (Hue) must have lost them.
    """
    ours, theirs = _marked(word.surface), _marked(token.surface)
    if ours == theirs or len(word.folded) != len(token.folded):
        return True
    if theirs.isascii():
        return word.capital or word.phrase
    if not ours.isascii():
        return False
    return word.phrase or (
        word.capital and token.surface[0].isupper() and _NEEDS_MARKS.search(ours) is not None
    )


@lru_cache(maxsize=4096)
def _marked(surface: str) -> str:
    """A syllable with its tone at the end."""
    if surface.isascii():
        return surface.lower()
    parted = unicodedata.normalize("NFD", surface.lower())
    return _TONE.sub("", parted) + "".join(sorted(_TONE.findall(parted)))
