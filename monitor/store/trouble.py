"""Trouble: what SQLite's errors mean, in plain words.

Without it a full disk is a traceback, and nobody can tell what passes from what is a bug of ours.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from monitor.errors import DatabaseCorrupt, DatabaseUnavailable, DiskFull, StoreError

_PASSING = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_READONLY,
    }
)
"""What the machine is to blame for, and may be right again."""
_DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


def in_plain_words(error: BaseException, path: Path) -> BaseException:
    """What went wrong with the database, where it isn't our own doing; else the error itself."""
    code = _code(error)
    if code == sqlite3.SQLITE_FULL:
        return DiskFull(f"the disk is full: nothing can be written to {path}")
    if code in _PASSING:
        return DatabaseUnavailable(f"{path} can't be used now: {error}")
    if code in _DAMAGE:
        return damaged(path, str(error))
    return error


def cant_open(error: sqlite3.Error | OSError, path: Path) -> StoreError:
    """Why it can't be opened."""
    known = in_plain_words(error, path)
    if isinstance(known, DatabaseCorrupt | DiskFull):
        return known
    reason = (isinstance(error, OSError) and error.strerror) or error
    return DatabaseUnavailable(f"{path} can't be opened: {reason}")


def damaged(path: Path, damage: str) -> DatabaseCorrupt:
    """That it must be restored."""
    return DatabaseCorrupt(
        f"{path} is damaged ({damage}). Nothing was changed. "
        f"Move it away and restore a backup, or start with a new one."
    )


def _code(error: BaseException) -> int | None:
    """SQLite's own number for it, without what it adds in particular."""
    code = getattr(error, "sqlite_errorcode", None)
    return code & 0xFF if isinstance(error, sqlite3.Error) and code is not None else None
