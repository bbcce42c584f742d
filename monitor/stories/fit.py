"""Fit: does this item tell of that story's event? Do two stories tell of one?

The measure is the cosine of rarity-weighted words (Salton & McGill 1983), against the sum of a
story's items. It alone can't tell two lawsuits against one company from one lawsuit told twice, so
precision asks for ``evidence`` and has rules of its own, each named below. They are strictest for a
story's first items: a story of many items has shown what holds it together.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta
from math import exp, fsum, sqrt
from typing import Final

from monitor.stories.assignment import Shared
from monitor.stories.evidence import evidence
from monitor.stories.seen import Seen
from monitor.stories.series import EVERY_DAY, conflict
from monitor.stories.story import OpenStory
from monitor.stories.today import TELLING, Today

JOIN: Final = 0.15
"""An item may join a story that it resembles so much, after ``PATIENCE``."""
JOIN_FIRST: Final = 0.17
"""The same for a story of one item."""
JOIN_WIDE: Final = 0.14
"""The same for a story that many outlets tell, each in its own words."""
PATIENCE: Final = timedelta(hours=72)
"""Resemblance counts 1/e of itself after such a silence, if one outlet tells the story."""
SAME_DAY: Final = timedelta(hours=12)
"""What isn't tied to a name (market reports, quizzes, forecasts) counts for so long."""

_PATIENCE: Final = PATIENCE.total_seconds()
_SAME_DAY: Final = SAME_DAY.total_seconds()
_NAMED: Final = 240.0  # weight of shared names that a story of one item asks for
_UNNAMED: Final = 0.4  # resemblance it asks for without them
_GENERIC: Final = 120.0  # with less weight of shared names, the resemblance is generic
_COPY: Final = 0.95  # so alike that it is the same text
_REWRITE: Final = 0.75  # so alike that another outlet tells the same
_INSTALMENT: Final = 0.6  # so alike, days apart, from the same outlet: a series
_YOUNG: Final = 3  # items
_DOUBT: Final = 0.2  # less resemblance than this doesn't forgive another name
_WIDE: Final = 5  # outlets
_CORROBORATION: Final = 150.0  # weight of shared words beside the strongest: from another outlet
_AGAIN: Final = 300.0  # the same, from an outlet that the story has already
_TOTAL: Final = 200.0  # weight of all shared words, if many outlets tell the story
_BESIDE: Final = 0.08  # resemblance in other words, which a story of one item asks for
_ALIKE: Final = 0.08  # resemblance of two stories that are one, if an item fits both
_ALIKE_WEIGHT: Final = 200.0  # and the weight of their shared words
_OWN: Final = 0.6  # share of a grown story's items that have a name of its own
_GROWN: Final = 4  # items
_TOLD: Final = 8  # words named in ``why``


def fit(seen: Seen, story: OpenStory, today: Today) -> float:
    """How well an item fits a story: 0 if it doesn't, else its resemblance after ``PATIENCE``."""
    signature = seen.signature
    lengths = signature.norm * story.norm
    join = _least(story)
    # Most candidates are too unlike even before common words are discounted, which costs more.
    whole = _dot(seen, story, None) / lengths
    if whole < join or not story.in_reach(seen.moment):
        return 0.0
    left = seen.shared(story, today)
    alike = _dot(seen, story, left) / lengths
    if alike < join:
        return 0.0
    gap = story.gap(seen.moment)
    score = alike * exp(-gap / _patience(story))
    if score < join:
        return 0.0
    if signature.labels and conflict(signature.labels, story.grouped_labels()):
        return 0.0
    # The daily quiz, the live page: how common its words are today doesn't matter to that.
    if gap > _SAME_DAY and story.outlets == {seen.outlet}:
        live = "live" in signature.surfaces and "live" in story.sums
        if live or whole >= _INSTALMENT:
            return 0.0
    return _checked(seen, story, today, left, score)


def _checked(
    seen: Seen, story: OpenStory, today: Today, left: Mapping[str, float], score: float
) -> float:
    """The score, if evidence and names bear it out; else 0."""
    if not _is_corroborated(seen, story, today, left, score):
        return 0.0
    join = _least(story)
    gap = story.gap(seen.moment)
    named = {word: left[word] * story.mean(word) for word in seen.names & story.names}
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
    if unnamed and score < join + (_UNNAMED - join) * ease:
        return 0.0
    if unnamed and story.items <= _YOUNG:
        doubtful = score < _COPY
    else:
        doubtful = story.items > 1 and score < _DOUBT
    return 0.0 if doubtful and _name_others(seen, story, today) else score


