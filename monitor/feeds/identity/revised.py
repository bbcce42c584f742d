"""Revised items: a publisher gives one item of several a new id, and it is the same item.

A number behind the guid rises with each edit (``…#0``, ``…#3``), http becomes https, an edited
headline comes with a guid of its own. Each new item is held against what is stored on its page and
under its date; only what the feed doesn't show any more under its old id can be an earlier reading
of it. What several items have in common, the page of a live blog or of a podcast, proves nothing by
itself, and what is on another page, of another date or with another headline is another item:
losing news is worse than repeating it.

Pure. Without this module each such edit would be news once more.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from monitor.feeds.identity.known_item import KnownItem, one_to_one, plain_title
from monitor.item import Item
from monitor.link import canonical_link, page_of

SAME_DAY: Final = timedelta(hours=12)
"""A title that comes again later on the same page is a column's."""
EDITED: Final = timedelta(hours=48)
"""A page that has an item of another date later than this shows something else by now."""
LIKE: Final = 0.5
"""Edited headlines have this share of the shorter one's words in common."""
VERY_LIKE: Final = 0.75
HARDLY_LIKE: Final = 0.4
"""Headlines of two events in one subject have less than this in common: its name, and "in"."""

_INSTANT: Final = timedelta(seconds=1)
_SCHEME: Final = re.compile(r"(?:https?:)?//(?:www\d?\.)?", re.IGNORECASE)
_VERSION: Final = re.compile(
    r"[?&](?:v|ver|version|r|rev|revision|t|ts|time|timestamp|date|u|upd|updated|modified|lastmod|_)"
    r"=[^&#]*",
    re.IGNORECASE,
)
_EDITION: Final = re.compile(
    r"(?:#[^/#]*"
    r"|[^0-9A-Za-z]+(?:v|ver|version|r|rev|revision|u|upd|update|updated|edit|mod)[-_.:=]?\d+"
    r"|[^0-9A-Za-z]+(?:19|20)\d\d-?\d\d-?\d\d(?:[T _-]?\d\d:?\d\d(?::?\d\d)?(?:\.\d+)?"
    r"(?:Z|[+-]\d\d:?\d\d)?)?"
    r"|[^0-9A-Za-z]+1\d{9}(?:\d{3})?)$",
    re.IGNORECASE,
)
_TIME: Final = re.compile(r"\d{8}|\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Shown:
    """What a feed's newest body shows."""

    items: Sequence[Item]
    """Those that were parsed."""
    shows: Callable[[str], bool]
    """Whether the item of a key stands in the body, parsed or not."""


def find(
    unknown: Iterable[Item],
    stored: Mapping[str, Sequence[KnownItem]],
    body: Shown,
    *,
    previous_poll: datetime,
) -> dict[str, str]:
    """Look for items with new ids among those stored.

    Args:
        unknown: The feed's items whose keys aren't stored, as parsed: undated where the feed is.
        stored: For each of their keys, the feed's stored items of the same page or date.
        body: What the feed shows by now.
        previous_poll: When the feed was last polled well, aware UTC.

    Returns:
        New key → the key under which the item is stored.
    """
    wanted = [item for item in unknown if stored.get(item.key)]
    if not wanted:
        return {}
    parsed = {item.key for item in body.items}
    pages = Counter(canonical_link(item.link) for item in body.items)
    dates = Counter(item.published or item.updated for item in body.items)
    found = {}
    for item in wanted:
        likely = stored[item.key]
        page, date = canonical_link(item.link), item.published or item.updated
        gone = [old for old in likely if old.key not in parsed and not body.shows(old.key)]
        left = [old for old in likely if old.key not in parsed and old not in gone]
        here = pages[page] + sum(canonical_link(old.link) == page for old in left)
        before = {plain_title(old.title) for old in gone if canonical_link(old.link) == page}
        at_once = dates[date] + sum(_same_date(date, old) for old in likely)
        pair = _Pair(
            item,
            has_page=here == 1 and len(before) == 1,
            has_date=at_once == 2,
            is_fresh=date is not None and date > previous_poll,
        )
        earlier = [old for old in gone if pair.is_revision_of(old)]
        if earlier:
            found[item.key] = max(earlier, key=lambda old: (old.published, old.key)).key
    return one_to_one(found)


@dataclass(frozen=True, slots=True)
class _Pair:
    """A new item, and what else speaks for or against an earlier reading of it."""

    item: Item
    has_page: bool
    """Its page is no other item's."""
    has_date: bool
    """Its date is no other item's, but one that is gone."""
    is_fresh: bool
    """It is dated after the last good poll."""

    def is_revision_of(self, old: KnownItem) -> bool:
        item, date = self.item, self.item.published or self.item.updated
        same_title = plain_title(item.title) == plain_title(old.title) != ""
        same_date = _same_date(date, old)
        if same_title and same_date:
            return True
        alike = likeness(item.title, old.title)
        same_guid = unrevised(item.key) == unrevised(old.key) != ""
        if canonical_link(item.link) == canonical_link(old.link) != "" and self.has_page:
            apart = abs(date - old.published) if date and self.is_fresh else timedelta(0)
            # After letter-2026-11-22 comes letter-2026-11-29: the next one.
            is_edition = same_guid and not _tells_time(item.key)
            if same_title:
                return is_edition or apart <= SAME_DAY
            return same_date or (alike >= LIKE and (is_edition or apart <= EDITED))
        if same_guid and (same_date or date is None):
            return same_title or alike >= LIKE
        if page_of(item.link) == page_of(old.link) != "":  # a page of several items
            return same_title and (same_guid or (date is None and item.summary == old.summary))
        return same_date and self.has_date and not _is_midnight(old) and alike >= VERY_LIKE


def others(
    items: Iterable[Item],
    before: Mapping[str, KnownItem],
    likely: Mapping[str, Sequence[KnownItem]],
) -> set[str]:
    """Return the keys under which a feed shows other items than it did.

    A feed may give each item the same id, or number them by their places in the list. If what had
    an id stands under another one now, or what has it now stood under another, its ids are places,
    and each that brings another page and headline brings another item. Without such a sign it
    takes ``is_another``.

    Args:
        items: What the feed shows.
        before: What is stored, by key.
        likely: For each key, the feed's stored items of the same page or date.
    """
    changed = [
        (item, old)
        for item in items
        if (old := before.get(item.key))
        and _elsewhere(item, old)
        and plain_title(item.title) != plain_title(old.title)
    ]
    places = {_place(item): item.key for item in items}
    moved = any(
        places.get(_place(old), old.key) != old.key
        or any(
            other.key != item.key and _place(other) == _place(item)
            for other in likely.get(item.key, ())
        )
        for item, old in changed
    )
    if moved:
        return {item.key for item, _ in changed}
    return {item.key for item in items if (old := before.get(item.key)) and is_another(item, old)}


def is_another(item: Item, old: KnownItem) -> bool:
    """Whether a new item has the id of one that is stored: a feed may give each the same.

    An item that is dated later, stands on another page and has a headline of other words is no
    edit; dated days later it needn't differ in every word. Where the page is the id, headline and
    summary have to be others.
    """
    date = item.published or item.updated
    if date is None or date <= old.published:
        return False
    if _elsewhere(item, old):
        return _unlike(item, old) or (
            date > old.published + EDITED and likeness(item.title, old.title) < LIKE
        )
    return (
        item.key == item.link
        and _unlike(item, old)
        and "" != item.summary != old.summary != ""
        and not likeness(item.summary, old.summary)
    )


def _place(item: Item | KnownItem) -> tuple[str, str]:
    return page_of(item.link), plain_title(item.title)


def _elsewhere(item: Item, old: KnownItem) -> bool:
    return "" != page_of(item.link) != page_of(old.link) != ""


def _unlike(item: Item, old: KnownItem) -> bool:
    """Whether two headlines have hardly a word in common."""
    return likeness(item.title, old.title) < HARDLY_LIKE and plain_title(item.title) != plain_title(
        old.title
    )


def unrevised(guid: str) -> str:
    """A guid without what may count its editions: fragment, version, date; nor scheme and www."""
    rest = _SCHEME.sub("", guid, count=1) if _SCHEME.match(guid) else guid
    without = _VERSION.sub("", rest)
    return _EDITION.sub("", without) or rest


def _tells_time(guid: str) -> bool:
    """Whether what seems to count a guid's editions is a date."""
    edition = _EDITION.search(guid)
    return bool(edition and _TIME.search(edition[0]))


def likeness(one: str, other: str) -> float:
    """The share of the shorter title's words that the other has, too; two of them at least."""
    words, others = set(plain_title(one).split()), set(plain_title(other).split())
    shared = len(words & others)
    return shared / min(len(words), len(others)) if shared > 1 else 0.0


def _same_date(date: datetime | None, old: KnownItem) -> bool:
    return date is not None and abs(date - old.published) < _INSTANT


def _is_midnight(old: KnownItem) -> bool:
    """Whether its date tells the day only, which many items have."""
    return old.published.hour == old.published.minute == old.published.second == 0
