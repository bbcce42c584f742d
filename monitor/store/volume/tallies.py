"""Tallies: what each rule found in each hour, and when feeds were read.

A month of a rule's hours is some hundred short rows: its rhythm is read without looking at a single
match. Without this module each check would have to count a month of matches.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import sqlite_utils

from monitor.store.timestamps import from_text, to_text
from monitor.volume.rhythm import Tally
from monitor.volume.uptime import Uptime

KEPT = timedelta(days=60)
"""How long tallies are kept: a rhythm needs 28 days, the page shows some more."""


def save(db: sqlite_utils.Database, rule: str, hours: Mapping[datetime, Tally]) -> None:
    """Store what a rule found, by the hour's beginning; in place of what was said of that hour."""
    db.conn.executemany(
        """
        INSERT INTO volume (rule, hour, reports, most) VALUES (?, ?, ?, ?)
        ON CONFLICT (rule, hour) DO UPDATE SET reports = excluded.reports, most = excluded.most
        """,
        [(rule, to_text(hour), *tally) for hour, tally in hours.items()],
    )


def of_rule(
    db: sqlite_utils.Database, rule: str, *, since: datetime, until: datetime | None = None
) -> dict[datetime, Tally]:
    """Return what a rule found, by the hour's beginning, from ``since`` until before ``until``."""
    rows = db.execute(
        "SELECT hour, reports, most FROM volume WHERE rule = ? AND hour >= ? AND hour < ?",
        [rule, to_text(since), to_text(until) if until else "~"],
    )
    return {from_text(hour): Tally(reports, most) for hour, reports, most in rows}


def keep_uptime(db: sqlite_utils.Database, uptime: Uptime) -> None:
    """Store an uptime; the same that went on takes the place of what it was."""
    db.execute(
        """
        INSERT INTO uptimes (began_at, last_at) VALUES (?, ?)
        ON CONFLICT (began_at) DO UPDATE SET last_at = excluded.last_at
        """,
        [to_text(uptime.began_at), to_text(uptime.last_at)],
    )


def uptimes(db: sqlite_utils.Database, *, since: datetime) -> list[Uptime]:
    """Return the times in which feeds were read, in order, that weren't over then."""
    rows = db.execute(
        "SELECT began_at, last_at FROM uptimes WHERE last_at >= ? ORDER BY began_at",
        [to_text(since)],
    )
    return [Uptime(began_at=from_text(began), last_at=from_text(last)) for began, last in rows]


def last_uptime(db: sqlite_utils.Database) -> Uptime | None:
    """Return the newest uptime; None: there was none yet."""
    row = db.execute(
        "SELECT began_at, last_at FROM uptimes ORDER BY began_at DESC LIMIT 1"
    ).fetchone()
    return Uptime(began_at=from_text(row[0]), last_at=from_text(row[1])) if row else None


def forget(db: sqlite_utils.Database, *, now: datetime) -> None:
    """Remove what is older than is kept."""
    oldest = to_text(now - KEPT)
    db.execute("DELETE FROM volume WHERE hour < ?", [oldest])
    db.execute("DELETE FROM uptimes WHERE last_at < ?", [oldest])
