"""Why a rule matched an item; what was missing when it didn't.

A rule's clauses are what its topmost AND joins (or its ``nof`` counts); each is found or missing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final

from monitor.item import Item
from monitor.rules.language.canonical import canonical
from monitor.rules.language.query import And, NOf, Not, Query, Scoped, Term, TermKind
from monitor.rules.matching.compile import Compiler
from monitor.rules.matching.document import Document
from monitor.rules.matching.evaluate import Found, evaluate, in_order
from monitor.rules.rule import Hit, Rule
from monitor.rules.vocabulary.known_words import KnownWords
from monitor.rules.words.lexicon import Lexicon

_EXCLUDING: Final = 3
"""Words shown at most of those for which a NOT leaves an item out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Whether one rule matches one item, with the proof and a sentence for people."""

    rule: str
    matched: bool
    hits: tuple[Hit, ...]
    """Of all clauses that were found, also where the rule as a whole doesn't hold."""
    score: float
    """As ``Match.score``; 0 without a match."""
    found: tuple[str, ...]
    """Clauses that hold, in canonical text."""
    missing: tuple[str, ...]
    """Clauses that don't: not found or, for a NOT, found."""
    sentence: str
    """Such as ``2 of 3: no AI``."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of a rule and what became of it."""

    query: Query
    found: Found | None
    in_small: str = ""
    """What the item has of it in small letters, where the clause is a name with a capital."""
    apart: bool = False
    """The item has the words of a phrase, but not side by side."""
    excluding: tuple[str, ...] = ()
    """What the item has of a NOT, as it stands there."""

    @property
    def text(self) -> str:
        """The clause in canonical text."""
        return canonical(self.query)

    @property
    def complaint(self) -> str:
        """What to say of the clause if it doesn't hold: "no AI" or "football is there"."""
        if isinstance(self.query, Not):
            return self._excluded(canonical(self.query.part))
        if self.in_small:
            small = self.text.lower()
            return f"no {self.text}, only “{self.in_small}” (write {small} to find both)"
        if self.apart:
            words = " + ".join(self.text.strip('"').split())
            return f"no {self.text}, only its words apart (write {words} to find them)"
        return f"no {self.text}"

    def _excluded(self, unwanted: str) -> str:
        """What is there that mustn't be; of several alternatives, which."""
        words = [
            word for word in self.excluding if word.casefold() != unwanted.strip('"').casefold()
        ]
        if not words:
            return f"{unwanted} is there"
        shown = ", ".join(f"“{word}”" for word in words[:_EXCLUDING])
        return f"{unwanted} is there: {shown}{' …' if len(words) > _EXCLUDING else ''}"


def explain(rule: Rule, item: Item, *, known: KnownWords | None = None) -> Explanation:
    """Say whether a rule matches an item, and why or why not.

    Args:
        rule: The rule.
        item: The item.
        known: The words people use; None: English is loaded anew, which takes 0.3 s.

    Raises:
        RuleError: The rule holds a regular expression that can't be read.
    """
    lexicon = Lexicon(known or KnownWords())
    compiler = Compiler(lexicon)
    patterns = compiler.patterns(rule)
    others = {
        part: _otherwise(part)
        for part in clauses_of(rule)
        if isinstance(part, Term) and part.kind is TermKind.WORDS
    }
    for term in chain.from_iterable(others.values()):  # before the item's words are read
        patterns = {**patterns, term: compiler.pattern(term, rule)}
    document = Document(item, lexicon)
    whole = evaluate(rule.query, document, patterns)
    clauses = []
    for part in clauses_of(rule):
        found = evaluate(part, document, patterns)
        clause = Clause(part, found)
        if found is None and isinstance(part, Term) and part in others:
            small, *words = [evaluate(term, document, patterns) for term in others[part]]
            clause = replace(
                clause,
                in_small=small.hits[0].found if small and small.hits else "",
                apart=bool(words) and all(words),
            )
        elif found is None and isinstance(part, Not):
            unwanted = evaluate(part.part, document, patterns)
            there = in_order(unwanted.hits) if unwanted else ()
            once: dict[str, str] = {}
            for hit in there:
                once.setdefault(hit.found.casefold(), hit.found)
            clause = replace(clause, excluding=tuple(once.values()))
        clauses.append(clause)
    held = [clause for clause in clauses if clause.found is not None]
    lost = [clause for clause in clauses if clause.found is None]
    hits = [hit for clause in held if clause.found for hit in clause.found.hits]
    return Explanation(
        rule=rule.name,
        matched=whole is not None,
        hits=in_order(whole.hits if whole is not None else hits),
        score=whole.score if whole is not None else 0.0,
        found=tuple(clause.text for clause in held),
        missing=tuple(clause.text for clause in lost),
        sentence=_sentence(rule.query, held, lost, matched=whole is not None),
    )


def _otherwise(term: Term) -> list[Term]:
    """A term in small letters, and each of its words, if it has several: what may be there."""
    # Who writes AI doesn't mean "ai".
    small = term.text if term.text.isupper() else term.text.lower()
    words = term.text.split()
    return [replace(term, text=text) for text in (small, *(words if len(words) > 1 else ()))]


def clauses_of(rule: Rule) -> tuple[Query, ...]:
    """The parts of a rule a reader would count: of the topmost AND, or of a topmost ``nof``."""
    match rule.query:
        case And(parts) | NOf(_, parts):
            return parts
        case Scoped(scope, And(parts) | NOf(_, parts)):
            return tuple(
                Not(Scoped(scope, part.part)) if isinstance(part, Not) else Scoped(scope, part)
                for part in parts
            )
        case query:
            return (query,)


def marked(text: str, hits: Iterable[Hit], field: str) -> list[tuple[str, Hit | None]]:
    """Cut a text into segments, each with the hit it belongs to or None.

    Args:
        text: The item's text of that field, whole.
        hits: Hits of any fields; of those that overlap, the one that starts first is marked, the
            longer of two that start together.
        field: The name of the field that the text is.

    Returns:
        Segments in order; joined they are the text.
    """
    segments: list[tuple[str, Hit | None]] = []
    at = 0
    own = sorted((hit for hit in hits if hit.field == field), key=lambda hit: (hit.start, -hit.end))
    for hit in own:
        if hit.start < at or hit.end > len(text) or hit.start >= hit.end:
            continue
        if hit.start > at:
            segments.append((text[at : hit.start], None))
        segments.append((text[hit.start : hit.end], hit))
        at = hit.end
    if at < len(text):
        segments.append((text[at:], None))
    return segments


def _sentence(query: Query, held: list[Clause], lost: list[Clause], *, matched: bool) -> str:
    total = len(held) + len(lost)
    if total == 1:
        return "found" if matched else f"{lost[0].complaint}"
    count = f"all {total}" if not lost else f"{len(held)} of {total}"
    counted = query.part if isinstance(query, Scoped) else query
    if isinstance(counted, NOf) and not matched:
        count = f"{count}, {counted.count} needed"
    if not lost:
        return count
    return f"{count}: {', '.join(clause.complaint for clause in lost)}"


def plain_hits(hits: Iterable[Hit]) -> list[dict[str, object]]:
    """Hits for JSON, as commands and the page's API give them."""
    return [
        {
            "term": hit.term,
            "field": hit.field,
            "start": hit.start,
            "end": hit.end,
            "found": hit.found,
            "kind": hit.kind.value,
            "score": hit.score,
            "alias": hit.alias,
            "means": hit.means,
        }
        for hit in hits
    ]
