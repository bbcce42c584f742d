"""Lists of words, each language's vocabulary and lemmas, built once and kept in a folder.

Building one takes up to six seconds, reading what an earlier run has built a few milliseconds.
Without this module each start would take a minute.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Final, TypeVar

from monitor.rules.forms import lemmas
from monitor.rules.forms.dictionaries import dictionary_of
from monitor.rules.forms.lemmas import NO_LEMMAS, Lemmas
from monitor.rules.kept_lists import kept, store
from monitor.rules.vocabulary import counted_words, vocabulary
from monitor.rules.vocabulary.vocabulary import NO_WORDS, Vocabulary

LISTS: Final = ".news-monitor-words"
"""Where lists are kept, beside a database."""
SHARED: Final = "NEWS_MONITOR_WORDS"
"""Environment variable that names one folder for the lists of all databases: several daemons of one
machine, or a container's image, then build them once."""
_SAME_LIST: Final = {"no": "nb", "nn": "nb", "hr": "sh", "sr": "sh", "bs": "sh", "tl": "fil"}

L = TypeVar("L")


class WordLists:
    """The lists of all languages in one folder; without a folder they are built each time."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def vocabulary(self, lang: str) -> Vocabulary:
        """A language's words; none for a language nobody has counted."""
        if not (lang.isascii() and lang.isalpha()):
            return NO_WORDS
        lang = _SAME_LIST.get(lang, lang)
        name = f"known-words-{lang}-{version('wordfreq')}-{vocabulary.FORMAT}.bin"
        found = self._kept(name, Vocabulary.from_bytes, keep_words, lang)
        return vocabulary.build(lang) if found is None else found

    def lemmas(self, lang: str) -> Lemmas:
        """Of which words those of a language are forms; none if there is no dictionary."""
        if not (lang.isascii() and lang.isalpha()):
            return NO_LEMMAS
        lang = _SAME_LIST.get(lang, lang)
        name = f"lemmas-{lang}-{version('simplemma')}-{lemmas.FORMAT}.bin"
        found = self._kept(name, Lemmas.from_bytes, keep_lemmas, lang)
        return _build_lemmas(lang) if found is None else found

    def _kept(
        self, name: str, read: Callable[[bytes], L], build: Callable[[str, str], None], lang: str
    ) -> L | None:
        return kept(self._folder / name, read, build, lang) if self._folder else None


def lists_for(database: Path) -> Path:
    """Where a database's lists are kept: beside it, unless ``SHARED`` names a folder."""
    return shared_lists() or database.parent / LISTS


def shared_lists() -> Path | None:
    """Return the folder that ``SHARED`` names; None if it names none."""
    named = os.environ.get(SHARED, "")
    return Path(named) if named else None


def keep_words(path: str, lang: str) -> None:
    """Build a language's vocabulary and keep it, as ``kept`` asks for it."""
    store(path, vocabulary.build(lang).to_bytes())


def keep_lemmas(path: str, lang: str) -> None:
    """Build a language's lemmas and keep them, as ``kept`` asks for it."""
    store(path, _build_lemmas(lang).to_bytes())


@lru_cache(maxsize=64)
def _build_lemmas(lang: str) -> Lemmas:
    """Build a language's lemmas, once for all who want them.

    Where wordfreq's list is long, only of the words that it has.
    """
    if not dictionary_of(lang):
        return NO_LEMMAS
    return lemmas.build(lang, counted_words.read(lang, "large"))
