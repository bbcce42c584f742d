"""Vocabulary: which words of the full-text index are forms of a word somebody looks for.

The index holds words as they are written (folded), and SQLite lists them (``items_fts_words``). So
what a search finds is decided when it is asked, by what rules go by (``stems.inflects``): nation
finds nations, not national. A form of another language than English counts only in items of that
language, or of one that nobody has named: the index says which those are (``text_index.mark``).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Final

import sqlite_utils

from monitor.rules.forms.stems import LANGS, SHARED, beginnings, inflects
from monitor.rules.words.words import Mode, Word
from monitor.store.search.text_index import FOUND, UNKNOWN, mark

_LONGER, _LONGER_IN_ARABIC = 6, 10
"""Letters that a form has more than the word: an ending; in Arabic also what stands before it."""
_MOST: Final = 20_000
"""Words looked at; hardly that many begin with the same two letters."""
_COMMON: Final = 20_000
_OUTSHONE: Final = 0.01
"""Of a word's items, the share that a form of another language has at least: what is as rare beside
"have" as "hav" costs as much as it, and is hardly what is meant."""
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
        """Return how many items have a word; for a common word, only a part of them is counted."""
        found = self._counts.get(word)
        if found is None:
            statement = f"SELECT count(*) FROM ({FOUND} LIMIT {_COMMON})"  # noqa: S608 - our own
            (found,) = self._db.execute(statement, [f'"{word}"']).fetchone()
            self._counts[word] = found
        return found

    def forms(self, word: Word) -> Forms:
        """Return the words of the index that are forms of a term's word, by language."""
        own = word.forms
        if word.mode is not Mode.FUZZY or not word.folded.isalpha():
            return {_ENGLISH: own}
        if word.acronym:  # as in rules: nothing but a plural
            return {_ENGLISH: (*own, f"{word.folded}s")}
        if len(word.folded) < SHARED:
            return {_ENGLISH: own}
        others = [
            other
            for begun in beginnings(word.folded, (_ENGLISH, *self._langs))
            for other in self._beginning(begun, len(word.folded))
            if other not in own
        ]
        found = {_ENGLISH: (*own, *self._accepted(word.folded, others, _ENGLISH))}
        enough = max(int(_OUTSHONE * self.count(word.folded)), 1)
        rest = [other for other in others if other not in found[_ENGLISH]]
        for lang in self._langs:
            found[lang] = self._accepted(word.folded, rest, lang, enough)
        return {lang: forms for lang, forms in found.items() if forms}

    def _accepted(
        self, own: str, others: Iterable[str], lang: str, enough: int = 1
    ) -> tuple[str, ...]:
        return tuple(
            other for other in others if inflects(own, other, lang) and self.count(other) >= enough
        )

    def _beginning(self, begun: str, length: int) -> list[str]:
        """The words that begin so, and aren't too long to be forms of one of this length."""
        longer = _LONGER if begun.isascii() else _LONGER_IN_ARABIC
        end = begun[:-1] + chr(ord(begun[-1]) + 1)
        try:
            rows = self._db.execute(
                "SELECT word FROM items_fts_words "
                "WHERE word >= ? AND word < ? AND length(word) <= ? LIMIT ?",
                [begun, end, length + longer, _MOST],
            ).fetchall()
        except sqlite3.OperationalError:  # not migrated yet: a command before the new daemon
            return []
        return [word for (word,) in rows]

    @cached_property
    def has_unknown(self) -> bool:
        """Whether there are items in a language that nobody has named."""
        return self._has(UNKNOWN)

    @cached_property
    def _langs(self) -> list[str]:
        """The languages of items, besides English, in which words have forms."""
        return [lang for lang in LANGS if lang != _ENGLISH and self._has(mark(lang))]

    def _has(self, mark: str) -> bool:
        found = self._db.execute(f"{FOUND} LIMIT 1", [f'"{mark}"'])
        return found.fetchone() is not None
