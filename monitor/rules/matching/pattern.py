"""Pattern: a term compiled to the numbers of a lexicon's words. Plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from monitor.rules.language.query import Term


class Need(NamedTuple):
    """Words of which a matching text holds at least one."""

    cost: float
    """About how often, in 10⁹ words, one of them stands in a text."""
    words: frozenset[int]


@dataclass(slots=True, eq=False)
class Pattern:
    """What to look for in a text in place of a term."""

    term: Term
    readings: tuple[tuple[tuple[int, ...], str], ...]
    """(the numbers of words that stand side by side, the alias they spell or "") each."""
    needs: tuple[Need, ...]
    """What a text with the term can't lack; necessary, and sufficient for ``alone``."""
    alone: frozenset[int] | None = None
    """If every reading is a single word: these words, any of which is enough. Else None."""
    regex: Any = None
    """A compiled RE2 pattern, for a regular expression."""


Patterns = Mapping[Term, Pattern]
