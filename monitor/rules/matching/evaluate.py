"""The meaning of a rule's tree: whether it holds for a document, why, and how surely.

Hits of everything that was found count, also of the second of two alternatives: they are what a
reader wants to see marked. The score is that of the weakest necessary part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from monitor.rules.language.query import And, Near, NOf, Not, Or, Query, Scoped, Term
from monitor.rules.matching.document import TEXT_FIELDS, Document
from monitor.rules.matching.field import Field
from monitor.rules.matching.pattern import Pattern, Patterns
from monitor.rules.rule import Hit, HitKind

_SCOPES: Final[dict[str, tuple[str, ...]]] = {
    "title": ("title",),
    "body": ("summary", "content", "full_text"),
    "author": ("author",),
    "tag": ("tag",),
    "feed": ("feed",),
    "site": ("site",),
    "lang": ("lang",),
}
_ABOUT_ITEM: Final = (("feed",), ("site",), ("lang",))
_ORDER: Final = {
    name: i for i, name in enumerate((*TEXT_FIELDS, "author", "tag", "feed", "site", "lang"))
}


@dataclass(frozen=True, slots=True)
class Found:
    """A tree, or a part of one, that holds."""

    hits: tuple[Hit, ...]
    score: float


class _Placed(NamedTuple):
    """A hit and its place among the field's words."""

    hit: Hit
    first: int
    end: int
    """The first word after it; ``first`` where it covers none."""


_NOTHING: Final = Found((), 1.0)


def evaluate(
    query: Query,
    document: Document,
    patterns: Patterns,
    names: tuple[str, ...] = TEXT_FIELDS,
) -> Found | None:
    """Evaluate a tree against a document.

    Args:
        query: The tree.
        document: The item.
        patterns: The tree's terms, compiled against the document's lexicon.
        names: The fields to look in, until a scope says otherwise.

    Returns:
        What was found, or None if the tree doesn't hold.
    """
    match query:
        case Term():
            return _term(query, document, patterns, names)
        case And(parts):
            hits: tuple[Hit, ...] = ()
            score = 1.0
            for part in parts:
                found = evaluate(part, document, patterns, names)
                if found is None:
                    return None
                hits += found.hits
                score = min(score, found.score)
            return Found(hits, score)
        case Or(parts):
            return _at_least(1, parts, document, patterns, names)
        case NOf(count, parts):
            return _at_least(count, parts, document, patterns, names)
        case Not(part):
            return _NOTHING if evaluate(part, document, patterns, names) is None else None
        case Scoped(scope, part):
            return evaluate(part, document, patterns, _SCOPES.get(scope, ()))
        case Near():
            return _near(query, document, patterns, names)


def in_order(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Return hits sorted by field and position, each once."""
    once = dict.fromkeys(hits)
    return tuple(sorted(once, key=lambda hit: (_ORDER.get(hit.field, 9), hit.start, hit.end)))


def _at_least(
    count: int,
    parts: tuple[Query, ...],
    document: Document,
    patterns: Patterns,
    names: tuple[str, ...],
) -> Found | None:
    held = [
        found for part in parts if (found := evaluate(part, document, patterns, names)) is not None
    ]
    if len(held) < count:
        return None
    scores = sorted((found.score for found in held), reverse=True)
    return Found(
        tuple(hit for found in held for hit in found.hits), scores[count - 1] if count > 0 else 1.0
    )


def _term(
    term: Term, document: Document, patterns: Patterns, names: tuple[str, ...]
) -> Found | None:
    if names in _ABOUT_ITEM:
        hit = _about_item(term, document, names[0])
        return None if hit is None else Found((hit,), 1.0)
    pattern = patterns[term]
    if names is TEXT_FIELDS and not document.holds(pattern):
        return None
    hits = tuple(document.find(pattern, names))
    return Found(hits, max(hit.score for hit in hits)) if hits else None


def _about_item(term: Term, document: Document, name: str) -> Hit | None:
    """Look for a term in where the item comes from, rather than in what it says.

    ``feed`` in the feed's address and the source's name, anywhere; ``site`` is the link's host or
    a domain it is in; ``lang`` is the item's language.
    """
    wanted = term.text.lower()
    if name == "site":
        wanted = wanted.removeprefix("www.")
    for text in _origins(document, name):
        start = text.lower().find(wanted) if name == "feed" else len(text) - len(wanted)
        end = start + len(wanted)
        whole = name == "feed" or start == 0 or (name == "site" and text[start - 1 : start] == ".")
        if start >= 0 and whole and text[start:end].lower() == wanted:
            return Hit(
                term=term.text,
                field=name,
                start=start,
                end=end,
                found=text[start:end],
                kind=HitKind.EXACT,
                score=1.0,
            )
    return None


def _origins(document: Document, name: str) -> tuple[str, ...]:
    item = document.item
    if name == "feed":
        return (item.feed, item.source)
    if name == "lang":
        return (document.lang,)
    try:
        return (urlsplit(item.link).hostname or "",)
    except ValueError:  # a link that is none
        return ()


def _near(
    near: Near, document: Document, patterns: Patterns, names: tuple[str, ...]
) -> Found | None:
    if names in _ABOUT_ITEM:
        return evaluate(And((near.left, near.right)), document, patterns, names)
    hits: list[Hit] = []
    best = -1.0
    left, right = _patterns(near.left, patterns), _patterns(near.right, patterns)
    for name in names:
        for field in document.fields(name):
            if not field.may_be_near(left, right, near.distance):
                continue
            rights = _placed(field, right)
            for a in _placed(field, left) if rights else ():
                for b in rights:
                    if _follows(a, b, near.distance) or (
                        not near.ordered and _follows(b, a, near.distance)
                    ):
                        hits += [a.hit, b.hit]
                        best = max(best, min(a.hit.score, b.hit.score))
    return Found(tuple(dict.fromkeys(hits)), best) if hits else None


def _patterns(query: Query, patterns: Patterns) -> list[Pattern]:
    """The terms of one side of a NEAR."""
    match query:
        case Term():
            return [patterns[query]]
        case Or(parts):
            return [pattern for part in parts for pattern in _patterns(part, patterns)]
        case _:
            raise TypeError(f"NEAR takes terms and ORs of terms, not {type(query).__name__}")


def _placed(field: Field, patterns: list[Pattern]) -> list[_Placed]:
    """The hits of some terms with their positions."""
    return [
        _Placed(hit, *field.positions(hit)) for pattern in patterns for hit in field.find(pattern)
    ]


def _follows(one: _Placed, other: _Placed, distance: int) -> bool:
    """Whether the other begins after one has ended, with so many words between them at most."""
    if not 0 <= other.first - one.end <= distance:
        return False
    # What covers no word has a place between words, and may share it: there the text tells.
    words = one.first < one.end and other.first < other.end
    return words or one.hit.end <= other.hit.start
