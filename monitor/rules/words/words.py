"""Words: what a term asks for, taken apart; ``terms`` judges a text's words by it.

A term has *readings* (``readings``): sequences of ``Word``s, any of which may stand in the text
side by side. Without this module each guard would work out anew what kind of word it has.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final, NamedTuple

SHORTEST_TYPO: Final = 5
_PAIRED: Final = re.compile(r"[a-z]+[0-9]+[a-z]+[0-9]+")
"""Two letters with their numbers: H5N1."""
_SEAMED: Final = re.compile(r"[A-Z][a-z]+[A-Z][a-z]+")
_SHORTEST_WITH_INITIAL: Final = 5
_WORDS_OF_ONE_LETTER: Final = frozenset("aeiouy")
JOINED: Final = 6
"""Letters from which a word may be written in two."""


class Mode(StrEnum):
    """How much a word tolerates."""

    FUZZY = "fuzzy"
    STRICT = "strict"
    """Folded, no more (``fuzzy = false``)."""
    EXACT = "exact"
    PREFIX = "prefix"
    TYPOS = "typos"
    SPACELESS = "spaceless"
    """Characters that must follow one another."""

    __hash__ = str.__hash__  # Enum's own is slow, and each word that is interned asks for it


class Word(NamedTuple):
    """One word of a term."""

    folded: str
    surface: str
    mode: Mode = Mode.FUZZY
    mark: str = ""
    dotted: bool = False
    phrase: bool = False
    """It stands beside others, which vouch for it: typos from four letters on."""
    joined: bool = False
    """The term's words written as one."""
    acronym: bool = False
    capital: bool = False
    forms: tuple[str, ...] = ()
    """The folded forms that count as equal: ``folded`` and its spelling with ae, oe, ue."""
    typos: int = 0
    """How many typing errors it may have."""
    designation: bool = False
    """It is made of letters and a number (F-35), whose forms include a plural and its variants."""
    foreign: bool = False
    """An alias that in English text means something else, or may without its accents (Suède)."""
    whole: bool = False
    """A number that a term begins with: no piece of a longer one (5% isn't in 2.5%)."""

    @property
    def shortest_typo(self) -> int:
        """How many letters a word like this one needs for a typing error to be allowed."""
        if self.mode is Mode.TYPOS:
            return 3
        return 4 if self.phrase else SHORTEST_TYPO

    @property
    def may_be_halved(self) -> bool:
        """Whether the word is long enough to be written in two."""
        return (
            self.designation
            or (len(self.folded) >= JOINED and self.mode is Mode.FUZZY and not self.joined)
            or (self.acronym and _PAIRED.fullmatch(self.folded) is not None)
            or (len(self.folded) == JOINED - 1 and _SEAMED.fullmatch(self.surface) is not None)
        )

    @property
    def may_have_initial(self) -> bool:
        """Whether the word may be a company's initial and a word behind it: Kmart, K Mart."""
        return (
            self.capital
            and self.mode is Mode.FUZZY
            and not self.joined
            and len(self.folded) >= _SHORTEST_WITH_INITIAL
            and self.folded[0] not in _WORDS_OF_ONE_LETTER
        )

    @property
    def is_lone_name(self) -> bool:
        """Whether the word is a name, and nothing else stands beside it."""
        return not self.phrase and (self.capital or len(self.folded) == 1)

    @property
    def vouches(self) -> bool:
        """Whether the word's capitals show that a name is meant."""
        return self.capital or self.acronym


def edits(letters: int, *, short: int = SHORTEST_TYPO) -> int:
    """Return how many typing errors a word of ``letters`` letters may have."""
    if letters < short:
        return 0
    return 1 if letters <= 8 else 2
