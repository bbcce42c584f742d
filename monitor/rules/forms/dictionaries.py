"""Dictionaries: simplemma's files, read in blocks of records; ``lemmas`` keeps what they say.

simplemma (Barbaresi 2023, doi 10.5281/zenodo.4673264) has 54 languages. Its own reader makes a
dict of a whole file, 500 MB of the larger ones; this one hands out 16,384 records at a time.
"""

from __future__ import annotations

import lzma
from collections.abc import Iterator
from typing import Final

_BLOCK: Final = 1 << 14  # records that are handed out at a time
_LONGEST: Final = 40  # bytes; longer words are compounds that no rule asks for
_SAME_DICTIONARY: Final = {
    "no": "nb",
    "hr": "hbs",
    "sr": "hbs",
    "bs": "hbs",
    "sh": "hbs",
    "fil": "tl",
}


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


def blocks(data: bytes) -> Iterator[tuple[list[str], list[str]]]:
    """Read a dictionary's forms and the lemma of each, many at a time.

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
    text = b"\n".join(encoded).decode()
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
