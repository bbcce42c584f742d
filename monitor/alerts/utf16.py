"""Lengths in UTF-16 code units, by which Telegram counts and Discord's programs do. Pure.

An emoji takes two of them. Counted in characters, a text full of these would be refused for its
length, and its alert be given up.
"""

from __future__ import annotations


def length(text: str) -> int:
    """Return how many code units a text takes."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def shorten(text: str, limit: int) -> str:
    """Return the text, or its beginning with an ellipsis: at most ``limit`` code units."""
    if length(text) <= limit:
        return text
    left, kept = limit - 1, 0
    for char in text:
        left -= length(char)
        if left < 0:
            break
        kept += 1
    return text[:kept].rstrip() + "…"
