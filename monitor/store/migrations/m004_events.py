"""Events: what is told once, where there were only stories."""

from __future__ import annotations

import sqlite_utils

from monitor.store.migrations.registry import migrations


@migrations()
def m004_events(db: sqlite_utils.Database) -> None:
    """Stories have events, each of which is alerted once; so far each story was one event."""
    for statement in _M004:
        db.execute(statement)
    make_events(db)


def make_events(db: sqlite_utils.Database) -> None:
    """Give each story from before there were events one event, with the story's own number."""
    for statement in _OF_STORIES:
        db.execute(statement)


_M004 = (
    """
    CREATE TABLE events (
        id INTEGER PRIMARY KEY,
        story_id INTEGER NOT NULL REFERENCES stories (id),
        title TEXT NOT NULL,
        opened_at TEXT NOT NULL,
        last_item_at TEXT NOT NULL,
        items INTEGER NOT NULL DEFAULT 1
    )
    """,
    "CREATE INDEX events_story ON events (story_id)",
    "CREATE INDEX events_last ON events (last_item_at)",
    "ALTER TABLE stories ADD COLUMN first_title TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE items ADD COLUMN event_id INTEGER REFERENCES events (id)",
    "CREATE INDEX items_event ON items (event_id)",
    "ALTER TABLE alerts ADD COLUMN event_id INTEGER REFERENCES events (id)",
    "CREATE INDEX alerts_event ON alerts (event_id, rule)",
    "ALTER TABLE alerts ADD COLUMN earlier TEXT NOT NULL DEFAULT ''",
)

_OF_STORIES = (
    """
    INSERT INTO events (id, story_id, title, opened_at, last_item_at, items)
    SELECT id, id, title, opened_at, last_item_at, items FROM stories WHERE merged_into IS NULL
    """,
    "UPDATE stories SET first_title = title",
    "UPDATE items SET event_id = story_id",
    "UPDATE alerts SET event_id = story_id",
)
