"""Search tokens: the words that a text is found by in full-text search, and told apart by.

Without this module nothing could be searched for in Chinese: an index of words needs borders.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from monitor.text import ASCII_EDGES, is_word, read_chunk

_LONGEST: Final = 24
"""Characters of a chunk that may come again: longer ones are addresses, or Chinese sentences."""


def search_tokens(text: str) -> list[str]:
    """Return the folded words to index or look up in full-text search.

    Runs of a script without spaces come as overlapping bigrams (a lone character as itself), which
    is what makes Chinese findable by an index of words.
    """
    found: list[str] = []
    for chunk in text.split():
        if chunk.isalnum() and chunk.isascii():  # nearly all, in nearly all languages
            found.append(chunk.lower())
            continue
        if is_word(chunk):
            found.append(chunk.strip(ASCII_EDGES).lower())
            continue
        found += (_remembered if len(chunk) <= _LONGEST else _of_chunk)(chunk)
    return found


def _of_chunk(chunk: str) -> tuple[str, ...]:
    """The words of what stands between white space."""
    found: list[str] = []
    run = ""
    for token in read_chunk(chunk).tokens:
        if token.spaceless and (token.gap == "" or not run):
            run += token.folded
            continue
        found += _bigrams(run)
        run = token.folded if token.spaceless else ""
        if not token.spaceless:
            found.append(token.folded)
    found += _bigrams(run)
    return tuple(found)


_remembered = lru_cache(maxsize=10_000)(_of_chunk)
"""News repeats itself: "China's", "(Reuters)"."""


def _bigrams(run: str) -> list[str]:
    if len(run) < 2:
        return [run] if run else []
    return [run[i : i + 2] for i in range(len(run) - 1)]
