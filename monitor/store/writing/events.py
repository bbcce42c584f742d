"""Events in the database: opened, grown, moved; and read back for the daemon's memory of them.

An event is alerted once; the story that it belongs to is a row of its own (``stories``). Without
this module every alert would be about a whole story, and its developments would be lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

import sqlite_utils

from monitor.item import Item
from monitor.store.timestamps import from_text, from_text_or_none, to_text
from monitor.stories.stories import WINDOW

MOST_RESTORED = 100_000
"""Items, the newest, from which the open events are made up again after a start."""


def open_event(
    db: sqlite_utils.Database,
    event: int,
    story: int,
    item: Item,
    *,
    follows: int | None = None,
    now: datetime,
) -> None:
    """Open an event of a story with its first item, which is stored next.

    ``follows`` is the event of the story that it goes on with.
    """
    published = to_text(item.published or now)
    db.execute(
        "INSERT INTO events (id, story_id, title, opened_at, last_item_at, follows) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        [event, story, item.title, published, published, follows],
    )


def grow(db: sqlite_utils.Database, event: int, item: Item, *, now: datetime) -> None:
    """Count another item of an event."""
    db.execute(
        """
        UPDATE events SET items = items + 1,
            opened_at = min(opened_at, :published), last_item_at = max(last_item_at, :published)
        WHERE id = :event
        """,
        {"published": to_text(item.published or now), "event": event},
    )


def leave(db: sqlite_utils.Database, event: int) -> None:
    """Count one item of an event less: it reports another one now."""
    db.execute("UPDATE events SET items = items - 1 WHERE id = ?", [event])


def reword(db: sqlite_utils.Database, event: int, before: str, title: str) -> None:
    """Rename an event whose title is the headline ``before``, which now reads ``title``."""
    db.execute("UPDATE events SET title = ? WHERE id = ? AND title = ?", [title, event, before])


def next_id(db: sqlite_utils.Database) -> int:
    """Return the first id that no event and no story has had.

    Stories count because, before there were events, alerts were known by the numbers of stories,
    also of some that were merged and so became no event.
    """
    (highest,) = db.execute(
        "SELECT max((SELECT coalesce(max(id), 0) FROM events), "
        "(SELECT coalesce(max(id), 0) FROM stories))"
    ).fetchone()
    return int(highest) + 1


def outlets(db: sqlite_utils.Database, event: int) -> set[str]:
    """The outlets that have an event (named as ``coverage`` names them), casefolded."""
    rows: Iterable[tuple[str]] = db.execute(
        """
        SELECT DISTINCT coalesce(nullif(items.source, ''), nullif(feeds.name, ''),
                                 nullif(feeds.title, ''), nullif(feeds.host, ''), feeds.url)
        FROM items JOIN feeds ON feeds.id = items.feed_id WHERE items.event_id = ?
        """,
        [event],
    )
    return {outlet.casefold() for (outlet,) in rows}


def title(db: sqlite_utils.Database, event: int) -> str:
    """What an event is called; empty for one that isn't kept any more."""
    row = db.execute("SELECT title FROM events WHERE id = ?", [event]).fetchone()
    return str(row[0]) if row else ""


def last_item_at(db: sqlite_utils.Database, event: int) -> datetime | None:
    """When the newest item of an event was published; None where it has none."""
    row = db.execute("SELECT last_item_at FROM events WHERE id = ?", [event]).fetchone()
    return from_text_or_none(row[0]) if row else None


def followed(db: sqlite_utils.Database, event: int) -> int | None:
    """The event that this one goes on with; None: it opened its story, or that isn't known."""
    row = db.execute("SELECT follows FROM events WHERE id = ?", [event]).fetchone()
    return row[0] if row else None


def open_items(
    db: sqlite_utils.Database, *, now: datetime, most: int = MOST_RESTORED
) -> Iterator[tuple[Item, int, int]]:
    """Yield the items of events that may still grow, with story and event, in the order they came.

    For ``stories.Stories.restore``: items lack what that doesn't read. If there are more than
    ``most`` events, the newest are taken.
    """
    rows = db.execute(
        """
        SELECT feeds.url, items.key, items.title, items.link, items.summary, items.source,
               items.lang, items.published_at, items.story_id, items.event_id
        FROM (
            -- CROSS: from the events to their items, so that old items aren't read through.
            SELECT items.id FROM events CROSS JOIN items ON items.event_id = events.id
            WHERE events.last_item_at >= ? ORDER BY items.id DESC LIMIT ?
        ) AS newest
        JOIN items ON items.id = newest.id
        JOIN feeds ON feeds.id = items.feed_id
        ORDER BY newest.id
        """,
        [to_text(now - WINDOW), most],
    )
    for feed, key, title, link, summary, source, lang, published_at, story, event in rows:
        item = Item(
            feed=feed,
            key=key,
            title=title,
            link=link,
            summary=summary,
            source=source,
            lang=lang,
            published=from_text(published_at),
        )
        yield item, story, event
