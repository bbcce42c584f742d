"""Who voted and who silenced, and for which rules a suggestion was sent."""

from __future__ import annotations

import sqlite_utils

from monitor.store.migrations.registry import migrations


@migrations()
def m017_who_answered(db: sqlite_utils.Database) -> None:
    """Columns for who voted on a match, who asked for a silence, what was suggested when."""
    db.execute("ALTER TABLE matches ADD COLUMN voted_by TEXT NOT NULL DEFAULT ''")
    db.execute("ALTER TABLE rules ADD COLUMN suggested_at TEXT")
    db.execute("ALTER TABLE rules ADD COLUMN suggested_for TEXT NOT NULL DEFAULT ''")
    db.execute("ALTER TABLE silences ADD COLUMN created_by TEXT NOT NULL DEFAULT ''")
