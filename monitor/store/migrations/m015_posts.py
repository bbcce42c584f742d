"""Messages that can be edited: how services know them, and how far each shows its event."""

from __future__ import annotations

import sqlite_utils

from monitor.store.migrations.registry import migrations

_STATEMENTS = (
    """
    CREATE TABLE posts (
        delivery_id INTEGER NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
        recipient TEXT NOT NULL,
        place TEXT NOT NULL,
        message TEXT NOT NULL,
        thread TEXT NOT NULL DEFAULT '',
        gone TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (delivery_id, recipient)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE edits (
        delivery_id INTEGER PRIMARY KEY REFERENCES deliveries (id) ON DELETE CASCADE,
        event_id INTEGER NOT NULL,
        reports INTEGER NOT NULL DEFAULT 0,
        shown TEXT NOT NULL,
        edits INTEGER NOT NULL DEFAULT 0,
        edited_at TEXT,
        tried_at TEXT,
        not_before TEXT,
        failures INTEGER NOT NULL DEFAULT 0,
        error TEXT NOT NULL DEFAULT '',
        until TEXT
    )
    """,
    # Looked through every few seconds: what still grows, and no more.
    "CREATE INDEX edits_until ON edits (until) WHERE until IS NOT NULL",
)


@migrations()
def m015_posts(db: sqlite_utils.Database) -> None:
    """What delivered messages are called by the services that show them, and their edits."""
    for statement in _STATEMENTS:
        db.execute(statement)
