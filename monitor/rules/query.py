"""Query: the tree a rule's text stands for. Frozen values; no parsing and no matching here.

``Query = Term | Near | And | Or | Not | NOf | Scoped``
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias


class TermKind(StrEnum):
    """How a term's text is to be read."""

    WORDS = "words"
    """One or more words side by side, with all tolerance (``Joe Tsai``, ``"Joe Tsai"``)."""
    EXACT = "exact"
    """Exactly as written, capitals and all (``=AI``)."""
    PREFIX = "prefix"
    """Any word that begins so (``micro*``)."""
    TYPOS = "typos"
    """Typos allowed even where the term is short (``nvidia~``)."""
    REGEX = "regex"
    """A regular expression of RE2 (``/regex/``)."""


@dataclass(frozen=True, slots=True)
class Term:
    """One operand of a rule."""

    text: str
    """The words as written, without the marks that say the kind."""
    kind: TermKind = TermKind.WORDS
    position: int = field(default=0, compare=False)
    """Offset in the rule's text, for messages."""


@dataclass(frozen=True, slots=True)
class Near:
    """Two terms with at most ``distance`` words between them, in one field."""

    left: Query
    """A Term or an Or of Terms."""
    right: Query
    distance: int = 4
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class And:
    """All of them."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of them."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class NOf:
    """At least ``count`` of them."""

    count: int
    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """None of it."""

    part: Query


@dataclass(frozen=True, slots=True)
class Scoped:
    """``part`` looked for only there: title, body, feed, site, lang, author, tag."""

    scope: str
    part: Query


Query: TypeAlias = Term | Near | And | Or | Not | NOf | Scoped
