"""Phrases: the words of items by which some of them differ from others. Pure.

One word, two words side by side, or two to four characters of a script without spaces. Without this
module ``rules suggest`` would have no words to propose.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import log
from typing import Final

from monitor.item import Item
from monitor.rules.vocabulary.known_words import KnownWords
from monitor.text import Token, tokenise

SURE: Final = 3.84
"""``surprise`` that chance comes to once in twenty times."""
_BODY: Final = 1_000  # characters of summary and content that are looked at
_SHORTEST: Final = 3  # letters of a word that says something; acronyms may have two
_COMMON: Final = 5.3  # Zipf: "said", "week", "people"
_FILLER: Final = 5.9  # Zipf: no phrase begins or ends with such
_LONGEST_RUN: Final = 4  # characters of Chinese that may be a word


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words as they are compared, and as people write them."""

    folded: str
    text: str
    in_title: bool


class Phrases:
    """In how many items of a list each phrase stands."""

    def __init__(self, items: Iterable[Item], known: KnownWords) -> None:
        self.items = 0
        self.counts: Counter[str] = Counter()
        self.titles: Counter[str] = Counter()
        """In how many titles."""
        self._texts: dict[str, Counter[str]] = {}
        for item in items:
            self.items += 1
            found: dict[str, Phrase] = {}
            for phrase in phrases_of(item, known):
                found.setdefault(phrase.folded, phrase)  # the title comes first
            self.counts.update(found.keys())
            for folded, phrase in found.items():
                self.titles[folded] += phrase.in_title
                self._texts.setdefault(folded, Counter())[phrase.text] += 1

    def text(self, folded: str) -> str:
        """Return a phrase as it is written most often."""
        return min(self._texts[folded].items(), key=lambda each: (-each[1], each[0]))[0]


def phrases_of(item: Item, known: KnownWords) -> Iterator[Phrase]:
    """Yield the phrases of an item's title and of the beginning of its text, repetitions too.

    Words that everybody uses prove nothing and are left out.
    """
    langs = tuple(dict.fromkeys(("en", item.lang or "en")))
    yield from _phrases(item.title, langs, known, in_title=True)
    yield from _phrases(f"{item.summary} {item.content}"[:_BODY], langs, known, in_title=False)


def _phrases(
    text: str, langs: tuple[str, ...], known: KnownWords, *, in_title: bool
) -> Iterator[Phrase]:
    run: list[Token] = []
    before: Token | None = None
    for token in tokenise(text):
        if token.spaceless:
            if token.gap:
                yield from _of_run(run, in_title=in_title)
                run = []
            run.append(token)
            before = None
            continue
        yield from _of_run(run, in_title=in_title)
        run = []
        zipf = known.zipf(token.folded, langs)
        if _says_something(token) and zipf < _COMMON:
            yield Phrase(token.folded, token.surface, in_title)
        if token.folded.isdigit() or zipf >= _FILLER or len(token.folded) < 2:
            before = None
            continue
        if before is not None and token.gap == " ":
            folded = f"{before.folded} {token.folded}"
            yield Phrase(folded, f"{before.surface} {token.surface}", in_title)
        before = token
    yield from _of_run(run, in_title=in_title)


def surprise(there: int, of_there: int, elsewhere: int, of_elsewhere: int) -> float:
    """Return how surely a phrase stands in more items here than elsewhere; 0 if it doesn't.

    The log-likelihood ratio of Dunning (1993, Computational Linguistics 19 (1)).
    """
    if not of_there or there * of_elsewhere <= elsewhere * of_there:
        return 0.0
    share = (there + elsewhere) / (of_there + of_elsewhere)
    return 2 * (
        _likelihood(there, of_there, there / of_there)
        + _likelihood(elsewhere, of_elsewhere, elsewhere / of_elsewhere if of_elsewhere else 0.0)
        - _likelihood(there, of_there, share)
        - _likelihood(elsewhere, of_elsewhere, share)
    )


def _likelihood(count: int, of: int, share: float) -> float:
    return (count * log(share) if count else 0.0) + (
        (of - count) * log(1 - share) if of > count else 0.0
    )


def _says_something(token: Token) -> bool:
    if token.folded.isdigit():
        return False
    return len(token.folded) >= _SHORTEST or (len(token.folded) == 2 and token.surface.isupper())


def _of_run(run: Sequence[Token], *, in_title: bool) -> Iterator[Phrase]:
    for length in range(2, _LONGEST_RUN + 1):
        for at in range(len(run) - length + 1):
            part = run[at : at + length]
            folded = "".join(token.folded for token in part)
            yield Phrase(folded, "".join(token.surface for token in part), in_title)
