"""Which silences hold, and what the silenced stories are about.

Without this module a silence would be stored, and alerts be sent all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlite_utils

from monitor.alerts.alert import Silence
from monitor.store.timestamps import from_text, to_text


def active(db: sqlite_utils.Database, *, now: datetime) -> tuple[Silence, ...]:
    """Return the silences that hold at ``now`` (aware), the one that ends first before the others.

    A silence of a story that was merged into another counts for that other story.
    """
    rows = db.execute(
        """
        WITH RECURSIVE ends (id, story, rule, until, created_at, who, next) AS (
            SELECT silences.id, story_id, rule, until, created_at, created_by, merged_into
            FROM silences LEFT JOIN stories ON stories.id = story_id WHERE until > ?
            UNION
            SELECT ends.id, stories.id, rule, until, created_at, who, merged_into
            FROM ends JOIN stories ON stories.id = ends.next
        )
        SELECT id, rule, story, until, created_at, who FROM ends
        WHERE next IS NULL ORDER BY until, id
        """,
        [to_text(now)],
    )
    return tuple(silence_of(row) for row in rows)


def story_titles(db: sqlite_utils.Database, silences: Iterable[Silence]) -> dict[int | None, str]:
    """Return the titles of the silenced stories, by story id."""
    titles: dict[int | None, str] = {}
    for silence in silences:
        row = db.execute("SELECT title FROM stories WHERE id = ?", [silence.story]).fetchone()
        if row is not None:
            titles[silence.story] = row[0]
    return titles


def silence_of(row: Sequence[Any]) -> Silence:
    """Read a silence from its row: id, rule, story, until, when it was made, by whom."""
    id_, rule, story, until, created_at, who = row
    return Silence(
        id=id_,
        rule=rule,
        story=story,
        until=from_text(until),
        created_at=from_text(created_at),
        created_by=who,
    )
