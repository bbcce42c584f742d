"""A rule's query as clauses: all of them must hold, each by one of its alternatives. Pure.

Every engine can join words by AND, most can join alternatives by OR inside parentheses, few can
nest these. So a query is brought into this form (conjunctive normal form), in which a clause can be
left out and the search only finds more. What can't be asked at all is left out so and noted.
Without this module each engine would need a translation of the whole rule language of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations, product

from monitor.rules.language.canonical import canonical
from monitor.rules.language.query import (
    And,
    Near,
    NOf,
    Not,
    Or,
    Query,
    Scoped,
    Term,
    TermKind,
)
from monitor.rules.rule import Rule

MAX_CLAUSES = 12
"""More clauses than this an alternative isn't taken apart into."""


class Where(StrEnum):
    """Where an engine should look."""

    ANYWHERE = "anywhere"
    TITLE = "title"
    SITE = "site"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A word, a phrase or a site to look for."""

    text: str
    where: Where = Where.ANYWHERE
    is_alias: bool = False
    """Whether the rule's aliases add it: the first to go where an engine takes few words."""


Clause = tuple[Wanted, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What engines can be asked of a rule."""

    clauses: tuple[Clause, ...]
    """All must hold, each by at least one of its alternatives."""
    without: tuple[Wanted, ...] = ()
    """What must not be there."""
    notes: tuple[str, ...] = ()
    """What of the rule isn't asked, or otherwise than it is written."""
    langs: tuple[str, ...] = ()
    """The languages that the rule itself wants (``lang:``)."""


def asked(rule: Rule) -> Asked:
    """Return what engines can be asked of a rule; without clauses: nothing."""
    reader = _Reader(rule)
    clauses = reader.clauses(rule.query, Where.ANYWHERE)
    return Asked(
        clauses=_needed(clauses),
        without=tuple(dict.fromkeys(reader.without)),
        notes=tuple(dict.fromkeys(reader.notes)),
        langs=tuple(dict.fromkeys(reader.langs)),
    )


def _needed(clauses: Iterable[Clause]) -> tuple[Clause, ...]:
    """Each clause once; and none that holds anyway where another does."""
    distinct = list(dict.fromkeys(tuple(dict.fromkeys(clause)) for clause in clauses))
    return tuple(
        clause
        for clause in distinct
        if not any(other != clause and set(other) < set(clause) for other in distinct)
    )


@dataclass(slots=True)
class _Reader:
    """Walks a rule's query once; fills in what it notes on the way."""

    rule: Rule
    without: list[Wanted] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    langs: list[str] = field(default_factory=list)

    def clauses(self, query: Query, where: Where, *, outermost: bool = True) -> list[Clause]:
        """The clauses of what must be there; none: it can't be asked, so anything may come."""
        match query:
            case Term():
                return self._term(query, where)
            case And(parts=parts):
                found: list[Clause] = []
                for part in parts:
                    if isinstance(part, Not):
                        self._not(part.part, where, outermost=outermost)
                    else:
                        found += self.clauses(part, where, outermost=outermost)
                return found
            case Or(parts=parts):
                return self._either(parts, where)
            case NOf(count=count, parts=parts):
                return self._some(count, parts, where)
            case Near(left=left, right=right):
                self.notes.append(
                    f"{canonical(query)} is searched for as {canonical(left)} + {canonical(right)}"
                )
                return [*self.clauses(left, where), *self.clauses(right, where)]
            case Scoped(scope=scope, part=part):
                return self._scoped(scope, part, query, where, outermost=outermost)
            case Not():
                return []

    def _term(self, term: Term, where: Where) -> list[Clause]:
        match term.kind:
            case TermKind.PREFIX | TermKind.REGEX:
                self.notes.append(f"{canonical(term)} can't be searched for")
                return []
            case TermKind.EXACT:
                self.notes.append(f"{canonical(term)} is searched for in any capitals")
            case TermKind.TYPOS:
                self.notes.append(f"{canonical(term)} is searched for without its typos")
            case TermKind.WORDS:
                pass
        words = [Wanted(term.text, where)]
        if term.kind is not TermKind.EXACT and where is not Where.SITE:
            aliases = self.rule.aliases.get(term.text, ())
            words += [Wanted(alias, where, is_alias=True) for alias in aliases]
        return [tuple(words)]

    def _either(self, parts: tuple[Query, ...], where: Where) -> list[Clause]:
        choices = [self.clauses(part, where, outermost=False) for part in parts]
        if all(isinstance(part, Scoped) and part.scope == "lang" for part in parts):
            return []
        if not all(choices):
            self.notes.append(
                f"{canonical(Or(parts))} isn't searched for, as one of these can't be"
            )
            return []
        count = 1
        for choice in choices:
            count *= len(choice)
        if count > MAX_CLAUSES:  # one clause of each alternative holds wherever one of them does
            choices = [[min(choice, key=len)] for choice in choices]
            self.notes.append(
                f"of each alternative in {canonical(Or(parts))}, only a part is searched for"
            )
        return [tuple(word for clause in chosen for word in clause) for chosen in product(*choices)]

    def _some(self, count: int, parts: tuple[Query, ...], where: Where) -> list[Clause]:
        """2 of (a, b, c) is (a | b) + (a | c) + (b | c): of any two one is there."""
        groups = list(combinations(parts, len(parts) - count + 1))
        if len(groups) > MAX_CLAUSES:
            self.notes.append(f"{canonical(NOf(count, parts))} is searched for as any of these")
            groups = [parts]
        return [
            clause
            for group in groups
            for clause in (
                self._either(group, where) if len(group) > 1 else self.clauses(group[0], where)
            )
        ]

    def _scoped(
        self, scope: str, part: Query, query: Query, where: Where, *, outermost: bool
    ) -> list[Clause]:
        match scope:
            case "title":
                return self.clauses(part, Where.TITLE, outermost=outermost)
            case "site":
                return self.clauses(part, Where.SITE, outermost=outermost)
            case "body":
                return self.clauses(part, where, outermost=outermost)
            case "lang":
                named = part.parts if isinstance(part, Or) else (part,)
                self.langs += [each.text for each in named if isinstance(each, Term)]
                return []
        self.notes.append(f"{canonical(query)} can't be searched for")
        return []

    def _not(self, part: Query, where: Where, *, outermost: bool) -> None:
        """What must not be there, if leaving it out can't leave out what the rule wants."""
        scope = part.scope if isinstance(part, Scoped) else ""
        inner = part.part if isinstance(part, Scoped) else part
        places = {"": where, "title": Where.TITLE, "site": Where.SITE, "body": None}
        place = places.get(scope)
        terms = inner.parts if isinstance(inner, Or) else (inner,)
        plain = [each for each in terms if isinstance(each, Term) and each.kind is TermKind.WORDS]
        if not outermost or place is None or len(plain) < len(terms):
            self.notes.append(f"NOT {canonical(part)} is left to the rule")
            return
        self.without += [Wanted(term.text, place) for term in plain]
