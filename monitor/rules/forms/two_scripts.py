"""Two scripts: Serbian is written in Latin and Cyrillic letters alike, paper by paper.

Without this module a rule for Vučić would miss the half of Serbia's papers that write Вучић.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

WRITTEN_IN_TWO: Final = frozenset(("sr", "sh", "bs"))
"""Languages that are written in both."""
_CYRILLIC: Final = "абвгдђежзијклмнопрстћуфхцчш"
_LATIN: Final = "abvgdđežzijklmnoprstćufhcčš"
_DIGRAPHS: Final = {"љ": "lj", "њ": "nj", "џ": "dž"}
_TO_LATIN: Final = str.maketrans(
    dict(zip(_CYRILLIC, _LATIN, strict=True))
    | dict(zip(_CYRILLIC.upper(), _LATIN.upper(), strict=True))
    | _DIGRAPHS
    | {one.upper(): two.capitalize() for one, two in _DIGRAPHS.items()}
)
_TO_CYRILLIC: Final = {latin: letter for letter, latin in zip(_CYRILLIC, _LATIN, strict=True)} | {
    two: one for one, two in _DIGRAPHS.items()
}
_LETTER: Final = re.compile("lj|nj|dž|.", re.IGNORECASE)


@lru_cache(maxsize=16384)
def in_other_script(word: str) -> str:
    """Return a word in the other script; empty if it has letters that Serbian hasn't."""
    if not word.isalpha():
        return ""
    latin = word.translate(_TO_LATIN)
    if latin != word:
        return latin if _is_serbian(latin) else ""
    return "".join(map(_cyrillic, _LETTER.findall(word))) if _is_serbian(word) else ""


def _is_serbian(word: str) -> bool:
    return all(letter in _TO_CYRILLIC for letter in word.lower())


def _cyrillic(letters: str) -> str:
    letter = _TO_CYRILLIC[letters.lower()]
    return letter.upper() if letters[0].isupper() else letter
