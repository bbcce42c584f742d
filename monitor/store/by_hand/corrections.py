"""Corrections: items that, as people said, aren't about the event that they were counted to.

Each is a label: the two headlines, and that they aren't the same event. Without this module what
people say of a wrong grouping would be lost, and nobody could learn from it.
"""

from __future__ import annotations

from datetime import datetime

import sqlite_utils

from monitor.store.timestamps import to_text


def add(
    db: sqlite_utils.Database,
    *,
    item_id: int,
    rule: str,
    event_before: int,
    event_after: int,
    not_same_as: str,
    now: datetime,
) -> None:
    """Keep that an item isn't about the event that it was counted to.

    Args:
        db: In a transaction.
        item_id: The item.
        rule: The rule whose match was corrected.
        event_before: The event that the item was counted to.
        event_after: The event that it is in now.
        not_same_as: The headline of ``event_before``.
        now: Aware.
    """
    db.execute(
        """
        INSERT INTO corrections (item_id, rule, event_before, event_after, title, not_same_as, at)
        SELECT id, ?, ?, ?, title, ?, ? FROM items WHERE id = ?
        """,
        [rule, event_before, event_after, not_same_as, to_text(now), item_id],
    )


def newest(db: sqlite_utils.Database) -> int:
    """Return the id of the newest correction, or 0: another id means events changed by hand."""
    (newest,) = db.execute("SELECT coalesce(max(id), 0) FROM corrections").fetchone()
    return int(newest)


def by_rule(db: sqlite_utils.Database, since: datetime, until: datetime) -> dict[str, int]:
    """Return how many corrections were made for each rule from ``since`` until before ``until``."""
    rows = db.execute(
        "SELECT rule, count(*) FROM corrections WHERE at >= ? AND at < ? GROUP BY rule",
        [to_text(since), to_text(until)],
    )
    return dict(rows.fetchall())
