"""Context: what a text as a whole contributes to the reading of each of its words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache


class Caps(IntEnum):
    """What capitals tell in a text."""

    MIXED = 0
    UPPER = 1
    """Nothing: all is in capitals."""
    LOWER = 2
    """Nothing: there are none."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a token's text contributes to the reading of it."""

    lang: str = "en"
    caps: Caps = Caps.MIXED

    @property
    def langs(self) -> tuple[str, ...]:
        """The languages whose words and endings count: English, and the text's own."""
        return _langs(self.lang)


@lru_cache(maxsize=256)
def _langs(lang: str) -> tuple[str, ...]:
    return ("en",) if lang in ("", "en") else ("en", lang)
