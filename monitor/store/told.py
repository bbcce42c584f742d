"""What was told before, read for the next decision (``alerts.plan``).

Leaves to others: writing it (``outbox``), showing it to people (``history``).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

import sqlite_utils

from monitor.alerts.told import Told
from monitor.store.moment import from_text, to_text


def of_stories(db: sqlite_utils.Database, rule: str, stories: Sequence[int]) -> list[Told]:
    """Each alert of a rule about these stories, in the order they were made."""
    rows = db.execute(
        f"""
        SELECT key, again, created_at, sources,
               (SELECT json_group_array(DISTINCT target) FROM deliveries
                WHERE alert_id = alerts.id)
        FROM alerts WHERE rule = ? AND story_id IN ({",".join("?" * len(stories))})
        ORDER BY id
        """,  # noqa: S608 - question marks
        [rule, *stories],
    )
    return [
        Told(
            key=key,
            again=again,
            at=from_text(at),
            sources=sources,
            targets=frozenset(json.loads(targets)),
        )
        for key, again, at, sources, targets in rows
    ]


def recent(
    db: sqlite_utils.Database, target: str, *, since: datetime
) -> list[tuple[datetime, str]]:
    """When the target was sent single alerts at once since then, and of which rule, in order."""
    rows = db.execute(
        """
        SELECT deliveries.created_at, alerts.rule
        FROM deliveries JOIN alerts ON alerts.id = deliveries.alert_id
        WHERE deliveries.target = ? AND deliveries.created_at > ? AND deliveries.hold = ''
        ORDER BY deliveries.created_at, deliveries.id
        """,
        [target, to_text(since)],
    )
    return [(from_text(at), rule) for at, rule in rows]


def keep_sources(db: sqlite_utils.Database, alert_id: int, sources: int) -> None:
    """Note how many outlets had an alert's story when it was made."""
    db.execute("UPDATE alerts SET sources = ? WHERE id = ?", [sources, alert_id])


def alert_id(db: sqlite_utils.Database, key: str) -> int:
    """The id of the alert with this key.

    Raises:
        LookupError: there is none.
    """
    row = db.execute("SELECT id FROM alerts WHERE key = ?", [key]).fetchone()
    if row is None:
        raise LookupError(f"there is no alert {key}")
    return int(row[0])
