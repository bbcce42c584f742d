"""Seen: an item ready to be compared with stories, in the light of today's words."""

from __future__ import annotations

from itertools import chain
from typing import Final, NamedTuple

from monitor.stories.signature import Signature
from monitor.stories.story import OpenStory
from monitor.stories.today import Today

_OTHER_WORD: Final = 0.5
"""What is left of a word that is a name there and an ordinary word here: apples aren't Apple."""


class Seen(NamedTuple):
    """An item ready to be compared."""

    signature: Signature
    names: frozenset[str]
    """Those of its words that are names."""
    outlet: str
    moment: float
    stories: int
    """How many stories are open."""

    @classmethod
    def of(
        cls, signature: Signature, today: Today, *, stories: int, outlet: str, moment: float
    ) -> Seen:
        """Look at an item in the light of today's stories."""
        return cls(
            signature,
            frozenset(word for word in signature.names if today.is_name(word, signature)),
            outlet,
            moment,
            stories,
        )

    @classmethod
    def again(cls, story: OpenStory, today: Today, *, stories: int) -> Seen:
        """Look again at the only item of a story."""
        words = {term: weight for term, weight in story.sums.items() if isinstance(term, str)}
        pairs = {term: weight for term, weight in story.sums.items() if not isinstance(term, str)}
        told = {*chain.from_iterable(pairs), *story.names}
        signature = Signature(
            words=words,
            pairs=pairs,
            norm=story.norm,
            names=frozenset(story.names),
            case=story.case,
            surfaces={word: word for word in told},
            heading=(),
            labels=story.grouped_labels(),
        )
        (outlet,) = story.outlets
        return cls.of(signature, today, stories=stories, outlet=outlet, moment=story.last)

    def shared(self, story: OpenStory, today: Today) -> dict[str, float]:
        """What is left of the weight of each word that the item shares with a story."""
        sums = story.sums
        left = {
            word: today.left(word, weight, self.stories, within=sums[word] / weight)
            for word, weight in self.signature.words.items()
            if weight and word in sums
        }
        for word in self.signature.case.keys() & left.keys():
            if self.is_other_word(word, story, today):
                left[word] *= _OTHER_WORD
        return left

    def is_other_word(self, word: str, story: OpenStory, today: Today) -> bool:
        """Whether the title has as an ordinary word what the story has as a name, or vice versa.

        What a capital at the start of a sentence means, today's other titles tell.
        """
        here, there = self.signature.case.get(word, 0), story.case.get(word, 0)
        if here >= 0:
            return here > 0 > there
        name = word in story.names and today.is_written_as_name(word)
        return there > 0 or (there == 0 and name)
