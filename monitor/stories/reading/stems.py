"""Stems: what the forms of a word have in common, so that reports in other words meet in it.

Snowball's stems (Porter 2001, snowballstem.org), which throw together more than inflects; where
reports are compared that is welcome. Without this module "resigns" and "resigned" would be two
words.
"""

from __future__ import annotations

from typing import Final

import Stemmer

_ALGORITHMS: Final = {
    "ar": "arabic", "bs": "serbian", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german",
    "el": "greek", "en": "english", "es": "spanish", "et": "estonian", "fi": "finnish",
    "fr": "french", "ga": "irish", "hi": "hindi", "hr": "serbian", "hu": "hungarian",
    "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "nb": "norwegian",
    "nl": "dutch", "nn": "norwegian", "no": "norwegian", "pl": "polish", "pt": "portuguese",
    "ro": "romanian", "ru": "russian", "sk": "czech", "sr": "serbian", "sv": "swedish",
    "tr": "turkish", "uk": "russian",
}  # fmt: skip

# Snowball knows no Ukrainian; its endings are Russian ones, but for these letters.
_AS_IN_RUSSIAN: Final = str.maketrans("іїє", "иие")


class Stems:
    """Makes stems. Not for several threads at a time."""

    def __init__(self) -> None:
        self._stemmers: dict[str, Stemmer.Stemmer] = {}

    def of(self, folded: str, lang: str) -> str:
        """Return a folded word's stem; the word itself in a language without any."""
        algorithm = _ALGORITHMS.get(lang)
        if algorithm is None:
            return folded
        stemmer = self._stemmers.get(algorithm)
        if stemmer is None:
            stemmer = self._stemmers[algorithm] = Stemmer.Stemmer(algorithm, 0)
        if lang == "uk":
            folded = folded.translate(_AS_IN_RUSSIAN)
        return str(stemmer.stemWord(folded))
