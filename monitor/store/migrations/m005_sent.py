"""What each message named, and what was told apart by hand."""

from __future__ import annotations

import sqlite_utils

from monitor.store.migrations.registry import migrations


@migrations()
def m005_what_was_sent(db: sqlite_utils.Database) -> None:
    """Which items each message named, and which people said are about another event."""
    for statement in _M005:
        db.execute(statement)
    say_what_was_sent(db)


def say_what_was_sent(db: sqlite_utils.Database) -> None:
    """Take alerts' headlines for what earlier messages named; more isn't known of them."""
    for statement in _SENT_BEFORE:
        db.execute(statement)


_M005 = (
    """
    CREATE TABLE sent_items (
        delivery_id INTEGER NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
        item_id INTEGER NOT NULL REFERENCES items (id) ON DELETE CASCADE,
        title TEXT,
        PRIMARY KEY (delivery_id, item_id)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX sent_items_item ON sent_items (item_id)",
    "ALTER TABLE matches ADD COLUMN sent_at TEXT",
    "DROP INDEX matches_time",
    """
    CREATE INDEX matches_time ON matches
        (published_at, rule, feed_id, source, site, lang, withheld, vote, alert_id, sent_at,
         item_id)
    """,
    # Of most matches the two columns say what became of them; of these, their deliveries do.
    """
    CREATE INDEX matches_open ON matches (published_at) WHERE sent_at IS NULL AND withheld IS NULL
    """,
    "ALTER TABLE deliveries ADD COLUMN asked INTEGER NOT NULL DEFAULT 0",
    """
    CREATE TABLE corrections (
        id INTEGER PRIMARY KEY,
        item_id INTEGER REFERENCES items (id) ON DELETE SET NULL,
        rule TEXT NOT NULL,
        event_before INTEGER NOT NULL,
        event_after INTEGER NOT NULL,
        title TEXT NOT NULL,
        not_same_as TEXT NOT NULL,
        at TEXT NOT NULL
    )
    """,
    "CREATE INDEX corrections_item ON corrections (item_id)",
    "CREATE INDEX corrections_at ON corrections (at)",
)
_SENT_BEFORE = (
    """
    INSERT OR IGNORE INTO sent_items (delivery_id, item_id)
    SELECT message.id, alerts.item_id
    FROM deliveries JOIN deliveries AS message
        ON message.id = coalesce(deliveries.digest_id, deliveries.id)
    JOIN alerts ON alerts.id = deliveries.alert_id
    WHERE message.state = 'delivered'
    """,
    """
    UPDATE matches SET sent_at = (
        SELECT min(coalesce(message.delivered_at, message.created_at))
        FROM alerts JOIN deliveries ON deliveries.alert_id = alerts.id
        JOIN deliveries AS message ON message.id = coalesce(deliveries.digest_id, deliveries.id)
        WHERE alerts.item_id = matches.item_id AND alerts.rule = matches.rule
            AND message.state = 'delivered'
    ) WHERE alert_id IS NOT NULL
    """,
    """
    UPDATE matches SET withheld = CASE
        WHEN sent_at IS NULL AND NOT EXISTS (
            SELECT 1 FROM deliveries WHERE deliveries.alert_id = matches.alert_id)
        THEN coalesce(withheld, 'silenced') END
    WHERE alert_id IS NOT NULL
    """,
)
