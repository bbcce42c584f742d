"""Amounts: $3bn is $3 billion, $3 bn and 3 billion dollars; 1,000 is 1000.

Each style book has its own. Without this module a rule for a sum would find the papers of one.
A letter alone is an amount only of money: 3m may be metres, and 5k a race.
"""

from __future__ import annotations

import re
from typing import Final

_DIGIT: Final = re.compile(r"\d")
_UNITS: Final = (
    ("thousand", "k"),
    ("million", "m", "mn", "mln"),
    ("billion", "bn", "b", "bln"),
    ("trillion", "tn", "trn", "t"),
)
_WRITTEN_OUT: Final = frozenset(names[0] for names in _UNITS)
_NAMES_OF: Final = {name: names for names in _UNITS for name in names}
_MONEY: Final = {"$": "dollars", "€": "euros", "£": "pounds", "¥": "yen"}
_AMOUNT: Final = re.compile(
    rf"(?<![\w.,])(?P<sign>[{''.join(_MONEY)}])?(?P<number>\d+(?:[.,]\d+)?)"
    rf"[ -]?(?P<unit>{'|'.join(sorted(_NAMES_OF, key=len, reverse=True))})(?!\w)",
    re.IGNORECASE,
)
_GROUPED: Final = re.compile(r"(?<![\w.,])(?P<number>\d{1,3}(?:,\d{3})+)(?![\w,]|\.\d)")
_RUN: Final = re.compile(r"(?<![\w.,])(?P<number>\d{5,9})(?![\w,]|\.\d)")


def counted_otherwise(text: str) -> list[str]:
    """Return a term with its amount in other ways; none if it has none."""
    if _DIGIT.search(text) is None:
        return []
    if found := _AMOUNT.search(text):
        ways = _amounts(found["sign"] or "", found["number"], found["unit"].lower())
    elif found := _GROUPED.search(text):
        ways = [found["number"].replace(",", "")]
        if text[: found.start()].endswith(tuple(_MONEY)) and found["number"].endswith(",000"):
            ways.append(found["number"].removesuffix(",000") + "k")
    elif found := _RUN.search(text):
        ways = [f"{int(found['number']):,}"]
    else:
        return []
    before, after = text[: found.start()], text[found.end() :]
    return [before + way + after for way in ways if before + way + after != text]


def _amounts(sign: str, number: str, unit: str) -> list[str]:
    if not sign and len(unit) == 1:
        return []
    names = [name for name in _NAMES_OF[unit] if sign or len(name) > 1]
    ways = [f"{sign}{number} {name}" for name in names]
    ways += [f"{sign}{number}{name}" for name in names if name not in _WRITTEN_OUT]
    if "k" in _NAMES_OF[unit] and number.isdigit():
        ways.append(f"{sign}{number},000")
    if sign:
        ways.append(f"{number} {_NAMES_OF[unit][0]} {_MONEY[sign]}")
    return ways
