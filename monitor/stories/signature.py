"""Signature: what an item says, as weighted words, so that two items can be compared.

A word weighs as much as it is rare: 7.5 minus its Zipf frequency in general language. A prior from
general language beats counting in the stream, where the day's events make their own words common.
Two neighbouring words weigh again, together: "interest rates" says more than both apart. The
summary's words count for less than the title's.

Weights are whole hundredths: sums of them don't depend on the order of adding, which is what lets a
story be rebuilt exactly from its items.

Leaves to others: comparing (``story``, ``stories``); how common words are (``zipf`` is given).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Final, NamedTuple

import Stemmer

from monitor.item import Item
from monitor.stories.series import Labels, dated, labels_of
from monitor.text import Token, fold, read_chunk

Zipf = Callable[[str, tuple[str, ...]], float]
"""How often a folded word is used, on the Zipf scale, in that of some languages that uses it most;
0 for a word nobody has counted. ``rules.KnownWords.zipf`` is one."""

COMMONEST: Final = 7.5
"""A word used so often (Zipf) weighs nothing."""
_UNCOUNTED: Final = 2.0  # Zipf of a word nobody has counted
_PAIR: Final = 0.6  # weight of two neighbours together, of the sum of both
_SUMMARY: Final = 0.25  # weight of a word that only the summary has
_SUMMARY_WORDS: Final = 60  # later words are background, or another story altogether
_SUMMARY_KEPT: Final = 8  # its weightiest words
_INDEXED: Final = 100  # lighter words don't lead to a story
_UNSPLIT: Final = 350  # two neighbouring characters of a script without spaces that aren't a word
_TITLE_CASE: Final = 0.6  # share of capitals from which capitals tell nothing
_HEADING: Final = 40  # characters
_MEMO: Final = 200_000
_CAMEL: Final = re.compile(r"(?<=[a-z]{2})(?=[A-Z][a-z]{2})")
_GROUPED: Final = re.compile(r"(?<=\d)[.,'’](?=\d{3}(?!\d))")
_CAPITAL_NOUNS: Final = frozenset({"de", "lb"})

_ALGORITHMS: Final = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek",
    "en": "english", "es": "spanish", "fi": "finnish", "fr": "french", "hu": "hungarian",
    "id": "indonesian", "it": "italian", "nl": "dutch", "no": "norwegian", "pt": "portuguese",
    "ro": "romanian", "ru": "russian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip


class Word(NamedTuple):
    """One word of a chunk of text, ready to be weighed."""

    term: str
    """What other forms of the word share with it."""
    weight: int
    """Hundredths; 0 for a word that says nothing."""
    surface: str
    kind: str
    """``lower``, ``capital``, ``number`` or ``caseless``."""
    acronym: bool


@dataclass(frozen=True, slots=True)
class Signature:
    """An item's words with their weights, in hundredths."""

    words: Mapping[str, int]
    pairs: Mapping[tuple[str, str], int]
    """Neighbouring words of the title."""
    norm: float
    """Euclidean length of both together."""
    names: frozenset[str]
    """Words of the title that may be names: with a capital, or numbers."""
    case: Mapping[str, int]
    """What the title tells about words' case: 1 a capital within a sentence, -1 lower case."""
    surfaces: Mapping[str, str]
    """The title's words as written."""
    heading: tuple[str, ...]
    """The title's words before a colon, which a column has every time."""
    labels: Labels
    """Which instalment of a series it is."""

    @property
    def indexed(self) -> Iterator[str]:
        """The words by which a story can be found."""
        return (term for term, weight in self.words.items() if weight >= _INDEXED)


