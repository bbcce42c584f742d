"""What has come in last, and how things stand: asked for often, so answered from indexes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlite_utils

from monitor.item import Item
from monitor.store.moment import from_text_or_none, to_text
from monitor.store.writing import items

RECENT = 50_000
"""Items, the newest, among which a feed's are looked for first."""


@dataclass(frozen=True, slots=True)
class Latest:
    """What there is; differs when something has come in."""

    match: int
    """The highest id of a match; 0 without any."""
    delivery: int
    """The highest id of a delivery; 0 without any."""


def latest(db: sqlite_utils.Database) -> Latest:
    """What there is now."""
    return Latest(
        *db.execute(
            "SELECT coalesce((SELECT max(id) FROM matches), 0), "
            "coalesce((SELECT max(id) FROM deliveries), 0)"
        ).fetchone()
    )


def matches_since(db: sqlite_utils.Database, match: int) -> int:
    """How many matches came after the one with this id."""
    (count,) = db.execute("SELECT count(*) FROM matches WHERE id > ?", [match]).fetchone()
    return int(count)


def stories_since(db: sqlite_utils.Database, match: int, *, limit: int = 1_000) -> frozenset[int]:
    """Stories of the matches that came after the one with this id; of the newest ``limit``."""
    rows = db.execute(
        """
        SELECT items.story_id FROM (
            SELECT item_id FROM matches WHERE id > ? ORDER BY id DESC LIMIT ?
        ) JOIN items ON items.id = item_id
        """,
        [match, limit],
    )
    return frozenset(story for (story,) in rows)


def feed_health(db: sqlite_utils.Database) -> dict[str, int]:
    """How many feeds that are watched are in which state of health (``state.health``)."""
    rows = db.execute("SELECT health, count(*) FROM feeds WHERE active GROUP BY health")
    return dict(rows.fetchall())


def feed_counts(db: sqlite_utils.Database, since: datetime) -> dict[int, tuple[int, int]]:
    """By feed id, the items and the matches published since."""
    values = [to_text(since)]
    # The plus keeps SQLite from reading all there ever was, feed by feed.
    brought = db.execute(
        "SELECT +feed_id, count(*) FROM items WHERE published_at >= ? GROUP BY 1", values
    )
    matched = dict(
        db.execute(
            "SELECT +feed_id, count(*) FROM matches WHERE published_at >= ? GROUP BY 1", values
        ).fetchall()
    )
    return {feed: (count, matched.get(feed, 0)) for feed, count in brought}


def newest_of_feed(db: sqlite_utils.Database, feed_id: int, *, limit: int) -> list[Item]:
    """A feed's newest items, by when they were first seen.

    Of a busy feed they are among the newest of all; one that isn't busy has few to be sorted.
    """
    rows = db.execute(
        f"""
        SELECT {items.COLUMNS} FROM items JOIN feeds ON feeds.id = items.feed_id
        WHERE +items.feed_id = ? AND items.id > (SELECT max(id) FROM items) - ?
        ORDER BY items.id DESC LIMIT ?
        """,  # noqa: S608 - constants
        [feed_id, RECENT, limit],
    ).fetchall()
    if len(rows) < limit:
        return items.newest(db, feed_id, limit=limit)
    return [items.from_row(row) for row in rows]


def newest_publication(db: sqlite_utils.Database) -> datetime | None:
    """When the newest item was published; None: there are none."""
    (newest,) = db.execute("SELECT max(published_at) FROM items").fetchone()
    return from_text_or_none(newest)
