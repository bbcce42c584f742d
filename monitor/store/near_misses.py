"""Near misses: items that lacked exactly one clause of a rule, the newest of them.

Kept so that one can ask "what did I nearly get?"; bounded, since nobody asks for old ones.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlite_utils

from monitor.item import Item
from monitor.rules.rule import Hit, NearMiss
from monitor.store import items
from monitor.store.codec import from_json, to_json
from monitor.store.moment import from_text, to_text

KEPT = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class NearMissRow:
    """A near miss as the history knows it."""

    rule: str
    missing: str
    """The clause that wasn't found (or, for NOT, was), in canonical text."""
    hits: tuple[Hit, ...]
    seen_at: datetime
    item_id: int
    item: Item


def add(
    db: sqlite_utils.Database, item_id: int, misses: Iterable[NearMiss], *, now: datetime
) -> None:
    """Keep near misses of an item, and let the oldest go."""
    rows = [(item_id, miss.rule, miss.missing, to_json(miss.hits), to_text(now)) for miss in misses]
    if not rows:
        return
    db.conn.executemany(
        """
        INSERT INTO near_misses (item_id, rule, missing, hits, seen_at) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (item_id, rule) DO UPDATE SET missing = excluded.missing, hits = excluded.hits
        """,
        rows,
    )
    db.execute("DELETE FROM near_misses WHERE id <= (SELECT max(id) FROM near_misses) - ?", [KEPT])


def forget(db: sqlite_utils.Database, item_id: int, rule: str) -> None:
    """An edit made a match of it."""
    db.execute("DELETE FROM near_misses WHERE item_id = ? AND rule = ?", [item_id, rule])


def newest(db: sqlite_utils.Database, *, rule: str = "", limit: int) -> list[NearMissRow]:
    """Near misses, newest first."""
    rows = db.execute(
        f"""
        SELECT {items.COLUMNS}, near_misses.rule, near_misses.missing, near_misses.hits,
               near_misses.seen_at, items.id
        FROM near_misses
        JOIN items ON items.id = near_misses.item_id
        JOIN feeds ON feeds.id = items.feed_id
        WHERE ? IN ('', near_misses.rule)
        ORDER BY near_misses.id DESC LIMIT ?
        """,  # noqa: S608 - constants
        [rule, limit],
    )
    return [_row(row) for row in rows]


def _row(row: tuple[object, ...]) -> NearMissRow:
    item = items.from_row(row[: items.COLUMN_COUNT])  # type: ignore[arg-type]  # by COLUMNS
    rule, missing, hits, seen_at, item_id = row[items.COLUMN_COUNT :]
    return NearMissRow(
        rule=str(rule),
        missing=str(missing),
        hits=from_json(tuple[Hit, ...], str(hits)),
        seen_at=from_text(str(seen_at)),
        item_id=int(str(item_id)),
        item=item,
    )
