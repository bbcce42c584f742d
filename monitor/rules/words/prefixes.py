"""Prefixes: names that also are the first half of other words: Meta-analysis, Post-war, X-ray.

A hyphen behind a name is common (Meta-owned, Inter-Juve), and the name is meant. Without this
module a rule for Meta would find every meta-analysis at the head of a headline.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from monitor.rules.vocabulary.known_words import KnownWords
from monitor.text import Token

_PREFIXES: Final = frozenset(
    """
    aero agri alpha anti astro audio auto beta bio counter cross crypto cyber eco euro ex extra geo
    giga hydro hyper infra inter intra inverse macro mega meta micro mid mini mono multi nano neo
    neuro non omni out over pan para photo poly post pre pro proto pseudo quasi retro self semi sub
    super tele thermo trans turbo uber ultra under vice
    """.split()  # noqa: SIM905 - a list is four times as long
)
_OF_OWNERS: Final = (
    "ed",
    "ing",
    "led",
    "run",
    "made",
    "built",
    "bound",
    "own",
    "like",
    "style",
    "wide",
)
"""What a word behind a name's hyphen ends in, if the name is somebody's: Meta-owned, Uber-like."""


_AGAIN: Final = tuple(
    """
    recollect recover redress reform refus releas remark repair report represent repress reprov
    research resent reserv resid resign resolv resort restrain retir retreat
    """.split()  # noqa: SIM905
)
"""What English verbs begin with that mean something else behind "re-": a player re-signs."""


def is_done_again(first: Token, second: Token) -> bool:
    """Whether a hyphen shows that something is done again, and another word isn't meant."""
    return (
        second.gap == "-"
        and first.folded == "re"
        and (first.folded + second.folded).startswith(_AGAIN)
    )


def is_part_of_next(
    tokens: Sequence[Token], i: int, langs: tuple[str, ...], known: KnownWords
) -> bool:
    """Whether a token is but the first half of a word with a hyphen, and no name there.

    Args:
        tokens: Those of a chunk.
        i: Which.
        langs: The languages whose words count.
        known: The words people use.
    """
    if i + 1 == len(tokens) or tokens[i + 1].gap != "-":
        return False
    folded, after = tokens[i].folded, tokens[i + 1]
    joined = folded + after.folded
    if len(folded) == 1:
        return after.surface.islower() and known.zipf(joined, ("en",)) > 0
    if folded not in _PREFIXES:
        return False
    if known.zipf(joined, langs) > 0:
        return True
    return after.surface.islower() and not after.folded.endswith(_OF_OWNERS)
