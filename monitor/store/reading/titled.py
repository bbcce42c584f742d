"""Titled: the items that a part of a headline means, as it reads now or as it was sent.

Who asks ``why`` types a few words, or pastes a headline from an alert that was edited since.
Without this module only the whole headline of now, to the letter, would lead to its item.
"""

from __future__ import annotations

import sqlite_utils

from monitor.errors import SearchError
from monitor.store.search.fts_expression import sought


def titled(db: sqlite_utils.Database, words: str, *, limit: int) -> list[tuple[int, str]]:
    """Ids and headlines of the items, newest first; those whose whole headline was sent come alone.

    Args:
        db: The database.
        words: A headline that was sent, or words that stand side by side in one.
        limit: Items returned at most.
    """
    sent = db.execute(
        """
        SELECT DISTINCT items.id, items.title FROM sent_items JOIN items ON items.id = item_id
        WHERE sent_items.title = ? ORDER BY items.id DESC LIMIT ?
        """,
        [words, limit],
    ).fetchall()
    if sent:
        return sent
    try:
        phrase = sought(db, 'title:"{}"'.format(words.replace('"', " "))).expression
    except SearchError:  # no word in it
        return []
    return db.execute(
        """
        SELECT id, title FROM items
        WHERE id IN (SELECT rowid FROM items_fts WHERE items_fts MATCH ?) ORDER BY id DESC LIMIT ?
        """,
        [phrase, limit],
    ).fetchall()
