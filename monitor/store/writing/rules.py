"""Rules in the database: which there are, since when each is watched for, what it matched since.

The rows mirror the configuration (``sync``). Without the moment at which a rule began to read as it
does, a new rule would count as silent from the start.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlite_utils

from monitor.rules.rule import Rule
from monitor.store.timestamps import from_text, to_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A rule as the database knows it."""

    canonical: str
    first_seen_at: datetime
    """Since when it is watched for, as it reads now."""
    matched: tuple[datetime, ...] = ()
    """When what it matched since then was published, in order; as many of the last as were asked
    for. By publication: what was there when the rule was new tells of its rhythm, too."""


def sync(db: sqlite_utils.Database, rules: Iterable[Rule], *, now: datetime) -> None:
    """Mirror the configuration; a rule that is new, back or reads differently begins now."""
    kept = tuple(rules)
    names = {rule.name for rule in kept}
    active = db.execute("SELECT name FROM rules WHERE active").fetchall()
    change(db, kept, gone=[name for (name,) in active if name not in names], now=now)


def change(
    db: sqlite_utils.Database, rules: Iterable[Rule], *, gone: Iterable[str], now: datetime
) -> None:
    """Mirror these rules, and that those called ``gone`` aren't watched for; the rest stays."""
    for rule in rules:
        db.execute(
            """
            INSERT INTO rules (name, canonical, first_seen_at) VALUES (?, ?, ?)
            ON CONFLICT (name) DO UPDATE SET canonical = excluded.canonical, active = 1,
                first_seen_at = excluded.first_seen_at
            WHERE canonical <> excluded.canonical OR NOT active
            """,
            [rule.name, rule.canonical, to_text(now)],
        )
    for name in gone:
        db.execute("UPDATE rules SET active = 0 WHERE name = ?", [name])


def watched(db: sqlite_utils.Database, name: str, *, most: int) -> Watched | None:
    """Return the rule of this name with its last ``most`` matches; None: it was never mirrored."""
    row = db.execute("SELECT canonical, first_seen_at FROM rules WHERE name = ?", [name]).fetchone()
    if row is None:
        return None
    canonical, since = row
    newest_first = db.execute(
        """
        SELECT published_at FROM matches WHERE rule = ? AND matched_at >= ?
        ORDER BY published_at DESC LIMIT ?
        """,
        [name, since, most],
    ).fetchall()
    return Watched(
        canonical=canonical,
        first_seen_at=from_text(since),
        matched=tuple(from_text(moment) for (moment,) in reversed(newest_first)),
    )
