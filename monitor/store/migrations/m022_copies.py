"""Which messages are to say that somebody has answered, in whatever service that was."""

from __future__ import annotations

import sqlite_utils

from monitor.store.migrations.registry import migrations


@migrations()
def m022_answered_copies(db: sqlite_utils.Database) -> None:
    """Columns for how often a message was answered, and for messages that are edited only then."""
    db.execute("ALTER TABLE edits ADD COLUMN grows INTEGER NOT NULL DEFAULT 1")
    db.execute("ALTER TABLE edits ADD COLUMN answers INTEGER NOT NULL DEFAULT 0")
    db.execute("ALTER TABLE edits ADD COLUMN said INTEGER NOT NULL DEFAULT 0")
