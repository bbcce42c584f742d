"""How it goes with each target: what it took, what waits for it, what went wrong last.

Read-only. Without this module a target that takes nothing would look like one that is sent nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlite_utils

from monitor.store.outbox.outbox import counts
from monitor.store.timestamps import from_text_or_none

RECENT = 1_000
"""Deliveries to a target, the newest, among which ``glance`` looks for one that failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetHealth:
    """One target's deliveries in numbers; a digest counts as one."""

    delivered: int = 0
    pending: int = 0
    """To be sent as soon as can be."""
    held: int = 0
    """Waiting for the time of a digest."""
    dead: int = 0
    delivered_at: datetime | None = None
    """The last time it took something."""
    held_until: datetime | None = None
    """When the first of those held are released."""
    last_error: str = ""
    """Why the last delivery that failed did, unless it has arrived meanwhile."""
    failed_at: datetime | None = None
    """When that was; None: before it was ever tried."""


def target_health(db: sqlite_utils.Database) -> dict[str, TargetHealth]:
    """Return every target that something was ever to be sent to, by name."""
    errors = {
        target: (error, failed_at)
        for target, error, failed_at, _ in db.execute(
            # With max(), the other columns are those of the row that has it.
            """
            SELECT target, last_error, at, max(coalesce(at, ''))
            FROM deliveries LEFT JOIN attempts
                ON attempts.delivery_id = deliveries.id AND result <> 'begun'
            WHERE last_error <> '' GROUP BY target
            """
        )
    }
    found = {}
    for target, delivered, pending, held, dead, delivered_at, held_until in db.execute(
        """
        SELECT target,
               sum(state = 'delivered'), sum(state = 'pending' AND hold = ''),
               sum(state = 'pending' AND hold <> ''), sum(state = 'dead'), max(delivered_at),
               min(CASE WHEN state = 'pending' AND hold <> '' THEN next_attempt_at END)
        FROM deliveries GROUP BY target
        """
    ):
        error, failed_at = errors.get(target, ("", None))
        found[target] = TargetHealth(
            delivered=delivered,
            pending=pending,
            held=held,
            dead=dead,
            delivered_at=from_text_or_none(delivered_at),
            held_until=from_text_or_none(held_until),
            last_error=error,
            failed_at=from_text_or_none(failed_at),
        )
    return found


def glance(db: sqlite_utils.Database, targets: Iterable[str]) -> dict[str, TargetHealth]:
    """Return how these targets do, quickly: from indexes, and from the newest deliveries of each.

    ``delivered_at`` is that of the newest that was delivered, ``last_error`` that of the newest of
    the last ``RECENT`` that failed; ``held`` counts as ``pending``.
    """
    numbers = counts(db)
    found = {}
    for target in dict.fromkeys([*targets, *sorted(numbers)]):
        each = numbers.get(target, {})
        newest = db.execute(
            "SELECT delivered_at FROM deliveries INDEXED BY deliveries_recent "
            "WHERE target = ? AND state = 'delivered' ORDER BY created_at DESC LIMIT 1",
            [target],
        ).fetchone()
        failed = db.execute(
            """
            SELECT last_error, (SELECT max(at) FROM attempts WHERE delivery_id = recent.id)
            FROM (
                SELECT id, last_error FROM deliveries WHERE target = ?
                ORDER BY created_at DESC LIMIT ?
            ) AS recent WHERE last_error <> '' LIMIT 1
            """,
            [target, RECENT],
        ).fetchone()
        found[target] = TargetHealth(
            delivered=each.get("delivered", 0),
            pending=each.get("pending", 0),
            dead=each.get("dead", 0),
            delivered_at=from_text_or_none(newest[0]) if newest else None,
            last_error=failed[0] if failed else "",
            failed_at=from_text_or_none(failed[1]) if failed else None,
        )
    return found
