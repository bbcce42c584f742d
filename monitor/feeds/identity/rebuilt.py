"""Rebuilt feeds: a publisher changes systems, and every item comes again under a new id.

Hardly any of the ids is known. That alone says little: a busy feed whose window has moved on, after
a night without the network, looks the same. So each new item is looked for among the stored ones by
its link and its title, and only one that is found is taken for an old one. What is found by both is
the same article. What is found by one of them is, if most of the feed is found: then the feed was
rebuilt. An item dated after the last good poll is news, unless both say otherwise, or nearly all of
the feed's headlines come again at once with the same texts: so a move looks that dates all items
anew. A link or a title that several items share proves nothing.

Pure. Without this module a publisher's move to another system would alert on every article of the
feed once more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeVar

from monitor.feeds.identity.known_item import KnownItem, one_to_one, plain_title
from monitor.item import Item

T = TypeVar("T")

LEAST: Final = 5
"""Fewer items say nothing about a feed."""
NEW: Final = 0.8
"""With a larger share of new ids a feed may have been rebuilt."""
FOUND: Final = 0.5
"""With a larger share of its items found under other ids it was."""
AGAIN: Final = 0.8
"""With a larger share of its items saying word for word what older ones said, it was moved."""
NO_COLUMN: Final = 5
"""So many words, and more, have headlines that come but once; those of columns are shorter."""
SAME_DAY: Final = timedelta(hours=12)
"""A title that comes again later than this is a column's."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What ``find`` found."""

    keys: Mapping[str, str]
    """New id → the id under which the item is stored."""
    whole: bool = False
    """The feed as a whole was rebuilt."""


def may_be_rebuilt(items: Sequence[Item], unknown: Sequence[Item]) -> bool:
    """Whether so many of a known feed's items have new ids that ``find`` is worth its time."""
    return len(items) >= LEAST and len(unknown) > NEW * len(items)


def find(
    unknown: Sequence[Item],
    stored: Iterable[KnownItem],
    *,
    items: int,
    previous_poll: datetime,
    page: Callable[[str], str],
) -> Rebuilt:
    """Look for items with new ids among those stored.

    Args:
        unknown: The feed's items whose ids aren't stored, as parsed: undated where the feed is.
        stored: The feed's stored items that the body doesn't show under their old ids.
        items: How many items the body has.
        previous_poll: When the feed was last polled well, aware UTC.
        page: Reduces a link to what names the page; gives an empty text if it names none.
    """
    stored = tuple(stored)
    by_page = _unique((page(each.link), each) for each in stored)
    by_title = _unique((plain_title(each.title), each) for each in stored)
    pages = _unique((page(item.link), item) for item in unknown)
    titles = _unique((plain_title(item.title), item) for item in unknown)

    texts = Counter(item.summary for item in unknown)
    reprinted = {
        item.key
        for title, item in titles.items()
        if (old := by_title.get(title))
        and old.summary == item.summary
        and ((item.summary and texts[item.summary] == 1) or len(title.split()) >= NO_COLUMN)
    }
    moved = len(reprinted) > AGAIN * items
    sure: dict[str, str] = {}
    likely: dict[str, str] = {}
    for item in unknown:
        address, title = page(item.link), plain_title(item.title)
        same_page = by_page.get(address) if address in pages else None
        same_title = by_title.get(title) if title in titles else None
        old = same_page or same_title
        if old is None:
            continue
        both = same_page is not None and plain_title(old.title) == title
        date = item.published or item.updated
        fresh = date is not None and date > previous_poll
        if both and not fresh:
            sure[item.key] = old.key
        elif (
            both
            or (moved and item.key in reprinted)
            or (not fresh and (same_page is not None or _same_text(item, date, old)))
        ):
            likely[item.key] = old.key
    whole = len(sure) + len(likely) > FOUND * items
    return Rebuilt(one_to_one(sure | likely if whole else sure), whole)


def _same_text(item: Item, date: datetime | None, old: KnownItem) -> bool:
    """Whether an item with an old one's title, on another page, is that one."""
    if date is None:
        return item.summary == old.summary
    return abs(date - old.published) <= SAME_DAY


def _unique(pairs: Iterable[tuple[str, T]]) -> dict[str, T]:
    """Map each name that occurs once to its thing; names that occur twice prove nothing."""
    listed = [(name, thing) for name, thing in pairs if name]
    times = Counter(name for name, _ in listed)
    return {name: thing for name, thing in listed if times[name] == 1}
