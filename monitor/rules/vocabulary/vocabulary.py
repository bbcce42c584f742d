"""Vocabulary: the words of one language that people use, and how often.

The numbers are wordfreq's (Speer 2022, doi 10.5281/zenodo.7199437), on the Zipf scale: log10 of
uses per 10⁹ words, so that "the" is 7.7, "apple" 4.7 and a word seen once in ten million 2.0.

Words are kept as sorted 64-bit digests with a byte of Zipf each: about 9 bytes a word where a dict
takes 100. Without this module each language would take as much memory as all else together.
"""

from __future__ import annotations

import struct
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from itertools import islice
from typing import Final
from zlib import adler32, crc32

from monitor.rules.vocabulary import counted_words
from monitor.text import fold_all, is_letters

KNOWN: Final = 2.0
"""A word used at least so often (Zipf) is a word, not a typo. 1.5 to 2.5 do equally well."""
FORMAT: Final = "4"

_AT_A_TIME: Final = 5_000
_STEPS: Final = 25  # of a byte, for one Zipf unit
_REST: Final = 64 - 12
_TWO_LETTERS: Final = (("lj", "љ"), ("nj", "њ"), ("dž", "џ"))
_CYRILLIC: Final = str.maketrans("abvgdđežzijklmnoprstćufhcčš", "абвгдђежзијклмнопрстћуфхцчш")
_HEADER: Final = struct.Struct("<8sQ")
_MAGIC: Final = b"words-02"


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
        found: list[int] = []  # digest, then rarity: a number each, as a dict takes thrice as much
        rest = iter(words)
        while given := list(islice(rest, _AT_A_TIME)):
            folded = fold_all([word for word, _ in given])
            for word, (_, zipf) in zip(folded, given, strict=True):
                if is_letters(word):
                    level = min(255, max(1, int(zipf * _STEPS + 0.5)))
                    found.append(_digest(word) << 8 | 255 - level)
        found.sort()
        digests, zipfs = array("Q"), bytearray()
        for each in found:
            if not digests or digests[-1] != each >> 8:
                digests.append(each >> 8)
                zipfs.append(255 - (each & 255))
        return cls(digests, bytes(zipfs))

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
        digests.frombytes(memoryview(data)[_HEADER.size : _HEADER.size + 8 * count])
        return cls(digests, data[_HEADER.size + 8 * count :])


NO_WORDS: Final = Vocabulary(array("Q"), b"")


def build(lang: str) -> Vocabulary:
    """Build a language's vocabulary from wordfreq's list, of which no other copy is kept."""
    # Bucket i of the list has the words used 10^(-i/100) of the time: Zipf (900 - i) / 100.
    rarest = round(900 - 100 * KNOWN)
    buckets = islice(counted_words.read(lang, "large", "small"), rarest + 1)
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


def _digest(folded: str) -> int:
    """64 bits of two checksums: among 10⁶ words two share them about once in 10⁷ times."""
    data = folded.encode("utf-8", "surrogatepass")
    return crc32(data) << 32 | adler32(data)
