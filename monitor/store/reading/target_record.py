"""Since when a target takes nothing. Read-only.

Without this module each delivery would be judged by itself (``alerts.planning.target_record``).
"""

from __future__ import annotations

import sqlite_utils

from monitor.alerts.planning.target_record import TargetRecord
from monitor.store.timestamps import from_text_or_none


def target_record(db: sqlite_utils.Database, target: str, delivery_id: int) -> TargetRecord:
    """Return how a target behaved before an attempt at one of its deliveries."""
    (taken,) = db.execute(
        "SELECT max(delivered_at) FROM deliveries WHERE state = 'delivered' AND target = ?",
        [target],
    ).fetchone()
    (since,) = db.execute(
        """
        SELECT min(at) FROM deliveries JOIN attempts ON attempts.delivery_id = deliveries.id
        WHERE state = 'pending' AND target = ? AND result = 'failed' AND at > ?
        """,
        [target, taken or ""],
    ).fetchone()
    (first,) = db.execute(
        "SELECT min(at) FROM attempts WHERE delivery_id = ? AND result = 'failed'", [delivery_id]
    ).fetchone()
    return TargetRecord(
        failing_since=from_text_or_none(since),
        took_another=first is not None and taken is not None and first < taken,
    )
