"""Vocabulary: which words of the full-text index are forms of a word somebody looks for.

The index holds words as they are written (folded), and a table lists them (``items_fts_words``). So
what a search finds is decided when it is asked, by what rules go by (``other_forms``): nation
finds nations, not national; Praha finds Praze. Forms count in items of their language, or of one
that nobody has named: the index says which those are (``text_index.mark``). Where the list is
looked into, ``forms.candidates`` says.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Final

import sqlite_utils

from monitor.rules.forms.candidates import candidates, of_same_script
from monitor.rules.forms.designations import head_length
from monitor.rules.forms.languages import INFLECTING
from monitor.rules.forms.stems import inflects
from monitor.rules.vocabulary.known_words import KnownWords, known_beside
from monitor.rules.words.compounds import SHORTEST, compounds_among, letters_in_compounds
from monitor.rules.words.other_forms import is_form
from monitor.rules.words.partings import partings
from monitor.rules.words.split_words import stands_in_two
from monitor.rules.words.words import Mode, Word
from monitor.store.search.text_index import FOUND, MARK, UNKNOWN, written
from monitor.text import is_letters

_LONGER, _LONGER_IN_ARABIC = 6, 10
"""Letters that a form has more than the word: an ending; in Arabic also what stands before it."""
_MOST: Final = 20_000
"""Words looked at; hardly that many begin with the same two letters."""
_COMMON: Final = 20_000
_SMALL: Final = 6.4
"""Zipf of English words that hold sentences together (is, have). Half of all items have each, so
that forms cost most where nobody needs them: these have regular ones alone, English ones in items
of all languages, and of another language only what has its share."""
_OUTSHONE: Final = 0.01
"""Of a small word's items, the share that a form of another language has at least."""
_SAMPLE: Final = 20
"""Items that are looked at to tell A-320 from "a 320", which are one to the index."""
ENGLISH: Final = "en"

Forms = Mapping[str, tuple[str, ...]]
"""Language → the forms that count in its items, the word itself first; ``en``: also in items of
all languages that aren't named."""


