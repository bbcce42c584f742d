"""Devanagari: spellings that Hindi papers choose between.

They leave out the dot of borrowed sounds (ज़मीन, जमीन), write one nasal sign for the other (चाँद,
चांद), and a nasal before its own kind as that sign (मुम्बई, मुंबई). Without this module a rule would
find what one paper prints.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice, product
from typing import Final

MOST: Final = 16
"""Spellings that are tried of one term."""
_DEVANAGARI: Final = re.compile("[\u0900-\u097f]")
_DOT: Final = "\u093c"
_SIGN: Final = "ं"
_MOON: Final = "ँ"
_HALVED: Final = {"[क-घ]": "ङ्", "[च-झ]": "ञ्", "[ट-ढ]": "ण्", "[त-ध]": "न्", "[प-भ]": "म्"}
_IN_TWO: Final = {
    ord(one): unicodedata.normalize("NFD", one) for one in "\u0958\u0959\u095a\u095b\u095e"
}
_BORROWED: Final = f"[कखगजफ]{_DOT}?"
_NASAL: Final = "|".join(f"{half}(?={kind})" for kind, half in _HALVED.items())
_CHOICE: Final = re.compile(f"{_BORROWED}|{_SIGN}|{_MOON}|{_NASAL}")


def spelled_one_way(text: str) -> str:
    """Reduce what papers choose between to its plainest spelling."""
    if _DEVANAGARI.search(text) is None:
        return text
    return _CHOICE.sub(_plainest, text.translate(_IN_TWO))


def devanagari_otherwise(text: str) -> Iterator[str]:
    """Yield a term in its other spellings, the plainest first; nothing of another script."""
    if _DEVANAGARI.search(text) is None:
        return
    text = text.translate(_IN_TWO)
    ways: list[tuple[str, ...]] = []
    at = 0
    for found in _CHOICE.finditer(text):
        ways += [(text[at : found.start()],), _ways(found)]
        at = found.end()
    if not at:
        return
    spelled = ("".join(way) for way in product(*ways, (text[at:],)))
    yield from islice((each for each in spelled if each != text), MOST)


def _plainest(found: re.Match[str]) -> str:
    return _ways(found)[0]


def _ways(found: re.Match[str]) -> tuple[str, ...]:
    written = found.group()
    if written[0] in "कखगजफ":
        return (written[0], written[0] + _DOT)
    behind = found.string[found.end() : found.end() + 1]
    halves = tuple(half for kind, half in _HALVED.items() if re.match(kind, behind))
    return (_SIGN, *halves, _MOON)
