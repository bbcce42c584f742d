"""Matcher: many rules against one item after another.

A rule is filed under the rarest word it can't do without, with its second rarest beside it. An item
is compared only with the rules filed under words it holds whose second word it holds too: with
100,000 rules that leaves a handful. Whatever isn't settled by which words are there (phrases,
proximity, scopes, hits) is left to ``evaluate``.

Lucene Monitor's presearcher files queries in the same manner.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Final, TypeVar

from monitor.item import Item
from monitor.rules.language.query import And, Near, NOf, Not, Or, Query, Scoped, Term
from monitor.rules.matching.compile import Compiler
from monitor.rules.matching.document import TEXT_FIELDS, Document
from monitor.rules.matching.evaluate import evaluate, in_order
from monitor.rules.matching.near import NearIndex
from monitor.rules.rule import Match, NearMiss, Rule
from monitor.rules.vocabulary.known_words import KnownWords
from monitor.rules.words.lexicon import MEMO_SIZE, Lexicon
from monitor.rules.words.reader import Work

_PAIR: Final = 32  # bits by which the first number of a pair is shifted
_SHORT: Final = 16  # entries of one key up to which a tuple is made anew for each
_FEW: Final = 16  # words of a document for which nothing is fetched beforehand
_T = TypeVar("_T")
_NO_WORDS: Final = frozenset[int]()


@dataclass(slots=True, eq=False)
class _Filed:
    """A rule in the index."""

    rule: Rule
    order: int
    firsts: frozenset[int]
    """The words it is filed under: it can't do without one of them."""
    seconds: frozenset[int]
    """Those beside them; none if it needs no more than the first."""
    rest: tuple[frozenset[int], ...]
    """What it needs beyond these."""
    doubtful: Query | None
    """What may not hold where its needs are met; None: it all does."""


