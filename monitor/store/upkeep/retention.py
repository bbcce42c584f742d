"""Retention: removing what is older than the user keeps, a little at a time.

A story goes whole, with its items, matches, alerts and deliveries. What it takes is read and worked
out on the caller's thread; the writer gets steps of some milliseconds, and others' writes come
between them. Of each item a number remains (``tombstones``), so that it is never new again.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import NamedTuple

import sqlite_utils

from monitor.config.tables.keep import SHORTEST, Keep
from monitor.store.database import Database
from monitor.store.search import text_index
from monitor.store.search.text_index import Tokens
from monitor.store.timestamps import to_text
from monitor.store.writing import tombstones

STEP_SECONDS = 0.02
"""What a step may take of the writer's time; steps grow and shrink to keep to it."""
_FIRST_STEP, _LARGEST_STEP = 8, 256
_STORIES = 200
"""Stories that are read at a time."""
_SLACK = 0.02
"""Share of free pages that may stay in the file: they are soon used again."""
_MERGES = 20


@dataclass(frozen=True, slots=True)
class Round:
    """Which stories one pass removes."""

    matched: bool
    """Those with a match, or those without."""
    before: datetime
    """Those whose last item was published, and seen, before."""
    down_to: int | None = None
    """Bytes; only until the database isn't bigger. None: all of them."""


def rounds(keep: Keep, *, now: datetime) -> list[Round]:
    """Return the passes that remove what isn't to be kept, in their order."""
    planned = []
    if keep.items is not None:
        planned.append(Round(matched=False, before=now - max(keep.items, SHORTEST)))
    if keep.matches is not None:
        planned.append(Round(matched=True, before=now - max(keep.matches, SHORTEST)))
    if keep.size is not None:
        planned.append(Round(matched=False, before=now - SHORTEST, down_to=keep.size))
        if keep.matches is not None:
            planned.append(Round(matched=True, before=now - SHORTEST, down_to=keep.size))
    return planned


def used_bytes(db: sqlite_utils.Database) -> int:
    """Return how many bytes the database holds, free pages not counted."""
    pages, free, size = (
        db.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("page_count", "freelist_count", "page_size")
    )
    return int((pages - free) * size)


def tidy(
    database: Database, keep: Keep, *, now: datetime, stop: Callable[[], bool] = lambda: False
) -> int:
    """Remove what isn't to be kept, and give the room back; return how many items went.

    Args:
        database: The database to tidy.
        keep: What is to be kept, and for how long.
        now: The time, aware.
        stop: Called between steps; True: leave the rest for the next time.
    """
    removed = 0
    for each in rounds(keep, now=now):
        for step in _steps(database.read(), each, stop):
            removed += len(step.items)
            _write(database, step)
    if removed:
        database.write(_remove_empty_digests)
        _merge_index(database, stop)
    _shrink(database, stop)
    return removed


class _Doomed(NamedTuple):
    """An item that is to go, as it was read."""

    id: int
    feed_id: int
    key: str
    revision: str
    held: Tokens


@dataclass(slots=True)
class _Step:
    """What is removed in one transaction."""

    items: list[_Doomed]
    stories: list[int]
    """Those of which nothing is left after it."""
    seconds: float = 0.0
    """What it took of the writer's time."""


def _steps(db: sqlite_utils.Database, each: Round, stop: Callable[[], bool]) -> Iterator[_Step]:
    """Cut a round's work into steps. Looks, after each was done, at how long it took."""
    size = _FIRST_STEP
    step = _Step([], [])
    for story in _stories(db, each):
        if each.down_to is not None and used_bytes(db) <= each.down_to:
            break
        for doomed in _items(db, story):
            step.items.append(doomed)
            if len(step.items) >= size:
                yield step
                if each.down_to is None:  # else what is enough is to be seen in time
                    size = _next_size(size, step.seconds)
                step = _Step([], [])
                if stop():
                    return
        step.stories.append(story)
    if step.stories or step.items:
        yield step


