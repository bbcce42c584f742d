"""Which event each event goes on with."""

from __future__ import annotations

import sqlite_utils

from monitor.store.migrations.registry import migrations


@migrations()
def m006_what_an_event_follows(db: sqlite_utils.Database) -> None:
    """Which event of its story each event goes on with; unknown for events stored before."""
    db.execute("ALTER TABLE events ADD COLUMN follows INTEGER")
