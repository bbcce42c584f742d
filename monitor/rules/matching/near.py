"""Near misses: the rules that lack exactly one clause of what they ask for.

"What did I nearly get?" has an answer only for rules of two or more clauses; what a NOT alone left
out is one. A rule that lacks one clause has one of its two rarest positive ones, so it is filed
under both, or under the only one. Common words stand in many rules: the rarest words of an item are
followed first, and only so far.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from monitor.rules.language.canonical import canonical
from monitor.rules.language.query import And, Near, NOf, Not, Or, Query, Scoped, Term
from monitor.rules.matching.compile import Compiler, by_cost
from monitor.rules.matching.document import Document
from monitor.rules.matching.evaluate import evaluate, in_order
from monitor.rules.matching.explain import clauses_of
from monitor.rules.rule import Hit, NearMiss, Rule

MAX_NEAR_MISSES: Final = 20
"""Near misses of one item that are given at most."""
MAX_LOOKED_AT: Final = 500
"""Rules looked at for one item at most."""

Decide = Callable[[Query, Rule, set[int]], bool | None]
"""Whether a tree holds as far as an item's words can tell."""


class NearIndex:
    """Rules filed for finding near misses."""

    def __init__(self, compiler: Compiler, decide: Decide) -> None:
        self._compiler = compiler
        self._decide = decide
        self._index: dict[int, dict[str, Rule]] = {}
        self._costs: dict[int, float] = {}
        self._keys: dict[str, frozenset[int]] = {}

    def add(self, rule: Rule) -> None:
        """File a rule, if it has two or more clauses."""
        clauses = clauses_of(rule)
        if len(clauses) < 2:
            return
        positive = [clause for clause in clauses if not isinstance(clause, Not)]
        needs = [self._compiler.need(clause, rule) for clause in positive]
        rarest = sorted((need for need in needs if need is not None), key=by_cost)[:2]
        keys = frozenset[int]().union(*(need.words for need in rarest))
        self._keys[rule.name] = keys
        for need in rarest:
            for key in need.words:
                self._index.setdefault(key, {})[rule.name] = rule
                self._costs.setdefault(key, need.cost)

    def remove(self, name: str) -> None:
        """Forget a rule; does nothing if it was never filed."""
        for key in self._keys.pop(name, ()):
            rules = self._index[key]
            del rules[name]
            if not rules:
                del self._index[key], self._costs[key]

    def find(self, document: Document, matched: set[str]) -> list[NearMiss]:
        """The near misses of a document, those by rarer words first.

        Args:
            document: The item.
            matched: The names of the rules that it satisfies; these are no near misses.
        """
        found = []
        for rule in self._candidates(document.numbers, matched):
            miss = self._near_miss(rule, document)
            if miss is not None:
                found.append(miss)
                if len(found) == MAX_NEAR_MISSES:
                    break
        return found

    def _candidates(self, numbers: set[int], matched: set[str]) -> Iterator[Rule]:
        seen = set(matched)
        looked_at = 0
        for key in sorted(numbers & self._index.keys(), key=self._costs.__getitem__):
            for name, rule in self._index[key].items():
                if name in seen:
                    continue
                seen.add(name)
                looked_at += 1
                if looked_at > MAX_LOOKED_AT:
                    return
                yield rule

    def _near_miss(self, rule: Rule, document: Document) -> NearMiss | None:
        clauses = clauses_of(rule)
        numbers = document.numbers
        lacking = 0
        for clause in clauses:  # most rules lack two, and the second is seen soon
            if self._decide(clause, rule, numbers) is False:
                lacking += 1
                if lacking > 1:
                    return None
        patterns = self._compiler.patterns(rule)
        missing: Query | None = None
        hits: list[Hit] = []
        for clause in clauses:
            found = evaluate(clause, document, patterns)
            if found is not None:
                hits += found.hits
            elif missing is not None:
                return None
            else:
                missing = clause
        if missing is None or not hits:
            return None
        return NearMiss(
            rule=rule.name,
            hits=in_order(hits),
            missing=canonical(missing),
            text_decides=_may_stand_in_text(missing),
        )


def _may_stand_in_text(query: Query) -> bool:
    """Whether more text of an item may make a clause hold that doesn't."""
    match query:
        case Term() | Near():
            return True
        case Not():
            return False
        case And(parts) | Or(parts) | NOf(_, parts):
            return any(map(_may_stand_in_text, parts))
        case Scoped(scope, part):
            return scope == "body" and _may_stand_in_text(part)
