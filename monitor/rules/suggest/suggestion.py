"""Suggestion: one change to a rule with the effect it would have had. Plain values.

Here stands, too, what suggestions are learned from: matches with votes, and near misses. Without
these values ``rules`` would have to read the database itself and could not be pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from monitor.item import Item
from monitor.rules.rule import Rule


@dataclass(frozen=True, slots=True)
class Judged:
    """An item that the rule matched, and how people voted on the match."""

    item: Item
    story: int
    vote: int = 0
    """1: good, -1: bad, 0: nobody voted."""


@dataclass(frozen=True, slots=True)
class Missed:
    """An item that lacks one clause of the rule."""

    item: Item
    story: int
    missing: str
    """The clause, in canonical text."""


class Kind(StrEnum):
    """What kind of change to the rule it is."""

    EXCLUDE = "exclude"
    ALIAS = "alias"
    READMIT = "readmit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What the changed rule would have done, among the matches and near misses looked at."""

    bad_lost: int = 0
    bad: int = 0
    good_lost: int = 0
    good: int = 0
    others_lost: int = 0
    others: int = 0
    """Matches nobody voted on."""
    gained: int = 0
    """Near misses that would be matches."""
    gained_told: int = 0
    """Of these, the ones in stories that the rule found, by a match that nobody voted bad."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """One change to a rule."""

    kind: Kind
    text: str
    """The word or phrase to exclude, to take for another, or to exclude no more."""
    term: str = ""
    """For an alias: the rule's term that it is to widen."""
    rule: Rule
    """The changed rule."""
    effect: Effect
