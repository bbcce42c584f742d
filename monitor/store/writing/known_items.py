"""What is stored of a feed, as far as an item that comes under another id can be found again in it.

By its page and by its date, each in an index, so that looking costs little however much is stored.
Without this module an item whose publisher renumbers it would be another item each time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import sqlite_utils

from monitor.feeds.identity.known_item import KnownItem
from monitor.item import Item
from monitor.link import page_of
from monitor.store.fingerprint import fingerprint
from monitor.store.placeholders import filled, marks
from monitor.store.timestamps import from_text, to_text

LIKELY = 8
"""Stored items looked at for each new one, the newest: more on one page say that it is shared."""
_COLUMNS = "key, title, link, summary, published_at"


def newest(
    db: sqlite_utils.Database, feed_id: int, *, limit: int, but: Iterable[str] = ()
) -> list[KnownItem]:
    """Return the feed's newest items, without those whose keys are in ``but``."""
    left_out = frozenset(but)
    rows = db.execute(
        f"""
        SELECT {_COLUMNS} FROM items
        WHERE id IN (SELECT id FROM items WHERE feed_id = ? ORDER BY id DESC LIMIT ?)
        """,  # noqa: S608 - a constant, as below
        [feed_id, limit],
    )
    return [_standing(*row) for row in rows if row[0] not in left_out]


def under(db: sqlite_utils.Database, feed_id: int, keys: Sequence[str]) -> dict[str, KnownItem]:
    """Return the feed's stored items that have these keys, by key."""
    asked = filled(keys)
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM items WHERE feed_id = ? AND key IN ({marks(asked)})",  # noqa: S608
        [feed_id, *asked],
    )
    return {row[0]: _standing(*row) for row in rows}


def like(
    db: sqlite_utils.Database, feed_id: int, wanted: Iterable[Item]
) -> dict[str, list[KnownItem]]:
    """Return the feed's stored items that are on an item's page or have its date, by its key."""
    found = {}
    for item in wanted:
        rows = set(
            db.execute(
                f"SELECT {_COLUMNS} FROM items WHERE feed_id = ? AND page = ? "  # noqa: S608
                f"ORDER BY id DESC LIMIT {LIKELY}",
                [feed_id, page_number(item.link)],
            )
        )
        if date := item.published or item.updated:
            rows |= set(
                db.execute(
                    f"SELECT {_COLUMNS} FROM items WHERE published_at = ? AND feed_id = ? "  # noqa: S608
                    f"LIMIT {LIKELY}",
                    [to_text(date), feed_id],
                )
            )
        if rows:
            found[item.key] = [_standing(*row) for row in sorted(rows)]
    return found


def rename(db: sqlite_utils.Database, feed_id: int, keys: Mapping[str, str]) -> None:
    """Give stored items other keys; ``keys`` is new key → the key that they have."""
    db.conn.executemany(
        "UPDATE items SET key = ? WHERE feed_id = ? AND key = ?",
        [(new, feed_id, old) for new, old in keys.items()],
    )


def page_number(link: str) -> int | None:
    """What is stored of the page that a link leads to; None if it leads to none."""
    page = page_of(link)
    return fingerprint(page) if page else None


def _standing(key: str, title: str, link: str, summary: str, published_at: str) -> KnownItem:
    return KnownItem(key, title, link, summary, from_text(published_at))
