"""Seen: an item ready to be compared with stories, in the light of today's words."""

from __future__ import annotations

from typing import NamedTuple

from monitor.stories.signature import Signature
from monitor.stories.story import OpenStory
from monitor.stories.today import Today


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

    def shared(self, story: OpenStory, today: Today) -> dict[str, float]:
        """What is left of the weight of each word that the item shares with a story."""
        sums = story.sums
        return {
            word: today.left(word, weight, self.stories, within=sums[word] / weight)
            for word, weight in self.signature.words.items()
            if weight and word in sums
        }
