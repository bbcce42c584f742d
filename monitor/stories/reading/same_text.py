"""Same text: when two items of different feeds are one text, whatever their words.

One page (``link``), one guid in two feeds, one title from one outlet. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from typing import Final

from monitor.item import Item
from monitor.link import canonical_link
from monitor.stories.assignment import Reason
from monitor.text import fold

_WORD: Final = re.compile(r"[^\W_]+")
_COPIED: Final = 6  # words
_SHORTEST_GUID: Final = 16  # shorter ones are numbers that any feed may have


def known_by(item: Item) -> dict[Reason, int]:
    """What an item's text is known by, surest first.

    Returns:
        Digests of 60 bits. They take a fraction of what the texts take; with a hundred thousand
        events open, two texts will have the same once in tens of thousands of years.
    """
    names = {
        Reason.SAME_LINK: canonical_link(item.link),
        Reason.SAME_GUID: global_guid(item),
        Reason.SAME_TITLE: plain_title(item),
        Reason.COPY: long_title(item),
    }
    return {reason: _digest(f"{reason.value}:{name}") for reason, name in names.items() if name}


def _digest(text: str) -> int:
    data = text.encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(data, digest_size=8).digest()) >> 4  # two digits of an int


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
