"""Counted words: wordfreq's lists, read from its files.

Importing wordfreq takes half a second and 30 MB, nearly all for what we don't use (the tokenisers
of many scripts). Without this module each list that is built would take that as well.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import msgpack

_HEADER: Final = {"format": "cB", "version": 1}


def read(lang: str, *sizes: str) -> Iterator[list[str]]:
    """Yield a language's words in buckets, the commonest first; none for one without a list.

    In bucket i are the words used 10^(-i/100) of the time (centibels; see ``read_cBpack`` there).
    One bucket at a time is unpacked: a whole list would take 30 MB.

    Args:
        lang: As wordfreq calls it (``en``, ``nb``, ``sh``).
        sizes: Which list, of several the first that there is: ``large``, ``small``.

    Raises:
        ValueError: The list is in a form that we don't know.
    """
    spec = find_spec("wordfreq")
    if spec is None or spec.origin is None:
        return
    data = Path(spec.origin).parent / "data"
    lists = (data / f"{size}_{lang}.msgpack.gz" for size in sizes)
    path = next((each for each in lists if each.is_file()), None)
    if path is None:
        return
    with gzip.open(path) as file:
        unpacker = msgpack.Unpacker(file)
        buckets = unpacker.read_array_header() - 1
        if unpacker.unpack() != _HEADER:
            raise ValueError(f"{path.name} is no list of words in centibels")
        for _ in range(buckets):
            yield unpacker.unpack()
