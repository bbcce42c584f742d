"""Opening: a connection that writes, or one that only reads, to a database of this version.

Who opens an older database brings it up to date first, unless another process is at work on it:
a daemon of the older version would fail at its next statement. The instance lock tells. Without
this, what reads after an upgrade fails at the first column that isn't there yet.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import sqlite_utils

from monitor.errors import DatabaseCorrupt, DatabaseInUse, DatabaseUnavailable, StoreError
from monitor.ownership import given_to_owner, made_folder
from monitor.presence import forbidden, is_missing, may_look
from monitor.store.before_upgrade import keep_copy
from monitor.store.lock import InstanceLock
from monitor.store.schema import is_older, migrate, migrations, missing_tables
from monitor.store.trouble import cant_open, damaged, explained
from monitor.store.write_ahead_log import KEPT

BUSY_SECONDS = 30
"""How long a writer waits for another process's transaction (a command beside the daemon)."""
BIG = 1_000_000_000
"""Bytes. A bigger file isn't looked through for damage when it is opened (``soundness``)."""
PATIENCE = 2.0
"""Seconds to wait for who brings it up to date already, before a daemon is blamed."""


def open_writer(path: Path, *, alone: bool) -> sqlite_utils.Database:
    """Open the file to write, making it as needed and bringing it up to date.

    Args:
        path: Where it is.
        alone: Whether the caller holds the instance lock.

    Raises:
        DatabaseCorrupt: SQLite's quick check found damage, or it is no database.
        DatabaseInUse: it is of an older version, which may still be at work on it.
        StoreError: it can't be opened, or is from a newer version.
    """
    try:
        made_folder(path.parent)
        is_new = not path.exists()
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS)
        try:
            _spill_beside(path, connection)
            database = _prepared(connection, path)
            _bring_up_to_date(database, path, alone=alone)
            _check_tables(database, path)
            if is_new:  # what comes beside it later, SQLite gives to whom this belongs
                given_to_owner(*(path.with_name(path.name + end) for end in ("", "-wal", "-shm")))
        except BaseException:
            connection.close()
            raise
    except (sqlite3.Error, OSError) as error:
        raise cant_open(error, path) from error
    return database


def open_reader(path: Path) -> sqlite_utils.Database:
    """Open the file read-only; one of an older version is brought up to date first.

    Raises:
        DatabaseCorrupt: it is no database.
        DatabaseInUse: it is of an older version, which may still be at work on it.
        StoreError: there is no such file, it is of another version, or it can't be read.
    """
    database = _connect(path)
    try:
        if is_older(database, path):
            database.close()
            _bring_up_to_date_first(path)
            database = _connect(path)
        is_ours = bool(migrations.applied(database))
        if is_ours:
            _check_tables(database, path)
    except sqlite3.Error as error:
        database.close()
        raise cant_open(error, path) from error
    except BaseException:
        database.close()
        raise
    if not is_ours:
        database.close()
        raise DatabaseUnavailable(
            f"{path} holds no news-monitor data yet; has `news-monitor run` been started?"
        )
    return database


@contextmanager
def reading(path: Path) -> Iterator[sqlite_utils.Database]:
    """Open the file read-only for a ``with`` statement: for commands beside the daemon."""
    database = open_reader(path)
    try:
        with explained(path):
            yield database
    finally:
        database.close()


def is_big(path: Path) -> bool:
    """Whether a database is too big to be looked through each time that it is opened."""
    return path.stat().st_size > BIG


def examine(path: Path, *, thoroughly: bool) -> None:
    """Look whether a database can be used, if it is there at all. Nothing is changed.

    Args:
        path: Where it is.
        thoroughly: Whether to look through a big one, too, which takes minutes.

    Raises:
        DatabaseCorrupt: SQLite's quick check found damage, or it is no database.
        StoreError: it is of a newer version, or can't be read.
    """
    if is_missing(path):
        return
    database = _connect(path)
    try:
        with explained(path):
            older = is_older(database, path)
            if thoroughly or not is_big(path):
                result = str(database.execute("PRAGMA quick_check(1)").fetchone()[0])
                if result != "ok":
                    raise damaged(path, result)
            if migrations.applied(database) and not older:
                _check_tables(database, path)
    finally:
        database.close()


_spilling = threading.Lock()
"""Held for good by who was the first to say where."""


def _spill_beside(path: Path, connection: sqlite3.Connection) -> None:
    """Have SQLite put what it sorts, and can't hold in memory, where the database is.

    In /tmp, which may be small, it would say that the database's disk is full. It is a setting of
    the process, to be made before there are other connections. (The variable SQLITE_TMPDIR is read
    when Python loads SQLite: too early for us.)
    """
    if _spilling.acquire(blocking=False):
        folder = str(path.absolute().parent).replace("'", "''")
        with suppress(sqlite3.Error):  # nobody may write there, or this SQLite can't do it
            connection.execute(f"PRAGMA temp_store_directory = '{folder}'")


def _connect(path: Path) -> sqlite_utils.Database:
    if not may_look(path):
        raise DatabaseUnavailable(forbidden(path))
    if not path.exists():
        raise DatabaseUnavailable(f"{path} isn't there yet; has `news-monitor run` been started?")
    if not path.is_file():  # a pipe would be waited on for ever
        raise DatabaseUnavailable(f"{path} isn't a file; name one as `database`")
    try:
        connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode=ro",
            uri=True,
            timeout=BUSY_SECONDS,
            check_same_thread=False,
        )
        connection.execute("PRAGMA query_only = ON")
    except sqlite3.Error as error:
        raise DatabaseUnavailable(
            f"{path} can't be opened: {error}; has `news-monitor run` been started?"
        ) from None
    return sqlite_utils.Database(connection)


def _prepared(connection: sqlite3.Connection, path: Path) -> sqlite_utils.Database:
    if not is_big(path):
        damage = [row[0] for row in connection.execute("PRAGMA quick_check(5)")]
        if damage != ["ok"]:
            raise damaged(path, "; ".join(damage))
    # Of effect only in a new file: lets it shrink later (``retention``).
    connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"PRAGMA journal_size_limit = {KEPT}")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    return sqlite_utils.Database(connection)


def _check_tables(database: sqlite_utils.Database, path: Path) -> None:
    """See that an up-to-date database has all its tables: another tool may have dropped one."""
    if missing := missing_tables(database):
        raise damaged(path, f"the table {missing[0]} is missing")


def _bring_up_to_date(database: sqlite_utils.Database, path: Path, *, alone: bool) -> None:
    older = is_older(database, path)
    if alone or not older:  # a new one has nobody at work on it
        if older:
            keep_copy(database, path)
        migrate(database, path)
        return
    end = time.monotonic() + PATIENCE
    while is_older(database, path):
        try:
            with InstanceLock(path):
                if is_older(database, path):  # still: somebody else may just have done so
                    keep_copy(database, path)
                migrate(database, path)
        except DatabaseInUse as error:
            if time.monotonic() > end:
                who = f"process {error.holder}" if error.holder else "another process"
                raise DatabaseInUse(
                    f"{path} was written by an older news-monitor, and {who} is using it; "
                    f"restart that process with this version to bring the database up to date",
                    holder=error.holder,
                ) from None
            time.sleep(0.1)


def _bring_up_to_date_first(path: Path) -> None:
    """Do so for who only reads."""
    try:
        open_writer(path, alone=False).close()
    except (DatabaseCorrupt, DatabaseInUse):
        raise
    except StoreError as error:
        raise DatabaseUnavailable(
            f"{path} was written by an older news-monitor; start `news-monitor run` or `once` "
            f"to bring it up to date"
        ) from error
