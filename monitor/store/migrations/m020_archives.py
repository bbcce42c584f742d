"""Months that stand in files of their own, beside the database."""

from __future__ import annotations

import sqlite_utils

from monitor.store.migrations.registry import migrations


@migrations()
def m020_archives(db: sqlite_utils.Database) -> None:
    """A row for each file."""
    db.execute(
        """
        CREATE TABLE archives (
            month TEXT PRIMARY KEY,
            batch INTEGER NOT NULL DEFAULT 0,
            items INTEGER NOT NULL DEFAULT 0,
            first_at TEXT,
            last_at TEXT
        )
        """
    )
