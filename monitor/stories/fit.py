"""Fit: does this item tell of that story's event? Do two stories tell of one?

The measure is the cosine of rarity-weighted words (Salton & McGill 1983), against the sum of a
story's items. It alone can't tell two lawsuits against one company from one lawsuit told twice, so
precision has rules of its own, each named below. All are strictest for a story's first items: a
story of many items has shown what holds it together.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from math import exp, fsum
from typing import Final, NamedTuple

from monitor.stories.assignment import Shared
from monitor.stories.series import EVERY_DAY, conflict
from monitor.stories.signature import Signature
from monitor.stories.story import OpenStory
from monitor.stories.today import TELLING, Today

JOIN: Final = 0.15
"""An item joins a story that it resembles so much, after ``PATIENCE``."""
PATIENCE: Final = timedelta(hours=72)
"""Resemblance counts 1/e of itself after such a silence."""
SAME_DAY: Final = timedelta(hours=12)
"""What isn't tied to a name (market reports, quizzes, forecasts) counts for so long."""

_PATIENCE: Final = PATIENCE.total_seconds()
_SAME_DAY: Final = SAME_DAY.total_seconds()
_NAMED: Final = 240.0  # weight of shared names that a story of one item asks for
_UNNAMED: Final = 0.4  # resemblance it asks for without them
_GENERIC: Final = 120.0  # with less weight of shared names, the resemblance is generic
_COPY: Final = 0.95  # so alike that it is the same text
_INSTALMENT: Final = 0.6  # so alike, days apart, from the same outlet: a series
_YOUNG: Final = 3  # items
_DOUBT: Final = 0.2  # less resemblance than this doesn't forgive another name
_LIGHT: Final = 150  # lighter words don't count as shared
_ALIKE: Final = 0.1  # resemblance of two stories that are one, if an item fits both
_ALIKE_WEIGHT: Final = 200.0  # and the weight of their shared words
_OWN: Final = 0.6  # share of a grown story's items that have a name of its own
_GROWN: Final = 4  # items
_TOLD: Final = 8  # words named in ``why``


class Seen(NamedTuple):
    """An item ready to be compared."""

    signature: Signature
    left: Mapping[str, float]
    """What is left of each word's weight today."""
    words: tuple[tuple[str, float], ...]
    """Words and what is left of their weights."""
    pairs: tuple[tuple[tuple[str, str], float], ...]
    names: frozenset[str]
    """Those of its words that are names."""
    outlet: str
    moment: float

    @classmethod
    def of(
        cls, signature: Signature, today: Today, *, stories: int, outlet: str, moment: float
    ) -> Seen:
        """Look at an item in the light of today's stories."""
        words = signature.words
        left = {word: today.left(word, weight, stories) for word, weight in words.items()}
        return cls(
            signature,
            left,
            tuple((word, weight * left[word]) for word, weight in words.items()),
            tuple(
                (pair, weight * min(left[pair[0]], left[pair[1]]))
                for pair, weight in signature.pairs.items()
            ),
            frozenset(word for word in signature.names if today.is_name(word, signature)),
            outlet,
            moment,
        )


def fit(seen: Seen, story: OpenStory, today: Today) -> float:
    """How well an item fits a story: 0 if it doesn't, else at least ``JOIN``."""
    signature = seen.signature
    alike = _dot(seen, story) / (signature.norm * story.norm)
    if alike < JOIN or not story.in_reach(seen.moment):
        return 0.0
    gap = story.gap(seen.moment)
    score = alike * exp(-gap / _PATIENCE)
    if score < JOIN or conflict(signature.labels, story.labels):
        return 0.0
    # The daily quiz, the weather, the morning briefing.
    if gap > _SAME_DAY and alike >= _INSTALMENT and story.outlets == {seen.outlet}:
        return 0.0
    named = {word: seen.left[word] * story.mean(word) for word in seen.names & story.names}
    weight = sum(named.values())
    # "Wall Street closes lower", today and yesterday.
    if (
        gap > _SAME_DAY
        and weight - sum(named[word] for word in EVERY_DAY & named.keys()) < _GENERIC
    ):
        return 0.0
    ease = 1 / story.items**2
    unnamed = weight < _NAMED * ease
    # An earthquake here and one there: the same words, but for the names.
    if unnamed and score < JOIN + (_UNNAMED - JOIN) * ease:
        return 0.0
    if unnamed and story.items <= _YOUNG:
        doubtful = score < _COPY
    elif story.items == 1:
        doubtful = _shares_one_word(seen, story)
    else:
        doubtful = score < _DOUBT
    return 0.0 if doubtful and _name_others(seen, story, today) else score


