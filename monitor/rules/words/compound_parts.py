"""Compound parts: what may stand beside a term's word in a compound, and where one is cut.

Any letters are left when a word is cut off; what makes a compound of it is that they are a word,
too, and that no other cut leaves two likelier ones. ``compounds`` asks; here is looked up what
people use. Without this module any word that ends in another's letters would be its compound.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from monitor.rules.forms.compounding import Compounding, compounding_of
from monitor.rules.forms.stems import SHARED
from monitor.rules.vocabulary.known_words import KnownWords

OTHER_LAST: Final = 4
"""Letters that another word has at least at the end."""
_SHORT: Final = 4
"""Letters below which one at the beginning is one of a few (``Compounding.short``)."""
_LONG: Final = 5
"""Letters of a word that is none by chance if the dictionary has it, however rare."""

# On the Zipf scale:
_RARE: Final = 2.0  # what a list lacks, but a dictionary has
_LAST_IN_USE: Final = 2.9
_LONG_IN_USE: Final = 2.4  # a long one at the end
_COMMON: Final = 3.5  # one at the end that the dictionary lacks

SHORT_LIST: Final = 70_000
"""Words of a language's list that lacks many in use."""
_NEAR: Final = 3  # letters off which another place to cut is looked for


@lru_cache(maxsize=16384)
def as_first(letters: str, lang: str, known: KnownWords) -> float:
    """How much a compound's beginning is in use as a word (Zipf); 0: it is none."""
    ways = compounding_of(lang)
    if ways is None or letters in ways.no_first:
        return 0.0
    words = [
        word
        for word in _whole(letters, ways)
        if word not in ways.no_first and (len(word) >= _SHORT or word in ways.short)
    ]
    found = max(map(known.vocabulary(lang).zipf, words), default=0.0)
    if not found and len(letters) >= _LONG:
        lemmas = known.lemmas(lang)
        if any(len(word) >= _LONG and len(lemmas.look_up(word)) > 1 for word in words):
            return _RARE
    return found


def _whole(letters: str, ways: Compounding) -> Iterator[str]:
    """What a compound's beginning may be as a word: without its link, with its own ending."""
    yield letters
    for link in (*ways.links, *ways.plurals):
        if letters.endswith(link):
            yield letters.removesuffix(link)
    if len(letters) >= _SHORT:
        for whole, short in ways.swaps:
            if letters.endswith(short):
                yield letters[: len(letters) - len(short)] + whole


@lru_cache(maxsize=16384)
def may_follow(rest: str, lang: str, known: KnownWords) -> bool:
    """Whether what is left behind a first word may be another, perhaps behind a link."""
    ways = compounding_of(lang)
    return ways is not None and any(
        rest.startswith(link) and may_end(rest[len(link) :], link, lang, ways, known)
        for link in ("", *ways.links, *ways.plurals)
    )


def may_end(last: str, link: str, lang: str, ways: Compounding, known: KnownWords) -> bool:
    """Whether a compound may end so: in a word that people use, and no suffix."""
    if len(last) < OTHER_LAST or last in ways.no_last or (not link and last in ways.suffixes):
        return False
    vocabulary = known.vocabulary(lang)
    zipf, long = vocabulary.zipf(last), len(last) >= _LONG
    if len(known.lemmas(lang).look_up(last)) == 1:
        return long and zipf >= _COMMON
    if long:
        return zipf >= _LONG_IN_USE or len(vocabulary) < SHORT_LIST
    return zipf >= _LAST_IN_USE


@lru_cache(maxsize=4096)
def is_cut_elsewhere(folded: str, at: int, before: int, lang: str, known: KnownWords) -> bool:
    """Whether a compound rather falls into two a few letters off: Stor|makt, no Storm|akt.

    Args:
        folded: The compound.
        at: Where its last word begins.
        before: Where to look no further. Behind a term's word that begins it, any cut will do.
        lang: The language.
        known: The words people use.
    """

    def likely(cut: int) -> float:
        first, last = folded[:cut], folded[cut:]
        alone = zipf(first) if cut >= _SHORT else 0.0
        return min(as_first(first, lang, known) or alone, zipf(last))

    ways, zipf = compounding_of(lang), known.vocabulary(lang).zipf
    here = likely(at)
    for cut in range(max(at - _NEAR, SHARED), min(at + _NEAR, len(folded) - SHARED, before) + 1):
        if cut not in (at, before) and likely(cut) > here:
            return True
    linked = ways is not None and folded[:at].endswith(ways.takes_link) and folded[at] == "s"
    return linked and at < before and likely(at + 1) >= here
