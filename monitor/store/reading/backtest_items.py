"""Past items in the order in which they came: what a rule would have met.

An item came when a poll first brought it; but what a feed's first poll brought, weeks of it
perhaps, came when it was published, as if the feed had been polled all the time.

Read by stretches, so that several processes can share the work and none holds it all. Without this
module a backtest would meet items in another order than the daemon does, and promise other alerts.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import Any

import sqlite_utils

from monitor.alerts.planning.alert_history import EventNow
from monitor.item import Item
from monitor.store.timestamps import from_text, from_text_or_none, to_text
from monitor.store.writing import items

_LAST = "~"  # sorts after every moment
_CHUNK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class PastItem:
    """An item and what was known of it."""

    id: int
    """0 for one that isn't stored."""
    event: int
    story: int
    seen_at: datetime
    """When it came, aware UTC."""
    item: Item
    first_poll: bool = False
    """Its feed's first poll brought it; ``seen_at`` is its date."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Items that came one after another."""

    ids: tuple[int, ...]
    first_poll: frozenset[int]
    """Those among them that their feeds' first polls brought."""


def stretches(
    db: sqlite_utils.Database,
    *,
    size: int,
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int | None = None,
) -> list[Stretch]:
    """Cut the stored items into stretches, the earliest first.

    Args:
        db: The database to read from.
        size: How many items make a stretch.
        since: Only items that came then or later, aware.
        until: Only items that came before then, aware.
        limit: Only so many items, the newest.
    """
    first = to_text(since) if since is not None else ""
    end = to_text(until) if until is not None else _LAST
    early = _of_first_polls(db)
    polled = db.execute(
        "SELECT first_seen_at, id FROM items WHERE first_seen_at >= ? AND first_seen_at < ? "
        "ORDER BY first_seen_at DESC, id DESC LIMIT ?",
        [first, end, -1 if limit is None else limit + len(early)],
    )
    newest_first = merge(
        sorted(((came, id_) for id_, came in early.items() if first <= came < end), reverse=True),
        (row for row in polled if row[1] not in early),
        reverse=True,
    )
    ids = array("q", (id_ for _, id_ in islice(newest_first, limit)))
    ids.reverse()
    return [
        Stretch(chunk := tuple(ids[at : at + size]), frozenset(early.keys() & set(chunk)))
        for at in range(0, len(ids), size)
    ]


def hours(
    db: sqlite_utils.Database, *, since: datetime | None = None, until: datetime | None = None
) -> set[datetime]:
    """Return the hours (UTC) in which any item came."""
    rows = db.execute(
        "SELECT DISTINCT substr(first_seen_at, 1, 13) FROM items "
        "WHERE first_seen_at >= ? AND first_seen_at < ?",
        [to_text(since) if since else "", to_text(until) if until else _LAST],
    )
    return {from_text(f"{hour}:00:00.000Z") for (hour,) in rows}


def read(db: sqlite_utils.Database, stretch: Stretch) -> Iterator[PastItem]:
    """Yield the items of a stretch, the earliest first; items removed since are left out."""
    found = {past.id: past for past in by_ids(db, stretch.ids)}
    for id_ in stretch.ids:
        past = found.get(id_)
        if past is not None and id_ in stretch.first_poll:
            came = min(past.item.published or past.seen_at, past.seen_at)
            yield replace(past, seen_at=came, first_poll=True)
        elif past is not None:
            yield past


def by_ids(db: sqlite_utils.Database, ids: Sequence[int]) -> list[PastItem]:
    """Return the items with these ids as the polls brought them, in no order."""
    rows = db.execute(
        f"""
        SELECT {items.COLUMNS}, items.id, items.event_id, items.story_id, items.first_seen_at
        FROM items JOIN feeds ON feeds.id = items.feed_id
        WHERE items.id IN (SELECT value FROM json_each(?))
        """,  # noqa: S608 - constants
        [json.dumps(list(ids))],
    )
    return list(map(_past_item, rows))


def matched(db: sqlite_utils.Database, rule: str) -> Iterator[int]:
    """Yield the ids of the items that a rule is recorded to have matched."""
    return (id_ for (id_,) in db.execute("SELECT item_id FROM matches WHERE rule = ?", [rule]))


def event_then(db: sqlite_utils.Database, past: PastItem) -> EventNow:
    """Return an item's event as it was when the item came; outlets count as in ``coverage``."""
    came = "published_at" if past.first_poll else "first_seen_at"
    sources, previous_at = db.execute(
        f"""
        SELECT count(DISTINCT lower(coalesce(nullif(items.source, ''), nullif(feeds.name, ''),
                                             nullif(feeds.title, ''), nullif(feeds.host, ''),
                                             feeds.url))),
               max(CASE WHEN items.id <> ? THEN items.published_at END)
        FROM items JOIN feeds ON feeds.id = items.feed_id
        WHERE items.event_id = ? AND (items.{came}, items.id) <= (?, ?)
        """,  # noqa: S608 - one of two names
        [past.id, past.event, to_text(past.seen_at), past.id],
    ).fetchone()
    return EventNow(
        id=past.event,
        story=past.story,
        sources=max(1, sources),
        previous_at=from_text_or_none(previous_at),
    )


def _of_first_polls(db: sqlite_utils.Database) -> dict[int, str]:
    """Return the items that their feeds' first polls brought: id → when it came, as text."""
    # The oldest item of a feed came with its first poll, as did all that came at the same moment.
    oldest = db.execute(
        """
        SELECT items.feed_id, items.first_seen_at
        FROM (SELECT min(id) AS id FROM items GROUP BY feed_id) AS oldest
        JOIN items ON items.id = oldest.id
        """
    )
    polled: dict[int, str] = dict(oldest.fetchall())
    found: dict[int, str] = {}
    moments = sorted(set(polled.values()))
    for start in range(0, len(moments), _CHUNK):
        chunk = moments[start : start + _CHUNK]
        rows = db.execute(
            f"""
            SELECT id, feed_id, first_seen_at, min(published_at, first_seen_at) FROM items
            WHERE first_seen_at IN ({",".join("?" * len(chunk))})
            """,  # noqa: S608 - question marks
            chunk,
        )
        found |= {
            id_: came
            for id_, feed_id, first_seen_at, came in rows
            if polled[feed_id] == first_seen_at
        }
    return found


def _past_item(row: tuple[Any, ...]) -> PastItem:
    id_, event, story, seen_at = row[items.COLUMN_COUNT :]
    return PastItem(
        id=id_,
        event=event,
        story=story,
        seen_at=from_text(seen_at),
        item=items.from_row(row[: items.COLUMN_COUNT]),
    )
