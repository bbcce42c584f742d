"""Spikes in the database: the one of a rule that goes on, and those that are over.

Without them a restart would tell of a spike a second time, and the page couldn't mark any.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import sqlite_utils

from monitor.store.timestamps import from_text, from_text_or_none, to_text, to_text_or_none
from monitor.volume.spike import Spike
from monitor.volume.window import Window

_COLUMNS = "began_at, found_at, length, reports, usual, top, ended_at, settled"


def save(db: sqlite_utils.Database, rule: str, spike: Spike) -> None:
    """Store a spike, or what has become of it."""
    db.execute(
        f"""
        INSERT INTO spikes (rule, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (rule, began_at) DO UPDATE SET
            top = excluded.top, ended_at = excluded.ended_at, settled = excluded.settled
        """,  # noqa: S608 - our own constant
        [
            rule,
            to_text(spike.began_at),
            to_text(spike.found_at),
            spike.window.value,
            spike.reports,
            round(spike.usual, 2),
            spike.top,
            to_text_or_none(spike.ended_at),
            spike.is_settled,
        ],
    )


def going_on(db: sqlite_utils.Database) -> dict[str, Spike]:
    """Return the spikes that aren't over, by rule."""
    rows = db.execute(f"SELECT rule, {_COLUMNS} FROM spikes WHERE ended_at IS NULL")  # noqa: S608
    return {rule: _spike(row) for rule, *row in rows}


def last(db: sqlite_utils.Database, rule: str) -> Spike | None:
    """Return a rule's newest spike; None: there was none."""
    row = db.execute(
        f"SELECT {_COLUMNS} FROM spikes WHERE rule = ? ORDER BY began_at DESC LIMIT 1",  # noqa: S608
        [rule],
    ).fetchone()
    return _spike(row) if row else None


def since(
    db: sqlite_utils.Database, moment: datetime, *, rule: str | None = None
) -> list[tuple[str, Spike]]:
    """Return the spikes that began since, of one rule or all, in order."""
    condition, values = ("AND rule = ?", [rule]) if rule is not None else ("", [])
    rows = db.execute(
        f"SELECT rule, {_COLUMNS} FROM spikes WHERE began_at >= ? {condition} ORDER BY began_at",  # noqa: S608
        [to_text(moment), *values],
    )
    return [(rule, _spike(row)) for rule, *row in rows]


def settled_at(db: sqlite_utils.Database, rule: str) -> datetime | None:
    """Return when what has become a rule's usual began; None: nothing has."""
    (moment,) = db.execute(
        "SELECT max(began_at) FROM spikes WHERE rule = ? AND settled", [rule]
    ).fetchone()
    return from_text_or_none(moment)


def _spike(row: Iterable[object]) -> Spike:
    began_at, found_at, length, reports, usual, top, ended_at, settled = row
    return Spike(
        began_at=from_text(str(began_at)),
        found_at=from_text(str(found_at)),
        window=Window(str(length)),
        reports=int(str(reports)),
        usual=float(str(usual)),
        top=int(str(top)),
        ended_at=from_text(str(ended_at)) if ended_at is not None else None,
        is_settled=bool(settled),
    )
