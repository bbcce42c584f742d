"""Evidence: do the words that an item shares with a story bear each other out?

Resemblance alone takes two texts about one person, or about what everybody writes about today, for
one event. So shared words are counted as witnesses:

- a word that many of today's stories have is no witness ("Covid" in 2020);
- an apple is no witness for Apple;
- words that stand side by side in both texts are one witness, however many ("Kim Jong Un");
- a column's heading ("Opinion: …") is one at most, and an outlet's standing phrases at the end of
  its summaries are none: between items of one outlet, words of two summaries don't count.

What the witnesses say beside the strongest one is the corroboration.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from math import fsum, sqrt
from typing import Final, NamedTuple

from monitor.stories.seen import Seen
from monitor.stories.story import OpenStory
from monitor.stories.today import Today

_FURTHER: Final = 0.25  # what the third and further of neighbouring words add
_NAME: Final = 2  # words of most names
_BACKGROUND: Final = 1.2  # a story's mean of so many times a summary's weight: in no title


class Evidence(NamedTuple):
    """What shared words weigh, in hundredths."""

    total: float
    corroboration: float
    """Without the strongest witness."""
    strongest: Collection[str] = ()
    """That witness's words, those that count most."""


def evidence(seen: Seen, story: OpenStory, today: Today) -> Evidence:
    """Weigh the words that an item shares with a story."""
    weights = _weights(seen, story, today)
    witnesses: list[float] = []
    further: list[float] = []
    strongest: list[str] = []
    for group in _groups(seen, story, weights):
        group.sort(key=weights.__getitem__, reverse=True)
        told = [weights[word] for word in group]
        if told[0] > max(witnesses, default=0.0):
            strongest = group[:_NAME]
        witnesses.append(told[0])
        further += [_FURTHER * weight for weight in told[2:]]
    if not witnesses:
        return Evidence(0.0, 0.0)
    rest = fsum(further)
    total = fsum(witnesses)
    return Evidence(total + rest, total - max(witnesses) + rest, strongest)


def _weights(seen: Seen, story: OpenStory, today: Today) -> dict[str, float]:
    """What each shared word weighs: what it tells today, in the item and in an average item."""
    signature = seen.signature
    one_outlet = seen.outlet in story.outlets
    found: dict[str, float] = {}
    for word, weight in signature.words.items():
        total = story.sums.get(word)
        if total is None or not weight:
            continue
        mean = total / story.items
        if seen.is_other_word(word, story, today):
            continue
        if one_outlet and word not in signature.surfaces and mean <= _BACKGROUND * weight:
            continue
        told = today.tells(word, weight, seen.stories, within=total / weight)
        found[word] = told * sqrt(weight * mean)
    return found


def _groups(seen: Seen, story: OpenStory, weights: Mapping[str, float]) -> Iterable[list[str]]:
    """The shared words, those together that are one witness."""
    group = {word: [word] for word in weights}

    def unite(one: str, other: str) -> None:
        if group[one] is not group[other]:
            group[one] += group[other]
            for word in group[other]:
                group[word] = group[one]

    for one, other in seen.signature.pairs:
        if one in weights and other in weights and (one, other) in story.sums:
            unite(one, other)
    if seen.outlet in story.outlets:
        heading = [word for word in seen.signature.heading if word in weights]
        for word in heading[1:]:
            unite(heading[0], word)
    return {id(words): words for words in group.values()}.values()
