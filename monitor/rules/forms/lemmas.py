"""Lemmas: of which dictionary word a word is a form (women: woman; Praze: Praha).

Stems can't know what no rule of spelling says. The dictionaries are simplemma's (Barbaresi 2023,
doi 10.5281/zenodo.4673264), 54 languages; as Python dicts the larger ones take 500 MB. Here a
language is two sorted lists of 32-bit digests, a form's and its lemma's: eight bytes a form, ten
megabytes at most. A form that by chance has another's digest (one unknown word in 4,000) does no
harm: its lemma would have to be a rule's word, too.

A dictionary is read once, record by record, which takes a microsecond each; ``KnownWords`` keeps
the outcome on disk. Of the largest only the words that people use are kept, else the shortest.
"""

from __future__ import annotations

import lzma
import struct
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from typing import Final
from zlib import crc32

from monitor.text import fold, is_letters

MOST: Final = 1_200_000
"""Forms of a language that are kept; of more, the longest are left out."""
FORMAT: Final = "2"
_LONGEST: Final = 40  # bytes; longer words are compounds that no rule asks for
_HEADER: Final = struct.Struct("<8sQ")
_MAGIC: Final = b"lemmas-1"
_PARTS: Final = 1 << 12
_REST: Final = 32 - 12
_SAME_DICTIONARY: Final = {
    "no": "nb",
    "hr": "hbs",
    "sr": "hbs",
    "bs": "hbs",
    "sh": "hbs",
    "fil": "tl",
}
_LETTER_BY_LETTER: Final = frozenset(("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "GEORGIAN"))
_JOINER: Final = "\u200c"  # Persian; a text's words come without it


class Lemmas:
    """The forms of one language and the lemmas of each."""

    __slots__ = ("_forms", "_lemmas", "_starts")

    def __init__(self, forms: array[int], lemmas: array[int]) -> None:
        self._forms = forms
        self._lemmas = lemmas
        # Where the digests of each leading 12 bits begin: spares a search most of its steps.
        self._starts = array("L", (bisect_left(forms, part << _REST) for part in range(_PARTS + 1)))

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]], most: int = MOST) -> Lemmas:
        """Build from (form, lemma), both as written."""
        import numpy as np  # noqa: PLC0415 - it takes 0.1 s to load, and a filled cache needs none

        by_length: dict[int, array[int]] = {}
        fold_fast = _Folding()
        for form, lemma in pairs:
            folded = fold_fast(form)
            if is_letters(folded):
                pair = digest(folded) << 32 | digest(fold_fast(lemma))
                by_length.setdefault(len(folded), array("Q")).append(pair)
        kept = array("Q")
        for length in sorted(by_length):
            if kept and len(kept) + len(by_length[length]) > most:
                break
            kept += by_length[length]
        if not kept:
            return NO_LEMMAS
        pairs_ = np.unique(np.frombuffer(kept, np.uint64))
        half = np.uint64(32)
        forms, lemmas = pairs_ >> half, pairs_ & np.uint64(0xFFFFFFFF)
        # A form of a form is a form, too: vendidos, vendido, vender.
        at = np.minimum(np.searchsorted(forms, lemmas), len(forms) - 1)
        further = (forms[at] == lemmas) & (lemmas[at] != lemmas)
        more = forms[further] << half | lemmas[at[further]]
        whole = np.unique(np.concatenate((pairs_, more)))
        return cls(
            array("I", (whole >> half).astype(np.uint32).tobytes()),
            array("I", (whole & np.uint64(0xFFFFFFFF)).astype(np.uint32).tobytes()),
        )

    def lemmas(self, folded: str) -> list[int]:
        """The digests of a folded word's lemmas; empty for a word that isn't in the dictionary."""
        return self.keys(folded)[1:]

    def keys(self, folded: str) -> list[int]:
        """The digests of a word and of its lemmas: two words that ``agree`` have one in common."""
        key = crc32(folded.encode("utf-8", "surrogatepass"))
        part = key >> _REST
        forms = self._forms
        end = self._starts[part + 1]
        at = bisect_left(forms, key, self._starts[part], end)
        found = [key]
        while at < end and forms[at] == key:
            found.append(self._lemmas[at])
            at += 1
        return found

    def forms(self, folded: str) -> set[int]:
        """The digests of the words that ``agree`` may call forms of a word, and of its lemmas."""
        own, mine = digest(folded), self.lemmas(folded)
        held = self._lemmas.tobytes()
        size = self._lemmas.itemsize
        found = set(mine)
        for lemma in {own} if own in mine else {own, *mine}:
            wanted = array("I", (lemma,)).tobytes()
            at = held.find(wanted)
            while at >= 0:
                if at % size == 0:
                    found.add(self._forms[at // size])
                at = held.find(wanted, at + 1)
        return found

    def agree(self, one: str, other: str) -> bool | None:
        """Whether two folded words are forms of one; None if the dictionary lacks either.

        A word that is a lemma stands for nothing else: "Buch" also is what tells somebody to book
        ("buch!"), but who asks for it doesn't mean the verb.

        Args:
            one: The word that somebody asks for.
            other: The word of a text.
        """
        theirs = self.lemmas(other)
        own = digest(one)
        if own in theirs:
            return True
        mine = self.lemmas(one)
        if own not in mine and digest(other) in mine:
            return True
        if not (mine and theirs):
            return None
        return own not in mine and not set(mine).isdisjoint(theirs)

    def is_lemma_of(self, lemma: str, form: str) -> bool:
        """Whether a folded word is the lemma of a form."""
        return digest(lemma) in self.lemmas(form)

    def __contains__(self, folded: str) -> bool:
        return bool(self.lemmas(folded))

    def __len__(self) -> int:
        return len(self._forms)

    def to_bytes(self) -> bytes:
        """Serialise in this machine's byte order, for ``from_bytes`` on the same machine."""
        return _HEADER.pack(_MAGIC, len(self)) + self._forms.tobytes() + self._lemmas.tobytes()

    @classmethod
    def from_bytes(cls, data: bytes) -> Lemmas:
        """Read what ``to_bytes`` wrote.

        Raises:
            ValueError: The data is something else, or cut short.
        """
        if len(data) < _HEADER.size:
            raise ValueError("too short")
        magic, count = _HEADER.unpack_from(data)
        if magic != _MAGIC or len(data) != _HEADER.size + 8 * count:
            raise ValueError("not a list of lemmas")
        forms, lemmas = array("I"), array("I")
        middle = _HEADER.size + 4 * count
        forms.frombytes(memoryview(data)[_HEADER.size : middle])
        lemmas.frombytes(memoryview(data)[middle:])
        return cls(forms, lemmas)


NO_LEMMAS: Final = Lemmas(array("I"), array("I"))


def digest(folded: str) -> int:
    """32 bits that stand for a folded word."""
    return crc32(folded.encode("utf-8", "surrogatepass"))


def dictionary_of(lang: str) -> str:
    """The dictionary that has a language's words; empty if there is none."""
    from simplemma.strategies.dictionaries.dictionary_factory import (  # noqa: PLC0415
        SUPPORTED_LANGUAGES,  # it looks into a folder, which a filled cache never needs
    )

    name = _SAME_DICTIONARY.get(lang, lang)
    return name if name in SUPPORTED_LANGUAGES else ""


def build(lang: str, used: Collection[str] = frozenset()) -> Lemmas:
    """Build a language's lemmas from its dictionary.

    Args:
        lang: The language.
        used: The words that people use, in small letters: others aren't kept. Empty: all are.
    """
    name = dictionary_of(lang)
    if not name:
        return NO_LEMMAS
    pairs = _records(_read(name))
    if used:
        pairs = ((form, lemma) for form, lemma in pairs if form.lower() in used)
    return Lemmas.of(pairs)


def _read(name: str) -> bytes:
    from simplemma.strategies.dictionaries.dictionary_factory import (  # noqa: PLC0415
        DATA_FOLDER,
    )

    return lzma.decompress((DATA_FOLDER / f"{name}.plzma").read_bytes())


class _Folding(dict[int, str]):
    """``fold``, ten times as fast where it goes letter by letter, which it does in most scripts."""

    def __init__(self) -> None:
        self._in_order: dict[str, bool] = {}

    def __missing__(self, code: int) -> str:
        folded = self[code] = fold(chr(code))
        return folded

    def __call__(self, word: str) -> str:
        if word.isascii():
            return word.lower()
        last = word[-1]
        simple = self._in_order.get(last)
        if simple is None:
            script = unicodedata.name(last, "").split(" ")[0]
            simple = self._in_order[last] = script in _LETTER_BY_LETTER
        return word.translate(self) if simple else fold(word.replace(_JOINER, ""))


def _records(data: bytes) -> Iterator[tuple[str, str]]:
    """Read a dictionary's (form, lemma), one after the other.

    simplemma's own reader of single records isn't public, and the public one makes a dict of them
    all. Keys are sorted and share their beginning with the key before; values share it with their
    key. Both may be written from back to front.

    Raises:
        ValueError: The data is something else, or cut short.
    """
    if data[:5] != b"SMFC1":
        raise ValueError("not a dictionary of simplemma 2")
    backwards = bool(data[5] & 1)
    _, at = _number(data, 6)
    form = lemma = b""
    end = len(data)
    while at < end:
        if data[at] < 0x80 and data[at + 1] < 0x80:  # nearly always
            shared, length = data[at], data[at + 1]
            at += 2
        else:
            shared, at = _number(data, at)
            length, at = _number(data, at)
        form = form[:shared] + data[at : at + length]
        at += length
        cut = data[at]
        at += 1
        if cut != 254:  # as before
            length = data[at]
            at += 1
            if length >= 0x80:
                length, at = _number(data, at - 1)
            rest = data[at : at + length]
            lemma = rest if cut == 255 else form[: len(form) - cut] + rest
            at += length
        if len(form) > _LONGEST:
            continue
        if backwards:
            yield form[::-1].decode(), lemma[::-1].decode()
        else:
            yield form.decode(), lemma.decode()


def _number(data: bytes, at: int) -> tuple[int, int]:
    """A number in groups of seven bits, and where it ends."""
    byte = data[at]
    at += 1
    if byte < 0x80:
        return byte, at
    found, shift = byte & 0x7F, 7
    while True:
        byte = data[at]
        at += 1
        found |= (byte & 0x7F) << shift
        if byte < 0x80:
            return found, at
        shift += 7
