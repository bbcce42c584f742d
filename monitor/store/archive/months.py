"""Months: which files the archive of a database has, and what is in them.

``news.db`` has its archive in ``news-archive/2026-10.db`` and so on: each a database with the same
tables, so that whatever reads one reads the other. The table ``archives`` of the database itself
says which there are; without this module nobody would know that one is missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlite_utils

from monitor.errors import DatabaseUnavailable
from monitor.human import plural
from monitor.store.timestamps import from_text_or_none, to_text

BESIDE = ("", "-wal", "-shm", ".lock")
"""What the files of an archive end in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A file of the archive."""

    name: str
    """``2026-10``: its stories were last added to then."""
    path: Path
    batch: int
    """What was moved into it last; anything later isn't confirmed."""
    items: int
    first_at: datetime | None
    """When its earliest item was published; None: it is empty."""
    last_at: datetime | None
    """When its latest story had its last item."""

    def check(self) -> None:
        """See that the file is there, if it should be.

        Raises:
            DatabaseUnavailable: it isn't.
        """
        if self.batch and not self.path.is_file():
            raise DatabaseUnavailable(
                f"{self.path} isn't there: {plural(self.items, 'item')} of {self.name} are in it. "
                f"Put it back, or take it from a backup"
            )


def folder(database: Path) -> Path:
    """Return where the archive of a database stands."""
    return database.with_name(f"{database.stem}-archive")


def file_of(db: sqlite_utils.Database) -> Path:
    """Return the file that a connection has open."""
    return next(
        Path(file) for _, name, file in db.execute("PRAGMA database_list") if name == "main"
    )


def months(db: sqlite_utils.Database) -> list[Month]:
    """Return the files that there are, the latest first."""
    rows = db.execute(
        "SELECT month, batch, items, first_at, last_at FROM archives ORDER BY month DESC"
    ).fetchall()
    if not rows:
        return []
    where = folder(file_of(db))
    return [
        Month(
            name=name,
            path=where / f"{name}.db",
            batch=batch,
            items=items,
            first_at=from_text_or_none(first_at),
            last_at=from_text_or_none(last_at),
        )
        for name, batch, items, first_at, last_at in rows
    ]


def begin(db: sqlite_utils.Database, name: str) -> None:
    """Note that there is to be such a file, before it is made."""
    db.execute("INSERT OR IGNORE INTO archives (month) VALUES (?)", [name])


def confirm(
    db: sqlite_utils.Database, name: str, *, items: int, first_at: str, last_at: str
) -> None:
    """Note, where they are deleted, that stories now stand in the file of a month."""
    db.execute(
        """
        UPDATE archives SET batch = batch + 1, items = items + ?,
            first_at = min(coalesce(first_at, ?), ?), last_at = max(coalesce(last_at, ''), ?)
        WHERE month = ?
        """,
        [items, first_at, first_at, last_at, name],
    )


def ended(db: sqlite_utils.Database, *, before: datetime) -> list[Month]:
    """Return the months of which everything is older."""
    text = to_text(before)
    return [each for each in months(db) if each.last_at and to_text(each.last_at) < text]


def forget(db: sqlite_utils.Database, name: str) -> None:
    """Note that a file is gone."""
    db.execute("DELETE FROM archives WHERE month = ?", [name])


@contextmanager
def one_moment(db: sqlite_utils.Database) -> Iterator[list[Month]]:
    """Read the database as it was at one moment; give the months that there were then.

    A story that is moved meanwhile is then read in one place: the months' batches say in which.
    """
    if db.conn.in_transaction:
        yield months(db)
        return
    db.conn.execute("BEGIN")
    try:
        yield months(db)
    finally:
        db.conn.execute("ROLLBACK")
