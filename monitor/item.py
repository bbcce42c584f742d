"""Item: one entry of a feed, as plain text, and what makes it the same entry tomorrow.

Whatever reads or shows an entry uses this value. Without its stable keys each poll would take
all of a feed's entries for new ones, and alert on them again.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

MAX_CLOCK_SKEW = timedelta(hours=1)
"""A publication date further ahead than this is a mistake and is clamped to first sight."""

MAX_KEY = 500
"""Characters; a longer key is stored as its digest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry of a feed (RFC 4287 atom:entry, RSS ``<item>``).

    Texts and ``tags`` are plain text without markup, and still a stranger's words: escape them
    wherever they are shown. ``link`` is http(s) or empty. Datetimes are timezone-aware UTC.
    """

    feed: str
    """The ``Feed.url`` it came from."""
    key: str
    """Identity within the feed: stable across polls. See ``identify``."""
    title: str
    link: str = ""
    summary: str = ""
    content: str = ""
    """The full text where the feed carries it and it says more than the summary; else empty."""
    full_text: str = ""
    """What the article behind the link says, as far as it was read and kept (``feeds.articles``);
    mostly empty."""
    published: datetime | None = None
    updated: datetime | None = None
    lang: str = ""
    """Primary language subtag in lower case (``en``, ``zh``); empty when unknown."""
    author: str = ""
    source: str = ""
    """The outlet's name as people know it: the item's own source, else the feed's name."""
    tags: tuple[str, ...] = ()

    @property
    def revision(self) -> str:
        """Digest of what a reader sees; differs when the publisher has edited the item."""
        return _digest(self.title, self.summary, self.content, self.link)


def identify(entries: Sequence[tuple[str, str, str, str]]) -> list[str]:
    """Return, for each entry of one feed document, the key that it keeps across polls.

    Args:
        entries: (guid, link, title, summary) of each entry, in document order.

    Returns:
        One key an entry: the guid; guid and link where several entries share a guid, and the title
        as well where they share the link too; the link where there is no guid; a digest of title
        and summary where there is neither. Entries that are the same in all of these get the same
        key: they are the same item.
    """
    guids = Counter(guid for guid, _, _, _ in entries if guid)
    pairs = Counter((guid, link) for guid, link, _, _ in entries)
    links = Counter(link for guid, link, _, _ in entries if link and not guid)
    keys = []
    for guid, link, title, summary in entries:
        if guid and guids[guid] == 1:
            keys.append(guid)
        elif guid and link and pairs[guid, link] > 1:
            keys.append(f"{guid}|{link}|{_digest(title)}")
        elif guid:
            keys.append(f"{guid}|{link}" if link else f"{guid}|{_digest(title, summary)}")
        elif link and links[link] == 1:
            keys.append(link)
        elif link:
            keys.append(f"{link}|{_digest(title)}")
        else:
            keys.append(f"sha:{_digest(title, summary)}")
    return keys


def short_key(key: str) -> str:
    """A key as it is stored: the digest of one that is too long."""
    return key if len(key) <= MAX_KEY else f"sha:{digest([key])}"


def dated(item: Item, *, now: datetime) -> Item:
    """Return the item with a usable publication date.

    A missing date becomes ``updated`` or else ``now`` (first sight); one more than
    ``MAX_CLOCK_SKEW`` ahead is clamped to ``now``.
    """
    published = item.published or item.updated or now
    if published > now + MAX_CLOCK_SKEW:
        published = now
    return item if published == item.published else replace(item, published=published)


def _digest(*parts: str) -> str:
    return digest(parts)


def digest(parts: Iterable[str]) -> str:
    """128-bit BLAKE2b of the parts, as hex; parts are delimited, so ("a","b") isn't ("ab","")."""
    encoded = [part.encode("utf-8", "surrogatepass") for part in parts]
    delimited = b"".join(len(data).to_bytes(8, "big") + data for data in encoded)
    return hashlib.blake2b(delimited, digest_size=16).hexdigest()
