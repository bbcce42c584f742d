"""Trouble: what SQLite's errors mean, in plain words.

Without it a full disk is a traceback, and nobody can tell what passes from what is a bug of ours.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from monitor.errors import (
    DatabaseCorrupt,
    DatabaseUnavailable,
    DiskFull,
    MonitorError,
    StoreError,
)
from monitor.printable import clean

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
_DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_FORMAT})
_UNDECODABLE = "Could not decode to UTF-8"
"""How Python says that a text isn't one any more."""
_MISSING = re.compile(r"no such table: (?:\w+\.)?(\w+)")
_BY_DAMAGE = (sqlite3.Error, ValueError, TypeError, LookupError, OverflowError)
"""What a value that makes no sense may lead to."""


_CURE = "move it away and restore a backup (news-monitor restore FILE), or start with a new one."
_WRITABLE = "; the file and its folder must be writable for this user (chown or chmod them)"
_LONGEST = 200
"""Characters quoted of what SQLite says."""


class UnreadableError(ValueError):
    """What stands in the database isn't what was written there."""


def in_plain_words(error: BaseException, path: Path) -> BaseException:
    """What went wrong with the database, where it isn't our own doing; else the error itself."""
    code = _code(error)
    if code == sqlite3.SQLITE_FULL:
        return DiskFull(f"the disk is full: nothing can be written to {path}")
    if code in _PASSING:
        return DatabaseUnavailable(f"{path} can't be used now: {error}{_cure(code)}")
    if code == sqlite3.SQLITE_NOTADB:
        return DatabaseCorrupt(
            f"{path} isn't a database, or its beginning is damaged. Nothing was changed. Check the "
            f"path under `database` in the configuration, or {_CURE}"
        )
    if missing := _MISSING.fullmatch(str(error)) if isinstance(error, sqlite3.Error) else None:
        return damaged(path, f"the table {missing[1]} is missing")
    is_undecodable = isinstance(error, sqlite3.Error) and str(error).startswith(_UNDECODABLE)
    if code in _DAMAGE or is_undecodable or isinstance(error, UnreadableError):
        return damaged(path, str(error))
    return error


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Inside the ``with``, errors that are the database's fault are raised in plain words.

    A page that is damaged may raise anything once its values are used: then SQLite is asked.
    """
    try:
        yield
    except MonitorError:
        raise
    except Exception as error:
        known = in_plain_words(error, path)
        if known is error and isinstance(error, _BY_DAMAGE) and (damage := _found(path)):
            known = damaged(path, damage)
        if known is error:
            raise
        raise known from error


def _found(path: Path) -> str:
    """What SQLite's own check finds; empty: nothing."""
    try:
        uri = f"{path.resolve().as_uri()}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            result = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.Error as error:
        return str(error) if _code(error) in _DAMAGE else ""
    return "" if result == "ok" else result


def cant_open(error: sqlite3.Error | OSError, path: Path) -> StoreError:
    """Why it can't be opened."""
    known = in_plain_words(error, path)
    if isinstance(known, DatabaseCorrupt | DiskFull):
        return known
    reason = (isinstance(error, OSError) and error.strerror) or error
    cure = _WRITABLE if isinstance(error, OSError) else _cure(_code(error))
    return DatabaseUnavailable(f"{path} can't be opened: {reason}{cure}")


def damaged(path: Path, damage: str) -> DatabaseCorrupt:
    """That it must be restored."""
    return DatabaseCorrupt(
        f"{path} is damaged ({clean(damage, limit=_LONGEST)}). "
        f"Nothing was changed. {_CURE[0].upper()}{_CURE[1:]}"
    )


def _cure(code: int | None) -> str:
    if code in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN}:
        return _WRITABLE
    return ""


def _code(error: BaseException) -> int | None:
    """SQLite's own number for it, without what it adds in particular."""
    code = getattr(error, "sqlite_errorcode", None)
    return code & 0xFF if isinstance(error, sqlite3.Error) and code is not None else None
