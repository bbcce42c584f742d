"""Lists of words, each language's vocabulary and lemmas, built once and kept in a folder.

Building one takes up to six seconds, reading what an earlier run has built a few milliseconds. The
only module of ``rules`` that writes files. Without it each start would take a minute.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Final, TypeVar

from monitor.rules.forms import lemmas
from monitor.rules.forms.lemmas import NO_LEMMAS, Lemmas
from monitor.rules.vocabulary import counted_words, vocabulary
from monitor.rules.vocabulary.vocabulary import NO_WORDS, Vocabulary

LISTS: Final = ".news-monitor-words"
"""Where lists are kept, beside a database."""
SHARED: Final = "NEWS_MONITOR_WORDS"
"""Environment variable that names one folder for the lists of all databases: several daemons of one
machine, or a container's image, then build them once."""
_PATIENCE: Final = 120.0
"""Seconds that building a list may take; the largest take 6."""
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
        kept = self._kept(name, "words", lang, Vocabulary.from_bytes)
        return vocabulary.build(lang) if kept is None else kept

    def lemmas(self, lang: str) -> Lemmas:
        """Of which words those of a language are forms; none if there is no dictionary."""
        if not (lang.isascii() and lang.isalpha()):
            return NO_LEMMAS
        lang = _SAME_LIST.get(lang, lang)
        name = f"lemmas-{lang}-{version('simplemma')}-{lemmas.FORMAT}.bin"
        kept = self._kept(name, "lemmas", lang, Lemmas.from_bytes)
        return _build_lemmas(lang) if kept is None else kept

    def _kept(self, name: str, what: str, lang: str, read: Callable[[bytes], L]) -> L | None:
        """Read a list, which is built before if need be; None if it can't be kept."""
        if self._folder is None:
            return None
        path = self._folder / name
        with suppress(OSError, ValueError):
            return read(path.read_bytes())
        with suppress(OSError, ValueError, subprocess.SubprocessError), _alone(path):
            with suppress(OSError, ValueError):
                return read(path.read_bytes())  # another process has built it
            _fill_elsewhere(what, lang, path)
            return read(path.read_bytes())
        return None  # a folder that can't be written is merely slow


def lists_for(database: Path) -> Path:
    """Where a database's lists are kept: beside it, unless ``SHARED`` names a folder."""
    return shared_lists() or database.parent / LISTS


def shared_lists() -> Path | None:
    """Return the folder that ``SHARED`` names; None if it names none."""
    named = os.environ.get(SHARED, "")
    return Path(named) if named else None


def fill(what: str, lang: str, path: str) -> None:
    """Build a language's list, ``words`` or ``lemmas``, and keep it in a file.

    Raises:
        OSError: The file can't be written.
    """
    built = vocabulary.build(lang) if what == "words" else _build_lemmas(lang)
    _replace(Path(path), built.to_bytes())


def _fill_elsewhere(what: str, lang: str, path: Path) -> None:
    """Build one in another process: it takes up to 140 MB, little of which Python gives back."""
    kept = ("PATH", "LD_LIBRARY_PATH", "PYTHONHOME", "LANG", "LC_ALL")
    subprocess.run(  # noqa: S603 - our own interpreter and module
        [
            *(sys.executable, "-P", "-c"),
            "import sys; from monitor.rules.vocabulary.word_lists import fill; fill(*sys.argv[1:])",
            *(what, lang, str(path)),
        ],
        env={
            **{name: os.environ[name] for name in kept if name in os.environ},
            "PYTHONPATH": os.pathsep.join(each or str(Path.cwd()) for each in sys.path),
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
        timeout=_PATIENCE,
    )


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Have no other process build the same list at the same time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(".lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@lru_cache(maxsize=64)
def _build_lemmas(lang: str) -> Lemmas:
    """Build a language's lemmas, once for all who want them.

    Where wordfreq's list is long, only of the words that it has.
    """
    if not lemmas.dictionary_of(lang):
        return NO_LEMMAS
    used = frozenset(word for words in counted_words.read(lang, "large") for word in words)
    return lemmas.build(lang, used)


def _replace(path: Path, data: bytes) -> None:
    """Write a whole file or none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(temporary).replace(path)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise
