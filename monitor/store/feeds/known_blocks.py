"""What to remember of each feed's last body, so that its entries needn't be parsed again.

A table of its own, since the rows of ``feeds`` are read often and whole. The bytes are opaque here:
``feeds.parsing.known_blocks`` makes and reads them. A row may be deleted at any time: the next body
is then parsed whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlite_utils

from monitor.store.placeholders import filled, marks

_CHUNK = 512


def of(db: sqlite_utils.Database, feed_ids: Sequence[int]) -> dict[int, bytes]:
    """Return what was saved for these feeds, by feed id."""
    found: dict[int, bytes] = {}
    for start in range(0, len(feed_ids), _CHUNK):
        asked = filled(feed_ids[start : start + _CHUNK])
        found.update(
            db.execute(
                f"SELECT feed_id, blocks FROM seen_blocks WHERE feed_id IN ({marks(asked)})",  # noqa: S608
                asked,
            ).fetchall()
        )
    return found


def save(db: sqlite_utils.Database, blocks: Mapping[int, bytes]) -> None:
    """Save what is to be remembered of feeds' last bodies, by feed id."""
    db.conn.executemany(
        """
        INSERT INTO seen_blocks (feed_id, blocks) VALUES (?, ?)
        ON CONFLICT (feed_id) DO UPDATE SET blocks = excluded.blocks
        """,
        blocks.items(),
    )
