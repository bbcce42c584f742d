"""Rule, Match and Hit: what we watch for, and the proof that we saw it. Plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from monitor.item import Item
from monitor.rules.language.query import Query

TEXTS: Final = ("title", "summary", "content", "full_text")
"""Fields of an item whose spans are positions in the item's own text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A standing query with a name. Make one with ``parser.parse_rule``."""

    name: str
    match: str
    """The text as the user wrote it."""
    query: Query
    canonical: str
    """The same in the one spelling that every equal rule shares."""
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What else a term accepts: term as written in the rule → other words (this rule's, the
    user's global ones and the shipped pack's, already merged)."""
    fuzzy: bool = True
    """False: no typos, stems or joins; words as written but for case and accents."""
    warnings: tuple[str, ...] = ()


class HitKind(StrEnum):
    """How a term was found, best first."""

    EXACT = "exact"
    INFLECTED = "inflected"
    JOINED = "joined"
    """e-commerce for ecommerce, Walmart for Wal-Mart."""
    ALIAS = "alias"
    COMPOUND = "compound"
    """Warnstreik for Streik, where words are joined as a matter of course."""
    PREFIX = "prefix"
    REGEX = "regex"
    TYPO = "typo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Where and how well one term was found."""

    term: str
    """The term as the rule writes it."""
    field: str
    """``title``, ``summary``, ``content``, ``full_text``, ``author``, ``tag``, ``feed``, ``site``
    or ``lang``."""
    start: int
    end: int
    """Span in the original text of that field: ``getattr(item, field)[start:end] == found``
    (for ``tag``, ``feed``, ``site`` and ``lang``, in the text that was looked at)."""
    found: str
    kind: HitKind
    score: float
    """1.0 for exact, less the further from it."""
    alias: str = ""
    """Which alias was found, for kind ``alias``."""
    means: str = ""
    """By what another form was recognised: ``lemma`` (a dictionary says so), ``stem``, ``ending``
    (the language's names take it) or ``prefix``; empty for what isn't another form."""

    def stands_in(self, text: str) -> bool:
        """Whether a text has it there: its publisher may have edited it since."""
        return self.start < self.end and text[self.start : self.end] == self.found

    def stands_in_item(self, item: Item) -> bool:
        """Whether an item has it there, as it reads now; of what isn't text of it, always."""
        return self.field not in TEXTS or self.stands_in(getattr(item, self.field))


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """That an item satisfies a rule, with the hits that prove it."""

    rule: str
    """The rule's name."""
    hits: tuple[Hit, ...]
    """In the order title, summary, content, full text, other fields; by position within one."""
    score: float
    """0 to 1: how sure, the weakest necessary term deciding."""


def found_in_text(matches: Iterable[Match]) -> set[str]:
    """Return what rules found in an item's title, summary and content, as it is written there."""
    return {
        hit.found
        for match in matches
        for hit in match.hits
        if hit.field in ("title", "summary", "content")
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class NearMiss:
    """An item that lacks exactly one clause of a rule."""

    rule: str
    hits: tuple[Hit, ...]
    missing: str
    """The clause that wasn't found (or, for NOT, was), in canonical text."""
    text_decides: bool = False
    """Whether more of the item's text could hold that clause: not so if it is a NOT, or asks for
    a title, an author or a site."""
