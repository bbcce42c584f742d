"""Side by side: places of words that follow one another, and what between them parts a phrase.

A phrase is looked for by the order of words, and most marks between them mean nothing: "Washington,
D.C.", "Yahoo! Finance", "Star Trek: Discovery". Without this module it would also run from one
sentence into the next: "They sell oil; price is no matter".
"""

from __future__ import annotations

import html
import re
from typing import Final, NamedTuple

from monitor.rules.words.terms import Accepted

_PARTING: Final = re.compile(r"[;؛?？؟|•。；।]|\n\s*\n")
_ENDING: Final = re.compile(r"[.!…][\W_]*\s")
_BEFORE_SMALL: Final = re.compile(r":|—|\s[–-]\s")
_SHORTEST_LAST: Final = 3  # letters of a word in lower case that ends a sentence; not of "e. V."
_LONGEST_ABBREVIATION: Final = 4
"""Letters of an abbreviation that begins with a capital, as in names: St. Louis, Corp. of India."""


class Occurrence(NamedTuple):
    """Where a word or phrase stands in a field."""

    first: int
    last: int
    """Positions of its first and last token among the field's."""
    start: int
    end: int
    accepted: Accepted


def side_by_side(
    left: list[Occurrence], right: list[Occurrence], text: str, *, anyhow: bool
) -> list[Occurrence]:
    """Return the places of which one of the right follows one of the left at once.

    Args:
        left: Places of the first words of a phrase.
        right: Places of the next word.
        text: The field's text.
        anyhow: Whether they may stand in two sentences, since the phrase has marks of its own.
    """
    starts: dict[int, list[Occurrence]] = {}
    for place in right:
        starts.setdefault(place.first, []).append(place)
    return [
        _beside(before, after)
        for before in left
        for after in starts.get(before.last + 1, ())
        if anyhow or not are_parted(text, (before.start, before.end), after.start)
    ]


def has_marks(phrase: str) -> bool:
    """Whether a phrase has marks itself that part others: "Who? Weekly"."""
    return any(pattern.search(phrase) for pattern in (_PARTING, _ENDING, _BEFORE_SMALL))


def are_parted(text: str, before: tuple[int, int], after: int) -> bool:
    """Whether what stands between two neighbouring words says that they are no phrase.

    A full stop may be that of an abbreviation, and an exclamation mark a name's; behind a colon or
    dash a title goes on with a capital.

    Args:
        text: What they stand in.
        before: Where the first of them begins and ends.
        after: Where the second begins.
    """
    start, end = before
    between = text[end:after]
    if between == " ":
        return False
    between = html.unescape(between)
    if _PARTING.search(between):
        return True
    if _BEFORE_SMALL.search(between) and text[after].islower():
        return True
    if ending := _ENDING.search(between):
        word = text[start:end].rsplit(maxsplit=1)[-1]
        if word[0].islower():
            return len(word) >= _SHORTEST_LAST
        return ending[0][0] != "!" and word.isalpha() and len(word) > _LONGEST_ABBREVIATION
    return False


def doubtful(place: Occurrence) -> Occurrence:
    """Mark a place as doubtful: without capitals it may be no name."""
    return place._replace(accepted=place.accepted._replace(doubtful=True))


def _beside(left: Occurrence, right: Occurrence) -> Occurrence:
    """Two neighbours as one; doubtful only if both are."""
    worse = min(left.accepted, right.accepted, key=lambda accepted: accepted.score)
    accepted = worse._replace(
        edits=left.accepted.edits + right.accepted.edits,
        doubtful=left.accepted.doubtful and right.accepted.doubtful,
    )
    return Occurrence(left.first, right.last, left.start, right.end, accepted)
