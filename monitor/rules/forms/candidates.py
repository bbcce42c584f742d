"""Candidates: which words of a list may be forms of a word, for whoever can look them up.

A rule takes a text's word and asks whose form it is; a search has a word and wants its forms. To
ask for each of a million words would take seconds, so here the dictionaries and the tables are
read backwards: a few hundred words that there may be, and beginnings of others. Whether a word
that there is really is a form, ``other_forms`` decides, as for rules.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from monitor.rules.forms.english import relatives
from monitor.rules.forms.languages import endings_of
from monitor.rules.forms.lemmas import Lemmas
from monitor.rules.forms.stems import SHARED, beginnings, has_stems

_LANGS_OF_SCRIPT: Final = {
    "ARABIC": "ar fa ps ur", "ARMENIAN": "hy", "BENGALI": "as bn",
    "CYRILLIC": "az be bg bs hbs kk ky mk ru sh sr uk uz", "DEVANAGARI": "hi mr ne",
    "GEORGIAN": "ka", "GREEK": "el grc", "GUJARATI": "gu", "GURMUKHI": "pa", "HEBREW": "he",
    "KANNADA": "kn", "MALAYALAM": "ml", "SINHALA": "si", "TAMIL": "ta", "TELUGU": "te",
}  # fmt: skip
_BOTH: Final = frozenset("az bs hbs kk sh sr uz".split())  # noqa: SIM905 - written in Latin, too
_NOT_LATIN: Final = frozenset(" ".join(_LANGS_OF_SCRIPT.values()).split()) - _BOTH


@dataclass(frozen=True, slots=True)
class Candidates:
    """Where to look for the forms of a word in a language."""

    words: frozenset[str]
    """Words that may be forms, folded."""
    digests: frozenset[int]
    """Digests (``lemmas.digest``) of others."""
    beginnings: frozenset[str]
    """What others begin with."""


def candidates(own: str, lang: str, lemmas: Lemmas) -> Candidates:
    """Say where the forms of a folded word may be found.

    Args:
        own: The word that somebody asks for.
        lang: The language.
        lemmas: Its dictionary.
    """
    endings = endings_of(lang)
    words = relatives(own) if lang == "en" else endings.forms(own) if endings else ()
    stems = beginnings(own, (lang,)) if has_stems(lang) and len(own) >= SHARED else ()
    return Candidates(frozenset(words), frozenset(lemmas.forms(own)), frozenset(stems))


def of_same_script(own: str, langs: Iterable[str]) -> list[str]:
    """Return those of some languages whose letters a word is written in."""
    script = unicodedata.name(own[0], "").partition(" ")[0]
    if script == "LATIN":
        return [lang for lang in langs if lang not in _NOT_LATIN]
    wanted = _LANGS_OF_SCRIPT.get(script, "").split()
    return [lang for lang in langs if lang in wanted]
