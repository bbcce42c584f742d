"""Field: one text of an item, which words stand in it, and where.

Which words there are is known at once (``numbers_in``); where they stand is worked out only for
the terms that are asked for.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import accumulate, chain
from operator import attrgetter, itemgetter
from typing import Final

from monitor.rules.matching.counted import is_amount, may_be_amount
from monitor.rules.matching.pattern import Pattern
from monitor.rules.matching.side_by_side import (
    MOST_ASIDE,
    Manner,
    Occurrence,
    doubtful,
    is_aside,
    side_by_side,
)
from monitor.rules.rule import Hit, HitKind
from monitor.rules.words.lexicon import Lexicon
from monitor.rules.words.memo import Numbers
from monitor.rules.words.reader import HEAD
from monitor.rules.words.terms import accepts_pair
from monitor.rules.words.text_context import TextContext
from monitor.rules.words.words import Word, edits
from monitor.text import Chunk, chunks, is_word, read_chunk

MAX_HITS: Final = 50
"""Hits of one term in one field; a text that names it more often says no more by it."""
_ALIAS_SCORE: Final = 0.95
_start, _end = attrgetter("start"), attrgetter("end")
_FEW: Final = 8  # places whose neighbourhood is looked at to spare finding out exactly


class Field:
    """One text of an item."""

    def __init__(self, name: str, text: str, context: TextContext, lexicon: Lexicon) -> None:
        self.name = name
        self.text = text
        self.context = context
        self._lexicon = lexicon
        self._hits: dict[Pattern, list[Hit]] = {}
        self._read: dict[int, Chunk] = {}

    def _holds(self, words: Iterable[int]) -> bool:
        """Whether all of these words stand in it."""
        held = self._held
        return all(number in held or number in self._parted for number in words)

    def find(self, pattern: Pattern) -> list[Hit]:
        """Return where a term stands, the best reading of each span, in order."""
        found = self._hits.get(pattern)
        if found is None:
            if pattern.regex is not None:
                found = self._find_regex(pattern)
            elif any(self._holds(words) for words, _ in pattern.readings):
                found = self._find_words(pattern)
            else:
                found = []
            self._hits[pattern] = found
        return found

    def positions(self, hit: Hit) -> tuple[int, int]:
        """Return the tokens that a hit covers: the first, and the first after it (0-based).

        A regular expression may find only blanks or marks: then both are the token that follows.
        """
        if not self._chunks:
            return 0, 0
        i, at = self._chunk_at(hit.start)
        first = self._positions[i] + bisect_right(self._chunk(i).tokens, at, key=_end)
        i, at = self._chunk_at(hit.end)
        return first, self._positions[i] + bisect_left(self._chunk(i).tokens, at, key=_start)

    def _chunk_at(self, place: int) -> tuple[int, int]:
        """The last chunk that begins at or before a place of the text, and the place in it."""
        i = max(bisect_right(self._offsets, place) - 1, 0)
        return i, place - self._offsets[i]

    def _chunk(self, i: int) -> Chunk:
        """A chunk's tokens. One without white space may be the whole text: it is cut once."""
        found = self._read.get(i)
        if found is None:
            found = self._read[i] = read_chunk(self._chunks[i])
        return found

    def may_be_near(self, some: list[Pattern], others: list[Pattern], distance: int) -> bool:
        """Whether two sides may have words at most ``distance`` tokens apart.

        A quick test: False is certain, True isn't.
        """
        one = self._places(some)
        other = one and self._places(others)
        if one is None or other is None or len(one) + len(other) > _FEW:
            return True
        return self._follows(one, other, distance + 1) or self._follows(other, one, distance + 1)

    def _follows(self, ones: set[int], others: set[int], apart: int) -> bool:
        """Whether one of ``others`` is at most ``apart`` non-empty chunks after one of ``ones``."""
        for i in ones:
            after = min((j for j in others if j >= i), default=None)
            if after is not None and (after <= i + apart or after <= self._reach(i, apart)):
                return True
        return False

    def _places(self, patterns: list[Pattern]) -> set[int] | None:
        """The chunks that hold terms of one word; None if these need more work to be found."""
        wanted: set[int] = set()
        for pattern in patterns:
            if pattern.alone is None or not self._parted.isdisjoint(pattern.alone):
                return None
            wanted |= pattern.alone
        return {i for i, numbers in self._filled if not wanted.isdisjoint(numbers)}

    def _reach(self, i: int, count: int) -> int:
        """The chunk that is ``count`` chunks with tokens after chunk ``i``."""
        for _ in range(count):
            i = self._next(i)
            if i >= len(self._chunks):
                break
        return i

    def _find_words(self, pattern: Pattern) -> list[Hit]:
        best: dict[tuple[int, int], Hit] = {}
        for words, alias in pattern.readings:
            if not self._holds(words):
                continue
            for place in (
                self._adjacent(words, alias or pattern.term.text)
                if len(words) > 1
                else self._alone(words[0])
            ):
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
                        means=place.accepted.means,
                    )
        return [best[span] for span in sorted(best)[:MAX_HITS]]

    def _alone(self, number: int) -> list[Occurrence]:
        """The places of a word that is a term by itself."""
        found = self._occurrences(number, [0] * len(self._chunks))
        if may_be_amount(self._lexicon.words[number]):
            found = [each for each in found if not is_amount(self.text, each.start, each.end)]
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
            chunk = self._chunk(i)
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
        if word.may_be_halved or word.may_have_initial:
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
        first, second = self._chunk(i), self._chunk(i + 1)
        if not second.opens:
            return []
        head, tail = first.tokens[-1], second.tokens[0]._replace(gap=" ")
        accepted = accepts_pair(word, head, tail, self.context, self._lexicon.known)
        if accepted is None:
            return []
        start, end = self._offsets[i] + head.start, self._offsets[i + 1] + tail.end
        return [Occurrence(positions[i + 1] - 1, positions[i + 1], start, end, accepted)]

    def _adjacent(self, numbers: tuple[int, ...], phrase: str) -> list[Occurrence]:
        """Places where words, which spell a phrase, stand side by side."""
        if not self._may_be_adjacent(numbers):
            return []
        words = [self._lexicon.words[number] for number in numbers]
        places: list[Occurrence] = []
        manner = Manner.of(phrase, len(words), self.context)
        for i, (number, word) in enumerate(zip(numbers, words, strict=True)):
            own = self._occurrences(number, self._positions)
            if not word.vouches:
                own = [doubtful(place) for place in own]
            if i:
                named = words[i - 1].capital and word.capital
                linked = i in manner.linked
                own = side_by_side(places, own, self.text, manner, named=named, linked=linked)
            places = own
        budget = edits(sum(len(word.folded) for word in words))
        named = any(word.vouches for word in words)
        return [
            place
            for place in places
            if place.accepted.edits <= budget and not (named and place.accepted.doubtful)
        ]

    def _may_be_adjacent(self, numbers: tuple[int, ...]) -> bool:
        """Whether words may stand side by side: they are in the same or neighbouring chunks.

        A quick test: False is certain, True isn't.
        """
        if not self._parted.isdisjoint(numbers):
            return True
        places = set(self._held[numbers[0]])
        for number in numbers[1:]:
            after = places | {self._next(i) for i in places}
            after |= {j for i in after for j in self._behind_aside(i)}
            places = after.intersection(self._held[number])
        return bool(places)

    def _next(self, i: int) -> int:
        """The next chunk after one that has any token."""
        chunks = self._chunks
        i += 1
        while i < len(chunks) and not (is_word(chunks[i]) or self._chunk(i).tokens):
            i += 1
        return i

    def _behind_aside(self, i: int) -> list[int]:
        """The chunk behind a middle initial or a nickname, which may stand between two names."""
        if i < len(self._chunks) and self._chunks[i].isalnum():
            return []  # nearly always
        for end in range(i + 1, min(i + MOST_ASIDE, len(self._chunks)) + 1):
            if is_aside(f" {' '.join(self._chunks[i:end])} "):
                return [self._next(end - 1)]
        return []

    def _find_regex(self, pattern: Pattern) -> list[Hit]:
        found = []
        # RE2 takes UTF-8, in which half a character can't be written.
        text = self.text.encode("utf-8", "replace").decode()
        for match in pattern.regex.finditer(text):
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
            1 if is_word(chunk) else len(self._chunk(i).tokens)
            for i, chunk in enumerate(self._chunks)
        ]
        return list(accumulate(counts, initial=0))

    @cached_property
    def _filled(self) -> list[tuple[int, Numbers]]:
        """The chunks that hold any word, and their words."""
        return list(self._lexicon.memo(self.context).places(self._chunks))

    @cached_property
    def _held(self) -> dict[int, list[int]]:
        """Which chunks hold a word."""
        found: dict[int, list[int]] = {}
        for i, numbers in self._filled:
            for number in numbers:
                found.setdefault(number, []).append(i)
        return found

    @cached_property
    def _parted(self) -> set[int]:
        """The words that are written in two chunks."""
        if not any(HEAD in numbers for _, numbers in self._filled):
            return set()
        return self._lexicon.halved(self._chunks, self.context)


def numbers_in(texts: list[str], context: TextContext, lexicon: Lexicon) -> set[int]:
    """Return the numbers of the words that stand in texts of one kind."""
    memo = lexicon.memo(context)
    memo.tidy()
    split = [text.split() for text in texts]
    found = memo.union(chain.from_iterable(split))
    if HEAD in found:
        found.discard(HEAD)
        for one in split:
            found |= lexicon.halved(one, context)
    return found