def fits_by_now(alone: OpenStory, story: OpenStory, today: Today, *, stories: int) -> bool:
    """Whether a story of one item would join one that has grown, had the item come only now."""
    if alone.items > 1 or story.items <= _YOUNG or alone.outlets <= story.outlets:
        return False
    sums = story.sums
    # Nearly all are too unlike, which this tells sooner.
    dot = sum(weight * sums[term] for term, weight in alone.sums.items() if term in sums)
    if dot < _least(story) * alone.norm * story.norm:
        return False
    return fit(Seen.again(alone, today, stories=stories), story, today) > 0


def are_one(one: OpenStory, other: OpenStory, today: Today, *, stories: int) -> bool:
    """Whether two stories that one item fits tell of one event."""
    if conflict(one.grouped_labels(), other.grouped_labels()):
        return False
    small, large = sorted((one, other), key=lambda each: len(each.sums))
    dots, weights = [], []
    for term, total in small.sums.items():
        there = large.sums.get(term)
        if there is None:
            continue
        means = small.mean(term), large.mean(term)
        if isinstance(term, str):
            left = today.left(term, max(means), stories)
            weights.append(left * min(means))
        else:
            left = min(today.left(word, max(means), stories) for word in term)
        dots.append(total * there * left)
    if fsum(dots) < _ALIKE * small.norm * large.norm or fsum(weights) < _ALIKE_WEIGHT:
        return False
    if min(one.items, other.items) < _GROWN:
        return True
    return not (_has_own_name(one, other, today) and _has_own_name(other, one, today))


def why(seen: Seen, story: OpenStory, today: Today) -> tuple[Shared, ...]:
    """The shared words and each one's part in the resemblance, before silence is counted."""
    length = seen.signature.norm * story.norm
    parts = _parts(seen, story, seen.shared(story, today))
    heaviest = sorted(parts.items(), key=lambda part: (-part[1], part[0]))[:_TOLD]
    return tuple(
        Shared(seen.signature.surfaces.get(word, word), round(part / length, 3))
        for word, part in heaviest
        if round(part / length, 3) > 0
    )


def _patience(story: OpenStory) -> float:
    """Seconds of silence after which resemblance counts 1/e of itself.

    The more outlets tell a story, the more their silence says; but all of them sleep.
    """
    return max(_SAME_DAY, _PATIENCE / sqrt(len(story.outlets)))


def _least(story: OpenStory) -> float:
    """How much an item must resemble a story."""
    if len(story.outlets) >= _WIDE:
        return JOIN_WIDE
    return JOIN_FIRST if story.items == 1 else JOIN


def _dot(seen: Seen, story: OpenStory, left: Mapping[str, float] | None) -> float:
    """The dot product of item and story; with all words' whole weights, if ``left`` isn't given."""
    sums = story.sums
    words = seen.signature.words
    pairs = seen.signature.pairs
    dot = 0.0
    if left is None:
        for word, weight in words.items():
            if word in sums:
                dot += weight * sums[word]
        for pair, weight in pairs.items():
            if pair in sums:
                dot += weight * sums[pair]
        return dot
    for word, rest in left.items():
        dot += words[word] * rest * sums[word]
    for pair, weight in pairs.items():
        if pair in sums:
            dot += weight * min(left[pair[0]], left[pair[1]]) * sums[pair]
    return dot


def _parts(seen: Seen, story: OpenStory, left: Mapping[str, float]) -> dict[str, float]:
    """Each shared word's part in the dot product; a pair's goes to both its words."""
    sums = story.sums
    parts = {word: seen.signature.words[word] * left[word] * sums[word] for word in left}
    for pair, weight in seen.signature.pairs.items():
        if pair in sums:
            for word in pair:
                parts[word] += weight * min(left[pair[0]], left[pair[1]]) * sums[pair] / 2
    return parts


def _is_corroborated(
    seen: Seen, story: OpenStory, today: Today, left: Mapping[str, float], score: float
) -> bool:
    """Whether more than one thing speaks for the item telling of the story's event."""
    known = seen.outlet in story.outlets
    if score >= _REWRITE and not known:
        return True  # another outlet's copy
    found = evidence(seen, story, today)
    if story.items == 1 and not _is_telling_beside(seen, story, left, found.strongest):
        return False
    # What many outlets tell at a time, a single name may stand for.
    if len(story.outlets) >= _WIDE:
        return found.total >= _TOTAL
    # One outlet rarely tells an event twice, and often writes of one subject again.
    return found.corroboration >= (_AGAIN if known else _CORROBORATION)


def _is_telling_beside(
    seen: Seen, story: OpenStory, left: Mapping[str, float], strongest: Collection[str]
) -> bool:
    """Whether two items share more than one name and a word such as "plant" or "profit"."""
    parts = _parts(seen, story, left)
    beside = parts.keys() - strongest
    if not beside.isdisjoint(seen.names & story.names):
        return True
    return fsum(parts[word] for word in beside) >= _BESIDE * seen.signature.norm * story.norm


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
