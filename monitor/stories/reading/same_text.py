"""Same text: when two items of different feeds are one text, whatever their words.

One page (``link``), one guid in two feeds, one title from one outlet. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from monitor.item import Item
from monitor.text import fold

_WORD: Final = re.compile(r"[^\W_]+")
_COPIED: Final = 6  # words
_SHORTEST_GUID: Final = 16  # shorter ones are numbers that any feed may have


def global_guid(item: Item) -> str:
    """The item's key, if no other text anywhere is likely to have it; else empty."""
    return item.key if len(item.key) >= _SHORTEST_GUID else ""


def is_shared(feeds: Iterable[str]) -> bool:
    """Whether what the events of these feeds have in common is shared within a feed.

    The page of a live blog, of a podcast or of a section witnesses nothing: each of the feed's
    events is on it.
    """
    met = set()
    for feed in feeds:
        if feed in met:
            return True
        met.add(feed)
    return False


def plain_title(item: Item) -> str:
    """The title and the outlet without punctuation, case and accents; empty for an empty title."""
    title = " ".join(_plain_words(item.title))
    return f"{title}\n{(item.source or item.feed).casefold()}" if title else ""


def long_title(item: Item) -> str:
    """The title without punctuation, case and accents if it is too long to be a chance; or empty.

    "Morning briefing" is many a paper's; six words and more, one after the other, are copied.
    """
    words = _plain_words(item.title)
    return " ".join(words) if len(words) >= _COPIED else ""


@lru_cache(maxsize=64)  # each title is asked for twice in a row
def _plain_words(title: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(fold(title)))