def are_one(elder: OpenStory, younger: OpenStory, today: Today, *, stories: int) -> bool:
    """Whether two stories that one item fits tell of one event."""
    if conflict(elder.grouped_labels(), younger.labels):
        return False
    small, large = sorted((elder, younger), key=lambda each: len(each.sums))
    dots, weights = [], []
    for term, total in small.sums.items():
        other = large.sums.get(term)
        if other is None:
            continue
        means = small.mean(term), large.mean(term)
        if isinstance(term, str):
            left = today.left(term, max(means), stories)
            weights.append(left * min(means))
        else:
            left = min(today.left(word, max(means), stories) for word in term)
        dots.append(total * other * left)
    if fsum(dots) < _ALIKE * small.norm * large.norm or fsum(weights) < _ALIKE_WEIGHT:
        return False
    if min(elder.items, younger.items) < _GROWN:
        return True
    return not (_has_own_name(elder, younger, today) and _has_own_name(younger, elder, today))


def why(seen: Seen, story: OpenStory) -> tuple[Shared, ...]:
    """The shared words and each one's part in the resemblance, before silence is counted."""
    length = seen.signature.norm * story.norm
    heaviest = sorted(_parts(seen, story).items(), key=lambda part: (-part[1], part[0]))[:_TOLD]
    return tuple(
        Shared(seen.signature.surfaces.get(word, word), round(part / length, 3))
        for word, part in heaviest
        if round(part / length, 3) > 0
    )


def _dot(seen: Seen, story: OpenStory) -> float:
    sums = story.sums
    dot = 0.0
    for word, weight in seen.words:
        if word in sums:
            dot += weight * sums[word]
    for pair, weight in seen.pairs:
        if pair in sums:
            dot += weight * sums[pair]
    return dot


def _parts(seen: Seen, story: OpenStory) -> dict[str, float]:
    """Each shared word's part in the dot product; a pair's goes to both its words."""
    sums = story.sums
    parts = {word: weight * sums[word] for word, weight in seen.words if word in sums}
    for pair, weight in seen.pairs:
        if pair in sums:
            for word in pair:
                parts[word] += weight * sums[pair] / 2
    return parts


def _shares_one_word(seen: Seen, story: OpenStory) -> bool:
    """Whether a single word carries the resemblance."""
    shared = (
        weight >= _LIGHT and word in story.sums for word, weight in seen.signature.words.items()
    )
    return sum(shared) == 1


def _name_others(seen: Seen, story: OpenStory, today: Today) -> bool:
    """Whether item and story each name somebody or something that the other doesn't."""
    signature = seen.signature
    return any(
        word not in story.sums and today.may_name(word, signature.words[word], signature.case)
        for word in signature.names
    ) and any(
        word not in signature.words and today.may_name(word, story.mean(word), story.case)
        for word in story.names
    )


def _has_own_name(story: OpenStory, other: OpenStory, today: Today) -> bool:
    """Whether most of a story's items name what the other story's hardly do."""
    return any(
        story.mean(word) >= _OWN * TELLING
        and other.mean(word) < 0.1 * story.mean(word)
        and today.is_written_as_name(word)
        for word in story.names
    )
