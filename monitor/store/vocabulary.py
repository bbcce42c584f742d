"""Vocabulary: which words of the full-text index are forms of a word somebody looks for.

The index holds words as they are written (folded), and SQLite lists them (``items_fts_words``). So
what a search finds is decided when it is asked, by what rules go by (``stems.inflects``): nation
finds nations, not national. A form of another language than English counts only in items of that
language, or of one that nobody has named: the index says which those are (``text_index.mark``).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from functools import cached_property
from typing import Final

import sqlite_utils

from monitor.rules.stems import LANGS, SHARED, inflects
from monitor.rules.words import Mode, Word
from monitor.store.text_index import FOUND, UNKNOWN, mark

_LONGEST_ENDING: Final = 4
"""Letters that may differ at a word's end: ``stems`` lists none longer, nor doubles more."""
_MOST: Final = 5_000
"""Words looked at; hardly that many begin with the same three letters."""
_ENGLISH: Final = "en"

Forms = Mapping[str, tuple[str, ...]]
"""Language → forms: ``en`` has those that count anywhere, the word itself first; any other what
only items of that language add."""


class Vocabulary:
    """The words of one database's full-text index."""

    def __init__(self, db: sqlite_utils.Database) -> None:
        self._db = db
        self._counts: dict[str, int] = {}

    def count(self, word: str) -> int:
        """In how many items a form stands that ``forms`` gave; 1 where that isn't known."""
        return self._counts.get(word, 1)

    def forms(self, word: Word) -> Forms:
        """The forms of a term's word."""
        own = word.forms
        if word.mode is not Mode.FUZZY or not word.folded.isalpha():
            return {_ENGLISH: own}
        if word.acronym:  # as in rules: nothing but a plural
            return {_ENGLISH: (*own, f"{word.folded}s")}
        if len(word.folded) < SHARED:
            return {_ENGLISH: own}
        begun = word.folded[: max(SHARED, len(word.folded) - _LONGEST_ENDING)]
        counts = self._beginning(begun)
        self._counts |= counts
        others = [other for other in counts if other not in own]
        found = {_ENGLISH: (*own, *_accepted(word.folded, others, _ENGLISH))}
        for lang in self._langs:
            more = _accepted(word.folded, others, lang)
            found[lang] = tuple(other for other in more if other not in found[_ENGLISH])
        return {lang: forms for lang, forms in found.items() if forms}

    def _beginning(self, begun: str) -> dict[str, int]:
        """The words that begin so, with how many items have each."""
        end = begun[:-1] + chr(ord(begun[-1]) + 1)
        try:
            rows = self._db.execute(
                "SELECT term, doc FROM items_fts_words WHERE term >= ? AND term < ? LIMIT ?",
                [begun, end, _MOST],
            ).fetchall()
        except sqlite3.OperationalError:  # not migrated yet: a command before the new daemon
            return {}
        return {term: count for term, count in rows if term.isalpha()}

    @cached_property
    def has_unknown(self) -> bool:
        """Whether there are items of which nobody says what language they are in."""
        return self._has(UNKNOWN)

    @cached_property
    def _langs(self) -> list[str]:
        """The languages of items, besides English, in which words have forms."""
        return [lang for lang in LANGS if lang != _ENGLISH and self._has(mark(lang))]

    def _has(self, mark: str) -> bool:
        found = self._db.execute(f"{FOUND} LIMIT 1", [f'"{mark}"'])
        return found.fetchone() is not None


def _accepted(own: str, others: list[str], lang: str) -> list[str]:
    return [other for other in others if inflects(own, other, lang)]
