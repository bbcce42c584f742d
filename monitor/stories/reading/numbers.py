"""Numbers: how much a number tells of which event an item reports.

Without it, "2" would count as much for two reports being of one event as "9,412".
"""

from __future__ import annotations

import re
from typing import Final

_GROUPED: Final = re.compile(r"(?<=\d)[.,'’](?=\d{3}(?!\d))")
_DECIMAL: Final = re.compile(r"(?<![\d.,])(\d+)[.,](\d{1,2})(?!\d)(?![.,]\d)")
_POINT: Final = "d"  # stands for a decimal's point, which would part it in two
_AT_POINT: Final = re.compile(rf"(?<=\d){_POINT}(?=\d)")


def as_one_word(chunk: str) -> str:
    """Write a text's numbers so that each is one word: 9,412 and 9.412; 6.1 and 6,1.

    A magnitude of 6.1 is neither 6 nor 6.8; dates (31.12.2026) stay.
    """
    return _DECIMAL.sub(rf"\1{_POINT}\2", _GROUPED.sub("", chunk))


def as_number(word: str) -> str:
    """Return what ``as_one_word`` made a word of, with its point."""
    return _AT_POINT.sub(".", word)


def weight_of_number(folded: str) -> float:
    """Weigh a number by its digits: 62 tells more than 2 or 9,000, and a year next to nothing."""
    if not folded.isdigit():
        return 4.0
    if len(folded) == 1 or not folded.strip("0"):
        return 1.0
    if len(folded) == 4 and folded[:2] in {"19", "20"}:
        return 1.0
    if len(folded) >= 3 and len(folded.rstrip("0")) == 1:
        return 2.0
    return {2: 2.0, 3: 2.5}.get(len(folded), 3.5)
