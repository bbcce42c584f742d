"""What was alerted and sent before, read for the next decision (``planning.decision``).

Without this module each report of an event would be alerted, and no limit per hour hold.
"""

from __future__ import annotations

import json
from datetime import datetime

import sqlite_utils

from monitor.alerts.planning.alert_history import Told
from monitor.alerts.planning.recent_messages import Sending
from monitor.store.timestamps import from_text, to_text


def of_event(db: sqlite_utils.Database, rule: str, event: int) -> list[Told]:
    """Return each alert of a rule about an event, in the order in which they were made.

    A target to which it was given up hasn't been told, and is by the next report of the event.
    """
    rows = db.execute(
        """
        SELECT key, again, created_at, sources,
               (SELECT json_group_array(DISTINCT own.target) FROM deliveries own
                JOIN deliveries sent ON sent.id = coalesce(own.digest_id, own.id)
                WHERE own.alert_id = alerts.id AND sent.state NOT IN ('withheld', 'dead')),
               (SELECT json_group_array(DISTINCT own.target) FROM deliveries own
                JOIN deliveries sent ON sent.id = coalesce(own.digest_id, own.id)
                WHERE own.alert_id = alerts.id AND sent.state = 'pending'
                    AND (sent.hold <> '' OR sent.attempts > 0
                         OR sent.next_attempt_at > sent.created_at))
        FROM alerts WHERE rule = ? AND event_id = ? ORDER BY id
        """,
        [rule, event],
    )
    return [
        Told(
            key=key,
            again=again,
            at=from_text(at),
            sources=sources,
            targets=frozenset(json.loads(targets)),
            waiting=frozenset(json.loads(waiting)),
        )
        for key, again, at, sources, targets, waiting in rows
    ]


def sent_at_once(db: sqlite_utils.Database, target: str, *, since: datetime) -> tuple[Sending, ...]:
    """Return the alerts that a target was sent at once, not held, since then, in order.

    Not those that wait for a model's verdict: they may never be sent. If they are, the limit is
    looked at then (``due.late``).
    """
    rows = db.execute(
        """
        SELECT deliveries.created_at, alerts.rule, alerts.event_id, digest_id
        FROM deliveries JOIN alerts ON alerts.id = deliveries.alert_id
        WHERE deliveries.target = ? AND deliveries.created_at > ? AND deliveries.hold = ''
            AND deliveries.state <> 'withheld'
            AND NOT EXISTS (
                SELECT 1 FROM judgements WHERE alert_id = alerts.id AND judgements.state = 'wanted')
        ORDER BY deliveries.created_at, deliveries.id
        """,
        [target, to_text(since)],
    )
    return tuple(Sending(from_text(at), rule, event, bundle) for at, rule, event, bundle in rows)


def taken(
    db: sqlite_utils.Database, target: str, *, since: datetime
) -> list[tuple[datetime, frozenset[str]]]:
    """Return when a target took messages of rules since then, and of which rules, in order.

    Digests count only for members that weren't held. Attempts are read newest first, so the time
    it takes doesn't grow with the history.
    """
    rows = db.execute(
        """
        SELECT attempts.at, result, target,
               (SELECT json_group_array(DISTINCT rule)
                FROM deliveries own JOIN alerts ON alerts.id = own.alert_id
                WHERE own.id = sent.id OR (own.digest_id = sent.id AND own.hold = ''))
        FROM attempts JOIN deliveries sent ON sent.id = delivery_id
        ORDER BY attempts.id DESC
        """
    )
    found: list[tuple[datetime, frozenset[str]]] = []
    earliest = to_text(since)
    for at, result, name, rules in rows:
        if at <= earliest:
            break
        if result == "delivered" and name == target and rules != "[]":
            found.append((from_text(at), frozenset(json.loads(rules))))
    return found[::-1]


def keep_sources(db: sqlite_utils.Database, alert_id: int, sources: int) -> None:
    """Note how many outlets had an alert's event when it was made."""
    db.execute("UPDATE alerts SET sources = ? WHERE id = ?", [sources, alert_id])


def alert_id(db: sqlite_utils.Database, key: str) -> int:
    """Return the id of the alert with this key.

    Raises:
        LookupError: There is no such alert.
    """
    row = db.execute("SELECT id FROM alerts WHERE key = ?", [key]).fetchone()
    if row is None:
        raise LookupError(f"there is no alert {key}")
    return int(row[0])