def _next_size(size: int, seconds: float) -> int:
    if seconds > STEP_SECONDS:
        return max(size // 2, 1)
    return min(size * 2, _LARGEST_STEP) if seconds < STEP_SECONDS / 3 else size


def _stories(db: sqlite_utils.Database, each: Round) -> Iterator[int]:
    """The stories of a round, the stalest first."""
    last = ("", 0)
    while True:
        rows = db.execute(
            f"""
            SELECT last_item_at, id FROM stories s
            WHERE merged_into IS NULL AND (last_item_at, id) > (?, ?) AND last_item_at < ?
              AND {"" if each.matched else "NOT"} EXISTS (
                  SELECT 1 FROM items JOIN matches ON item_id = items.id WHERE story_id = s.id)
              AND NOT EXISTS (
                  SELECT 1 FROM items WHERE story_id = s.id AND first_seen_at >= ?)
              AND NOT EXISTS (
                  SELECT 1 FROM alerts JOIN deliveries d ON d.alert_id = alerts.id
                  LEFT JOIN deliveries digest ON digest.id = d.digest_id
                  WHERE alerts.story_id = s.id AND coalesce(digest.state, d.state) = 'pending')
              AND NOT EXISTS (SELECT 1 FROM silences WHERE story_id = s.id AND until > ?)
            ORDER BY last_item_at, id LIMIT ?
            """,  # noqa: S608 - our own words
            [*last, *[to_text(each.before)] * 3, _STORIES],
        ).fetchall()
        yield from (id_ for _, id_ in rows)
        if len(rows) < _STORIES:
            return
        last = rows[-1]


def _items(db: sqlite_utils.Database, story: int) -> list[_Doomed]:
    rows = db.execute(
        "SELECT id, feed_id, key, revision, title, summary, content, lang, full_text "
        "FROM items WHERE story_id = ?",
        [story],
    )
    return [
        _Doomed(id_, feed_id, key, revision, text_index.tokens(*texts))
        for id_, feed_id, key, revision, *texts in rows
    ]


def _write(database: Database, step: _Step) -> None:
    def write(db: sqlite_utils.Database) -> None:
        started = time.perf_counter()
        _remove(db, step)
        step.seconds = time.perf_counter() - started

    database.write(write)


def _remove(db: sqlite_utils.Database, step: _Step) -> None:
    keys: dict[int, list[str]] = defaultdict(list)
    for item in step.items:
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
    for feed_id, of_feed in keys.items():
        tombstones.add(db, feed_id, of_feed)
    for story in step.stories:
        db.execute("DELETE FROM silences WHERE story_id = ?", [story])
        db.execute(
            """
            DELETE FROM stories WHERE merged_into = :story
              AND NOT EXISTS (SELECT 1 FROM items WHERE story_id = :story)
            """,
            {"story": story},
        )
        db.execute(
            """
            DELETE FROM events WHERE story_id = :story
              AND NOT EXISTS (SELECT 1 FROM items WHERE event_id = events.id)
              AND NOT EXISTS (SELECT 1 FROM alerts WHERE event_id = events.id)
            """,
            {"story": story},
        )
        db.execute(
            """
            DELETE FROM stories WHERE id = :story
              AND NOT EXISTS (SELECT 1 FROM items WHERE story_id = :story)
              AND NOT EXISTS (SELECT 1 FROM alerts WHERE story_id = :story)
              AND NOT EXISTS (SELECT 1 FROM events WHERE story_id = :story)
            """,
            {"story": story},
        )


def _remove_empty_digests(db: sqlite_utils.Database) -> None:
    """Digests of which no alert is left."""
    db.execute(
        """
        DELETE FROM deliveries
        WHERE alert_id IS NULL AND note_id IS NULL AND state <> 'pending'
          AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.digest_id = deliveries.id)
        """
    )


def _merge_index(database: Database, stop: Callable[[], bool]) -> None:
    """Let the index forget the words too, a little at a time."""
    for _ in range(_MERGES):
        if stop():
            return
        database.write(
            lambda db: db.execute(
                "INSERT INTO items_fts (items_fts, rank) VALUES ('merge', 64)"
            ).fetchall()
        )


def _shrink(database: Database, stop: Callable[[], bool]) -> None:
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
        pages = _next_size(pages, seconds)


_INCREMENTAL = 2


def _give_back(db: sqlite_utils.Database, *, pages: int) -> float:
    started = time.perf_counter()
    db.execute(f"PRAGMA incremental_vacuum({pages})").fetchall()
    return time.perf_counter() - started