class Vocabulary:
    """The words of one database's full-text index."""

    def __init__(self, db: sqlite_utils.Database) -> None:
        self._db = db
        self._counts: dict[str, int] = {}
        self._containing: dict[str, list[str]] = {}
        """Letters → the words that have them."""

    def count(self, word: str) -> int:
        """Return how many items have a word; for a common word, only a part of them is counted."""
        found = self._counts.get(word)
        if found is None:
            statement = f"SELECT count(*) FROM ({FOUND} LIMIT {_COMMON})"  # noqa: S608 - our own
            (found,) = self._db.execute(statement, [f'"{written(word)}"']).fetchone()
            self._counts[word] = found
        return found

    def forms(self, word: Word) -> Forms:
        """Return the words of the index that are forms of a term's word, by language."""
        own = word.forms
        if word.mode is not Mode.FUZZY or not is_letters(word.folded):
            return {ENGLISH: own}
        if word.acronym:  # as in rules: nothing but a plural
            return {ENGLISH: (*own, f"{word.folded}s")}
        likely = self._candidates(word, ENGLISH)
        english = self._accepted(word, likely, ENGLISH)
        found = {ENGLISH: (*own, *english)}
        is_small = self._is_small(word)
        enough = max(int(_OUTSHONE * self.count(word.folded)), 1) if is_small else 1
        for lang in of_same_script(word.folded, self._langs):
            others = likely | self._candidates(word, lang)
            accepted = [
                other
                for other in self._accepted(word, others, lang)
                if enough == 1 or self.count(other) >= enough
            ]
            accepted += [other for other in english if is_small and other not in accepted]
            accepted += self._compounds(word, lang) if not is_small else ()
            found[lang] = (*own, *accepted)
        return found

    def halves(self, word: Word) -> list[tuple[Forms, Forms]]:
        """Return the two words that a word may be written as (Play Station, F-35), if there are."""
        if not word.may_be_halved:
            return []
        forms = word.forms
        if word.designation:
            at = head_length(word.folded)
            halves: list[tuple[str, tuple[str, ...]]]
            halves = [(form[:at], (form[at:],)) for form in forms]
            texts = self._texts([f'"{head} {rest}"' for head, rests in halves for rest in rests])
            return _by_head(halves) if stands_in_two(word, texts, self._known) else []
        inflected = self.forms(word)[ENGLISH]
        pairs = [
            (
                form[:at],
                tuple(other[at:] for other in inflected if other[: at + 1] == form[: at + 1]),
            )
            for form in forms
            for at in partings(word, form, self._known)
        ]
        return _by_head([pair for pair in pairs if self.count(pair[0])])

    def _candidates(self, word: Word, lang: str) -> set[str]:
        """The words of the index that may be a word's forms in a language."""
        own = word.folded
        where = candidates(own, lang, self._known.lemmas(lang))
        found: set[str] = set()
        if not self._is_small(word):
            found = self._listed("word", where.words) | self._listed("digest", where.digests)
        for begun in where.beginnings:
            found.update(
                other for other in self._beginning(begun, len(own)) if inflects(own, other, lang)
            )
        return found.difference(word.forms)

    def _is_small(self, word: Word) -> bool:
        return self._known.vocabulary(ENGLISH).zipf(word.folded) >= _SMALL

    def _accepted(self, word: Word, others: Iterable[str], lang: str) -> list[str]:
        return [other for other in sorted(others) if is_form(word, other, lang, self._known)]

    def _compounds(self, word: Word, lang: str) -> list[str]:
        """The words of the index in which a word is a part, in a language that joins words.

        No index knows what stands within a word: the whole list is read, 70 ms for a million, and
        only where items are in such a language.
        """
        letters = letters_in_compounds(word, lang)
        if not letters:
            return []
        if letters not in self._containing:
            rows = self._ask(
                "SELECT word FROM items_fts_words "
                "WHERE instr(word, ?) AND length(word) >= ? LIMIT ?",
                [letters, SHORTEST, _MOST],
            )
            self._containing[letters] = [found for (found,) in rows]
        return compounds_among(word, self._containing[letters], lang, self._known)

    def _listed(self, column: str, values: Collection[str] | Collection[int]) -> set[str]:
        """The words of the index that are among some, or whose digests are."""
        if not values:
            return set()
        statement = (
            f"SELECT word FROM items_fts_words WHERE {column} IN "  # noqa: S608 - our own names
            "(SELECT value FROM json_each(?))"
        )
        return {word for (word,) in self._ask(statement, [json.dumps(list(values))])}

    def _beginning(self, begun: str, length: int) -> list[str]:
        """The words that begin so, and aren't too long to be forms of one of this length."""
        longer = _LONGER if begun.isascii() else _LONGER_IN_ARABIC
        end = begun[:-1] + chr(ord(begun[-1]) + 1)
        rows = self._ask(
            "SELECT word FROM items_fts_words "
            "WHERE word >= ? AND word < ? AND length(word) <= ? LIMIT ?",
            [begun, end, length + longer, _MOST],
        )
        return [word for (word,) in rows]

    def _texts(self, phrases: list[str]) -> list[str]:
        """The texts of the newest items that have one of some phrases."""
        newest = f"{FOUND} ORDER BY rowid DESC LIMIT {_SAMPLE}"
        rows = self._db.execute(
            f"SELECT title, summary, content, full_text FROM items WHERE id IN ({newest})",  # noqa: S608 - our own constants
            [" OR ".join(phrases)],
        )
        return [text for row in rows for text in row]

    def _ask(self, statement: str, values: list[object]) -> list[tuple[str]]:
        """Ask the list of words; a database of before has none, or none of digests."""
        try:
            return self._db.execute(statement, values).fetchall()
        except sqlite3.OperationalError:  # not migrated yet: a command before the new daemon
            return []

    @cached_property
    def has_unknown(self) -> bool:
        """Whether there are items in a language that nobody has named."""
        found = self._db.execute(f"{FOUND} LIMIT 1", [f'"{UNKNOWN}"'])
        return found.fetchone() is not None

    @cached_property
    def _langs(self) -> list[str]:
        """The languages of items, besides English, in which words have forms."""
        found = self._ask(
            "SELECT word FROM items_fts_words WHERE word >= ? AND word < ?",
            [MARK, chr(ord(MARK) + 1)],
        )
        return [lang for (word,) in found if (lang := word.removeprefix(MARK)) in INFLECTING]

    @cached_property
    def _known(self) -> KnownWords:
        """The words people use, in the lists that the daemon keeps beside the database."""
        ((_, _, path), *_) = self._db.execute("PRAGMA database_list").fetchall()
        return known_beside(Path(path))


def _by_head(pairs: list[tuple[str, tuple[str, ...]]]) -> list[tuple[Forms, Forms]]:
    """Halves with the same head together."""
    rests: dict[str, list[str]] = {}
    for head, more in pairs:
        rests.setdefault(head, []).extend(more)
    return [
        ({ENGLISH: (head,)}, {ENGLISH: tuple(dict.fromkeys(more))}) for head, more in rests.items()
    ]
