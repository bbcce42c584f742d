"""Slips: which errors in a short word are a typist's, rather than another name.

Fingers leave out a letter, strike it twice, swap two, or hit the key beside. Of a word of five
or six letters little else is left that isn't a name of its own: Tesco and Tosco, Intel and Intec,
Disney and Digney. Without this module a rule for a short name would find small companies and people
more often than misprints.
"""

from __future__ import annotations

from itertools import pairwise, product
from typing import Final

LONGEST: Final = 6
"""Letters of a word that is short; in longer ones any letter may be wrong."""
_SHORTEST_WITH_VOWELS: Final = 6  # letters of a word of which a wrong vowel is no other name
_VOWELS: Final = frozenset("aeiouy")
_ROWS: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def _beside() -> frozenset[tuple[str, str]]:
    """Pairs of keys side by side, or one below the other."""
    found = {pair for row in _ROWS for pair in pairwise(row)}
    for upper, lower in pairwise(_ROWS):
        found |= {
            (one, other)
            for (i, one), (j, other) in product(enumerate(upper), enumerate(lower))
            if i - j in (0, 1)
        }
    return frozenset(found | {(other, one) for one, other in found})


_BESIDE: Final = _beside()


def is_slip(own: str, written: str) -> bool:
    """Whether a word that is one error away from a short one is probably meant for it.

    Args:
        own: The word of a term, folded.
        written: The text's.
    """
    if len(own) > LONGEST or not (own.isascii() and written.isascii()):
        return True
    at = next((i for i, (a, b) in enumerate(zip(own, written, strict=False)) if a != b), None)
    if len(written) < len(own):
        return True
    if len(written) > len(own):  # struck twice, or with the key beside; or a plural's s is
        at = len(own) if at is None else at
        extra = written[at]
        return written == f"{own}s" or any(
            extra == other or (extra, other) in _BESIDE
            for other in (written[at - 1 : at], written[at + 1 : at + 2])
        )
    if at is None or own[at + 1 :] != written[at + 1 :]:  # two are swapped
        return True
    one, other = own[at], written[at]
    return (one, other) in _BESIDE or (
        len(own) >= _SHORTEST_WITH_VOWELS and one in _VOWELS and other in _VOWELS
    )
