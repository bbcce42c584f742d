"""The newest matches and deliveries, and how many feeds are well: read often, so from indexes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlite_utils

from monitor.item import Item
from monitor.store.timestamps import from_text_or_none, to_text
from monitor.store.writing import items

RECENT = 50_000
"""Items, the newest, among which a feed's are looked for first."""


@dataclass(frozen=True, slots=True)
class Latest:
    """The newest ids there are; two of these differ if something has come in between."""

    match: int
    """The highest id of a match; 0 without any."""
    delivery: int
    """The highest id of a delivery; 0 without any."""


def latest(db: sqlite_utils.Database) -> Latest:
    """Return the newest ids there are now."""
    return Latest(
        *db.execute(
            "SELECT coalesce((SELECT max(id) FROM matches), 0), "
            "coalesce((SELECT max(id) FROM deliveries), 0)"
        ).fetchone()
    )


@dataclass(frozen=True, slots=True)
class Held:
    """What the history holds, in numbers."""

    matches: int
    stories: int
    """Those that some rule has matched."""
    newest: datetime | None
    """When the last match was made."""


def held(db: sqlite_utils.Database) -> Held:
    """Return what the history holds."""
    matches, stories, newest = db.execute(
        """
        SELECT count(*), count(DISTINCT items.story_id), max(matched_at)
        FROM matches JOIN items ON items.id = item_id
        """
    ).fetchone()
    return Held(matches=matches, stories=stories, newest=from_text_or_none(newest))


def matches_since(db: sqlite_utils.Database, match: int) -> int:
    """Return how many matches came after the one with this id."""
    (count,) = db.execute("SELECT count(*) FROM matches WHERE id > ?", [match]).fetchone()
    return int(count)


def stories_since(db: sqlite_utils.Database, match: int, *, limit: int = 1_000) -> frozenset[int]:
    """Return the stories of the newest ``limit`` matches that came after the one with this id."""
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
    """Return how many watched feeds have each health (``state.health``)."""
    rows = db.execute("SELECT health, count(*) FROM feeds WHERE active GROUP BY health")
    return dict(rows.fetchall())


def feed_counts(db: sqlite_utils.Database, since: datetime) -> dict[int, tuple[int, int]]:
    """Return how many items and matches of each feed were published since, by feed id."""
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
    """Return a feed's newest items, by when they were first seen.

    A busy feed's are among the newest items of all; those of any other feed are few to sort.
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
    """Return when the newest item was published, aware UTC; None: there are no items."""
    (newest,) = db.execute("SELECT max(published_at) FROM items").fetchone()
    return from_text_or_none(newest)
