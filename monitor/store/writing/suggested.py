"""Which rules were voted bad, and for which of them a suggestion was sent.

Without this module people would get the same suggestion for each vote, or none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlite_utils

from monitor.store.timestamps import to_text


@dataclass(frozen=True, slots=True, kw_only=True)
class VotedBad:
    """A rule whose matches were voted bad."""

    rule: str
    count: int
    """Such votes since it reads as it does, or since a suggestion was last sent for it."""
    suggested_for: str
    """What the rule was then (``keep``); empty: there was none."""


def voted_bad(db: sqlite_utils.Database, *, least: int) -> Sequence[VotedBad]:
    """Return the watched rules with so many bad votes, or more."""
    rows = db.execute(
        """
        SELECT rules.name, count(*), suggested_for FROM matches JOIN rules ON rules.name = rule
        WHERE vote = -1 AND active AND voted_at > max(first_seen_at, coalesce(suggested_at, ''))
        GROUP BY rules.name HAVING count(*) >= ?
        """,
        [least],
    )
    return [VotedBad(rule=rule, count=count, suggested_for=was) for rule, count, was in rows]


def examples(db: sqlite_utils.Database, rule: str, *, most: int) -> Sequence[str]:
    """Return the headlines of the matches that were last voted bad."""
    rows = db.execute(
        "SELECT title FROM matches JOIN items ON items.id = item_id "
        "WHERE rule = ? AND vote = -1 ORDER BY voted_at DESC, matches.id DESC LIMIT ?",
        [rule, most],
    )
    return [title for (title,) in rows]


def keep(db: sqlite_utils.Database, rule: str, *, suggested_for: str, now: datetime) -> None:
    """Keep that a suggestion was sent for a rule as it is now, of which a digest is given."""
    db.execute(
        "UPDATE rules SET suggested_at = ?, suggested_for = ? WHERE name = ?",
        [to_text(now), suggested_for, rule],
    )
