"""Which words people use, and how often: the guard against taking one real word for another.

Iraq is no typo of Iran, and "target" no name: both are decided by how often a word is used in
English or in the item's language. The numbers are wordfreq's (Speer 2022, doi 10.5281/
zenodo.7199437), on the Zipf scale: log10 of uses per 10⁹ words, so that "the" is 7.7, "apple" 4.7
and a word seen once in ten million 2.0.

A language's words are kept as sorted 64-bit digests with a byte of Zipf each: about 9 bytes a word
where a dict takes 100. Built on a language's first use, from wordfreq (0.5 s for English), or read
from ``cache`` in a few milliseconds when an earlier run has built them. The only module of
``rules`` that touches a file.
"""

from __future__ import annotations

import fcntl
import os
import struct
import subprocess
import sys
import tempfile
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import Final
from zlib import adler32, crc32

from monitor.rules.forms import lemmas
from monitor.rules.forms.dictionaries import dictionary_of
from monitor.rules.forms.lemmas import NO_LEMMAS, Lemmas
from monitor.text import fold, is_letters

KNOWN: Final = 2.0
"""A word used at least so often (Zipf) is a word, not a typo. 1.5 to 2.5 do equally well."""

LISTS: Final = ".news-monitor-words"
"""Where lists are kept, beside a database."""
SHARED: Final = "NEWS_MONITOR_WORDS"
"""Environment variable that names one folder for the lists of all databases: several daemons of one
machine, or a container's image, then build them once."""

_STEPS: Final = 25  # of a byte, for one Zipf unit
_REST: Final = 64 - 12
_FORMAT: Final = "4"
_FEW: Final = 70_000
"""Words in use that a list has at least if not all that is in a dictionary counts as known."""
_WHOLE: Final = 600_000
"""Forms that a dictionary has at least if what it lacks is to be called misspelled."""
_PATIENCE: Final = 120.0
"""Seconds that building a list may take; the largest take 6."""
_TWO_LETTERS: Final = (("lj", "љ"), ("nj", "њ"), ("dž", "џ"))
_CYRILLIC: Final = str.maketrans("abvgdđežzijklmnoprstćufhcčš", "абвгдђежзијклмнопрстћуфхцчш")
_HEADER: Final = struct.Struct("<8sQ")
_MAGIC: Final = b"words-02"
_SAME_LIST: Final = {"no": "nb", "nn": "nb", "hr": "sh", "sr": "sh", "bs": "sh", "tl": "fil"}


class Vocabulary:
    """The words of one language that are used at least ``KNOWN`` often."""

    __slots__ = ("_digests", "_starts", "_zipfs")

    def __init__(self, digests: array[int], zipfs: bytes) -> None:
        self._digests = digests
        self._zipfs = zipfs
        # Where the digests of each leading 12 bits begin: spares a search most of its steps.
        self._starts = array(
            "L", (bisect_left(digests, part << _REST) for part in range((1 << 12) + 1))
        )

    @classmethod
    def of(cls, words: Iterable[tuple[str, float]]) -> Vocabulary:
        """Build from (word, Zipf); of spellings that fold to the same the commonest counts."""
        best: dict[int, int] = {}
        for word, zipf in words:
            folded = fold(word)
            if is_letters(folded):
                key = _digest(folded)
                level = min(255, max(1, int(zipf * _STEPS + 0.5)))
                if level > best.get(key, -1):
                    best[key] = level
        ordered = sorted(best)
        return cls(array("Q", ordered), bytes(map(best.__getitem__, ordered)))

    def zipf(self, folded: str) -> float:
        """How often a folded word is used; 0 for one that isn't known."""
        data = folded.encode("utf-8", "surrogatepass")
        key = crc32(data) << 32 | adler32(data)  # _digest, spelled out: nothing is asked oftener
        part = key >> _REST
        end = self._starts[part + 1]
        at = bisect_left(self._digests, key, self._starts[part], end)
        return self._zipfs[at] / _STEPS if at < end and self._digests[at] == key else 0.0

    def __contains__(self, folded: str) -> bool:
        return self.zipf(folded) > 0

    def __len__(self) -> int:
        return len(self._digests)

    def to_bytes(self) -> bytes:
        """Serialise in this machine's byte order, for ``from_bytes`` on the same machine."""
        return _HEADER.pack(_MAGIC, len(self)) + self._digests.tobytes() + self._zipfs

    @classmethod
    def from_bytes(cls, data: bytes) -> Vocabulary:
        """Read what ``to_bytes`` wrote.

        Raises:
            ValueError: The data is something else, or cut short.
        """
        if len(data) < _HEADER.size:
            raise ValueError("too short")
        magic, count = _HEADER.unpack_from(data)
        if magic != _MAGIC or len(data) != _HEADER.size + 9 * count:
            raise ValueError("not a list of known words")
        digests = array("Q")
        digests.frombytes(data[_HEADER.size : _HEADER.size + 8 * count])
        return cls(digests, data[_HEADER.size + 8 * count :])


