"""Retention: removing what is older than the user keeps, a little at a time (``removing``).

A story goes whole, with its items, matches, alerts and deliveries. Of each item a number remains
(``tombstones``), so that it is never new again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

import sqlite_utils

from monitor.config.tables.keep import SHORTEST, Keep
from monitor.store.database import Database
from monitor.store.timestamps import to_text
from monitor.store.upkeep import removing
from monitor.store.upkeep.removing import SETTLED, Going
from monitor.store.writing import tombstones

_STORIES = 200
"""Stories that are read at a time."""


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
        removing.clean_up(database, stop)
    removing.shrink(database, stop)
    return removed


@dataclass(slots=True)
class _Step:
    """What is removed in one transaction."""

    items: list[Going]
    stories: list[int]
    """Those of which nothing is left after it."""
    seconds: float = 0.0
    """What it took of the writer's time."""


def _steps(db: sqlite_utils.Database, each: Round, stop: Callable[[], bool]) -> Iterator[_Step]:
    """Cut a round's work into steps. Looks, after each was done, at how long it took."""
    size = removing.FIRST_STEP
    step = _Step([], [])
    for story in _stories(db, each):
        if each.down_to is not None and used_bytes(db) <= each.down_to:
            break
        for doomed in removing.items_of(db, story):
            step.items.append(doomed)
            if len(step.items) >= size:
                yield step
                if each.down_to is None:  # else what is enough is to be seen in time
                    size = removing.next_size(size, step.seconds)
                step = _Step([], [])
                if stop():
                    return
        step.stories.append(story)
    if step.stories or step.items:
        yield step


def _stories(db: sqlite_utils.Database, each: Round) -> Iterator[int]:
    """The stories of a round, the stalest first."""
    last = ("", 0)
    while True:
        rows = db.execute(
            f"""
            SELECT last_item_at, id FROM stories s
            WHERE (last_item_at, id) > (:at, :id) AND {SETTLED}
              AND {"" if each.matched else "NOT"} EXISTS (
                  SELECT 1 FROM items JOIN matches ON item_id = items.id WHERE story_id = s.id)
            ORDER BY last_item_at, id LIMIT :most
            """,  # noqa: S608 - our own words
            {"at": last[0], "id": last[1], "before": to_text(each.before), "most": _STORIES},
        ).fetchall()
        yield from (id_ for _, id_ in rows)
        if len(rows) < _STORIES:
            return
        last = rows[-1]


def _write(database: Database, step: _Step) -> None:
    def write(db: sqlite_utils.Database) -> None:
        started = time.perf_counter()
        for feed_id, keys in removing.remove(db, step.items, step.stories).items():
            tombstones.add(db, feed_id, keys)
        step.seconds = time.perf_counter() - started

    database.write(write)
