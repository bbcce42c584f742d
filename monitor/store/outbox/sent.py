"""What was sent: which items each message showed, as they were worded then.

Written in the transaction that says the message was delivered, so that the two can't disagree. A
message *shows* an item whose headline it has; of others it may name the outlet ("Also in Reuters"),
which tells nobody what they say. Without this module nobody could tell an item that was sent from
one that belongs to the same event.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import sqlite_utils

from monitor.alerts.alert import Named
from monitor.alerts.planning.match_decision import WithheldReason
from monitor.alerts.wording.card import UNTITLED
from monitor.store.timestamps import to_text

SHOWS = "s.delivery_id = message.id AND s.title IS NOT ''"
"""Whether a row ``s`` of ``sent_items`` says that ``message`` shows its item. NULL: it does, in
words that nobody kept."""
NAMES_EVENT = f"""EXISTS (
    SELECT 1 FROM sent_items s
    JOIN alerts ON alerts.id = d.alert_id
    JOIN items ON items.id = s.item_id
    WHERE {SHOWS} AND (items.id = alerts.item_id OR items.event_id = alerts.event_id))"""  # noqa: S608
"""Whether a message tells of the event that a delivery ``d``, part of it, is about."""
_SPEAKS_FOR = """
    SELECT alerts.rule FROM deliveries JOIN alerts ON alerts.id = deliveries.alert_id
    WHERE deliveries.id = :message OR deliveries.digest_id = :message
"""


def speaks_to(match: str) -> str:
    """Whether ``message`` tells those of a match's item whom its rule tells.

    As the rule, or as another one to a target that the rule's alert of the event goes to.
    """
    return f"""(EXISTS (
        SELECT 1 FROM deliveries part JOIN alerts ON alerts.id = part.alert_id
        WHERE (part.id = message.id OR part.digest_id = message.id) AND alerts.rule = {match}.rule)
        OR message.target IN (
            SELECT own.target FROM deliveries own
            WHERE own.alert_id = {match}.alert_id AND own.state <> 'withheld'))"""  # noqa: S608


_SHOWN_SINCE = f"""
    SELECT min(message.delivered_at) FROM sent_items s
    JOIN deliveries message ON message.id = s.delivery_id
    WHERE s.item_id = matches.item_id AND {SHOWS} AND message.target = :target
"""  # noqa: S608
_READS_AS_SENT = f"""EXISTS (
    SELECT 1 FROM sent_items s JOIN deliveries message ON message.id = s.delivery_id
    JOIN items ON items.id = s.item_id
    WHERE s.item_id = matches.item_id
        AND s.title = coalesce(nullif(items.title, ''), '{UNTITLED}') AND {speaks_to("matches")})"""  # noqa: S608


def keep(
    db: sqlite_utils.Database, message: int, named: Iterable[Named], *, at: datetime, room: str
) -> None:
    """Keep what a message named that was delivered just now, once its state is stored.

    Args:
        db: In a transaction.
        message: The delivery's id.
        named: What it named.
        at: When it was delivered.
        room: Why nobody is told of alerts that it is about and doesn't show.
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
        values = {"at": to_text(at), "item": item_id, "message": message}
        if title:
            db.execute(
                f"""
                UPDATE matches SET sent_at = coalesce(sent_at, :at)
                WHERE item_id = :item AND rule IN ({_SPEAKS_FOR})
                """,  # noqa: S608 - a constant
                values,
            )
            judge_edits(db, item_id)
        else:
            _group(db, values)
    _count_for_other_rules(db, message)
    alerts = db.execute(
        "SELECT alert_id FROM deliveries WHERE (id = ? OR digest_id = ?) AND alert_id IS NOT NULL",
        [message, message],
    ).fetchall()
    for (alert_id,) in alerts:
        withhold_untold(db, alert_id, room)


def judge_edits(db: sqlite_utils.Database, item_id: int) -> None:
    """Say of an item that was sent whether it was as it now reads: ``matches.withheld``."""
    # Most were never sent, and to ask takes a tenth of what it takes to change nothing.
    (was_sent,) = db.execute(
        "SELECT EXISTS (SELECT 1 FROM matches WHERE item_id = ? AND sent_at IS NOT NULL)", [item_id]
    ).fetchone()
    if not was_sent:
        return
    db.execute(
        f"""
        UPDATE matches SET withheld = CASE WHEN {_READS_AS_SENT} THEN NULL ELSE ? END
        WHERE item_id = ? AND sent_at IS NOT NULL
        """,  # noqa: S608 - a constant
        [WithheldReason.EDITED.value, item_id],
    )


