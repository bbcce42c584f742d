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

import struct
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import compress
from typing import Final
from zlib import crc32

from monitor.rules.forms.dictionaries import blocks, dictionary_of, read
from monitor.rules.forms.in_bulk import Known, digests, digests_of_lines, distinct, lowered
from monitor.rules.forms.twins import NO_TWINS, TwinFinder, Twins
from monitor.text import fold_all, is_letters

MOST: Final = 1_200_000
"""Forms of a language that are kept; of more, the longest are left out."""
FORMAT: Final = "4"
_HEADER: Final = struct.Struct("<8sQQ")
_MAGIC: Final = b"lemmas-2"
_JOINER: Final = "\u200c"  # Persian; a text's words come without it
_REMEMBERED: Final = 2_000
_PARTS: Final = 1 << 12
_REST: Final = 32 - 12


class Lemmas:
    """The forms of one language and the lemmas of each."""

    __slots__ = ("_asked", "_forms", "_lemmas", "_starts", "twins")

    def __init__(self, forms: array[int], lemmas: array[int], twins: Twins = NO_TWINS) -> None:
        self._forms = forms
        self._lemmas = lemmas
        self._asked: dict[str, tuple[int, ...]] = {}
        """What ``keys`` answered of late: a text's word is asked for by each word of a rule."""
        self.twins = twins
        """Spellings that only marks part, and that are two words."""
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

        half, pairs, lengths, finder = np.uint64(32), [], [], TwinFinder()
        for forms, lemmas in blocks:
            number = {lemma: at for at, lemma in enumerate(dict.fromkeys(lemmas))}
            lemma_at = np.fromiter(map(number.__getitem__, lemmas), np.uint32, len(lemmas))
            folded = _folded(forms)
            keys = digests(folded)
            pair = keys << half | digests(_folded(list(number)))[lemma_at]
            length = np.fromiter(map(len, folded), np.uint16, len(folded))
            letters = np.fromiter(map(str.isalpha, folded), bool, len(folded))
            for at in np.flatnonzero(~letters):
                letters[at] = is_letters(folded[at])
            pairs.append(pair[letters])
            lengths.append(length[letters])
            spelled = digests(lowered(list(number)))[lemma_at]
            finder.add(keys[letters], list(compress(forms, letters)), spelled[letters])
        if not sum(map(len, pairs)):
            return NO_LEMMAS
        kept, length = np.concatenate(pairs), np.concatenate(lengths)
        up_to = np.cumsum(np.bincount(length))
        fits = up_to <= max(most, up_to[length.min()])  # of each length all or none
        kept = distinct(kept[fits[length]])
        forms_, lemmas_ = kept >> half, kept & np.uint64(0xFFFFFFFF)
        # A form of a form is a form, too: vendidos, vendido, vender.
        found = np.minimum(np.searchsorted(forms_, lemmas_), len(forms_) - 1)
        further = (forms_[found] == lemmas_) & (lemmas_[found] != lemmas_)
        more = forms_[further] << half | lemmas_[found[further]]
        whole = distinct(np.concatenate((kept, more)))
        return cls(
            array("I", (whole >> half).astype(np.uint32).tobytes()),
            array("I", (whole & np.uint64(0xFFFFFFFF)).astype(np.uint32).tobytes()),
            finder.twins(),
        )

    def lemmas(self, folded: str) -> tuple[int, ...]:
        """The digests of a folded word's lemmas; empty for a word that isn't in the dictionary."""
        return self.keys(folded)[1:]

    def keys(self, folded: str) -> tuple[int, ...]:
        """The digests of a word and of its lemmas: two words that ``agree`` have one in common."""
        found = self._asked.get(folded)
        if found is None:
            if len(self._asked) >= _REMEMBERED:
                self._asked.clear()
            found = self._asked[folded] = self.look_up(folded)
        return found

    def look_up(self, folded: str) -> tuple[int, ...]:
        """The same as ``keys``, of a word that won't be asked for again soon."""
        key = crc32(folded.encode("utf-8", "surrogatepass"))
        part = key >> _REST
        forms = self._forms
        end = self._starts[part + 1]
        at = bisect_left(forms, key, self._starts[part], end)
        first = at
        while at < end and forms[at] == key:
            at += 1
        return (key, *self._lemmas[first:at])

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
        theirs = self.keys(other)
        mine = self.keys(one)
        if mine[0] in theirs[1:]:
            return True
        is_lemma = mine[0] in mine[1:]
        if not is_lemma and theirs[0] in mine[1:]:
            return True
        if len(mine) == 1 or len(theirs) == 1:
            return None
        return not is_lemma and not set(mine[1:]).isdisjoint(theirs[1:])

    def is_lemma_of(self, lemma: str, form: str) -> bool:
        """Whether a folded word is the lemma of a form."""
        return self.keys(lemma)[0] in self.keys(form)[1:]

    def __contains__(self, folded: str) -> bool:
        return bool(self.lemmas(folded))

    def __len__(self) -> int:
        return len(self._forms)

    def to_bytes(self) -> bytes:
        """Serialise in this machine's byte order, for ``from_bytes`` on the same machine."""
        head = _HEADER.pack(_MAGIC, len(self), len(self.twins))
        return head + self._forms.tobytes() + self._lemmas.tobytes() + self.twins.to_bytes()

    @classmethod
    def from_bytes(cls, data: bytes) -> Lemmas:
        """Read what ``to_bytes`` wrote.

        Raises:
            ValueError: The data is something else, or cut short.
        """
        if len(data) < _HEADER.size:
            raise ValueError("too short")
        magic, count, pairs = _HEADER.unpack_from(data)
        if magic != _MAGIC or len(data) != _HEADER.size + 8 * (count + pairs):
            raise ValueError("not a list of lemmas")
        forms, lemmas, twins = array("I"), array("I"), array("Q")
        middle = _HEADER.size + 4 * count
        end = middle + 4 * count
        view = memoryview(data)
        forms.frombytes(view[_HEADER.size : middle])
        lemmas.frombytes(view[middle:end])
        twins.frombytes(view[end:])
        return cls(forms, lemmas, Twins(twins))


NO_LEMMAS: Final = Lemmas(array("I"), array("I"))


def digest(folded: str) -> int:
    """32 bits that stand for a folded word."""
    return crc32(folded.encode("utf-8", "surrogatepass"))


def build(lang: str, used: Iterable[Sequence[str]] = ()) -> Lemmas:
    """Build a language's lemmas from its dictionary.

    Args:
        lang: The language.
        used: Lists of the words that people use, in small letters: others aren't kept. Without a
            list all are.
    """
    import numpy as np  # noqa: PLC0415 - see Lemmas.of_blocks

    name = dictionary_of(lang)
    if not name:
        return NO_LEMMAS
    found = blocks(read(name))
    # Of the words that nobody uses one in 10,000 has the digest of another, and is kept.
    kept = Known(np.concatenate([digests([]), *map(digests, used)]))
    if len(kept):
        found = (
            (list(compress(forms, wanted)), list(compress(lemmas, wanted)))
            for forms, lemmas in found
            for wanted in [kept.has(digests_of_lines("\n".join(forms).lower(), len(forms)))]
        )
    return Lemmas.of_blocks(found)


def _folded(words: list[str]) -> list[str]:
    text = "\n".join(words)
    return fold_all(text.replace(_JOINER, "").split("\n") if _JOINER in text else words)
