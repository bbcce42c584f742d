"""Tombstones: a number for each item that was removed.

Some feeds show items for years. Without this module a removed item would come back as new, and be
alerted again.
"""

from __future__ import annotations

from collections.abc import Iterable

import sqlite_utils

from monitor.store.fingerprint import fingerprint
from monitor.store.placeholders import filled, marks

_CHUNK = 512


def add(db: sqlite_utils.Database, feed_id: int, keys: Iterable[str]) -> None:
    """Remember items of a feed by their keys."""
    db.conn.executemany(
        "INSERT OR IGNORE INTO forgotten (feed_id, key) VALUES (?, ?)",
        [(feed_id, fingerprint(key)) for key in keys],
    )


def among(db: sqlite_utils.Database, feed_id: int, keys: Iterable[str]) -> frozenset[str]:
    """Return those of the keys whose items were once stored, and removed."""
    wanted = {fingerprint(key): key for key in keys}
    numbers = list(wanted)
    found: set[str] = set()
    for start in range(0, len(numbers), _CHUNK):
        asked = filled(numbers[start : start + _CHUNK])
        rows = db.execute(
            f"SELECT key FROM forgotten WHERE feed_id = ? AND key IN ({marks(asked)})",  # noqa: S608
            [feed_id, *asked],
        )
        found.update(wanted[number] for (number,) in rows)
    return frozenset(found)
