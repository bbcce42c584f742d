"""What is kept of an article that isn't kept whole: what stands around the words found. Pure.

It is the proof of a match, and what an alert shows. Without this module a database would hold
whole articles that their publishers never gave away, or matches that nobody could check.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

AROUND: Final = 300
"""Characters kept before and after what was found."""
GAP: Final = "\n…\n"
MOST: Final = 12
"""Places kept."""


def excerpt(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return what stands around these places of a text, whole words, with ``GAP`` between.

    Args:
        text: The article.
        spans: (start, end) of what was found, the most important first; so many as ``MOST``.
    """
    kept: list[tuple[int, int]] = []
    for start, end in sorted(list(dict.fromkeys(spans))[:MOST]):
        low, high = _word_start(text, start - AROUND), _word_end(text, end + AROUND)
        if kept and low <= kept[-1][1]:
            kept[-1] = (kept[-1][0], max(high, kept[-1][1]))
        else:
            kept.append((low, high))
    return GAP.join(text[low:high].strip() for low, high in kept)


def _word_start(text: str, at: int) -> int:
    if at <= 0:
        return 0
    space = text.find(" ", at, at + AROUND // 3)
    return space + 1 if space >= 0 else at


def _word_end(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    space = text.rfind(" ", at - AROUND // 3, at)
    return space if space >= 0 else at
