"""Briefs: what a model has written on events, for digests."""

from __future__ import annotations

import sqlite_utils

from monitor.store.migrations.registry import migrations


@migrations()
def m019_briefs(db: sqlite_utils.Database) -> None:
    """Make the table."""
    db.execute(
        """
        CREATE TABLE briefs (
            event_id INTEGER PRIMARY KEY REFERENCES events (id) ON DELETE CASCADE,
            text TEXT NOT NULL,
            model TEXT NOT NULL,
            outlets TEXT NOT NULL,
            items INTEGER NOT NULL,
            at TEXT NOT NULL
        )
        """
    )
