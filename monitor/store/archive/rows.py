"""Rows: what belongs to a story, copied from one database into another.

Whatever is read of a story is copied with it, so that a month answers by itself: also alerts and
messages that it shares with stories that stay.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import Final

import sqlite_utils

_STORIES: Final = "SELECT value FROM json_each(:stories)"
_ITEMS: Final = f"SELECT id FROM items WHERE story_id IN ({_STORIES})"  # noqa: S608 - constants
_ALERTS: Final = f"""
    SELECT id FROM alerts WHERE story_id IN ({_STORIES})
    UNION SELECT alert_id FROM matches WHERE item_id IN ({_ITEMS}) AND alert_id IS NOT NULL
"""  # noqa: S608 - constants
_DELIVERIES: Final = f"""
    WITH RECURSIVE told (id) AS (
        SELECT id FROM deliveries WHERE alert_id IN ({_ALERTS})
        UNION SELECT delivery_id FROM sent_items WHERE item_id IN ({_ITEMS})
        UNION SELECT digest_id FROM deliveries JOIN told USING (id) WHERE digest_id IS NOT NULL
    ) SELECT id FROM told
"""  # noqa: S608 - constants
_OF_ITEMS: Final = f"item_id IN ({_ITEMS})"
_OF_DELIVERIES: Final = f"delivery_id IN ({_DELIVERIES})"
_BELONGING: Final = {
    "stories": f"id IN ({_STORIES}) OR merged_into IN ({_STORIES})",
    "events": f"story_id IN ({_STORIES})",
    "items": f"story_id IN ({_STORIES})",
    "matches": _OF_ITEMS,
    "near_misses": _OF_ITEMS,
    "articles": _OF_ITEMS,
    "judgements": _OF_ITEMS,
    "alerts": f"id IN ({_ALERTS})",
    "silences": f"id IN (SELECT silence_id FROM deliveries WHERE id IN ({_DELIVERIES}))",  # noqa: S608
    "deliveries": f"id IN ({_DELIVERIES})",
    "attempts": _OF_DELIVERIES,
    "posts": _OF_DELIVERIES,
    "edits": _OF_DELIVERIES,
    "sent_items": _OF_ITEMS,
    "briefs": f"event_id IN (SELECT id FROM events WHERE story_id IN ({_STORIES}))",  # noqa: S608
}
"""Table → which of its rows."""
_SHARED: Final = frozenset({"alerts", "silences", "deliveries", "attempts", "posts", "edits"})
"""Those that another story may have brought before."""
_FEED: Final = ("id", "url", "host", "name", "title", "tags", "added_at")


def copy(db: sqlite_utils.Database, into: sqlite3.Connection, stories: Iterable[int]) -> None:
    """Copy the rows of stories, but not what they are found by, in the caller's transaction.

    Args:
        db: The database to read.
        into: A database of the same schema, that has none of these stories.
        stories: Their ids.
    """
    listed = {"stories": json.dumps(list(stories))}
    for row in db.execute(
        f"SELECT {', '.join(_FEED)} FROM feeds WHERE id IN "  # noqa: S608 - constants
        f"(SELECT feed_id FROM items WHERE story_id IN ({_STORIES}))",
        listed,
    ).fetchall():
        into.execute(
            f"INSERT INTO feeds ({', '.join(_FEED)}, active) VALUES (?,?,?,?,?,?,?,0) "  # noqa: S608
            "ON CONFLICT (id) DO UPDATE SET url = excluded.url, name = excluded.name, "
            "title = excluded.title, tags = excluded.tags",
            row,
        )
    for table, which in _BELONGING.items():
        cursor = db.execute(f"SELECT * FROM {table} WHERE {which}", listed)  # noqa: S608 - constants
        columns = [name for name, *_ in cursor.description]
        again = "OR REPLACE" if table in _SHARED else ""
        into.executemany(
            f"INSERT {again} INTO {table} ({', '.join(columns)}) "  # noqa: S608 - our own schema
            f"VALUES ({', '.join('?' * len(columns))})",
            cursor.fetchall(),
        )
