"""Whether the article behind a new item is to be read. Pure.

Only where it may decide something: read for every item, a hundred feeds would ask their publishers
for thousands of pages a day.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from monitor.alerts.planning.successive_decisions import Rulebook
from monitor.feeds.state.feed import Feed
from monitor.feeds.state.full_text import FullText
from monitor.item import Item
from monitor.net.location import host_of

_NOWHERE: Final = (".example", ".invalid", ".example.com", ".example.net", ".example.org")
"""Names that are reserved for examples (RFC 2606), such as the sample feed's, lead nowhere."""
WHOLE: Final = 3_000
"""Characters of text from which the feed is taken to carry the article itself."""


def is_wanted(feed: Feed, item: Item, undecided: Iterable[str], book: Rulebook) -> bool:
    """Say whether to read the article that an item links to.

    Args:
        feed: The feed that brought it.
        item: An item that is news.
        undecided: Names of rules of which it lacks one clause, that more text could hold.
        book: What the user wants of these rules.
    """
    if feed.full_text is FullText.NEVER or not item.link.startswith(("http://", "https://")):
        return False
    if feed.full_text is not FullText.ALWAYS and (
        len(item.content) >= WHOLE
        or not any(book.policies[rule].scope.lets_through(item) for rule in undecided)
    ):
        return False
    host = host_of(item.link)  # last: few get here, and to read an address takes long
    return bool(host) and not f".{host}".endswith(_NOWHERE)
