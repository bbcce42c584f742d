"""Votes: whether a match was any good, as people say.

A rule's precision is what share of the matches that were voted on are good ones.
"""

from __future__ import annotations

from datetime import datetime

import sqlite_utils

from monitor.errors import StoreError
from monitor.store.moment import to_text_or_none


def vote(db: sqlite_utils.Database, match_id: int, value: int | None, *, now: datetime) -> None:
    """Say that a match is good (1) or bad (-1), or take that back (None).

    Raises:
        StoreError: there is no such match.
        ValueError: another value.
    """
    if value not in {1, -1, None}:
        raise ValueError(f"a vote is 1, -1 or None, not {value!r}")
    done = db.execute(
        "UPDATE matches SET vote = ?, voted_at = ? WHERE id = ?",
        [value, to_text_or_none(None if value is None else now), match_id],
    )
    if done.rowcount == 0:
        raise StoreError(f"there is no match {match_id}; `news-monitor matches --ids` lists them")


def precision(db: sqlite_utils.Database) -> dict[str, tuple[int, int]]:
    """How many good and how many bad matches each rule has; only rules that were voted on."""
    rows = db.execute(
        """
        SELECT rule, sum(vote = 1), sum(vote = -1) FROM matches
        WHERE vote IS NOT NULL GROUP BY rule
        """
    )
    return {rule: (good, bad) for rule, good, bad in rows}
