"""Signature: what an item says, as weighted words, so that two items can be compared.

A word weighs as much as it is rare: 7.5 minus its Zipf frequency in general language. The summary's
words count for less than the title's. Beside the words stand numbers and names, and whether the
headline denies something or tells of what is only planned (``stance``). A name that the user's
aliases know under another (苹果 for Apple) is read as that name, so that reports in two languages
have it in common. Without this module nothing can be compared.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import sqrt
from operator import attrgetter
from typing import Final, NamedTuple

from monitor.item import Item
from monitor.stories.reading.meanings import LANGUAGES, Meanings
from monitor.stories.reading.names import Names
from monitor.stories.reading.numbers import as_number, as_one_word, weight_of_number
from monitor.stories.reading.series import Labels, dated, labels_of, may_date
from monitor.stories.reading.stance import denies, plans
from monitor.stories.reading.stems import Stems
from monitor.text import Token, bare, fold, is_spaceless, read_chunk, spaceless_characters

Zipf = Callable[[str, tuple[str, ...]], float]
"""How often a folded word is used, on the Zipf scale, in that of some languages that uses it most;
0 for a word nobody has counted. ``rules.KnownWords.zipf`` is one."""

COMMONEST: Final = 7.5
"""A word used so often (Zipf) weighs nothing."""
_UNCOUNTED: Final = 2.0  # Zipf of a word nobody has counted
_SUMMARY: Final = 0.6  # weight of a word that only the summary has
_SUMMARY_CHARACTERS: Final = 600
_SUMMARY_WORDS: Final = 70  # later words are background, or another event altogether
_SUMMARY_KEPT: Final = 24  # its weightiest words
_UNSPLIT: Final = 3.5  # two neighbouring characters of a script without spaces that aren't a word
NAME: Final = 2.3  # a capitalised word so rare is likely to be a name
_ALIAS: Final = 4.0  # weight of a name that is known by an alias
_MEMO: Final = 10_000  # chunks of text in all languages, of half a kilobyte each
_CAMEL: Final = re.compile(r"(?<=[a-z]{2})(?=[A-Z][a-z]{2})")


class WordKind(StrEnum):
    """How a word is written."""

    LOWER = "lower"
    CAPITAL = "capital"
    NUMBER = "number"
    CASELESS = "caseless"
    """In a script without capitals."""


class Word(NamedTuple):
    """One word of a chunk of text, ready to be weighed."""

    term: str
    """What other forms of the word share with it."""
    weight: float
    """0 for a word that says nothing."""
    surface: str
    folded: str
    kind: WordKind
    denies: bool = False
    plans: bool = False
    dates: bool = False
    """It may be part of a date, or say which instalment of a series this is."""


@dataclass(frozen=True, slots=True, eq=False)
class Signature:
    """What an item says."""

    title: Mapping[str, float]
    """Its title's words (terms) with their weights."""
    words: Mapping[str, float]
    """The same of title and summary."""
    title_weight: float
    """Of all its words."""
    title_norm: float
    """Euclidean length of ``title``."""
    words_norm: float
    surface_lines: str
    """Each term as the item writes it, in the order of ``words``, a line each."""
    pairs: frozenset[tuple[str, str]]
    """Neighbouring words of the title."""
    numbers: frozenset[str]
    names: frozenset[str]
    """Terms that are likely to be names, in title and summary."""
    labels: Labels
    """Which instalment of a series the title announces."""
    denies: bool
    """The title denies something, or tells of what doesn't happen."""
    plans: bool
    """The title tells of what is only planned or possible."""
    asks: bool
    """The title has a question mark."""
    length: int
    """Words of the title."""
    summary_length: int
    lang: str
    folded_lines: str
    """The words as they are looked up in ``meanings``, in the order of ``words``, a line each; the
    title's are the first. Texts take less than strings in a table, and are seldom read."""
    rows: bytes
    """Where the words stand among the ``meanings``, two bytes for each; empty where none of the
    language's words are there, or the title has no words."""

    @property
    def surfaces(self) -> dict[str, str]:
        """Each term as the item writes it."""
        return dict(zip(self.words, self.surface_lines.split("\n"), strict=False))

    @property
    def folded(self) -> list[str]:
        """The lines of ``folded_lines``."""
        return self.folded_lines.split("\n") if self.words else []


