"""Silences as rows: kept, and ended.

Without this module people could have a rest from a rule only by deleting it; from a story, never.
"""

from __future__ import annotations

from datetime import datetime

import sqlite_utils

from monitor.store.timestamps import to_text


def add(
    db: sqlite_utils.Database,
    *,
    rule: str = "",
    story: int | None = None,
    until: datetime,
    now: datetime,
    who: str = "",
) -> int:
    """Silence a rule or a story until then (aware), and return the silence's id.

    ``who`` asked for it; empty: whoever has the page or the command line. Exactly one of rule and
    story is given. If it is silenced already, it gets a second silence, and the
    one that ends later counts.
    """
    cursor = db.execute(
        "INSERT INTO silences (rule, story_id, until, created_at, created_by) "
        "VALUES (?, ?, ?, ?, ?)",
        [rule, story, to_text(until), to_text(now), who],
    )
    assert cursor.lastrowid is not None  # it is an INSERT
    return cursor.lastrowid


def end(db: sqlite_utils.Database, id_: int, *, now: datetime) -> tuple[str, int] | None:
    """End a silence now, and return its rule, or else its story; None: no such silence holds."""
    row = db.execute(
        "UPDATE silences SET until = ? WHERE id = ? AND until > ? "
        "RETURNING rule, coalesce(story_id, 0)",
        [to_text(now), id_, to_text(now)],
    ).fetchone()
    return (row[0], row[1]) if row else None
