"""A list of words with other forms of them, and with words that only look like them.

The list and what its lines mean: ``tests/rules/forms/word_forms.txt``, or any file like it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

LIST = Path(__file__).parent.parent / "tests" / "rules" / "forms" / "word_forms.txt"


class Case(NamedTuple):
    """A term, and a headline that holds one of its forms or a look-alike."""

    lang: str
    term: str
    word: str
    headline: str
    is_form: bool


def read_cases(path: Path = LIST) -> Iterator[Case]:
    """Read a list.

    Raises:
        ValueError: A line is none of those that the list's head describes.
    """
    lang = frame = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        if line.startswith("["):
            lang, _, frame = line[1:].partition("] ")
            continue
        is_form = " ! " not in line
        term, found, words = line.partition(": " if is_form else " ! ")
        if not found or "{}" not in frame:
            raise ValueError(f"{path}, line {number}: {line}")
        # What's in two words is one form: Hà Nội.
        for word in [words] if " " in term else words.split():
            yield Case(lang, term, word, frame.format(word), is_form)
