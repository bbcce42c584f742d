"""When a sample was last sent to each target: the page's tour shows what has been done."""

from __future__ import annotations

import sqlite_utils

from monitor.store.migrations.registry import migrations


@migrations()
def m018_target_tests(db: sqlite_utils.Database) -> None:
    """A row for each target that has taken a sample."""
    db.execute("CREATE TABLE target_tests (target TEXT PRIMARY KEY, at TEXT NOT NULL)")
