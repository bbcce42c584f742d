"""What was sent: which items each message named, as they were worded then.

Written in the transaction that says the message was delivered, so that the two can't disagree.
Without this module nobody could tell an item that was sent from one that belongs to the same event.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import sqlite_utils

from monitor.alerts.alert import Named
from monitor.store.moment import to_text

NAMES_EVENT = """EXISTS (
    SELECT 1 FROM sent_items
    JOIN alerts ON alerts.id = d.alert_id
    JOIN items ON items.id = sent_items.item_id
    WHERE sent_items.delivery_id = message.id
        AND (items.id = alerts.item_id OR items.event_id = alerts.event_id))"""
"""Whether a message names the event that a delivery ``d``, part of it, tells of."""
_SPEAKS_FOR = """
    SELECT alerts.rule FROM deliveries JOIN alerts ON alerts.id = deliveries.alert_id
    WHERE deliveries.id = :message OR deliveries.digest_id = :message
"""


def keep(
    db: sqlite_utils.Database, message: int, named: Iterable[Named], *, at: datetime, room: str
) -> None:
    """Keep what a message named that was delivered just now, once its state is stored.

    Args:
        db: In a transaction.
        message: The delivery's id.
        named: What it named.
        at: When it was delivered.
        room: Why nobody is told of alerts that it is about and doesn't name.
    """
    titles: dict[int, str] = {}
    for each in named:
        titles[each.item_id] = titles.get(each.item_id) or each.title
    for item_id, title in titles.items():
        db.execute(
            "INSERT OR IGNORE INTO sent_items (delivery_id, item_id, title) "
            "SELECT ?, id, ? FROM items WHERE id = ?",
            [message, title, item_id],
        )
        db.execute(
            f"""
            UPDATE matches SET sent_at = coalesce(sent_at, :at), withheld = NULL
            WHERE item_id = :item AND rule IN ({_SPEAKS_FOR})
            """,  # noqa: S608 - a constant
            {"at": to_text(at), "item": item_id, "message": message},
        )
    alerts = db.execute(
        "SELECT alert_id FROM deliveries WHERE (id = ? OR digest_id = ?) AND alert_id IS NOT NULL",
        [message, message],
    ).fetchall()
    for (alert_id,) in alerts:
        withhold_untold(db, alert_id, room)


def withhold_untold(db: sqlite_utils.Database, alert_id: int, reason: str) -> None:
    """Say why nobody is told of an alert's matches, where no message names its event or will."""
    db.execute(
        f"""
        UPDATE matches SET withheld = ?
        WHERE alert_id = ? AND sent_at IS NULL AND withheld IS NULL AND NOT EXISTS (
            SELECT 1 FROM deliveries d
            JOIN deliveries message ON message.id = coalesce(d.digest_id, d.id)
            WHERE d.alert_id = matches.alert_id
                AND (message.state IN ('pending', 'dead') OR {NAMES_EVENT}))
        """,  # noqa: S608 - a constant
        [reason, alert_id],
    )


def like_the_others(db: sqlite_utils.Database, alert_id: int, otherwise: str) -> None:
    """Withhold a match that has just come to an alert of which nobody is told, as its others are.

    ``otherwise`` is the reason where they have none.
    """
    row = db.execute(
        "SELECT withheld FROM matches WHERE alert_id = ? AND withheld IS NOT NULL LIMIT 1",
        [alert_id],
    ).fetchone()
    withhold_untold(db, alert_id, row[0] if row else otherwise)


def first_sent(db: sqlite_utils.Database, item_id: int, rule: str) -> str | None:
    """When a message that speaks for a rule first named an item, as text; None: none did."""
    row = db.execute(
        """
        SELECT min(message.delivered_at)
        FROM sent_items JOIN deliveries message ON message.id = sent_items.delivery_id
        WHERE sent_items.item_id = ? AND EXISTS (
            SELECT 1 FROM deliveries JOIN alerts ON alerts.id = deliveries.alert_id
            WHERE (deliveries.id = message.id OR deliveries.digest_id = message.id)
                AND alerts.rule = ?)
        """,
        [item_id, rule],
    ).fetchone()
    return row[0] if row else None


def worded_otherwise(db: sqlite_utils.Database, alert_id: int, title: str) -> str:
    """An alert's headline as it was last sent, where that isn't ``title``; else empty."""
    row = db.execute(
        """
        SELECT sent_items.title FROM alerts
        JOIN deliveries d ON d.alert_id = alerts.id
        JOIN deliveries message ON message.id = coalesce(d.digest_id, d.id)
        JOIN sent_items ON sent_items.delivery_id = message.id
            AND sent_items.item_id = alerts.item_id
        WHERE alerts.id = ? AND sent_items.title <> ''
        ORDER BY message.delivered_at DESC LIMIT 1
        """,
        [alert_id],
    ).fetchone()
    return row[0] if row and row[0] != title else ""
