"""Today: what the open stories tell about words: where they stand, how common, whether names.

All of it is a sum over the open stories, so it is the same after a restart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import log10
from typing import Final

from monitor.stories.signature import Signature
from monitor.stories.story import OpenStory

_PRIOR: Final = 20_000  # stories' worth of trust in general word frequencies
_TODAYS_PRIOR: Final = 2_000  # the same, where today's subjects must not pass for evidence
_OWN: Final = 5  # an item of a story that has a word outweighs so many other stories with it
_EVERYWHERE: Final = 0.05  # share of today's stories from which a word tells nothing
_FEW: Final = 50  # stories; a share of fewer says little
_RARE: Final = 420  # so rare a word with a capital is a name, even where all words have capitals
TELLING: Final = 200
"""A lighter name tells nothing of what sets two events apart (hundredths)."""


class Today:
    """An index of words, and counts of how they are written."""

    def __init__(self) -> None:
        # Most words stand in one story only, and cost one entry.
        self._stories: dict[str, int | set[int]] = {}
        self._case: dict[str, int] = {}

    def add(self, words: Iterable[str], story: int) -> None:
        """Note that a story has these words."""
        for word in words:
            found = self._stories.get(word)
            if found is None:
                self._stories[word] = story
            elif isinstance(found, set):
                found.add(story)
            elif found != story:
                self._stories[word] = {found, story}

    def discard(self, words: Iterable[str], story: int) -> None:
        """Note that it no longer has them."""
        for word in words:
            found = self._stories.get(word)
            if isinstance(found, set):
                found.discard(story)
                if len(found) == 1:
                    self._stories[word] = found.pop()
            elif found == story:
                del self._stories[word]

    def count(self, word: str) -> int:
        """How many stories have the word."""
        found = self._stories.get(word)
        if found is None:
            return 0
        return len(found) if isinstance(found, set) else 1

    def stories(self, word: str) -> Iterable[int]:
        """The stories that have the word, in no order."""
        found = self._stories.get(word)
        if found is None:
            return ()
        return found if isinstance(found, set) else (found,)

    def count_case(self, case: Mapping[str, int], sign: int) -> None:
        """Take a title's case into account, or a closed story's out of it (``sign`` -1)."""
        for word, count in case.items():
            total = self._case.get(word, 0) + sign * count
            if total:
                self._case[word] = total
            else:
                self._case.pop(word, None)

    def left(self, word: str, weight: float, stories: int, within: float = 0.0) -> float:
        """What is left of a word's weight, given how many of today's stories have it.

        A word that is rare in general and common today (a company everybody writes about) tells
        less. Today's share is weighed against the prior as if it were ``_PRIOR`` stories.

        Args:
            word: the word.
            weight: its weight, in hundredths.
            stories: how many stories are open.
            within: how many items of the story in question have it: a word that is mostly that
                story's own keeps its weight.
        """
        return _rarity(weight, self._others(word, within), stories + _PRIOR)

    def tells(self, word: str, weight: float, stories: int, within: float = 0.0) -> float:
        """What is left of a word's weight as evidence: ``left`` for those who doubt.

        General frequencies count for little against today's, and a word that stands in every
        twentieth story counts for nothing, however rare it used to be.
        """
        others = self._others(word, within)
        share = max(0.0, others - 2) / (stories + _FEW)
        if share >= _EVERYWHERE:
            return 0.0
        return _rarity(weight, others, stories + _TODAYS_PRIOR) * (1 - share / _EVERYWHERE)

    def _others(self, word: str, within: float) -> float:
        """How many other stories have the word, less where one story has most of its items."""
        others: float = self.count(word) - 1
        return others * others / (others + _OWN * within) if others > 0 else 0.0

    def is_name(self, word: str, signature: Signature) -> bool:
        """Whether an item's word with a capital is a name, by how it is written elsewhere."""
        here = signature.case.get(word, 0)
        seen = self._case.get(word, 0) + here
        if seen or here:
            return seen > 0 and here >= 0
        return word[:1].isdigit() or signature.words.get(word, 0) >= _RARE

    def may_name(self, word: str, weight: float, here: Mapping[str, int]) -> bool:
        """Whether a word with a capital may name something that sets two events apart.

        Args:
            word: the word.
            weight: its weight, in hundredths.
            here: how it is written in the item or story in question.
        """
        return weight >= TELLING and self._case.get(word, 0) + here.get(word, 0) >= 0

    def is_written_as_name(self, word: str) -> bool:
        """Whether titles in sentence case mostly write the word with a capital."""
        return self._case.get(word, 0) > 0


def indexed(story: OpenStory) -> Iterable[str]:
    """The words under which a story stands in the index."""
    return (term for term in story.sums if isinstance(term, str))


def _rarity(weight: float, others: float, stories: int) -> float:
    """The share of its weight that a word keeps which so many others of so many stories have."""
    if others <= 0 or weight <= 0:
        return 1.0
    prior = weight / 100
    rarity = -log10(10 ** -(prior + 0.5) + others / stories) - 0.5
    return min(1.0, max(0.0, rarity / prior))