_NONE: Final = Vocabulary(array("Q"), b"")


class KnownWords:
    """The vocabularies of all languages, each loaded when first asked for."""

    def __init__(self, cache: Path | None = None) -> None:
        """Take a directory to keep the built lists in.

        Without one it is the one that ``SHARED`` names; without that they are built each time.
        """
        self._cache = cache or shared_lists()
        self._languages: dict[str, Vocabulary] = {}
        self._lemmas: dict[str, Lemmas] = {}
        self._closed = False

    @classmethod
    def of(
        cls,
        words: Mapping[str, Mapping[str, float]],
        forms: Mapping[str, Iterable[tuple[str, str]]] = MappingProxyType({}),
    ) -> KnownWords:
        """Know only these words, language → word → Zipf, and these (form, lemma) of a language.

        For tests and small tools.
        """
        known = cls()
        known._closed = True
        known._languages = {lang: Vocabulary.of(given.items()) for lang, given in words.items()}
        known._lemmas = {lang: Lemmas.of(given) for lang, given in forms.items()}
        return known

    def zipf(self, folded: str, langs: Iterable[str]) -> float:
        """How often a folded word is used in that of the languages that uses it most."""
        return max([self.vocabulary(lang).zipf(folded) for lang in langs], default=0.0)

    def knows(self, folded: str, langs: Iterable[str]) -> bool:
        """Whether it is a word of one of the languages: in use, or a dictionary's.

        English has so long a list of words in use that its dictionary need not be asked.
        """
        return any(
            folded in self.vocabulary(lang) or (lang != "en" and self._heads_entry(folded, lang))
            for lang in langs
        )

    def _heads_entry(self, folded: str, lang: str) -> bool:
        """Whether a dictionary has the word; where many words in use are listed, as a lemma.

        Rare forms look like misspelled names (mulle, of mullir, and Müller).
        """
        lemmas = self.lemmas(lang)
        return folded in lemmas and (
            len(self.vocabulary(lang)) < _FEW or lemmas.is_lemma_of(folded, folded)
        )

    def vocabulary(self, lang: str) -> Vocabulary:
        """One language's words; empty for a language nobody has counted."""
        found = self._languages.get(lang)
        if found is None:
            found = _NONE if self._closed else self._load(_SAME_LIST.get(lang, lang))
            self._languages[lang] = found
        return found

    def lemmas(self, lang: str) -> Lemmas:
        """Of which words those of a language are forms; empty if there is no dictionary."""
        found = self._lemmas.get(lang)
        if found is None:
            found = NO_LEMMAS if self._closed else self._load_lemmas(_SAME_LIST.get(lang, lang))
            self._lemmas[lang] = found
        return found

    def is_counted(self, lang: str) -> bool:
        """Whether we know which words the language has at all, so that others are misspellings."""
        return self._closed or len(self.vocabulary(lang)) > 0 or len(self.lemmas(lang)) >= _WHOLE

    def _load_lemmas(self, lang: str) -> Lemmas:
        if not (lang.isascii() and lang.isalpha()):
            return NO_LEMMAS
        if self._cache is None:
            return _build_lemmas(lang)
        path = self._cache / f"lemmas-{lang}-{version('simplemma')}-{lemmas.FORMAT}.bin"
        with suppress(OSError, ValueError):
            return Lemmas.from_bytes(path.read_bytes())
        with suppress(OSError, ValueError, subprocess.SubprocessError), _alone(path):
            with suppress(OSError, ValueError):
                return Lemmas.from_bytes(path.read_bytes())  # another process has built it
            _fill_elsewhere("lemmas", lang, path)
            return Lemmas.from_bytes(path.read_bytes())
        return _build_lemmas(lang)  # a cache that can't be written is merely slow

    def _load(self, lang: str) -> Vocabulary:
        if not (lang.isascii() and lang.isalpha()):
            return _NONE
        if self._cache is None:
            return _build(lang)
        path = self._cache / f"known-words-{lang}-{version('wordfreq')}-{_FORMAT}.bin"
        with suppress(OSError, ValueError):
            return Vocabulary.from_bytes(path.read_bytes())
        with suppress(OSError, ValueError, subprocess.SubprocessError), _alone(path):
            with suppress(OSError, ValueError):
                return Vocabulary.from_bytes(path.read_bytes())  # another process has built it
            _fill_elsewhere("words", lang, path)
            return Vocabulary.from_bytes(path.read_bytes())
        return _build(lang)


