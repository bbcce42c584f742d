"""Trial: changed rules, really matched against what is known of the rule. Pure.

Without this module a suggestion would be a guess: nobody could say how many good matches it costs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from monitor.rules.matching.matcher import Matcher
from monitor.rules.suggest.suggestion import Effect, Judged, Kind, Missed, Suggestion
from monitor.rules.vocabulary.known_words import KnownWords


@dataclass(frozen=True, slots=True)
class Tried:
    """A suggestion with its effect, and the items that it deals with."""

    suggestion: Suggestion
    covers: frozenset[int]
    """Indexes of the items that it deals with: matches voted bad, or near misses to gain."""


class Trial:
    """Matches changed rules against what is known of the rule."""

    def __init__(
        self, matched: Sequence[Judged], near: Sequence[Missed], *, known: KnownWords
    ) -> None:
        """Take what the rule matched and nearly matched."""
        self._matched = matched
        self._near = near
        self._known = known
        self.told: frozenset[int] = frozenset(each.story for each in matched if each.vote >= 0)
        """Stories in which the rule matched something that nobody voted bad."""

    def run(self, suggestions: Sequence[Suggestion]) -> list[Tried]:
        """Return the suggestions, in the same order, each with the effect it really has."""
        rules = [
            replace(suggestion.rule, name=str(number))
            for number, suggestion in enumerate(suggestions)
        ]
        matcher = Matcher(rules, known=self._known)
        kept: list[set[int]] = [set() for _ in rules]
        gained: list[set[int]] = [set() for _ in rules]
        matched = [each.item for each in self._matched]
        near = [each.item for each in self._near]
        for sets, items in ((kept, matched), (gained, near)):
            for at, item in enumerate(items):
                for name in matcher.names(item):
                    sets[int(name)].add(at)
        return [
            self._tried(suggestion, kept[number], gained[number])
            for number, suggestion in enumerate(suggestions)
        ]

    def _tried(self, suggestion: Suggestion, kept: set[int], gained: set[int]) -> Tried:
        lost = [at for at in range(len(self._matched)) if at not in kept]
        votes = [each.vote for each in self._matched]
        lost_votes = [votes[at] for at in lost]
        told = {at for at in gained if self._near[at].story in self.told}
        effect = Effect(
            bad_lost=lost_votes.count(-1),
            bad=votes.count(-1),
            good_lost=lost_votes.count(1),
            good=votes.count(1),
            others_lost=lost_votes.count(0),
            others=votes.count(0),
            gained=len(gained),
            gained_told=len(told),
        )
        if suggestion.kind is Kind.EXCLUDE:
            covers = frozenset(at for at in lost if votes[at] < 0)
        else:
            covers = frozenset(told)
        return Tried(replace(suggestion, effect=effect), covers)


def best(
    tried: Iterable[Tried], most: int, *, key: Callable[[Effect], tuple[int, ...]]
) -> Iterator[Suggestion]:
    """Yield the suggestion that deals with most items, then the one with most of the rest, etc.

    Args:
        tried: The most promising first: of equal ones the first is taken.
        most: How many to yield at most.
        key: What an effect costs; less is better.
    """
    left = list(tried)
    covered: frozenset[int] = frozenset()
    for _ in range(most):
        left = [each for each in left if each.covers - covered]
        if not left:
            return
        chosen = min(
            left,
            key=lambda each: (
                -len(each.covers - covered),
                *key(each.suggestion.effect),
            ),
        )
        covered |= chosen.covers
        yield chosen.suggestion
