"""Which targets want no more, so that they are left alone."""

from __future__ import annotations

import sqlite_utils

from monitor.store.migrations.registry import migrations


@migrations()
def m017_gone_targets(db: sqlite_utils.Database) -> None:
    """A table of the targets whose receivers answered 410."""
    db.execute(
        """
        CREATE TABLE gone_targets (
            target  TEXT PRIMARY KEY,
            address TEXT NOT NULL,
            at      TEXT NOT NULL
        )
        """
    )
