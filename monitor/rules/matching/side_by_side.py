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
from monitor.rules.words.text_context import Caps, TextContext

_PARTING: Final = re.compile(r"[;؛?？؟|•。；।]|\n\s*\n")
_ENDING: Final = re.compile(r"[.!…][\W_]*\s")
_BEFORE_SMALL: Final = re.compile(r":|—|\s[–-]\s")
_SHORTEST_LAST: Final = 3  # letters of a word in lower case that ends a sentence; not of "e. V."
_LONGEST_ABBREVIATION: Final = 4
"""Letters of an abbreviation that begins with a capital, as in names: St. Louis, Corp. of India."""
_INITIAL: Final = re.compile(r"\s+[A-Z]\.\s*")


class Occurrence(NamedTuple):
    """Where a word or phrase stands in a field."""

    first: int
    last: int
    """Positions of its first and last token among the field's."""
    start: int
    end: int
    accepted: Accepted


class Manner(NamedTuple):
    """How a phrase is written, and the text that it may stand in."""

    marked: bool
    """It has marks itself that part other phrases: "Who? Weekly"."""
    commas: bool
    hyphened: bool
    """It is one word with hyphens: Rolls-Royce."""
    small: bool
    """The text has no capitals."""

    @classmethod
    def of(cls, phrase: str, context: TextContext) -> Manner:
        """Look at a phrase and the kind of its text."""
        marked = any(pattern.search(phrase) for pattern in (_PARTING, _ENDING, _BEFORE_SMALL))
        hyphened = "-" in phrase and " " not in phrase
        return cls(marked, "," in phrase, hyphened, context.caps is Caps.LOWER)


def side_by_side(
    left: list[Occurrence], right: list[Occurrence], text: str, manner: Manner, *, named: bool
) -> list[Occurrence]:
    """Return the places of which one of the right follows one of the left at once.

    Args:
        left: Places of the first words of a phrase.
        right: Places of the next word.
        text: The field's text.
        manner: How the phrase is written.
        named: Whether both are names, which may have a third one's initial between them: Samuel A.
            Alito.
    """
    starts: dict[int, list[Occurrence]] = {}
    for place in right:
        starts.setdefault(place.first, []).append(place)
    found = [
        _beside(before, after)
        for before in left
        for after in starts.get(before.last + 1, ())
        if not are_parted(text, (before.start, before.end), after.start, manner)
    ]
    if named:
        found += [
            _beside(before, after)
            for before in left
            for after in starts.get(before.last + 2, ())
            if is_initial(text[before.end : after.start])
        ]
    return found


def is_initial(between: str) -> bool:
    """Whether nothing but a middle initial stands between two names: " A. "."""
    return _INITIAL.fullmatch(between) is not None


def are_parted(text: str, before: tuple[int, int], after: int, manner: Manner) -> bool:
    """Whether what stands between two neighbouring words says that they are no phrase.

    A full stop may be that of an abbreviation, and an exclamation mark a name's; behind a colon or
    dash a title goes on with a capital.

    Args:
        text: What they stand in.
        before: Where the first of them begins and ends.
        after: Where the second begins.
        manner: How the phrase is written.
    """
    start, end = before
    between = text[end:after]
    if between == " " or manner.marked:
        return False
    between = html.unescape(between)
    if _PARTING.search(between) or (manner.hyphened and "," in between):
        return True
    goes_on = text[after].islower() and not manner.small
    if goes_on and (_BEFORE_SMALL.search(between) or ("," in between and not manner.commas)):
        return True
    if ending := _ENDING.search(between):
        word = text[start:end].rsplit(maxsplit=1)[-1]
        if word[0].islower() and not manner.small:
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
