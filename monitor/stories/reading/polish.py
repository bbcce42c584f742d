"""Polish: edits of a headline that correct its letters and leave its words as they were.

A typing error mended, an accent, a plural: nobody wants another alert about the event. The model
that judges edits doesn't know that "artifical" is "artificial".
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from rapidfuzz.distance import OSA

from monitor.stories.reading.signature import Signature

_SHORT: Final = 4  # letters: shorter words are too near to one another


def is_polish(edited: Signature, before: Signature) -> bool:
    """Whether an edited title has the words it had, in their order, but for a letter or two."""
    if edited.numbers != before.numbers or edited.denies != before.denies:
        return False
    now, then = edited.folded[: len(edited.title)], before.folded[: len(before.title)]
    new, gone = set(now).difference(then), set(then).difference(now)
    if not (new or gone):
        return now == then  # "A beat B" isn't "B beat A"
    return all(_has_twin(word, gone) for word in new) and all(_has_twin(word, new) for word in gone)


def _has_twin(word: str, others: Collection[str]) -> bool:
    if len(word) <= _SHORT or any(character.isdigit() for character in word):
        return False
    most = 1 if len(word) < 9 else 2
    return any(OSA.distance(word, other, score_cutoff=most) <= most for other in others)
