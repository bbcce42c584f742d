"""Whether a word is an ordinary word, as "target" is, or only a name."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from monitor.rules.forms.everyday_places import EVERYDAY_PLACES
from monitor.rules.vocabulary.everyday_names import EVERYDAY_NAMES
from monitor.rules.vocabulary.known_words import KnownWords

COMMON: Final = 3.5  # Zipf from which a lower-case word is taken for itself, not for the name
FUNCTION: Final = 5.5  # Zipf of words that hold sentences together: it, who, may
_KIN: Final = 1.75  # how much rarer than itself (Zipf) an ordinary word's next form may be

_ENDINGS: Final = ("e", "n", "en", "s", "es", "а", "ы", "и", "ов", "ом")
_OF_NAMES: Final = {
    "de": ("s", "es"), "nl": ("s",), "sv": ("s", "n", "en"), "da": ("s",), "no": ("s",),
}  # fmt: skip
"""What names take, too, and so shows nothing: Natos. None of these languages changes a
word's last letter as Italian does (nato, nati): German Nato has nothing to do with Nate."""


def is_ordinary(folded: str, langs: tuple[str, ...], known: KnownWords) -> bool:
    """Whether a word is in everyday use as itself, not only as somebody's name.

    A list of frequencies knows no capitals: "nasa" is as frequent as "sap". But ordinary words
    come in several forms, about as frequent (sap, saps), and names don't. Words frequent enough to
    hold sentences together need no such proof, nor do the places that things are called by (china)
    and the names that no frequency shows to be words (hinge).
    """
    return (
        folded in EVERYDAY_PLACES
        or folded in EVERYDAY_NAMES
        or any(_is_ordinary(folded, lang, known) for lang in langs)
    )


@lru_cache(maxsize=16384)
def _is_ordinary(folded: str, lang: str, known: KnownWords) -> bool:
    zipf = known.zipf(folded, (lang,))
    return zipf >= FUNCTION or (
        zipf >= COMMON
        and any(
            known.zipf(form, (lang,)) >= zipf - _KIN
            for form in _next_forms(folded, lang)
            if form != folded
        )
    )


def _next_forms(folded: str, lang: str) -> list[str]:
    """Other forms an ordinary word may be expected to have."""
    if lang == "en":
        forms = [folded + ending for ending in ("s", "es", "ed", "d", "ing", "er", "est", "ly")]
        forms += [folded[:-1] + ending for ending in ("ies", "ing", "ied")]
        if folded.endswith("s"):
            forms.append(folded[:-1])
        return forms
    if lang == "fi":  # its names have cases, too (Naton, Natoa), but no plural
        return [folded + ending for ending in ("t", "et", "ja", "ia", "ita", "jen")]
    own = _OF_NAMES.get(lang, ())
    forms = [folded + ending for ending in _ENDINGS if ending not in own]
    if lang not in _OF_NAMES:  # these languages change a word's last letter
        forms += [folded[:-1] + ending for ending in ("i", "e", "ы", "и", "у", "ой")]
    return forms