class Reader:
    """Makes signatures. Not for several threads at a time."""

    def __init__(self, zipf: Zipf) -> None:
        self._zipf = zipf
        self._memos: dict[str, dict[str, tuple[Word, ...]]] = {}
        self._stemmers: dict[str, Stemmer.Stemmer] = {}

    def signature(self, item: Item) -> Signature:
        """Weigh an item's title and the beginning of its summary."""
        title = self._words(item.title.split(), item.lang)
        cased = not _in_title_case(title, item.lang)
        words: dict[str, int] = {}
        pairs: dict[tuple[str, str], int] = {}
        names: set[str] = set()
        case: dict[str, int] = {}
        surfaces: dict[str, str] = {}
        before: Word | None = None
        dates = dated(title)
        for at, word in enumerate(title):
            if not word.weight or at in dates:
                before = None
                continue
            term = word.term
            words[term] = max(word.weight, words.get(term, 0))
            surfaces.setdefault(term, word.surface)
            if word.kind == "number":
                names.add(term)
            elif word.kind == "capital":
                names.add(term)
                if cased and (at or word.acronym):
                    case[term] = 1
            elif word.kind == "lower" and cased:
                case[term] = -1
            if before is not None and word.kind != "caseless" != before.kind:
                pairs[before.term, term] = int(_PAIR * (before.weight + word.weight))
            before = word
        for weight, term in self._of_summary(item):
            words.setdefault(term, weight)
        squares = sum(weight * weight for weight in words.values())
        squares += sum(weight * weight for weight in pairs.values())
        return Signature(
            words=words,
            pairs=pairs,
            norm=sqrt(squares),
            names=frozenset(names),
            case=case,
            surfaces=surfaces,
            heading=self._heading(item),
            labels=labels_of(title),
        )

    def _heading(self, item: Item) -> tuple[str, ...]:
        head, _, rest = item.title.partition(": ")
        if not rest or len(head) > _HEADING:
            return ()
        return tuple(word.term for word in self._words(head.split(), item.lang))

    def _of_summary(self, item: Item) -> list[tuple[int, str]]:
        """The weightiest words of the summary's beginning, without dateline: outlet and date."""
        start = item.summary[: 12 * _SUMMARY_WORDS].split()[:_SUMMARY_WORDS]
        words = self._words(start, item.lang)
        dates = dated(words)
        outlet = {word.term for word in self._words(item.source.split(), item.lang)}
        told = {(word.weight, word.term) for at, word in enumerate(words) if at not in dates}
        heaviest = sorted(each for each in told if each[1] not in outlet)
        return [(int(_SUMMARY * weight), term) for weight, term in heaviest[-_SUMMARY_KEPT:]]

    def _words(self, chunks: Iterable[str], lang: str) -> list[Word]:
        memo = self._memos.setdefault(lang, {})
        found: list[Word] = []
        for chunk in chunks:
            words = memo.get(chunk)
            if words is None:
                if len(memo) >= _MEMO:
                    memo.clear()
                words = memo[chunk] = tuple(self._read(chunk, lang))
            found += words
        return found

    def _read(self, chunk: str, lang: str) -> Iterator[Word]:
        langs = (lang, "en") if lang and lang != "en" else ("en",)
        run: Token | None = None
        named = False
        for token in read_chunk(_GROUPED.sub("", chunk)).tokens:
            if token.spaceless:
                if run is not None:
                    yield self._unspaced(run.folded + token.folded, langs)
                run = token
                continue
            run = None
            # The 19 of Covid-19 goes without saying.
            glued = token.gap == "-" and token.folded.isdigit() and named
            named = token.folded.isalpha()
            for part in _CAMEL.split(token.surface):
                word = self._word(part, fold(part), lang, langs)
                yield word._replace(weight=0) if glued else word

    def _word(self, surface: str, folded: str, lang: str, langs: tuple[str, ...]) -> Word:
        if folded[:1].isdigit() and not folded.isalpha():
            return Word(folded, _of_number(folded), surface, "number", False)
        weight = _hundredths(self._zipf(folded, langs) or _UNCOUNTED) if len(folded) > 1 else 0
        upper = sum(map(str.isupper, surface))
        kind = "capital" if surface[:1].isupper() else "lower"
        if kind == "lower" and surface.upper() == surface:
            kind = "caseless"
        return Word(self._stem(folded, lang), weight, surface, kind, upper > 1)

    def _unspaced(self, two: str, langs: tuple[str, ...]) -> Word:
        zipf = self._zipf(two, langs)
        return Word(two, _hundredths(zipf) if zipf else _UNSPLIT, two, "caseless", False)

    def _stem(self, folded: str, lang: str) -> str:
        algorithm = _ALGORITHMS.get(lang or "en")
        if algorithm is None:
            return folded
        stemmer = self._stemmers.get(algorithm)
        if stemmer is None:
            stemmer = self._stemmers[algorithm] = Stemmer.Stemmer(algorithm, 0)
        return str(stemmer.stemWord(folded))


def _hundredths(zipf: float) -> int:
    return max(0, round(100 * (COMMONEST - zipf)))


def _of_number(folded: str) -> int:
    """Weigh a number by its digits: 62 tells more than 2 or 9,000, and a year next to nothing."""
    if not folded.isdigit():
        return 400
    if len(folded) == 1 or not folded.strip("0"):
        return 100
    if len(folded) == 4 and folded[:2] in {"19", "20"}:
        return 100
    if len(folded) >= 3 and len(folded.rstrip("0")) == 1:
        return 200
    return {2: 200, 3: 250}.get(len(folded), 350)


def _in_title_case(title: list[Word], lang: str) -> bool:
    """Whether Capitals Are Everywhere, so that they tell nothing about names."""
    if lang in _CAPITAL_NOUNS:
        return True
    longer = [word for word in title if len(word.surface) >= 4 and word.kind in _CASED][1:]
    capitals = sum(word.kind == "capital" for word in longer)
    return capitals >= _TITLE_CASE * max(1, len(longer))


_CASED: Final = frozenset({"lower", "capital"})
