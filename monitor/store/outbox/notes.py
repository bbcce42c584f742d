"""Notes in the outbox: what the daemon itself has to tell, such as a feed that went silent.

Without this module a note would be told again after each start, or never.
"""

from __future__ import annotations

from collections.abc import Iterable

import sqlite_utils

from monitor.alerts.alert import Delivery, Note
from monitor.store.codec import to_json
from monitor.store.outbox import outbox
from monitor.store.timestamps import to_text


def add(db: sqlite_utils.Database, note: Note, deliveries: Iterable[Delivery]) -> None:
    """Put a note into the outbox; one that is there already stays as it is."""
    db.execute(
        """
        INSERT INTO notes (key, title, text, created_at, links, chart) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (key) DO NOTHING
        """,
        [
            note.key,
            note.title,
            note.text,
            to_text(note.created_at),
            to_json(note.links) if note.links else None,
            to_json(note.chart) if note.chart else None,
        ],
    )
    (id_,) = db.execute("SELECT id FROM notes WHERE key = ?", [note.key]).fetchone()
    outbox.put(db, deliveries, note_id=id_, now=note.created_at)


def exists(db: sqlite_utils.Database, key: str) -> bool:
    """Say whether a note with this key was ever put into the outbox."""
    return db.execute("SELECT 1 FROM notes WHERE key = ?", [key]).fetchone() is not None
