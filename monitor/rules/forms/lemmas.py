"""Lemmas: of which dictionary word a word is a form (women: woman; Praze: Praha).

Stems can't know what no rule of spelling says. The dictionaries are simplemma's (Barbaresi 2023,
doi 10.5281/zenodo.4673264), 54 languages; as Python dicts the larger ones take 500 MB. Here a
language is two sorted lists of 32-bit digests, a form's and its lemma's: eight bytes a form, ten
megabytes at most. A form that by chance has another's digest (one unknown word in 4,000) does no
harm: its lemma would have to be a rule's word, too.

A dictionary is read once, in blocks, which takes a microsecond a record; ``WordLists`` keeps the
outcome on disk. Of the largest only the words that people use are kept, else the shortest.
"""

from __future__ import annotations

import lzma
import struct
from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from itertools import compress
from typing import TYPE_CHECKING, Final
from zlib import crc32

from monitor.text import fold_all, is_letters

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST: Final = 1_200_000
"""Forms of a language that are kept; of more, the longest are left out."""
FORMAT: Final = "2"
_BLOCK: Final = 1 << 16  # records that are read at a time
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
        given = list(pairs)
        return cls.of_blocks([([form for form, _ in given], [lemma for _, lemma in given])], most)

    @classmethod
    def of_blocks(cls, blocks: Iterable[tuple[list[str], list[str]]], most: int = MOST) -> Lemmas:
        """Build from blocks of forms and their lemmas, one lemma for each form."""
        import numpy as np  # noqa: PLC0415 - it takes 0.1 s to load, and a filled cache needs none

        half, pairs, lengths = np.uint64(32), [], []
        for forms, lemmas in blocks:
            folded = fold_all(forms)
            unlike = list(dict.fromkeys(lemmas))
            of_lemma = dict(zip(unlike, _digests(fold_all(unlike)), strict=True))
            pair = np.fromiter(_digests(folded), np.uint64, len(folded)) << half
            pair |= np.fromiter(map(of_lemma.__getitem__, lemmas), np.uint64, len(lemmas))
            length = np.fromiter(map(len, folded), np.uint16, len(folded))
            letters = np.fromiter(map(str.isalpha, folded), bool, len(folded))
            for one in np.flatnonzero(~letters):
                letters[one] = is_letters(folded[one])
            pair, length = pair[letters], length[letters]
            pairs.append(pair)
            lengths.append(length)
        if not sum(map(len, pairs)):
            return NO_LEMMAS
        kept, length = np.concatenate(pairs), np.concatenate(lengths)
        up_to = np.cumsum(np.bincount(length))
        fits = up_to <= max(most, up_to[length.min()])  # of each length all or none
        kept = _distinct(kept[fits[length]])
        forms_, lemmas_ = kept >> half, kept & np.uint64(0xFFFFFFFF)
        # A form of a form is a form, too: vendidos, vendido, vender.
        at = np.minimum(np.searchsorted(forms_, lemmas_), len(forms_) - 1)
        further = (forms_[at] == lemmas_) & (lemmas_[at] != lemmas_)
        more = forms_[further] << half | lemmas_[at[further]]
        whole = _distinct(np.concatenate((kept, more)))
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
        forms.frombytes(data[_HEADER.size : middle])
        lemmas.frombytes(data[middle:])
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
    blocks = _blocks(_read(name))
    if used:
        blocks = (
            (list(compress(forms, wanted)), list(compress(lemmas, wanted)))
            for forms, lemmas in blocks
            for wanted in [[form in used for form in "\n".join(forms).lower().split("\n")]]
        )
    return Lemmas.of_blocks(blocks)


def _read(name: str) -> bytes:
    from simplemma.strategies.dictionaries.dictionary_factory import (  # noqa: PLC0415
        DATA_FOLDER,
    )

    return lzma.decompress((DATA_FOLDER / f"{name}.plzma").read_bytes())


def _digests(folded: Iterable[str]) -> Iterator[int]:
    """``digest`` of many words."""
    return map(crc32, "\n".join(folded).encode("utf-8", "surrogatepass").split(b"\n"))


def _distinct(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Sort numbers, each once, as ``numpy.unique`` does in eighty times the time (numpy 2.4)."""
    import numpy as np  # noqa: PLC0415 - see of_blocks

    numbers.sort()
    return numbers[np.flatnonzero(np.diff(numbers, prepend=~numbers[:1]))]


def _blocks(data: bytes) -> Iterator[tuple[list[str], list[str]]]:
    """Read a dictionary's forms and the lemma of each, so many at a time.

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
        forms: list[bytes] = []
        lemmas: list[bytes] = []
        while at < end and len(forms) < _BLOCK:
            shared, length = data[at], data[at + 1]
            at += 2
            if shared >= 0x80 or length >= 0x80:  # hardly ever
                shared, at = _number(data, at - 2)
                length, at = _number(data, at)
            stop = at + length
            form = form[:shared] + data[at:stop]
            cut = data[stop]
            at = stop + 1
            if cut != 254:  # as before
                length = data[at]
                at += 1
                if length >= 0x80:
                    length, at = _number(data, at - 1)
                rest = data[at : at + length]
                lemma = rest if cut == 255 else form[: len(form) - cut] + rest
                at += length
            if len(form) <= _LONGEST:
                forms.append(form)
                lemmas.append(lemma)
        yield _words(forms, backwards=backwards), _words(lemmas, backwards=backwards)


def _words(encoded: list[bytes], *, backwards: bool) -> list[str]:
    """Decode many words at once."""
    text = b"\n".join(encoded).decode().replace(_JOINER, "")
    # Written from back to front, they come in the other order, too.
    return (text[::-1] if backwards else text).split("\n") if encoded else []


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
