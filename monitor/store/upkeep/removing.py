"""Removing: what stories take with them when they go, and the room that they leave.

For ``retention``, after which they are nowhere, and for ``archive.moving``, after which they stand
in a file of their own. What an item is found by is worked out on the caller's thread; the writer
gets steps of some milliseconds, and others' writes come between them.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial
from typing import Final, NamedTuple

import sqlite_utils

from monitor.store.database import Database
from monitor.store.search import text_index
from monitor.store.search.text_index import Tokens

STEP_SECONDS: Final = 0.02
"""What a step may take of the writer's time; steps grow and shrink to keep to it."""
FIRST_STEP: Final = 8
_LARGEST_STEP: Final = 256
_SLACK: Final = 0.02
"""Share of free pages that may stay in the file: they are soon used again."""
_MERGES: Final = 20
SETTLED: Final = """
    s.merged_into IS NULL AND s.last_item_at < :before
    AND NOT EXISTS (SELECT 1 FROM items WHERE story_id = s.id AND first_seen_at >= :before)
    AND NOT EXISTS (
        SELECT 1 FROM alerts JOIN deliveries d ON d.alert_id = alerts.id
        LEFT JOIN deliveries digest ON digest.id = d.digest_id
        WHERE alerts.story_id = s.id AND coalesce(digest.state, d.state) = 'pending')
    AND NOT EXISTS (SELECT 1 FROM silences WHERE story_id = s.id AND until > :before)
"""
"""Stories ``s`` that were last heard of before a time, and of which nothing is still to be done."""


class Going(NamedTuple):
    """An item that is to go, as it was read."""

    id: int
    feed_id: int
    key: str
    revision: str
    held: Tokens


def items_of(db: sqlite_utils.Database, story: int) -> list[Going]:
    """Read the items of a story that is to go."""
    rows = db.execute(
        "SELECT id, feed_id, key, revision, title, summary, content, lang, full_text "
        "FROM items WHERE story_id = ?",
        [story],
    )
    return [
        Going(id_, feed_id, key, revision, text_index.tokens(*texts))
        for id_, feed_id, key, revision, *texts in rows
    ]


def next_size(size: int, seconds: float) -> int:
    """Return how much to do in the next step, by what this one took."""
    if seconds > STEP_SECONDS:
        return max(size // 2, 1)
    return min(size * 2, _LARGEST_STEP) if seconds < STEP_SECONDS / 3 else size


def remove(
    db: sqlite_utils.Database, items: Iterable[Going], stories: Collection[int]
) -> Mapping[int, list[str]]:
    """Remove items, and stories of which nothing is left then.

    Returns:
        The keys of the items that went, by feed; one that was edited meanwhile stays.
    """
    keys: dict[int, list[str]] = defaultdict(list)
    for item in items:
        still = db.execute(
            "SELECT 1 FROM items WHERE id = ? AND revision = ?", [item.id, item.revision]
        ).fetchone()
        if still is None:  # edited meanwhile: news again, or next time
            continue
        text_index.remove(db, item.id, item.held)
        # Other items' matches may be part of this one's alert.
        db.execute(
            "UPDATE matches SET alert_id = NULL "
            "WHERE alert_id IN (SELECT id FROM alerts WHERE item_id = ?)",
            [item.id],
        )
        db.execute("DELETE FROM items WHERE id = ?", [item.id])
        keys[item.feed_id].append(item.key)
    for story in stories:
        for statement in _STORY_GOES:
            db.execute(statement, {"story": story})
    return keys


_STORY_GOES = (
    "DELETE FROM silences WHERE story_id = :story",
    """
    DELETE FROM stories WHERE merged_into = :story
      AND NOT EXISTS (SELECT 1 FROM items WHERE story_id = :story)
    """,
    """
    DELETE FROM events WHERE story_id = :story
      AND NOT EXISTS (SELECT 1 FROM items WHERE event_id = events.id)
      AND NOT EXISTS (SELECT 1 FROM alerts WHERE event_id = events.id)
    """,
    """
    DELETE FROM stories WHERE id = :story
      AND NOT EXISTS (SELECT 1 FROM items WHERE story_id = :story)
      AND NOT EXISTS (SELECT 1 FROM alerts WHERE story_id = :story)
      AND NOT EXISTS (SELECT 1 FROM events WHERE story_id = :story)
    """,
)


def clean_up(database: Database, stop: Callable[[], bool]) -> None:
    """After items went: remove digests of which no alert is left, and words of the index."""
    database.write(
        lambda db: db.execute(
            """
            DELETE FROM deliveries
            WHERE alert_id IS NULL AND note_id IS NULL AND state <> 'pending'
              AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.digest_id = deliveries.id)
            """
        )
    )
    for _ in range(_MERGES):
        if stop():
            return
        database.write(
            lambda db: db.execute(
                "INSERT INTO items_fts (items_fts, rank) VALUES ('merge', 64)"
            ).fetchall()
        )


def shrink(database: Database, stop: Callable[[], bool]) -> None:
    """Give free pages back to the disk."""
    pages = 64
    while not stop():
        free, total, vacuum = (
            database.read().execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("freelist_count", "page_count", "auto_vacuum")
        )
        if free <= total * _SLACK or vacuum != _INCREMENTAL:
            return
        seconds = database.write(partial(_give_back, pages=pages))
        pages = next_size(pages, seconds)


_INCREMENTAL = 2


def _give_back(db: sqlite_utils.Database, *, pages: int) -> float:
    started = time.perf_counter()
    db.execute(f"PRAGMA incremental_vacuum({pages})").fetchall()
    return time.perf_counter() - started
