"""Field: one text of an item. Which words stand in it, and where?

Which words there are is known at once (``numbers``); where they are is worked out for the terms
that are asked for.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate, chain
from operator import itemgetter
from typing import Final, NamedTuple

from monitor.rules.context import Context
from monitor.rules.lexicon import Lexicon
from monitor.rules.pattern import Pattern
from monitor.rules.reader import HEAD
from monitor.rules.rule import Hit, HitKind
from monitor.rules.terms import Accepted, accepts_pair
from monitor.rules.words import Word, edits
from monitor.text import Token, chunks, read_chunk, tokenise

MAX_HITS: Final = 50
"""Hits of one term in one field; a text that names it more often says no more by it."""
_ALIAS_SCORE: Final = 0.95


class Occurrence(NamedTuple):
    """Where a word or phrase stands in a field."""

    first: int
    last: int
    """Positions of its first and last token among the field's."""
    start: int
    end: int
    accepted: Accepted


class Field:
    """One text of an item."""

    def __init__(self, name: str, text: str, context: Context, lexicon: Lexicon) -> None:
        self.name = name
        self.text = text
        self.context = context
        self._lexicon = lexicon
        self._hits: dict[Pattern, list[Hit]] = {}

    @cached_property
    def numbers(self) -> set[int]:
        """The words that stand in it."""
        return numbers_in([self.text], self.context, self._lexicon)

    def find(self, pattern: Pattern) -> list[Hit]:
        """Where a term stands, the best reading of each span, in order."""
        found = self._hits.get(pattern)
        if found is None:
            if pattern.regex is not None:
                found = self._find_regex(pattern)
            elif any(self.numbers.issuperset(words) for words, _ in pattern.readings):
                found = self._find_words(pattern)
            else:
                found = []
            self._hits[pattern] = found
        return found

    def positions(self, hit: Hit) -> tuple[int, int]:
        """The field's tokens a hit covers: first and last."""
        first = bisect_left(self._ends, hit.start + 1)
        last = bisect_left(self._starts, hit.end) - 1
        return first, max(first, last)

    def _find_words(self, pattern: Pattern) -> list[Hit]:
        best: dict[tuple[int, int], Hit] = {}
        for words, alias in pattern.readings:
            if not self.numbers.issuperset(words):
                continue
            for place in self._adjacent(words) if len(words) > 1 else self._alone(words[0]):
                kind, score = place.accepted[:2]
                if alias:
                    kind, score = HitKind.ALIAS, min(score, _ALIAS_SCORE)
                span = (place.start, place.end)
                if span not in best or best[span].score < score:
                    best[span] = Hit(
                        term=pattern.term.text,
                        field=self.name,
                        start=place.start,
                        end=place.end,
                        found=self.text[place.start : place.end],
                        kind=kind,
                        score=score,
                        alias=alias,
                    )
        return [best[span] for span in sorted(best)[:MAX_HITS]]

    def _alone(self, number: int) -> list[Occurrence]:
        """The places of a word that is a term by itself."""
        found = self._occurrences(number, [0] * len(self._chunks))
        return [place for place in found if not place.accepted.doubtful]

    def _occurrences(self, number: int, positions: Sequence[int]) -> list[Occurrence]:
        """The places of a word.

        Args:
            number: the word.
            positions: how many tokens stand before each chunk, if that matters.
        """
        found: list[Occurrence] = []
        lexicon, context = self._lexicon, self.context
        word = lexicon.words[number]
        for i in self._held.get(number, ()):
            chunk = read_chunk(self._chunks[i])
            tokens, offset, position = chunk.tokens, self._offsets[i], positions[i]
            found += [
                Occurrence(
                    position + first,
                    position + last,
                    offset + tokens[first].start,
                    offset + tokens[last].end,
                    accepted,
                )
                for first, last, accepted in lexicon.spot(chunk, word, context)
            ]
        if word.may_be_halved:
            for i in self._heads(word):
                found += self._across(i, word, positions)
            found.sort(key=itemgetter(2, 3))
        return found

    def _heads(self, word: Word) -> list[int]:
        """The chunks whose last token may be a word's first half."""
        return [
            i
            for i in self._held.get(HEAD, ())
            if i + 1 < len(self._chunks)
            and (
                not (self._chunks[i].isascii() and self._chunks[i].isalpha())
                or any(form.startswith(self._chunks[i].lower()) for form in word.forms)
            )
        ]

    def _across(self, i: int, word: Word, positions: Sequence[int]) -> list[Occurrence]:
        """The place of a word whose halves are the end of one chunk and the next's beginning."""
        first, second = read_chunk(self._chunks[i]), read_chunk(self._chunks[i + 1])
        if not second.opens:
            return []
        head, tail = first.tokens[-1], second.tokens[0]._replace(gap=" ")
        accepted = accepts_pair(word, head, tail, self.context, self._lexicon.known)
        if accepted is None:
            return []
        start, end = self._offsets[i] + head.start, self._offsets[i + 1] + tail.end
        return [Occurrence(positions[i + 1] - 1, positions[i + 1], start, end, accepted)]

    def _adjacent(self, numbers: tuple[int, ...]) -> list[Occurrence]:
        """Places where words stand side by side."""
        words = [self._lexicon.words[number] for number in numbers]
        places: list[Occurrence] = []
        for i, (number, word) in enumerate(zip(numbers, words, strict=True)):
            own = self._occurrences(number, self._positions)
            if not word.vouches:
                own = [_doubtful(place) for place in own]
            places = _side_by_side(places, own) if i else own
        budget = edits(sum(len(word.folded) for word in words))
        named = any(word.vouches for word in words)
        return [
            place
            for place in places
            if place.accepted.edits <= budget and not (named and place.accepted.doubtful)
        ]

    def _find_regex(self, pattern: Pattern) -> list[Hit]:
        found = []
        for match in pattern.regex.finditer(self.text):
            start, end = match.span()
            if start < end:
                found.append(
                    Hit(
                        term=pattern.term.text,
                        field=self.name,
                        start=start,
                        end=end,
                        found=self.text[start:end],
                        kind=HitKind.REGEX,
                        score=1.0,
                    )
                )
            if len(found) == MAX_HITS:
                break
        return found

    @cached_property
    def _chunks(self) -> list[str]:
        return self.text.split()

    @cached_property
    def _offsets(self) -> list[int]:
        return [offset for _, offset in chunks(self.text)]

    @cached_property
    def _positions(self) -> list[int]:
        """How many tokens stand before each chunk."""
        counts = [
            1 if chunk.isascii() and chunk.isalpha() else len(read_chunk(chunk).tokens)
            for chunk in self._chunks
        ]
        return list(accumulate(counts, initial=0))

    @cached_property
    def _held(self) -> dict[int, list[int]]:
        """Which chunks hold a word."""
        found: dict[int, list[int]] = {}
        memo = self._lexicon.memo(self.context)
        for i, chunk in enumerate(self._chunks):
            for number in memo[chunk]:
                found.setdefault(number, []).append(i)
        return found

    @cached_property
    def _tokens(self) -> list[Token]:
        return tokenise(self.text)

    @cached_property
    def _starts(self) -> list[int]:
        return [token.start for token in self._tokens]

    @cached_property
    def _ends(self) -> list[int]:
        return [token.end for token in self._tokens]