class Reading(NamedTuple):
    """An item as it is read to be compared with what it was before an edit."""

    signature: Signature
    title: Sequence[Word]
    """All words of the title, in order."""


class Reader:
    """Makes signatures. Not for several threads at a time."""

    def __init__(self, zipf: Zipf, names: Names | None = None) -> None:
        self._zipf = zipf
        self._names = names or Names({})
        self._memos: dict[str, dict[str, tuple[Word, ...]]] = {}
        self._twos: dict[tuple[str, tuple[str, ...]], Word] = {}
        self._stems = Stems()

    def signature(self, item: Item) -> Signature:
        """Weigh an item's title and the beginning of its summary."""
        lang = item.lang or "en"
        written = self._words(item.title.split(), lang)
        title: dict[str, float] = {}
        surfaces: dict[str, str] = {}
        pairs: set[tuple[str, str]] = set()
        numbers: set[str] = set()
        names: set[str] = set()
        before = ""
        dates = dated(written)
        for at, word in enumerate(written):
            if at in dates:
                continue
            if not word.weight:
                before = ""
                continue
            term = word.term
            title[term] = max(word.weight, title.get(term, 0.0))
            surfaces.setdefault(term, word.surface)
            if word.kind is WordKind.NUMBER:
                numbers.add(term)
            elif at and _is_name(word):
                names.add(term)
            if before:
                pairs.add((before, term))
            before = term
        self._add_names(written, title, surfaces)
        folded = {word.term: word.folded for word in reversed(written)}
        summary = item.summary[:_SUMMARY_CHARACTERS].split()[:_SUMMARY_WORDS]
        told = self._words(summary, lang)
        words = dict(title)
        added = self._of_summary(item, told, lang)
        for word in added:
            words.setdefault(word.term, _SUMMARY * word.weight)
            surfaces.setdefault(word.term, word.surface)
            folded.setdefault(word.term, word.folded)
        numbers.update([word.term for word in added if word.kind is WordKind.NUMBER])
        names.update([word.term for word in added if _is_name(word)])
        looked_up = [folded.get(term, term) for term in words]
        return Signature(
            title=title,
            words=words,
            title_weight=sum(title.values()),
            title_norm=_norm(title),
            words_norm=_norm(words),
            surface_lines="\n".join(surfaces.values()),
            pairs=frozenset(pairs),
            numbers=frozenset(numbers),
            names=frozenset(names),
            labels=labels_of(written),
            denies=any(word.denies for word in written),
            plans=any(word.plans for word in written),
            asks="?" in item.title,
            length=len(written),
            summary_length=len(told),
            lang=lang,
            folded_lines="\n".join(looked_up),
            rows=Meanings.shipped().rows(looked_up).tobytes()
            if title and lang in LANGUAGES
            else b"",
        )

    def reading(self, item: Item) -> Reading:
        """Read an item together with the words of its title."""
        title = self._words(item.title.split(), item.lang or "en")
        return Reading(self.signature(item), title)

    def terms(self, texts: Iterable[str], lang: str) -> frozenset[str]:
        """Return what the words of some texts have in common with their other forms."""
        found: dict[str, float] = {}
        for text in texts:
            written = self._words(text.split(), lang or "en")
            found.update((word.term, word.weight) for word in written)
            self._add_names(written, found, {})
        return frozenset(found)

    def _add_names(
        self, written: list[Word], title: dict[str, float], surfaces: dict[str, str]
    ) -> None:
        """Add the names under which what is written is known."""
        for name, surface in self._names.in_text([word.folded for word in written]):
            term = self._stems.of(name, "en")
            title.setdefault(term, _ALIAS)
            surfaces.setdefault(term, surface)

    def _of_summary(self, item: Item, told: list[Word], lang: str) -> list[Word]:
        """The weightiest words of the summary's beginning, without dateline: outlet and date."""
        if dates := dated(told):
            told = [word for at, word in enumerate(told) if at not in dates]
        outlet = {word.term for word in self._words(item.source.split(), lang)}
        best: dict[str, Word] = {}
        for word in told:
            term = word.term
            if word.weight and term not in best and term not in outlet:
                best[term] = word
        kept = list(best.values())
        if len(kept) > _SUMMARY_KEPT:
            kept.sort(key=_TERM)
            kept.sort(key=_WEIGHT, reverse=True)
        return kept[:_SUMMARY_KEPT]

    def _words(self, chunks: Iterable[str], lang: str) -> list[Word]:
        memo = self._memos.setdefault(lang, {})
        found: list[Word] = []
        for chunk in chunks:
            words = memo.get(chunk)
            if words is None:
                words = self._learn(bare(chunk), lang, memo)
            found += words
        return found

    def _learn(self, chunk: str, lang: str, memo: dict[str, tuple[Word, ...]]) -> tuple[Word, ...]:
        """Read a chunk and remember it."""
        words = memo.get(chunk)
        if words is None:
            if sum(map(len, self._memos.values())) >= _MEMO:
                for each in self._memos.values():
                    each.clear()
            words = memo[chunk] = tuple(self._read(chunk, lang))
        return words

    def _read(self, chunk: str, lang: str) -> Iterator[Word]:
        langs = (lang, "en") if lang != "en" else ("en",)
        run: Token | None = None
        named = False
        for part, name in self._names.split(chunk):
            if name:
                yield Word(self._stems.of(name, "en"), _ALIAS, part, name, WordKind.CAPITAL)
                run = None
                continue
            if is_spaceless(part):
                for one, two in pairwise(spaceless_characters(part)):
                    yield self._unspaced(one + two, langs)
                continue
            for token in read_chunk(as_one_word(part)).tokens:
                if token.spaceless:
                    if run is not None:
                        yield self._unspaced(run.folded + token.folded, langs)
                    run = token
                    continue
                run = None
                # The 19 of Covid-19 goes without saying.
                glued = token.gap == "-" and token.folded.isdigit() and named
                named = token.folded.isalpha()
                for piece in _CAMEL.split(token.surface):
                    word = self._word(piece, fold(piece), lang, langs)
                    yield word._replace(weight=0.0) if glued else word

    def _word(self, surface: str, folded: str, lang: str, langs: tuple[str, ...]) -> Word:
        if folded[:1].isdigit() and not folded.isalpha():
            weight = weight_of_number(folded)
            surface = as_number(surface)
            return Word(folded, weight, surface, folded, WordKind.NUMBER, dates=may_date(surface))
        weight = _weight(self._zipf(folded, langs) or _UNCOUNTED) if len(folded) > 1 else 0.0
        kind = WordKind.CAPITAL if surface[:1].isupper() else WordKind.LOWER
        if kind is WordKind.LOWER and surface.upper() == surface:
            kind = WordKind.CASELESS
        return Word(
            self._stems.of(folded, lang),
            weight,
            surface,
            folded,
            kind,
            denies(folded),
            plans(folded),
            may_date(surface),
        )

    def _unspaced(self, two: str, langs: tuple[str, ...]) -> Word:
        """Two characters of a script without spaces."""
        # Texts in such scripts hardly ever have a chunk in common, but these again and again.
        known = self._twos.get((two, langs))
        if known is None:
            zipf = self._zipf(two, langs)
            weight = _weight(zipf) if zipf else _UNSPLIT
            if len(self._twos) >= _MEMO:
                self._twos.clear()
            known = Word(two, weight, two, two, WordKind.CASELESS, denies(two), plans(two))
            self._twos[two, langs] = known
        return known


_TERM: Final = attrgetter("term")
_WEIGHT: Final = attrgetter("weight")


def _is_name(word: Word) -> bool:
    return word.kind is WordKind.CAPITAL and word.weight >= NAME


def _weight(zipf: float) -> float:
    return max(0.0, COMMONEST - zipf)


def _norm(words: Mapping[str, float]) -> float:
    return sqrt(sum([weight * weight for weight in words.values()]))
