"""Query: the tree a rule's text stands for. Frozen values; no parsing and no matching here.

``Query = Term | Near | And | Or | Not | NOf | Scoped``

What every tree that ``language.parser`` makes can be trusted for, whoever walks it:

- ``Not`` stands only directly in an ``And`` that also holds something positive; inside the ``Not``
  the same is true again, and never a ``Not`` directly in a ``Not``. So an item without any of a
  rule's words never satisfies it.
- An ``And`` holds no ``And`` directly, an ``Or`` no ``Or``; both have at least two parts.
- ``Near`` joins terms or an ``Or`` of terms.
- ``Scoped`` never holds another ``Scoped``; in ``feed``, ``site`` and ``lang`` it holds a term or
  an ``Or`` of terms of kind ``WORDS``, for ``site`` and ``lang`` in lower case.
- ``NOf.count`` is at least 1 and at most the number of parts.
- A ``Term`` has at most 100 characters (a regex 200) and, but for a regex, a letter or a digit; its
  white space is single spaces, its Unicode form NFC. A rule has at most 200 terms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
    """Holds where all of its parts do."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Holds where at least one of its parts does."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class NOf:
    """Holds where at least ``count`` of its parts do."""

    count: int
    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Holds where its part doesn't."""

    part: Query


@dataclass(frozen=True, slots=True)
class Scoped:
    """Looks for ``part`` in one place only: title, body, feed, site, lang, author or tag."""

    scope: str
    part: Query


Query: TypeAlias = Term | Near | And | Or | Not | NOf | Scoped


def all_of(parts: Iterable[Query]) -> Query:
    """Join by AND, taking apart what is an ``And`` already; one part alone stays itself."""
    flat = [one for part in parts for one in (part.parts if isinstance(part, And) else (part,))]
    return And(tuple(flat)) if len(flat) > 1 else flat[0]


def any_of(parts: Iterable[Query]) -> Query:
    """Join by OR, taking apart what is an ``Or`` already; one part alone stays itself."""
    flat = [one for part in parts for one in (part.parts if isinstance(part, Or) else (part,))]
    return Or(tuple(flat)) if len(flat) > 1 else flat[0]


def children(query: Query) -> tuple[Query, ...]:
    """Return the parts right under a node, in the order they are written."""
    match query:
        case And(parts=parts) | Or(parts=parts) | NOf(parts=parts):
            return parts
        case Near(left=left, right=right):
            return (left, right)
        case Not(part=part) | Scoped(part=part):
            return (part,)
        case Term():
            return ()


def walk(query: Query, *, negatives: bool = True) -> Iterator[Query]:
    """Yield a query and all that is under it, each node before its parts, in written order.

    Args:
        query: Where to begin.
        negatives: False leaves out every ``Not`` and what stands under it.
    """
    if isinstance(query, Not) and not negatives:
        return
    yield query
    for part in children(query):
        yield from walk(part, negatives=negatives)


def terms(query: Query, *, negatives: bool = True) -> Iterator[Term]:
    """Yield the terms of a query in written order; ``negatives=False`` omits those under a NOT."""
    return (node for node in walk(query, negatives=negatives) if isinstance(node, Term))


def is_positive(query: Query) -> bool:
    """Whether it looks for something, rather than say only what must not be there."""
    if isinstance(query, And):
        return any(not isinstance(part, Not) for part in query.parts)
    return not isinstance(query, Not)