class Matcher:
    """Rules compiled for matching one item after another. Not for several threads at once."""

    def __init__(
        self,
        rules: Iterable[Rule] = (),
        *,
        known: KnownWords | None = None,
        memo_size: int = MEMO_SIZE,
    ) -> None:
        """Compile the rules.

        Args:
            rules: Of distinct names.
            known: The words people use; None: English is loaded anew, which takes 0.3 s.
            memo_size: For how many chunks of text to remember which words they hold.

        Raises:
            RuleError: A rule holds a regular expression that can't be read.
        """
        self._lexicon = Lexicon(known or KnownWords(), memo_size=memo_size)
        self._compiler = Compiler(self._lexicon)
        self._filed: dict[str, _Filed] = {}
        self._order = 0
        self._seconds: list[Sequence[int]] = []
        """First word → the words beside it, itself where a rule needs no other."""
        self._pairs: dict[int, Sequence[_Filed]] = {}
        """The rules of a first and a second word."""
        self._always: dict[str, _Filed] = {}
        self._near: NearIndex | None = None
        for rule in rules:
            self.add(rule)

    def add(self, rule: Rule) -> None:
        """Add a rule, as the last, or in the place of the rule of the same name."""
        order = self._order
        if rule.name in self._filed:
            order = self._filed[rule.name].order
            self.remove(rule.name)
        rarest, doubtful = self._compiler.needs(rule)
        needs = [need.words for need in rarest]
        first = needs[0] if needs else _NO_WORDS
        second = needs[1] if len(needs) > 1 else _NO_WORDS
        filed = _Filed(rule, order, first, second, tuple(needs[2:]), doubtful)
        self._order += 1
        self._filed[rule.name] = filed
        if not needs:
            self._always[rule.name] = filed
        self._make_room()
        alone = (filed,)
        for key in first:
            for other in second or (key,):
                pair = key << _PAIR | other
                there = self._pairs.setdefault(pair, alone)
                if there is alone:
                    self._seconds[key] = _with(self._seconds[key], other)
                else:
                    self._pairs[pair] = _with(there, filed)
        if self._near is not None:
            self._near.add(rule)

    def remove(self, name: str) -> None:
        """Stop watching for a rule.

        Raises:
            KeyError: There is no rule of that name.
        """
        filed = self._filed.pop(name)
        self._always.pop(name, None)
        for key in filed.firsts:
            for other in filed.seconds or (key,):
                pair = key << _PAIR | other
                left = tuple(there for there in self._pairs[pair] if there is not filed)
                if left:
                    self._pairs[pair] = left
                    continue
                del self._pairs[pair]
                self._seconds[key] = tuple(one for one in self._seconds[key] if one != other)
        if self._near is not None:
            self._near.remove(name)

    def __len__(self) -> int:
        return len(self._filed)

    @property
    def rules(self) -> list[Rule]:
        """All rules, in order."""
        return [filed.rule for filed in sorted(self._filed.values(), key=_by_order)]

    @property
    def work(self) -> Work:
        """How much work has been done so far, in counts that don't depend on the machine."""
        return self._lexicon.work

    def names(self, item: Item) -> list[str]:
        """Return the names of the rules an item satisfies, in the order of the rules."""
        document = Document(item, self._lexicon)
        candidates = self._candidates(document)
        if not candidates:
            return []
        self.work.evaluations += len(candidates)
        found = [
            filed
            for filed in candidates
            if filed.doubtful is None or self._holds(filed.doubtful, filed.rule, document)
        ]
        found.sort(key=_by_order)
        return [filed.rule.name for filed in found]

    def match(self, item: Item) -> list[Match]:
        """The rules an item satisfies, in the order in which they were given."""
        return self._match(Document(item, self._lexicon))

    def match_and_near(self, item: Item) -> tuple[list[Match], list[NearMiss]]:
        """Return what ``match`` does, and the rules of which exactly one clause is lacking.

        Near misses are bounded in number; only rules with two or more positive clauses have any.
        """
        if self._near is None:
            self._near = NearIndex(self._compiler, self._decide)
            for filed in self._filed.values():
                self._near.add(filed.rule)
        document = Document(item, self._lexicon)
        matches = self._match(document)
        return matches, self._near.find(document, {match.rule for match in matches})

    def _match(self, document: Document) -> list[Match]:
        matches = []
        for filed in self._candidates(document):
            rule, doubtful = filed.rule, filed.doubtful
            self.work.evaluations += 1
            if doubtful and self._decide(doubtful, rule, document.numbers) is False:
                continue
            found = evaluate(rule.query, document, self._compiler.patterns(rule))
            if found is not None:
                matches.append((filed.order, rule.name, found))
        matches.sort(key=lambda match: match[0])
        return [
            Match(rule=name, hits=in_order(found.hits), score=found.score)
            for _, name, found in matches
        ]

    def _candidates(self, document: Document) -> list[_Filed]:
        """The rules whose needs a document meets, each once, in any order."""
        numbers = document.numbers
        if not numbers:
            return list(self._always.values())
        self._make_room()
        pairs = self._pairs
        seconds = self._seconds
        if len(numbers) > _FEW:  # fetched at once, which waits less for memory than one by one
            among = zip(numbers, itemgetter(*numbers)(seconds), strict=True)
            keys = [key for key, others in among if not numbers.isdisjoint(others)]
        else:
            keys = [key for key in numbers if not numbers.isdisjoint(seconds[key])]
        found = [
            filed
            for key in keys
            for other in seconds[key]
            if other in numbers
            for filed in pairs[key << _PAIR | other]
        ]
        if len(found) > 1:
            found = list(dict.fromkeys(found))
        if found:
            found = [filed for filed in found if not any(map(numbers.isdisjoint, filed.rest))]
        if self._always:
            found += self._always.values()
        return found

    def _make_room(self) -> None:
        """Have a place in ``_seconds`` for each word that there is."""
        missing = len(self._lexicon.words) - len(self._seconds)
        if missing > 0:
            self._seconds += [()] * missing

    def _holds(self, query: Query, rule: Rule, document: Document) -> bool:
        """Whether a tree holds; places are looked at only where words alone can't tell.

        ``evaluate`` says the same with the proof: where each term stands, and how well. Here nobody
        asks for it, and words alone decide most trees, without a look at any place.
        """
        decided = self._decide(query, rule, document.numbers)
        if decided is not None:
            return decided
        match query:
            case Term():
                return bool(document.find(self._compiler.pattern(query, rule), TEXT_FIELDS))
            case And(parts):
                return all(self._holds(part, rule, document) for part in parts)
            case Or(parts):
                return any(self._holds(part, rule, document) for part in parts)
            case NOf(count, parts):
                return sum(self._holds(part, rule, document) for part in parts) >= count
            case Not(part):
                return not self._holds(part, rule, document)
            case Near() | Scoped():
                return evaluate(query, document, self._compiler.patterns(rule)) is not None

    def _decide(self, query: Query, rule: Rule, numbers: set[int]) -> bool | None:
        """Whether a tree holds, as far as the words alone can tell; None if they can't.

        Most candidates fail, and this says so for a tenth of what ``evaluate`` costs.
        """
        match query:
            case Term():
                return self._decide_term(query, rule, numbers)
            case And(parts):
                return self._decide_all(parts, rule, numbers)
            case Or(parts):
                return self._decide_some(1, parts, rule, numbers)
            case NOf(count, parts):
                return self._decide_some(count, parts, rule, numbers)
            case Not(part):
                holds = self._decide(part, rule, numbers)
                return None if holds is None else not holds
            case Near() | Scoped():
                needs = self._compiler.needs_of(query, rule)
                return None if all(not numbers.isdisjoint(need.words) for need in needs) else False

    def _decide_term(self, term: Term, rule: Rule, numbers: set[int]) -> bool | None:
        pattern = self._compiler.pattern(term, rule)
        if pattern.alone is not None:
            return not numbers.isdisjoint(pattern.alone)
        if pattern.regex is not None:
            return None
        together = any(numbers.issuperset(words) for words, _ in pattern.readings)
        return None if together else False

    def _decide_all(self, parts: tuple[Query, ...], rule: Rule, numbers: set[int]) -> bool | None:
        sure = True
        for part in parts:
            holds = self._decide(part, rule, numbers)
            if holds is False:
                return False
            sure = sure and holds is True
        return True if sure else None

    def _decide_some(
        self, count: int, parts: tuple[Query, ...], rule: Rule, numbers: set[int]
    ) -> bool | None:
        decided = [self._decide(part, rule, numbers) for part in parts]
        if decided.count(True) >= count:
            return True
        return None if len(decided) - decided.count(False) >= count else False


def _with(there: Sequence[_T], one: _T) -> Sequence[_T]:
    """Put one more behind others: few are a tuple, which takes less room, many grow in place."""
    if isinstance(there, list):
        there.append(one)
        return there
    return (*there, one) if len(there) < _SHORT else [*there, one]


def _by_order(filed: _Filed) -> int:
    return filed.order