def _group(db: sqlite_utils.Database, values: dict[str, object]) -> None:
    """Let what was withheld belong to the alert in whose message its outlet is named."""
    db.execute(
        f"""
        UPDATE matches SET withheld = NULL, alert_id = (
            SELECT alerts.id FROM deliveries JOIN alerts ON alerts.id = deliveries.alert_id
            WHERE (deliveries.id = :message OR deliveries.digest_id = :message)
                AND alerts.rule = matches.rule)
        WHERE item_id = :item AND sent_at IS NULL AND withheld IS NOT NULL
            AND rule IN ({_SPEAKS_FOR})
        """,  # noqa: S608 - a constant
        values,
    )


def _count_for_other_rules(db: sqlite_utils.Database, message: int) -> None:
    """Call what one rule has told a target sent for the others, too, that have told it the event.

    Else the history would say "not sent" of a headline that stands in the very channel.
    """
    counted = db.execute(
        f"""
        UPDATE matches SET sent_at = ({_SHOWN_SINCE})
        WHERE +sent_at IS NULL AND +withheld IS NULL  -- nearly all are: by no index
            AND id IN (
                SELECT m.id FROM sent_items CROSS JOIN matches m USING (item_id)
                WHERE delivery_id = :message
                UNION
                SELECT m.id FROM deliveries CROSS JOIN matches m USING (alert_id)
                WHERE deliveries.id = :message OR digest_id = :message)
            AND EXISTS (
                SELECT 1 FROM deliveries own
                JOIN deliveries whole ON whole.id = coalesce(own.digest_id, own.id)
                WHERE own.alert_id = matches.alert_id AND own.target = :target
                    AND whole.state = 'delivered')
            AND ({_SHOWN_SINCE}) IS NOT NULL
        RETURNING item_id
        """,  # noqa: S608 - a constant
        {"message": message, "target": _target(db, message)},
    ).fetchall()
    for (item_id,) in counted:
        judge_edits(db, item_id)


def _target(db: sqlite_utils.Database, message: int) -> str:
    (target,) = db.execute("SELECT target FROM deliveries WHERE id = ?", [message]).fetchone()
    return str(target)


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
        "SELECT withheld FROM matches "
        "WHERE alert_id = ? AND sent_at IS NULL AND withheld IS NOT NULL LIMIT 1",
        [alert_id],
    ).fetchone()
    withhold_untold(db, alert_id, row[0] if row else otherwise)


def first_sent(db: sqlite_utils.Database, item_id: int, rule: str) -> str | None:
    """When a message that speaks for a rule first showed an item, as text; None: none did."""
    row = db.execute(
        f"""
        SELECT min(message.delivered_at)
        FROM sent_items s JOIN deliveries message ON {SHOWS}
        WHERE s.item_id = ? AND EXISTS (
            SELECT 1 FROM deliveries JOIN alerts ON alerts.id = deliveries.alert_id
            WHERE (deliveries.id = message.id OR deliveries.digest_id = message.id)
                AND alerts.rule = ?)
        """,  # noqa: S608 - a constant
        [item_id, rule],
    ).fetchone()
    return row[0] if row else None


def shown_to(db: sqlite_utils.Database, item_id: int, title: str) -> frozenset[str]:
    """The targets that have had an item under this headline, whichever rule told them."""
    rows = db.execute(
        f"""
        SELECT message.target FROM sent_items s JOIN deliveries message ON {SHOWS}
        WHERE s.item_id = ? AND s.title = ?
        """,  # noqa: S608 - a constant
        [item_id, title or UNTITLED],
    )
    return frozenset(target for (target,) in rows)


def told_somebody(db: sqlite_utils.Database, alert_id: int | None) -> bool:
    """Whether a message that speaks for an alert was delivered."""
    (told,) = db.execute(
        """
        SELECT EXISTS (
            SELECT 1 FROM deliveries d JOIN deliveries message
                ON message.id = coalesce(d.digest_id, d.id)
            WHERE d.alert_id = ? AND message.state = 'delivered')
        """,
        [alert_id],
    ).fetchone()
    return bool(told)
