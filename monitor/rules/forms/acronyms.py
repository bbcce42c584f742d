"""Acronyms: their plurals, and their cases where they are spoken (Naton, Natossa, Natoon).

Most languages write NATO however it stands in the sentence, or part its ending with a hyphen, an
apostrophe or a colon. Finnish and Estonian take it for a word. Without this module a rule for NATO
would miss nearly every Finnish headline about it.

Source for Finnish: Kielitoimiston ohjepankki, on how abbreviations are declined.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

_SHORTEST: Final = 4
"""Letters of an acronym that is spoken as a word; shorter ones are mostly spelled."""
_VOWELS: Final = frozenset("aeiou")
_SIBILANTS: Final = frozenset("sxz")
_FINNISH: Final = ("n", "a", "ta", "ssa", "sta", "lla", "lta", "lle", "na", "ksi", "tta")
_ESTONIAN: Final = ("t", "le", "l", "lt", "s", "st", "sse", "ks", "ga", "ta", "ni", "na")


def is_spoken(folded: str) -> bool:
    """Whether an acronym, in small letters, may be spoken as a word."""
    return (
        len(folded) >= _SHORTEST and folded.isascii() and folded.isalpha()
        and not _VOWELS.isdisjoint(folded)
    )  # fmt: skip


@lru_cache(maxsize=4096)
def plurals(folded: str) -> tuple[str, ...]:
    """Return an acronym's plurals (CEOs; MAXs and MAXes), folded; none of what ends with a digit.

    Args:
        folded: The acronym in small letters.
    """
    if folded[-1].isdigit():
        return ()
    return (f"{folded}s", f"{folded}es") if folded[-1] in _SIBILANTS else (f"{folded}s",)


@lru_cache(maxsize=4096)
def case_forms(folded: str) -> dict[str, frozenset[str]]:
    """Return an acronym's forms, folded, by language; none of one that is spelled.

    Args:
        folded: The acronym in small letters.
    """
    if not is_spoken(folded):
        return {}
    base = folded if folded[-1] in _VOWELS else f"{folded}i"
    finnish = {base + ending for ending in (*_FINNISH, f"{base[-1]}n")}
    estonian = {base + ending for ending in _ESTONIAN} | {base}
    return {"fi": frozenset(finnish), "et": frozenset(estonian - {folded})}
