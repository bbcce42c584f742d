"""What people and stories say of a rule's matches and near misses: votes, and who else was told.

A rule's precision is what share of the matches that were voted on are good ones. Without this
module ``rules suggest`` would have nothing to learn from, and votes would be seen nowhere.
"""

from __future__ import annotations

import sqlite_utils

from monitor.rules.suggest.suggestion import Judged, Missed
from monitor.store.writing import items

MOST = 5_000
"""Matches and near misses of a rule that are looked at, the newest."""


def match_of(db: sqlite_utils.Database, item_id: int, rule: str) -> int | None:
    """The id of a rule's match of an item."""
    row = db.execute(
        "SELECT id FROM matches WHERE item_id = ? AND rule = ? COLLATE NOCASE", [item_id, rule]
    ).fetchone()
    return row[0] if row else None


def subject(db: sqlite_utils.Database, match_id: int) -> tuple[str, str] | None:
    """A match's rule and its item's title; None: there is no such match."""
    row = db.execute(
        "SELECT rule, title FROM matches JOIN items ON items.id = item_id WHERE matches.id = ?",
        [match_id],
    ).fetchone()
    return (row[0], row[1]) if row else None


def precision(db: sqlite_utils.Database) -> dict[str, tuple[int, int]]:
    """How many good and how many bad matches each rule has; only rules that were voted on."""
    rows = db.execute(
        """
        SELECT rule, sum(vote = 1), sum(vote = -1) FROM matches
        WHERE vote IS NOT NULL GROUP BY rule
        """
    )
    return {rule: (good, bad) for rule, good, bad in rows}


def matched(db: sqlite_utils.Database, rule: str, *, limit: int = MOST) -> list[Judged]:
    """A rule's matches: those that were voted on, and the newest of the others."""
    rows = db.execute(
        f"""
        SELECT {items.COLUMNS}, items.story_id, coalesce(vote, 0)
        FROM matches
        JOIN items ON items.id = matches.item_id
        JOIN feeds ON feeds.id = items.feed_id
        WHERE matches.rule = ?
        ORDER BY vote IS NULL, matches.id DESC LIMIT ?
        """,  # noqa: S608 - constants
        [rule, limit],
    )
    return [Judged(items.from_row(row[: items.COLUMN_COUNT]), *row[-2:]) for row in rows]


def missed(db: sqlite_utils.Database, rule: str, *, limit: int = MOST) -> list[Missed]:
    """A rule's near misses, the newest first."""
    rows = db.execute(
        f"""
        SELECT {items.COLUMNS}, items.story_id, near_misses.missing
        FROM near_misses
        JOIN items ON items.id = near_misses.item_id
        JOIN feeds ON feeds.id = items.feed_id
        WHERE near_misses.rule = ?
        ORDER BY near_misses.id DESC LIMIT ?
        """,  # noqa: S608 - constants
        [rule, limit],
    )
    return [Missed(items.from_row(row[: items.COLUMN_COUNT]), *row[-2:]) for row in rows]
