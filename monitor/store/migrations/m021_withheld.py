"""Why a delivery was taken out of the outbox, and by which silence."""

from __future__ import annotations

import sqlite_utils

from monitor.store.migrations.registry import migrations


@migrations()
def m021_withheld_deliveries(db: sqlite_utils.Database) -> None:
    """Two columns; until now such a delivery was removed."""
    db.execute("ALTER TABLE deliveries ADD COLUMN withheld TEXT NOT NULL DEFAULT ''")
    db.execute(
        "ALTER TABLE deliveries ADD COLUMN silence_id INTEGER "
        "REFERENCES silences (id) ON DELETE SET NULL"
    )
    # Looked through whenever a silence is removed, with its story.
    db.execute(
        "CREATE INDEX deliveries_silence ON deliveries (silence_id) WHERE silence_id IS NOT NULL"
    )
