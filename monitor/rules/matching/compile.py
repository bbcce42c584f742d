"""Compiling a rule: its terms as patterns over a lexicon's words; what it can't do without.

A *need* is a set of words of which a matching text holds at least one. A rule's needs are what
makes an index of rules possible, and are necessary, not sufficient: positions, scopes and NOT are
left to ``evaluate``.
"""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter
from typing import Any, Final

import re2

from monitor.errors import RuleError
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
    terms,
)
from monitor.rules.matching.counted import may_be_amount
from monitor.rules.matching.pattern import Need, Pattern, Patterns
from monitor.rules.rule import Rule
from monitor.rules.words.lexicon import Lexicon
from monitor.rules.words.readings import readings
from monitor.rules.words.words import Mode, Word
from monitor.text import fold

_REGEX_MEMORY: Final = 1 << 20  # bytes RE2 may use for one expression
_UNKNOWN_ZIPF: Final = 1.5  # of words no list has, mostly names
_CHARACTER_ZIPF: Final = 6.0  # of a lone character of a script without spaces; each more costs 1.2
_PREFIX_ZIPF: Final = 5.0
_TEXT_SCOPES: Final = ("title", "body")

by_cost: Final = attrgetter("cost")
"""The key by which needs are sorted, rarest first."""


class Compiler:
    """Turns terms into patterns; equal terms share one."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._english = lexicon.known.vocabulary("en")
        self._plain: dict[str, Pattern] = {}
        self._others: dict[tuple[str, TermKind, bool, tuple[str, ...]], Pattern] = {}
        self._needs: dict[int, Need] = {}
        self._given: Mapping[str, tuple[str, ...]] = {}
        self._folded: dict[str, tuple[str, ...]] = {}

    def patterns(self, rule: Rule) -> Patterns:
        """Return the patterns of all terms of a rule.

        Raises:
            RuleError: RE2 doesn't take one of its regular expressions.
        """
        return {term: self.pattern(term, rule) for term in terms(rule.query)}

    def pattern(self, term: Term, rule: Rule) -> Pattern:
        """Return one term of a rule as a pattern."""
        if rule.fuzzy and not rule.aliases and term.kind is TermKind.WORDS:
            found = self._plain.get(term.text)
            if found is None:
                found = self._plain[term.text] = self._compile(term, (), rule)
            return found
        own: tuple[str, ...] = ()
        if rule.aliases:
            own = tuple(self._aliases(rule.aliases).get(fold(term.text), ()))
        key = (term.text, term.kind, rule.fuzzy, own)
        found = self._others.get(key)
        if found is None:
            found = self._others[key] = self._compile(term, own, rule)
        return found

    def _compile(self, term: Term, aliases: tuple[str, ...], rule: Rule) -> Pattern:
        if term.kind is TermKind.REGEX:
            return Pattern(term, (), (), regex=_regex(term, rule))
        intern = self._lexicon.intern
        numbers = tuple(
            [
                (tuple([intern(word) for word in words]), alias)
                for words, alias in readings(term, aliases, fuzzy=rule.fuzzy)
            ]
        )
        if len(numbers) == 1:
            words = numbers[0][0]
            if len(words) == 1 and not may_be_amount(self._lexicon.words[words[0]]):
                need = self._need(words[0])
                return Pattern(term, numbers, (need,), need.words)
            needs = tuple(map(self._need, dict.fromkeys(words)))
        else:
            needs = (_either([min(map(self._need, words), key=by_cost) for words, _ in numbers]),)
        alone = all(
            len(words) == 1 and not may_be_amount(self._lexicon.words[words[0]])
            for words, _ in numbers
        )
        return Pattern(
            term, numbers, needs, frozenset([words[0] for words, _ in numbers]) if alone else None
        )

    def needs(self, rule: Rule) -> tuple[list[Need], Query | None]:
        """What a rule can't do without, and that of it which may not hold where it has it.

        The needs come rarest first; there are none if single words don't show them. They suffice
        for the parts of a rule that ask for words alone: if all do, the other is None.
        """
        found: list[Need] = []
        parts = rule.query.parts if isinstance(rule.query, And) else (rule.query,)
        doubtful = tuple([part for part in parts if not self._gather(part, rule, found)])
        found.sort(key=by_cost)
        if not doubtful:
            return found, None
        return found, doubtful[0] if len(doubtful) == 1 else And(doubtful)

    def need(self, query: Query, rule: Rule) -> Need | None:
        """The rarest thing that a part of a rule can't do without."""
        needs = self.pattern(query, rule).needs if isinstance(query, Term) else ()
        return min(needs or self.needs_of(query, rule), key=by_cost, default=None)

    def needs_of(self, query: Query, rule: Rule) -> list[Need]:
        """What a part of a rule can't do without, in no order."""
        found: list[Need] = []
        self._gather(query, rule, found)
        return found

    def _gather(self, query: Query, rule: Rule, into: list[Need]) -> bool:
        """Add what a part can't do without to a list; return whether it holds where that is met."""
        match query:
            case Term():
                pattern = self.pattern(query, rule)
                into += pattern.needs
                return pattern.alone is not None
            case And(parts):
                enough = True
                for part in parts:
                    enough = self._gather(part, rule, into) and enough
                return enough
            case Near(left, right):
                self._gather(left, rule, into)
                self._gather(right, rule, into)
                return False
            case Or(parts):
                into += self._one_of(1, parts, rule)
                return all(
                    isinstance(part, Term) and self.pattern(part, rule).alone is not None
                    for part in parts
                )
            case NOf(count, parts):
                into += self._one_of(count, parts, rule)
                return False
            case Scoped(scope, part) if scope in _TEXT_SCOPES:
                self._gather(part, rule, into)
                return False
            case Scoped(_, part) | Not(part):
                # Compiled all the same: a word that comes later would cost the memory of texts.
                self._gather(part, rule, [])
                return False

    def _one_of(self, count: int, parts: tuple[Query, ...], rule: Rule) -> list[Need]:
        """Of n parts of which ``count`` must hold, any n - count + 1 have one that does."""
        cheapest = []
        for part in parts:
            need = self.need(part, rule)
            if need is not None:
                cheapest.append(need)
        enough = len(parts) - count + 1
        if count < 1 or len(cheapest) < enough:
            return []
        cheapest.sort(key=by_cost)
        return [_either(cheapest[:enough])]

    def _need(self, number: int) -> Need:
        found = self._needs.get(number)
        if found is None:
            cost = self._cost(self._lexicon.words[number])
            found = self._needs[number] = Need(cost, frozenset((number,)))
        return found

    def _cost(self, word: Word) -> float:
        if word.mode is Mode.SPACELESS:
            zipf = max(_UNKNOWN_ZIPF, _CHARACTER_ZIPF - 1.2 * (len(word.folded) - 1))
        elif word.mode is Mode.PREFIX:
            zipf = _PREFIX_ZIPF
        else:
            zipf = self._english.zipf(word.folded) or _UNKNOWN_ZIPF
        return float(10**zipf)

    def _aliases(self, given: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        """Aliases by folded term; rules that share a mapping share the work."""
        if given is not self._given:
            self._given = given
            self._folded = {}
            for term, others in given.items():
                self._folded[fold(term)] = (*self._folded.get(fold(term), ()), *others)
        return self._folded


def _either(needs: list[Need]) -> Need:
    return Need(
        sum([need.cost for need in needs]), frozenset().union(*[need.words for need in needs])
    )


def _regex(term: Term, rule: Rule) -> Any:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _REGEX_MEMORY
    try:
        return re2.compile(term.text, options)
    except re2.error as error:
        raise RuleError(
            f"/{term.text}/ isn't a regular expression: {error}",
            text=rule.match,
            position=term.position,
            hint="The syntax is RE2's: no look-around and no back-references.",
        ) from error
