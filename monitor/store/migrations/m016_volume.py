"""Volume: what rules found hour by hour, when feeds were read, and the spikes; charts of notes."""

from __future__ import annotations

import sqlite_utils

from monitor.store.migrations.registry import migrations

_STATEMENTS = (
    """
    CREATE TABLE volume (
        rule TEXT NOT NULL,
        hour TEXT NOT NULL,
        reports INTEGER NOT NULL,
        most INTEGER NOT NULL,
        PRIMARY KEY (rule, hour)
    ) WITHOUT ROWID
    """,
    "CREATE TABLE uptimes (began_at TEXT PRIMARY KEY, last_at TEXT NOT NULL) WITHOUT ROWID",
    """
    CREATE TABLE spikes (
        rule TEXT NOT NULL,
        began_at TEXT NOT NULL,
        found_at TEXT NOT NULL,
        length TEXT NOT NULL,
        reports INTEGER NOT NULL,
        usual REAL NOT NULL,
        top INTEGER NOT NULL,
        ended_at TEXT,
        settled INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (rule, began_at)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX spikes_open ON spikes (rule) WHERE ended_at IS NULL",
    "CREATE INDEX spikes_began ON spikes (began_at)",
    "ALTER TABLE notes ADD COLUMN links TEXT",
    "ALTER TABLE notes ADD COLUMN chart TEXT",
)


@migrations()
def m016_volume(db: sqlite_utils.Database) -> None:
    """Make the tables, and count what was found in the last weeks."""
    for statement in _STATEMENTS:
        db.execute(statement)
    count_past(db)


def count_past(db: sqlite_utils.Database) -> None:
    """Fill them from what is stored: else no rule would have a rhythm before weeks have passed.

    Feeds count as read in hours in which anything new came, and in the three before.
    """
    db.execute(
        """
        INSERT OR IGNORE INTO volume (rule, hour, reports, most)
        SELECT rule, hour, sum(reports), max(reports) FROM (
            SELECT rule, substr(at, 1, 14) || '00:00.000Z' AS hour,
                CAST(substr(at, 15, 2) AS INTEGER) / 15 AS quarter, count(*) AS reports
            FROM (
                SELECT rule, min(matched_at) AS at
                FROM matches JOIN items ON items.id = matches.item_id
                WHERE coalesce(withheld, '')
                    NOT IN ('baseline', 'backfill', 'rebuilt', 'old', 'scope', 'backtest')
                GROUP BY rule, event_id, matches.source
            )
            WHERE at >= (SELECT strftime('%Y-%m-%dT%H:%M:%fZ', max(matched_at), '-60 days')
                         FROM matches)
            GROUP BY 1, 2, 3
        ) GROUP BY 1, 2
        """
    )
    db.execute(
        """
        INSERT OR IGNORE INTO uptimes (began_at, last_at)
        WITH hours AS (
            SELECT DISTINCT substr(first_seen_at, 1, 14) || '00:00.000Z' AS hour FROM items
            WHERE first_seen_at >= (SELECT strftime('%Y-%m-%dT%H:%M:%fZ', max(first_seen_at),
                                                    '-60 days') FROM items)
        ), marked AS (
            SELECT hour, julianday(hour) - julianday(lag(hour) OVER (ORDER BY hour)) AS pause
            FROM hours
        ), numbered AS (
            SELECT hour, sum(pause IS NULL OR pause > 3.5 / 24) OVER (ORDER BY hour) AS number
            FROM marked
        )
        SELECT min(hour), strftime('%Y-%m-%dT%H:%M:%fZ', max(hour), '+1 hour')
        FROM numbered GROUP BY number
        """
    )
