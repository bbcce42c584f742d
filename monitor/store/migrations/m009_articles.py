"""Articles: what the pages say that items link to, and what became of reading them."""

from __future__ import annotations

import sqlite_utils

from monitor.store.migrations.registry import migrations

_STATEMENTS = (
    "ALTER TABLE items ADD COLUMN full_text TEXT NOT NULL DEFAULT ''",
    """
    CREATE TABLE articles (
        item_id INTEGER PRIMARY KEY REFERENCES items (id) ON DELETE CASCADE,
        state TEXT NOT NULL,
        host TEXT NOT NULL,
        wanted_at TEXT NOT NULL,
        asked_at TEXT,
        reason TEXT NOT NULL DEFAULT '',
        characters INTEGER NOT NULL DEFAULT 0,
        digest TEXT
    )
    """,
    # What is still to be read, whose host has its hour's fill, and which text a host says again.
    "CREATE INDEX articles_wanted ON articles (host, item_id) WHERE state = 'wanted'",
    "CREATE INDEX articles_asked ON articles (host, asked_at)",
    "CREATE INDEX articles_digest ON articles (digest, host) WHERE digest IS NOT NULL",
)


@migrations()
def m009_articles(db: sqlite_utils.Database) -> None:
    """The articles that are to be read, or were, and the text that is kept of them."""
    for statement in _STATEMENTS:
        db.execute(statement)
