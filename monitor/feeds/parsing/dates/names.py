"""Names of months and weekdays in a hundred languages, out of ``names.json``.

The file is made by ``benchmarks/date_names.py`` from the Unicode CLDR. It is read when the first
date comes that needs it, which in most feeds is never. Without this module only English dates
could be read, and what others write would pass for today's news.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from functools import cache
from pathlib import Path
from typing import NamedTuple

_SHORTEST = 3
"""Letters of an abbreviation that isn't in the table, but begins one month only."""
_STEM = 6
"""Letters of a name that may have an ending that isn't in the table."""
_ENDING = 4


class Names(NamedTuple):
    """The tables of the file."""

    months: dict[str, int | list[tuple[int, str]]]
    """Name → month, or months with the languages that mean them, the likeliest first."""
    weekdays: dict[str, list[int]]
    """Name → days that some language calls so; Monday is 0."""
    solar_hijri: dict[str, int]
    """Months of the Iranian calendar."""
    ago: dict[str, int]
    """"vor # stunden" → the seconds that each of # counts for."""
    days: dict[str, int]
    """"gestern" → how many days ago that is."""


@cache
def names() -> Names:
    """Return the tables."""
    return Names(**json.loads(Path(__file__).with_name("names.json").read_text("utf-8")))


def months_called(word: str, lang: str) -> tuple[int, ...]:
    """Return the months that a word names, the likeliest first; empty: it names none.

    Args:
        word: As ``spelling.plain`` spells it, without dots.
        lang: The feed's primary language, which decides where two months have one name.
    """
    found = names().months.get(word)
    if isinstance(found, int):
        return (found,)
    if found:
        return tuple(m for m, langs in found if lang in langs.split()) or tuple(m for m, _ in found)
    return ()


def month_like(word: str) -> int | None:
    """Return the month of a name that was cut or has an ending, if it can be only one."""
    if len(word) >= _SHORTEST:
        begun = {month for month in _begun_by(word) if month}
        if len(begun) == 1:
            return begun.pop()
    for end in range(len(word) - 1, max(_STEM, len(word) - _ENDING) - 1, -1):
        found = names().months.get(word[:end])
        if isinstance(found, int):
            return found
    return None


def month_misspelt(word: str) -> int | None:
    """Return the month whose name one letter is missing from, wrong, too many or out of place."""
    if len(word) < _STEM - 1:
        return None
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - of thousands of dates one needs it

    near = {
        month
        for name, month in names().months.items()
        if name[0] == word[0]
        and (len(name) >= _STEM or sorted(name) == sorted(word))
        and OSA.distance(word, name, score_cutoff=1) < 2
    }
    months = [month for month in near if isinstance(month, int)]
    return months[0] if len(near) == len(months) == 1 else None


def _begun_by(start: str) -> list[int]:
    table, ordered = names().months, _ordered()
    found: list[int] = []
    at = bisect_left(ordered, start)
    while at < len(ordered) and ordered[at].startswith(start):
        meant = table[ordered[at]]
        found.extend([meant] if isinstance(meant, int) else [month for month, _ in meant])
        at += 1
    return found


@cache
def _ordered() -> list[str]:
    return sorted(names().months)
