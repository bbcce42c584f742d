"""Judge: what a model was asked about matches, what it answered, and what that has cost."""

from __future__ import annotations

import sqlite_utils

from monitor.store.migrations.registry import migrations

_STATEMENTS = (
    """
    CREATE TABLE judgements (
        item_id INTEGER NOT NULL REFERENCES items (id) ON DELETE CASCADE,
        rule TEXT NOT NULL,
        alert_id INTEGER NOT NULL REFERENCES alerts (id) ON DELETE CASCADE,
        state TEXT NOT NULL,
        reason TEXT NOT NULL DEFAULT '',
        wanted_at TEXT NOT NULL,
        until TEXT NOT NULL,
        judged_at TEXT,
        PRIMARY KEY (item_id, rule)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX judgements_wanted ON judgements (wanted_at) WHERE state = 'wanted'",
    "CREATE INDEX judgements_alert ON judgements (alert_id)",
    """
    CREATE TABLE verdicts (
        key TEXT PRIMARY KEY,
        answer TEXT NOT NULL,
        reason TEXT NOT NULL,
        at TEXT NOT NULL
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE judge_costs (
        day TEXT PRIMARY KEY,
        calls INTEGER NOT NULL DEFAULT 0,
        remembered INTEGER NOT NULL DEFAULT 0,
        failures INTEGER NOT NULL DEFAULT 0,
        over_budget INTEGER NOT NULL DEFAULT 0,
        tokens_in INTEGER NOT NULL DEFAULT 0,
        tokens_out INTEGER NOT NULL DEFAULT 0,
        seconds REAL NOT NULL DEFAULT 0
    ) WITHOUT ROWID
    """,
)


@migrations()
def m018_judge(db: sqlite_utils.Database) -> None:
    """Make the tables."""
    for statement in _STATEMENTS:
        db.execute(statement)
