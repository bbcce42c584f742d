"""Which page each item is about, so that a feed's item is found again under another guid."""

from __future__ import annotations

import sqlite_utils

from monitor.link import page_of
from monitor.store.fingerprint import fingerprint
from monitor.store.migrations.registry import migrations

BATCH = 5_000
"""Items in memory at a time."""


def note_pages(db: sqlite_utils.Database) -> None:
    """Fill in the page of each item that has a link and no page."""
    last = 0
    while rows := db.execute(
        "SELECT id, link FROM items WHERE id > ? AND page IS NULL AND link <> '' "
        "ORDER BY id LIMIT ?",
        [last, BATCH],
    ).fetchall():
        last = rows[-1][0]
        pages = ((id_, page_of(link)) for id_, link in rows)
        db.conn.executemany(
            "UPDATE items SET page = ? WHERE id = ?",
            [(fingerprint(page), id_) for id_, page in pages if page],
        )


@migrations()
def m011_pages(db: sqlite_utils.Database) -> None:
    """The fingerprint of the page that each item links to."""
    db.execute("ALTER TABLE items ADD COLUMN page INTEGER")
    db.execute("CREATE INDEX items_page ON items (feed_id, page) WHERE page IS NOT NULL")
    note_pages(db)
