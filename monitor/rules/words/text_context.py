"""TextContext: what a text as a whole contributes to the reading of each of its words."""

from __future__ import annotations

from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple


class Caps(IntEnum):
    """How a text is capitalised, and so what the capitals of a word in it mean."""

    MIXED = 0
    UPPER = 1
    """All in capitals: they mean nothing."""
    LOWER = 2
    """No capitals at all: their absence means nothing."""

    __hash__ = int.__hash__  # Enum's own is slow, and each text asks for it


class TextContext(NamedTuple):
    """What a token's text contributes to the reading of it."""

    lang: str = "en"
    caps: Caps = Caps.MIXED

    @property
    def langs(self) -> tuple[str, ...]:
        """The languages whose words and endings count: English, and the text's own."""
        return _langs(self.lang)


@lru_cache(maxsize=256)
def mixed(lang: str) -> TextContext:
    """The context of most texts of a language."""
    return TextContext(lang)


@lru_cache(maxsize=256)
def _langs(lang: str) -> tuple[str, ...]:
    return ("en",) if lang in ("", "en") else ("en", lang)
