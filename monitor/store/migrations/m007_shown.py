"""What databases of before called sent: set right once, when they come to know better.

An item that a message only listed by its outlet was called sent, and one that was edited after it
was sent didn't say so. Without this module what is in the history stays wrong for as long as it is
kept. As what migrations do, its statements are never edited.
"""

from __future__ import annotations

import sqlite_utils

from monitor.store.migrations.registry import migrations

_SHOWN = "sent_items.delivery_id = message.id AND sent_items.title IS NOT ''"
_OF_RULE = """
    SELECT alerts.rule FROM deliveries JOIN alerts ON alerts.id = deliveries.alert_id
    WHERE deliveries.id = message.id OR deliveries.digest_id = message.id
"""
_TO_ITS_TARGET = "SELECT target FROM deliveries WHERE alert_id = matches.alert_id"

_STATEMENTS = (
    # Named by its outlet alone: it wasn't sent, or not before its headline was.
    f"""
    UPDATE matches SET sent_at = (
        SELECT min(coalesce(message.delivered_at, message.created_at))
        FROM sent_items JOIN deliveries AS message ON {_SHOWN}
        WHERE sent_items.item_id = matches.item_id AND matches.rule IN ({_OF_RULE})
    ) WHERE sent_at IS NOT NULL AND item_id IN (SELECT item_id FROM sent_items WHERE title = '')
    """,  # noqa: S608 - our own constants, as below
    # What was withheld until its outlet was named belongs to the alert of that message.
    """
    UPDATE matches SET alert_id = (
        SELECT alerts.id FROM sent_items
        JOIN deliveries ON deliveries.id = sent_items.delivery_id
            OR deliveries.digest_id = sent_items.delivery_id
        JOIN alerts ON alerts.id = deliveries.alert_id
        WHERE sent_items.item_id = matches.item_id AND alerts.rule = matches.rule
    ) WHERE alert_id IS NULL AND sent_at IS NULL AND withheld IS NULL
    """,
    # What one rule has told a target is sent for the others that have told it the event.
    f"""
    UPDATE matches SET sent_at = (
        SELECT min(coalesce(message.delivered_at, message.created_at))
        FROM sent_items JOIN deliveries AS message ON {_SHOWN}
        WHERE sent_items.item_id = matches.item_id AND message.target IN (
            SELECT own.target FROM deliveries AS own
            JOIN deliveries AS whole ON whole.id = coalesce(own.digest_id, own.id)
            WHERE own.alert_id = matches.alert_id AND whole.state = 'delivered')
    ) WHERE sent_at IS NULL AND withheld IS NULL AND alert_id IS NOT NULL
    """,  # noqa: S608
    # Sent, but not as it reads now; where the words were kept.
    f"""
    UPDATE matches SET withheld = 'edited' WHERE sent_at IS NOT NULL AND withheld IS NULL
        AND item_id IN (
            SELECT items.id FROM sent_items JOIN items ON items.id = sent_items.item_id
            WHERE sent_items.title <> '' AND sent_items.title <> items.title
                AND items.title <> '')
        AND NOT EXISTS (
            SELECT 1 FROM sent_items JOIN deliveries AS message ON {_SHOWN}
            JOIN items ON items.id = sent_items.item_id
            WHERE sent_items.item_id = matches.item_id
                AND coalesce(sent_items.title, items.title) = items.title
                AND (matches.rule IN ({_OF_RULE}) OR message.target IN ({_TO_ITS_TARGET})))
    """,  # noqa: S608
    # "updated: old → new" said again what the alert is headed by.
    """
    UPDATE alerts SET reason = (
        SELECT 'updated. Was: “' || substr(reason, 10, length(reason) - length(title) - 12) || '”'
        FROM items WHERE items.id = alerts.item_id)
    WHERE reason GLOB 'updated: *' AND EXISTS (
        SELECT 1 FROM items WHERE items.id = alerts.item_id
            AND substr(reason, -length(title) - 3) = ' → ' || title)
    """,
)


def only_headlines(db: sqlite_utils.Database) -> None:
    """Call sent what messages show by its headline; say of what was edited since that it was."""
    for statement in _STATEMENTS:
        db.execute(statement)


@migrations()
def m007_sent_means_shown(db: sqlite_utils.Database) -> None:
    """Only what stood in a message by its headline was sent, and what was edited since says so."""
    only_headlines(db)
