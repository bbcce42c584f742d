"""Other ways of matching that ``matching.py`` compares ours with."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

import ahocorasick
import wordfreq
from rapidfuzz.fuzz import partial_ratio

from monitor.rules.language.query import And, Near, Not, Or, Query, Term, terms
from monitor.rules.rule import Rule

try:
    import hyperscan
except ImportError:
    hyperscan = None


class Naive:
    """Every term of every rule is looked for in every text."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = [(rule.name, rule.query) for rule in rules]

    def __call__(self, text: str) -> list[str]:
        """The names of the rules that hold."""
        lower = text.lower()
        return [name for name, query in self._rules if self._holds(query, lower)]

    def _holds(self, query: Query, text: str) -> bool:
        match query:
            case Term():
                return partial_ratio(query.text.lower(), text) >= 85
            case And(parts):
                return all(self._holds(part, text) for part in parts)
            case Or(parts):
                return any(self._holds(part, text) for part in parts)
            case Not(part):
                return not self._holds(part, text)
            case Near(left, right):
                return self._holds(left, text) and self._holds(right, text)
            case _:
                raise TypeError(query)


class Exact:
    """Terms found by one automaton; the rules of the rarest terms found are checked whole."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._automaton = ahocorasick.Automaton()
        self._index: dict[str, list[tuple[str, Query]]] = {}
        zipf: dict[str, float] = {}
        for rule in rules:
            query = _lower(rule.query)
            for term in terms(query):
                if term.text not in zipf:
                    zipf[term.text] = _zipf(term.text)
                    self._automaton.add_word(term.text, term.text)
            for text in _rarest(query, zipf.__getitem__):
                self._index.setdefault(text, []).append((rule.name, query))
        self._automaton.make_automaton()

    def __call__(self, text: str) -> set[str]:
        """The names of the rules that hold."""
        text = text.lower()
        last = len(text) - 1
        found: set[str] = set()
        for end, term in self._automaton.iter(text):
            start = end - len(term) + 1
            if (start == 0 or not text[start - 1].isalnum()) and (
                end == last or not text[end + 1].isalnum()
            ):
                found.add(term)
        names: set[str] = set()
        for term in found:
            for name, query in self._index.get(term, ()):
                if name not in names and self._holds(query, found, text):
                    names.add(name)
        return names

    def _holds(self, query: Query, found: set[str], text: str) -> bool:
        match query:
            case Term():
                return query.text in found
            case And(parts):
                return all(self._holds(part, found, text) for part in parts)
            case Or(parts):
                return any(self._holds(part, found, text) for part in parts)
            case Not(part):
                return not self._holds(part, found, text)
            case Near(Term(left), Term(right), distance):
                return left in found and right in found and _near(left, right, distance, text)
            case _:
                raise TypeError(query)


class _Filed:
    """Rules filed under their rarest term; which terms a text holds is up to a subclass."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.terms: dict[str, int] = {}
        self._index: dict[int, list[tuple[str, frozenset[int], Query | None]]] = {}
        for rule in rules:
            for term in terms(rule.query):
                self.terms.setdefault(term.text.lower(), len(self.terms))
        zipf = {text: _zipf(text) for text in self.terms}
        for rule in rules:
            parts = rule.query.parts if isinstance(rule.query, And) else (rule.query,)
            plain = [part for part in parts if isinstance(part, Term)]
            needed = frozenset(self.terms[part.text.lower()] for part in plain)
            rest = None if len(plain) == len(parts) else rule.query
            for text in _rarest(_lower(rule.query), zipf.__getitem__):
                self._index.setdefault(self.terms[text], []).append((rule.name, needed, rest))

    def decide(self, found: set[int], text: str = "") -> set[str]:
        """The names of the rules that hold for a text with these terms.

        Args:
            found: the numbers of the terms.
            text: where NEAR is measured, in small letters; empty to take it for AND.
        """
        index = self._index
        return {
            name
            for number in found
            if number in index
            for name, needed, rest in index[number]
            if found.issuperset(needed) and (rest is None or self._holds(rest, found, text))
        }

    def _holds(self, query: Query, found: set[int], text: str) -> bool:
        match query:
            case Term():
                return self.terms[query.text.lower()] in found
            case And(parts):
                return all(self._holds(part, found, text) for part in parts)
            case Or(parts):
                return any(self._holds(part, found, text) for part in parts)
            case Not(part):
                return not self._holds(part, found, text)
            case Near(Term() as left, Term() as right, distance):
                return (
                    self._holds(left, found, text)
                    and self._holds(right, found, text)
                    and (not text or _near(left.text.lower(), right.text.lower(), distance, text))
                )
            case _:
                raise TypeError(query)


