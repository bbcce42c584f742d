"""Alerts in the database: kept as they were made, read with their event as it is now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import sqlite_utils

from monitor.alerts.alert import Alert
from monitor.alerts.planning.policy import Priority
from monitor.rules.rule import Hit
from monitor.store.codec import from_json
from monitor.store.judge import briefs
from monitor.store.reading.coverage import coverage
from monitor.store.timestamps import from_text, to_text
from monitor.store.writing import items

_CHUNK = 500
_UNJUDGED = {
    "wanted": "no verdict came in time",
    "unsure": "the model is unsure",
}
"""By ``judgements.state``: why it can't be said whether an alert is about what its rule means."""


def add(db: sqlite_utils.Database, alert: Alert, *, item_id: int) -> int:
    """Store an alert and return its id; one that is there already stays as it is."""
    id_ = add_new(db, alert, item_id=item_id)
    if id_ is None:
        (id_,) = db.execute("SELECT id FROM alerts WHERE key = ?", [alert.key]).fetchone()
    return int(id_)


def add_new(db: sqlite_utils.Database, alert: Alert, *, item_id: int) -> int | None:
    """Store an alert and return its id; None: one with its key is there already."""
    # With RETURNING, SQLite takes ten times as long: it makes a table for what it returns.
    cursor = db.execute(
        """
        INSERT INTO alerts
            (key, rule, canonical, story_id, event_id, item_id, priority, again, reason, sources,
             earlier, created_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING
        """,
        [
            alert.key,
            alert.rule,
            alert.canonical,
            alert.story,
            alert.event,
            item_id,
            alert.priority.value,
            alert.again,
            alert.reason,
            alert.sources,
            alert.earlier,
            to_text(alert.created_at),
        ],
    )
    return cursor.lastrowid if cursor.rowcount else None


def open_with(db: sqlite_utils.Database, alert_id: int, item_id: int) -> None:
    """Have an alert that was never sent open with another report of its event."""
    db.execute(
        """
        UPDATE alerts SET item_id = ? WHERE id = ? AND NOT EXISTS (
            SELECT 1 FROM deliveries own
            JOIN attempts ON attempts.delivery_id IN (own.id, own.digest_id)
            WHERE own.alert_id = alerts.id)
        """,
        [item_id, alert_id],
    )


def read(db: sqlite_utils.Database, ids: Iterable[int]) -> dict[int, Alert]:
    """Return the alerts with these ids, without the outlets that have their events."""
    wanted = list(dict.fromkeys(ids))
    found: dict[int, Alert] = {}
    for start in range(0, len(wanted), _CHUNK):
        chunk = wanted[start : start + _CHUNK]
        rows = db.execute(
            f"""
            SELECT {items.COLUMNS},
                   alerts.id, alerts.key, alerts.rule, alerts.canonical, alerts.story_id,
                   alerts.event_id, alerts.earlier, alerts.created_at, alerts.priority,
                   alerts.again, alerts.reason, alerts.item_id,
                   coalesce(matches.hits, '[]'), judgements.state, judgements.reason
            FROM alerts
            JOIN items ON items.id = alerts.item_id
            JOIN feeds ON feeds.id = items.feed_id
            LEFT JOIN matches ON matches.item_id = items.id AND matches.rule = alerts.rule
            LEFT JOIN judgements ON judgements.item_id = items.id
                AND judgements.rule = alerts.rule
            WHERE alerts.id IN ({",".join("?" * len(chunk))})
            """,  # noqa: S608 - question marks
            chunk,
        )
        for row in rows:
            found[row[items.COLUMN_COUNT]] = _alert(row)
    return found


def grown(db: sqlite_utils.Database, alert: Alert) -> Alert:
    """Return the alert with the outlets that have its event by now."""
    reports, sources = coverage(db, alert.event)
    brief = briefs.of_event(db, alert.event)
    return replace(alert, coverage=reports, sources=max(sources, 1), brief=brief)


def last(db: sqlite_utils.Database, *, limit: int = 1) -> Sequence[Alert]:
    """Return the newest alerts, with the outlets that have their events by now."""
    ids = [row[0] for row in db.execute("SELECT id FROM alerts ORDER BY id DESC LIMIT ?", [limit])]
    found = read(db, ids)
    return [grown(db, found[id_]) for id_ in ids]


def _alert(row: tuple[Any, ...]) -> Alert:
    of_item, rest = row[: items.COLUMN_COUNT], row[items.COLUMN_COUNT :]
    (
        id_, key, rule, canonical, story, event, earlier, created_at, priority, again, reason,
        item_id, hits, judged, why,
    ) = rest  # fmt: skip
    return Alert(
        key=key,
        id=id_,
        rule=rule,
        canonical=canonical,
        story=story,
        event=event,
        item=items.from_row(of_item),
        item_id=item_id,
        hits=from_json(tuple[Hit, ...], hits),
        created_at=from_text(created_at),
        priority=Priority(priority),
        again=again,
        reason=reason,
        earlier=earlier,
        unjudged=_UNJUDGED.get(judged, "") or (why if judged == "unjudged" else ""),
    )