def numbers_in(texts: list[str], context: Context, lexicon: Lexicon) -> set[int]:
    """The words that stand in texts of one kind."""
    memo = lexicon.memo(context)
    memo.tidy()
    split = [text.split() for text in texts]
    found = memo.union(chain.from_iterable(split))
    if HEAD in found:
        for one in split:
            found |= lexicon.halved(one, context)
    return found


def _beside(left: Occurrence, right: Occurrence) -> Occurrence:
    """Two neighbours as one; doubtful only if both are."""
    worse = min(left.accepted, right.accepted, key=lambda accepted: accepted.score)
    accepted = worse._replace(
        edits=left.accepted.edits + right.accepted.edits,
        doubtful=left.accepted.doubtful and right.accepted.doubtful,
    )
    return Occurrence(left.first, right.last, left.start, right.end, accepted)


def _side_by_side(left: list[Occurrence], right: list[Occurrence]) -> list[Occurrence]:
    """The places of which one of the right follows one of the left at once."""
    found: list[Occurrence] = []
    starts: dict[int, list[Occurrence]] = {}
    for place in right:
        starts.setdefault(place.first, []).append(place)
    for before in left:
        found += [_beside(before, after) for after in starts.get(before.last + 1, ())]
    return found


def _doubtful(place: Occurrence) -> Occurrence:
    """A word without capitals tells nothing of whether a name is meant."""
    return place._replace(accepted=place.accepted._replace(doubtful=True))