class ExactTuned(_Filed):
    """As ``Exact``, made as fast as we know how.

    What a rule needs at least is one set operation, worked out beforehand; the tree is looked at
    only where there is more to it than AND.
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        super().__init__(rules)
        self._automaton = ahocorasick.Automaton()
        for text, number in self.terms.items():
            self._automaton.add_word(text, (number, len(text)))
        self._automaton.make_automaton()

    def __call__(self, text: str) -> set[str]:
        """The names of the rules that hold."""
        lower = f" {text.lower()} "
        found = {
            number
            for end, (number, length) in self._automaton.iter(lower)
            if not lower[end + 1].isalnum() and not lower[end - length].isalnum()
        }
        return self.decide(found, lower)


class Hyperscan(_Filed):
    """The terms with one error allowed, found by one automaton."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        super().__init__(rules)
        # With typing errors allowed hyperscan takes no \b: it finds words inside words, too.
        patterns = [(text if len(text) > 4 else rf"\b{text}\b").encode() for text in self.terms]
        flags = hyperscan.HS_FLAG_CASELESS | hyperscan.HS_FLAG_SINGLEMATCH
        extended = [
            hyperscan.ExpressionExt(
                flags=hyperscan.HS_EXT_FLAG_EDIT_DISTANCE, edit_distance=1 if len(text) > 4 else 0
            )
            for text in self.terms
        ]
        self._database = hyperscan.Database()
        self._database.compile(
            expressions=patterns,
            ids=list(self.terms.values()),
            flags=[flags] * len(patterns),
            ext=extended,
        )
        self._scratch = hyperscan.Scratch(self._database)

    def __call__(self, text: str) -> set[str]:
        """The names of the rules that hold."""
        found: set[int] = set()
        self._database.scan(
            text.encode(),
            match_event_handler=lambda number, *_: found.add(number),
            scratch=self._scratch,
        )
        return self.decide(found)


def _near(left: str, right: str, distance: int, text: str) -> bool:
    """Whether two terms stand in a text with at most so many words between them."""
    lefts, rights = (
        [found.span() for found in re.finditer(rf"\b{re.escape(term)}\b", text)]
        for term in (left, right)
    )
    return any(
        len(text[min(one[1], other[1]) : max(one[0], other[0])].split()) <= distance
        for one in lefts
        for other in rights
    )


def _lower(query: Query) -> Query:
    match query:
        case Term(text):
            return Term(text.lower())
        case And(parts) | Or(parts):
            return type(query)(tuple(map(_lower, parts)))
        case Not(part):
            return Not(_lower(part))
        case Near(left, right, distance):
            return Near(_lower(left), _lower(right), distance)
        case _:
            raise TypeError(query)


def _zipf(text: str) -> float:
    return min(wordfreq.zipf_frequency(word, "en") for word in text.split())


def _rarest(query: Query, zipf: Callable[[str], float]) -> Iterable[str]:
    """The terms of which a text has at least one, the rarest possible."""
    match query:
        case Term(text):
            return [text]
        case And(parts):
            options = [_rarest(part, zipf) for part in parts if not isinstance(part, Not)]
            return min(options, key=lambda option: max(map(zipf, option)))
        case Or(parts):
            return [text for part in parts for text in _rarest(part, zipf)]
        case Near(left, right):
            return _rarest(And((left, right)), zipf)
        case _:
            raise TypeError(query)
