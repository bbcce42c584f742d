"""Backups: a copy of the database made while it is in use, and putting one back.

backup     VACUUM INTO a new file beside the target, check it, give it its name
restore    check the copy, put the old database aside, put the copy in its place, bring it up to
           date
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import sqlite_utils

from monitor.errors import DatabaseCorrupt, StoreError
from monitor.ownership import given_to_owner, no_link
from monitor.store.database import Database
from monitor.store.lock import InstanceLock
from monitor.store.opening import BUSY_SECONDS
from monitor.store.schema import check_version, migrations, missing_tables
from monitor.store.trouble import damaged, in_plain_words

_ROOM = "choose a folder that can be written to and has room for it"
_BESIDE = ("", "-wal", "-shm")
"""What a database's files end in."""


def backup(database: Path, copy: Path) -> int:
    """Copy a database, also one that is in use; return the copy's size in bytes.

    Raises:
        StoreError: There is no database, the copy's name is taken, the disk is full, or the copy
            isn't sound.
    """
    if copy.exists():
        raise StoreError(f"{copy} already exists and won't be overwritten; name another file")
    if not database.is_file():
        raise StoreError(f"there is no database {database}; has `news-monitor run` been started?")
    making = copy.with_name(f".{copy.name}.{os.getpid()}")
    try:
        # What was committed last may have to be taken up from beside it, if it may be.
        access = "rw" if os.access(database, os.W_OK) else "ro"
        uri = f"{database.resolve().as_uri()}?mode={access}"
        # SQLite takes an empty file, too: so nobody may read more of it than of the database.
        making.unlink(missing_ok=True)  # of a process of that number that was killed
        mode = database.stat().st_mode & 0o777 | 0o200
        os.close(os.open(making, os.O_CREAT | os.O_EXCL, mode))
        given_to_owner(making)
        with closing(sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS)) as connection:
            connection.execute("VACUUM INTO ?", [str(making)])
        _check(making, name=database)
        sync(making)
        os.link(making, copy)  # unlike renaming, never overwrites
    except FileExistsError:
        raise StoreError(
            f"{copy} already exists and won't be overwritten; name another file"
        ) from None
    except sqlite3.Error as error:
        known = in_plain_words(error, database)
        if isinstance(known, DatabaseCorrupt):
            raise known from error
        raise StoreError(f"{database} can't be copied to {copy}: {error}; {_ROOM}") from error
    except OSError as error:
        reason = error.strerror or error
        raise StoreError(f"{database} can't be copied to {copy}: {reason}; {_ROOM}") from error
    finally:
        making.unlink(missing_ok=True)
    sync(copy.parent)
    return copy.stat().st_size


def restore(copy: Path, database: Path, *, now: datetime) -> Path | None:
    """Put a backup in the database's place; return where the old one is kept, if there was one.

    Raises:
        DatabaseInUse: A daemon works on the database.
        StoreError: The copy isn't a sound database of this program, or one of a newer version.
    """
    if not copy.is_file():
        raise StoreError(f"there is no file {copy}")
    with InstanceLock(database):
        making = database.with_name(f".{database.name}.restoring")
        making.unlink(missing_ok=True)
        try:
            _check(copy)
            copied(copy, making, mode=(database if database.exists() else copy).stat().st_mode)
            kept = _put_aside(database, now)
            making.rename(database)
            sync(database.parent)
        except OSError as error:
            raise StoreError(f"{copy} can't be put in place: {error.strerror or error}") from error
        finally:
            making.unlink(missing_ok=True)
        Database(database, alone=True).close()  # brings it up to date
    return kept


def copied(copy: Path, making: Path, *, mode: int) -> None:
    """Copy a file to where none is, with this mode; it is on the disk when this returns.

    Raises:
        OSError: It can't be copied, or there is something.
    """
    with (
        copy.open("rb") as kept,
        open(making, "xb", opener=no_link) as file,
    ):
        os.fchmod(file.fileno(), mode & 0o777)
        shutil.copyfileobj(kept, file, 1 << 20)
        file.flush()
        os.fsync(file.fileno())
    given_to_owner(making)


def _put_aside(database: Path, now: datetime) -> Path | None:
    kept = database.with_name(f"{database.name}.before-{now:%Y%m%dT%H%M%SZ}")
    there = [end for end in _BESIDE if _named(database, end).exists()]
    for end in there:
        if _named(kept, end).exists():
            raise StoreError(f"{_named(kept, end)} is there already; try again in a second")
    for end in there:
        _named(database, end).rename(_named(kept, end))
    return kept if there else None


def _named(path: Path, end: str) -> Path:
    return path.with_name(path.name + end)


def _check(path: Path, *, name: Path | None = None) -> None:
    """See whether the file is a sound database that this version can read.

    Args:
        path: The file.
        name: What messages call it, if otherwise.
    """
    name = name or path
    try:
        uri = f"{path.resolve().as_uri()}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS)) as connection:
            damage = [row[0] for row in connection.execute("PRAGMA integrity_check(5)")]
            if damage != ["ok"]:
                raise StoreError(f"{name} is damaged: {'; '.join(damage)}")
            db = sqlite_utils.Database(connection)
            if not db["_sqlite_migrations"].exists() or not migrations.applied(db):
                raise StoreError(f"{name} isn't a news-monitor database; name another file")
            check_version(db, name)
            if not migrations.pending(db) and (missing := missing_tables(db)):
                raise damaged(name, f"the table {missing[0]} is missing")
    except sqlite3.DatabaseError as error:
        raise StoreError(f"{name} isn't a sound database: {error}") from error


def sync(path: Path) -> None:
    """See a file, or the names in a folder, onto the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
