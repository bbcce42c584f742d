"""Counted words: wordfreq's lists, read from its files.

Importing wordfreq takes half a second and 30 MB, nearly all for what we don't use (the tokenisers
of many scripts). Without this module each list that is built would take that as well.
"""

from __future__ import annotations

import gzip
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import msgpack

_HEADER: Final = {"format": "cB", "version": 1}


def read(lang: str, *sizes: str) -> list[list[str]]:
    """Return a language's words, the commonest first; empty for a language without a list.

    In bucket i are the words used 10^(-i/100) of the time (centibels; see ``read_cBpack`` there).

    Args:
        lang: As wordfreq calls it (``en``, ``nb``, ``sh``).
        sizes: Which list, of several the first that there is: ``large``, ``small``.

    Raises:
        ValueError: The list is in a form that we don't know.
    """
    spec = find_spec("wordfreq")
    if spec is None or spec.origin is None:
        return []
    for size in sizes:
        path = Path(spec.origin).parent / "data" / f"{size}_{lang}.msgpack.gz"
        if path.is_file():
            buckets: list[list[str]]
            header, *buckets = msgpack.unpackb(gzip.decompress(path.read_bytes()))
            if header != _HEADER:
                raise ValueError(f"{path.name} is no list of words in centibels")
            return buckets
    return []
