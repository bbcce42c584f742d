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

_PARTING: Final = re.compile(r"[;؛?？؟|。；।]|\s•|•\s|\n\s*\n")  # 特朗普 is 唐纳德•特朗普
_ENDING: Final = re.compile(r"[.!…][\W_]*\s")
_BEFORE_SMALL: Final = re.compile(r":|—|\s[–-]\s")
_SHORTEST_LAST: Final = 3  # letters of a word in lower case that ends a sentence; not of "e. V."
_LONGEST_ABBREVIATION: Final = 4
"""Letters of an abbreviation that begins with a capital, as in names: St. Louis, Corp. of India."""
_NO_YEAR: Final = re.compile(r"(?!(?:19|20)[0-9]{2}\b)[0-9]")
_COMMAS: Final = frozenset(",，、،")
_NICKNAME: Final = r"""["'“”„‘’«»(]\w[\w.-]*(?: \w[\w.-]*)?["'“”‘’«»)]"""
_ASIDE: Final = re.compile(rf"\s+(?:[A-Z]\.\s*|{_NICKNAME}\s+)")
MOST_ASIDE: Final = 2  # words of a nickname
_WORD_OR_SIGN: Final = re.compile(r"[^\W_]+|&")


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
    linked: frozenset[int] = frozenset()
    """Which of its words have "&" before them: Procter & Gamble, H&M."""

    @classmethod
    def of(cls, phrase: str, words: int, context: TextContext) -> Manner:
        """Look at a phrase, read as so many words, and the kind of its text."""
        marked = any(pattern.search(phrase) for pattern in (_PARTING, _ENDING, _BEFORE_SMALL))
        hyphened = "-" in phrase and " " not in phrase
        linked = _linked(phrase, words) if "&" in phrase else frozenset[int]()
        commas = not _COMMAS.isdisjoint(phrase)
        return cls(marked, commas, hyphened, context.caps is Caps.LOWER, linked)


def side_by_side(
    left: list[Occurrence],
    right: list[Occurrence],
    text: str,
    manner: Manner,
    *,
    named: bool,
    linked: bool = False,
) -> list[Occurrence]:
    """Return the places of which one of the right follows one of the left at once.

    Args:
        left: Places of the first words of a phrase.
        right: Places of the next word.
        text: The field's text.
        manner: How the phrase is written.
        named: Whether both are names, which may have an aside between them: Samuel A. Alito.
        linked: Whether the phrase has "&" there.
    """
    starts: dict[int, list[Occurrence]] = {}
    for place in right:
        starts.setdefault(place.first, []).append(place)
    found = [
        _beside(before, after)
        for before in left
        for after in starts.get(before.last + 1, ())
        if not are_parted(text, (before.start, before.end), after.start, manner)
        and not (linked and lacks_sign(text, (before.start, before.end), (after.start, after.end)))
    ]
    if named:
        found += [
            _beside(before, after)
            for before in left
            for words in range(1, MOST_ASIDE + 1)
            for after in starts.get(before.last + words + 1, ())
            if is_aside(text[before.end : after.start])
        ]
    return found


def is_aside(between: str) -> bool:
    """Whether nothing but a middle initial or a nickname stands between two names.

    Samuel A. Alito, Benjamin "Bibi" Netanyahu, Dwayne “The Rock” Johnson.
    """
    return _ASIDE.fullmatch(html.unescape(between)) is not None


def _linked(phrase: str, words: int) -> frozenset[int]:
    """Which words of a phrase have "&" before them; none where it is read as other words."""
    found, count = set[int](), 0
    for part in _WORD_OR_SIGN.findall(phrase):
        if part == "&":
            found.add(count)
        else:
            count += 1
    return frozenset(found) if count == words else frozenset()


def lacks_sign(text: str, before: tuple[int, int], after: tuple[int, int]) -> bool:
    """Whether two words that "&" joins stand without it where they are others then.

    So are two initials (H. M. Smith is no H&M) and what a comma parts (Johnson, Johnson).
    """
    (_, end), (start, last) = before, after
    between = html.unescape(text[end:start])
    if "&" in between or "\uff06" in between:
        return False
    initials = last - start == 1 and not text[max(end - 2, 0) : end - 1].isalnum()
    return initials or "," in between


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
    if not _COMMAS.isdisjoint(between) and not manner.commas and is_caseless(text[after]):
        return True
    if ", " in between and not manner.commas and _NO_YEAR.match(text, after):
        return True  # Windows, 11 of them; but March 3, 2020
    goes_on = text[after].islower() and not manner.small
    if goes_on and (_BEFORE_SMALL.search(between) or ("," in between and not manner.commas)):
        return True
    if ending := _ENDING.search(between):
        word = text[start:end].rsplit(maxsplit=1)[-1]
        if word[0].islower() and not manner.small:
            return len(word) >= _SHORTEST_LAST
        return ending[0][0] != "!" and word.isalpha() and len(word) > _LONGEST_ABBREVIATION
    return False


def is_caseless(letter: str) -> bool:
    """Whether a script has no capitals by which a name could go on behind a comma."""
    return letter.isalpha() and letter.lower() == letter.upper()


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
