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
from monitor.stories.stories import LONGEST, MOST_UNWANTED, WINDOW

MOST_RESTORED = 100_000
"""Items of events that a rule has found, the newest, from which these are made up again after a
start."""


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
    db: sqlite_utils.Database,
    *,
    now: datetime,
    most: int = MOST_RESTORED,
    most_unwanted: int = MOST_UNWANTED,
) -> Iterator[tuple[Item, int, int, bool]]:
    """Yield the items of events that may still grow, in the order they came.

    Each with its story, its event, and whether a rule has found that event. For
    ``stories.Stories.restore``: items lack what that doesn't read.

    Args:
        db: The database to read from.
        now: Aware.
        most: So many items at most of events that a rule has found, the newest.
        most_unwanted: So many other events at most, those with the newest items.
    """
    rows = db.execute(
        """
        WITH wanted AS (
            -- CROSS: from the matches to their items, so that old items aren't read through.
            SELECT DISTINCT items.event_id AS id
            FROM matches CROSS JOIN items ON items.id = matches.item_id
            WHERE matches.published_at >= :oldest
        ),
        others AS (
            SELECT id FROM events WHERE last_item_at >= :open AND id NOT IN wanted
            ORDER BY last_item_at DESC LIMIT :most_unwanted
        ),
        newest AS (
            SELECT * FROM (
                SELECT items.id, 1 AS wanted
                FROM wanted CROSS JOIN events ON events.id = wanted.id
                CROSS JOIN items ON items.event_id = events.id
                WHERE events.last_item_at >= :open ORDER BY items.id DESC LIMIT :most
            )
            UNION ALL
            SELECT items.id, 0 FROM others CROSS JOIN items ON items.event_id = others.id
        )
        SELECT feeds.url, items.key, items.title, items.link, items.summary, items.source,
               items.lang, items.published_at, items.story_id, items.event_id, newest.wanted
        FROM newest
        JOIN items ON items.id = newest.id
        JOIN feeds ON feeds.id = items.feed_id
        ORDER BY newest.id
        """,
        {
            "open": to_text(now - WINDOW),
            "oldest": to_text(now - WINDOW - LONGEST),
            "most": most,
            "most_unwanted": most_unwanted,
        },
    )
    for feed, key, title, link, summary, source, lang, published_at, story, event, wanted in rows:
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
        yield item, story, event, bool(wanted)