def lists_for(database: Path) -> Path:
    """Where a database's lists are kept: beside it, unless ``SHARED`` names a folder."""
    return shared_lists() or database.parent / LISTS


def shared_lists() -> Path | None:
    """Return the folder that ``SHARED`` names; None if it names none."""
    named = os.environ.get(SHARED, "")
    return Path(named) if named else None


def known_beside(database: Path) -> KnownWords:
    """Return the words people use, kept where ``lists_for`` says: one for all in this process."""
    return _known_in(lists_for(database))


@lru_cache(maxsize=2)
def _known_in(folder: Path) -> KnownWords:
    return KnownWords(cache=folder)


def fill(what: str, lang: str, path: str) -> None:
    """Build a language's list, ``words`` or ``lemmas``, and keep it in a file.

    Raises:
        OSError: The file can't be written.
    """
    built = _build(lang) if what == "words" else _build_lemmas(lang)
    _replace(Path(path), built.to_bytes())


def _fill_elsewhere(what: str, lang: str, path: Path) -> None:
    """Build one in another process: it takes up to 140 MB, little of which Python gives back."""
    kept = ("PATH", "LD_LIBRARY_PATH", "PYTHONHOME", "LANG", "LC_ALL")
    subprocess.run(  # noqa: S603 - our own interpreter and module
        [
            *(sys.executable, "-P", "-c"),
            "import sys; from monitor.rules.words.known_words import fill; fill(*sys.argv[1:])",
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


def _build(lang: str) -> Vocabulary:
    """Build a vocabulary from wordfreq's list; its own copy of that list isn't kept."""
    import wordfreq  # noqa: PLC0415 - half a second and 30 MB that a filled cache never needs

    path = wordfreq.available_languages("best").get(lang)
    if path is None:
        return _NONE
    # Bucket i of the list has the words used 10^(-i/100) of the time: Zipf (900 - i) / 100.
    rarest = round(900 - 100 * KNOWN)
    buckets = wordfreq.read_cBpack(path)[: rarest + 1]
    return Vocabulary.of(
        (spelled, (900 - cents) / 100)
        for cents, words in enumerate(buckets)
        for word in words
        for spelled in ((word, _in_cyrillic(word)) if lang == "sh" else (word,))
    )


def _in_cyrillic(word: str) -> str:
    """A Serbian word in Cyrillic: its list is all Latin."""
    for latin, cyrillic in _TWO_LETTERS:
        word = word.replace(latin, cyrillic)
    return word.translate(_CYRILLIC)


@lru_cache(maxsize=64)
def _build_lemmas(lang: str) -> Lemmas:
    """Build a language's lemmas, once for all who want them.

    Where wordfreq's list is long, only of the words that it has.
    """
    if not dictionary_of(lang):
        return NO_LEMMAS
    import wordfreq  # noqa: PLC0415 - see _build

    path = wordfreq.available_languages("large").get(lang)
    if path is None:
        return lemmas.build(lang)
    used = frozenset(word for words in wordfreq.read_cBpack(path) for word in words)
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


def _digest(folded: str) -> int:
    """64 bits of two checksums: among 10⁶ words two share them about once in 10⁷ times."""
    data = folded.encode("utf-8", "surrogatepass")
    return crc32(data) << 32 | adler32(data)
