"""Targets that want no more: their receivers answered 410 (Gone), and are left alone since.

What is kept goes by the target's address: another address is asked anew. Without this module a
receiver that has gone for good would be posted to for each alert.
"""

from __future__ import annotations

from datetime import datetime

import sqlite_utils

from monitor.store.timestamps import from_text, to_text


def keep(db: sqlite_utils.Database, target: str, address: str, *, now: datetime) -> None:
    """Keep that a target wants no more at an address, of which a digest is given."""
    db.execute(
        "INSERT OR REPLACE INTO gone_targets (target, address, at) VALUES (?, ?, ?)",
        [target, address, to_text(now)],
    )


def since(db: sqlite_utils.Database, target: str, address: str) -> datetime | None:
    """Return since when a target wants no more at an address; None: nobody said so."""
    row = db.execute(
        "SELECT at FROM gone_targets WHERE target = ? AND address = ?", [target, address]
    ).fetchone()
    return from_text(row[0]) if row else None


def names(db: sqlite_utils.Database) -> frozenset[str]:
    """Return the names of all targets that said so, at an address that they may have no more."""
    return frozenset(name for (name,) in db.execute("SELECT target FROM gone_targets"))


def forget(db: sqlite_utils.Database, target: str) -> bool:
    """Have a target asked anew; False: it never said so."""
    return db.execute("DELETE FROM gone_targets WHERE target = ?", [target]).rowcount > 0
