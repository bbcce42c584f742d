"""Silences in the database: of which rule, or of which story, nobody is told until when.

Leaves to others: what a silence withholds (``planning.plan``), asking for one
(``history.silence``).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import sqlite_utils

from monitor.alerts.alert import Silence
from monitor.store.moment import from_text, to_text


def active(db: sqlite_utils.Database, *, now: datetime) -> tuple[Silence, ...]:
    """The silences that hold at ``now``, the one that ends first before the others.

    That of a story which has been merged into another is one of the other's.
    """
    rows = db.execute(
        """
        WITH RECURSIVE ends (id, story, rule, until, created_at, next) AS (
            SELECT silences.id, story_id, rule, until, created_at, merged_into
            FROM silences LEFT JOIN stories ON stories.id = story_id WHERE until > ?
            UNION
            SELECT ends.id, stories.id, rule, until, created_at, merged_into
            FROM ends JOIN stories ON stories.id = ends.next
        )
        SELECT id, rule, story, until, created_at FROM ends WHERE next IS NULL ORDER BY until, id
        """,
        [to_text(now)],
    )
    return tuple(_silence(*row) for row in rows)


def every(db: sqlite_utils.Database) -> list[Silence]:
    """Every silence there ever was, newest first; as it was asked for."""
    rows = db.execute("SELECT id, rule, story_id, until, created_at FROM silences ORDER BY id DESC")
    return [_silence(*row) for row in rows]


def add(
    db: sqlite_utils.Database,
    *,
    rule: str = "",
    story: int | None = None,
    until: datetime,
    now: datetime,
) -> int:
    """Silence a rule, or a story, and return the silence's id.

    Exactly one of the two is given. One that is silenced already gets a second silence: the longer
    one counts.
    """
    cursor = db.execute(
        "INSERT INTO silences (rule, story_id, until, created_at) VALUES (?, ?, ?, ?)",
        [rule, story, to_text(until), to_text(now)],
    )
    assert cursor.lastrowid is not None  # it is an INSERT
    return cursor.lastrowid


def end(db: sqlite_utils.Database, id_: int, *, now: datetime) -> bool:
    """End a silence now; False: there is none of that id that still holds."""
    cursor = db.execute(
        "UPDATE silences SET until = ? WHERE id = ? AND until > ?",
        [to_text(now), id_, to_text(now)],
    )
    return cursor.rowcount == 1


def story_titles(db: sqlite_utils.Database, silences: Iterable[Silence]) -> dict[int | None, str]:
    """What the silenced stories are about."""
    titles: dict[int | None, str] = {}
    for silence in silences:
        row = db.execute("SELECT title FROM stories WHERE id = ?", [silence.story]).fetchone()
        if row is not None:
            titles[silence.story] = row[0]
    return titles


def _silence(id_: int, rule: str, story: int | None, until: str, created_at: str) -> Silence:
    return Silence(
        id=id_, rule=rule, story=story, until=from_text(until), created_at=from_text(created_at)
    )
