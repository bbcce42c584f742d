"""Dictionaries: simplemma's files, read record by record; ``lemmas`` keeps what they say.

simplemma (Barbaresi 2023, doi 10.5281/zenodo.4673264) has 54 languages. Its own reader makes a
dict of a whole file, 500 MB of the larger ones; this one hands out a (form, lemma) at a time.
"""

from __future__ import annotations

import lzma
import unicodedata
from collections.abc import Iterator
from typing import Final

from monitor.text import fold

_LONGEST: Final = 40  # bytes; longer words are compounds that no rule asks for
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


def dictionary_of(lang: str) -> str:
    """The dictionary that has a language's words; empty if there is none."""
    from simplemma.strategies.dictionaries.dictionary_factory import (  # noqa: PLC0415
        SUPPORTED_LANGUAGES,  # it looks into a folder, which a filled cache never needs
    )

    name = _SAME_DICTIONARY.get(lang, lang)
    return name if name in SUPPORTED_LANGUAGES else ""


def read(name: str) -> bytes:
    """Read and unpack a dictionary, for ``records``."""
    from simplemma.strategies.dictionaries.dictionary_factory import (  # noqa: PLC0415
        DATA_FOLDER,
    )

    return lzma.decompress((DATA_FOLDER / f"{name}.plzma").read_bytes())


class Folding(dict[int, str]):
    """``fold``, ten times as fast where it goes letter by letter, which it does in most scripts."""

    def __init__(self) -> None:
        self._in_order: dict[str, bool] = {}

    def __missing__(self, code: int) -> str:
        folded = self[code] = fold(chr(code))
        return folded

    def __call__(self, word: str) -> str:
        """Fold a word."""
        if word.isascii():
            return word.lower()
        last = word[-1]
        simple = self._in_order.get(last)
        if simple is None:
            script = unicodedata.name(last, "").split(" ")[0]
            simple = self._in_order[last] = script in _LETTER_BY_LETTER
        return word.translate(self) if simple else fold(word.replace(_JOINER, ""))


def records(data: bytes) -> Iterator[tuple[str, str]]:
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
