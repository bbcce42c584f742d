"""ListedWords: which words the database has listed already, as far as that is remembered.

Each item has some forty words, nearly all of which others had before. Without this module the
database would be asked about each of them, which takes longer than to store the item.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import Final

_PLACES: Final = 1 << 17
"""Of 8 bytes each, a power of two: a megabyte, however long the daemon runs."""


class ListedWords:
    """Words, each in a place of its own; another one that comes to that place takes it."""

    def __init__(self) -> None:
        self._held = array("q", bytes(8 * _PLACES))

    def without(self, words: Iterable[str]) -> list[str]:
        """Return the words of which it isn't known that they are listed."""
        held, last = self._held, _PLACES - 1
        return [word for word in words if held[(number := hash(word)) & last] != number]

    def add(self, words: Iterable[str]) -> None:
        """Remember words that have been listed."""
        held, last = self._held, _PLACES - 1
        for word in words:
            number = hash(word)
            held[number & last] = number
