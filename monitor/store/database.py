"""Database: one SQLite file, one writer thread, as many readers as there are threads.

Why it is built so (measured: see docs/store.md): sqlite-utils' own transactions are deferred, and
deferred writers that meet fail at once; a connection shared by threads loses rows. So every write
runs on one thread with its own connection, inside BEGIN IMMEDIATE; writes that queue up meanwhile
share one commit (each in its savepoint, so that one failing leaves the others whole). Readers have
connections of their own, read-only, and see the last commit (WAL).

Without this module readers would meet half a poll, and writes lose rows.
"""

from __future__ import annotations

import queue
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self, TypeVar

import sqlite_utils

from monitor.errors import DatabaseCorrupt, StoreError
from monitor.store.schema import migrate

T = TypeVar("T")
Write = Callable[[sqlite_utils.Database], Any]

BUSY_SECONDS = 30
"""How long a writer waits for another process's transaction (a command beside the daemon)."""
MAX_GROUP = 256
"""Writes that share one commit at most, so that none waits long."""


class Database:
    """An open database. Close it, or use it in a ``with`` statement."""

    def __init__(self, path: Path) -> None:
        """Open the file, making or migrating it as needed.

        Raises:
            DatabaseCorrupt: SQLite's quick check found damage.
            StoreError: The file can't be opened, isn't a database, or is from a newer version.
        """
        self.path = path
        self._jobs: queue.SimpleQueue[tuple[Write, Future[Any]] | None] = queue.SimpleQueue()
        self._readers = threading.local()
        self._open_readers: list[sqlite3.Connection] = []
        self._closed = False
        self._lock = threading.Lock()
        ready: Future[None] = Future()
        self._writer = threading.Thread(
            target=self._write_loop, args=(ready,), name="store-writer", daemon=True
        )
        self._writer.start()
        ready.result()

    def write(self, write: Callable[[sqlite_utils.Database], T]) -> T:
        """Run ``write`` in a transaction on the writer thread and return what it returns.

        When this returns, the change is on disk; when it raises, nothing of it is.
        """
        return self.submit(write).result()

    def submit(self, write: Callable[[sqlite_utils.Database], T]) -> Future[T]:
        """Queue ``write`` as the method of that name does, and return without waiting."""
        future: Future[T] = Future()
        with self._lock:
            if self._closed:
                raise StoreError(f"{self.path} is closed")
            self._jobs.put((write, future))
        return future

    def read(self) -> sqlite_utils.Database:
        """Return this thread's read-only connection."""
        reader = getattr(self._readers, "database", None)
        if reader is None:
            reader = open_reader(self.path)
            self._readers.database = reader
            with self._lock:
                self._open_readers.append(reader.conn)
        return reader

    def close(self) -> None:
        """Finish queued writes, then close every connection. Safe to call twice."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            self._jobs.put(None)
        self._writer.join()
        for connection in self._open_readers:
            connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _write_loop(self, ready: Future[None]) -> None:
        try:
            database = _open_writer(self.path)
        except BaseException as error:  # noqa: BLE001 - the opener gets it, whatever it is
            self._closed = True
            ready.set_exception(error)
            return
        ready.set_result(None)
        try:
            while (group := self._next_group()) is not None:
                _run_group(database, group)
        finally:
            _checkpoint(database)
            database.close()

    def _next_group(self) -> list[tuple[Write, Future[Any]]] | None:
        job = self._jobs.get()
        if job is None:
            return None
        group = [job]
        while len(group) < MAX_GROUP:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                break
            if job is None:
                self._jobs.put(None)
                break
            group.append(job)
        return group


def open_reader(path: Path) -> sqlite_utils.Database:
    """Open the file read-only.

    Raises:
        StoreError: There is no such file.
    """
    try:
        connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode=ro",
            uri=True,
            timeout=BUSY_SECONDS,
            check_same_thread=False,
        )
        connection.execute("PRAGMA query_only = ON")
    except sqlite3.Error as error:
        raise StoreError(
            f"{path} can't be opened: {error}; has `news-monitor run` been started?"
        ) from None
    return sqlite_utils.Database(connection)


@contextmanager
def reading(path: Path) -> Iterator[sqlite_utils.Database]:
    """Open the file read-only for a ``with`` statement: for commands beside the daemon."""
    database = open_reader(path)
    try:
        yield database
    finally:
        database.close()


def _open_writer(path: Path) -> sqlite_utils.Database:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS)
        damage = [row[0] for row in connection.execute("PRAGMA quick_check(5)")]
        if damage != ["ok"]:
            connection.close()
            raise _corrupt(path, "; ".join(damage))
        # Of effect only in a new file: lets it shrink later (``retention``).
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        database = sqlite_utils.Database(connection)
        migrate(database, path)
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise StoreError(f"{path} can't be opened: {error}") from error
        raise _corrupt(path, str(error)) from error
    except OSError as error:
        raise StoreError(f"{path} can't be opened: {error.strerror or error}") from error
    return database


def _corrupt(path: Path, damage: str) -> DatabaseCorrupt:
    return DatabaseCorrupt(
        f"{path} is damaged ({damage}). Nothing was changed. "
        f"Move it away and restore a backup, or start with a new one."
    )


def _run_group(database: sqlite_utils.Database, group: list[tuple[Write, Future[Any]]]) -> None:
    """Run the writes in one transaction, each in its savepoint; answer them after the commit."""
    connection = database.conn
    answers: list[tuple[Future[Any], Any, BaseException | None]] = []
    try:
        connection.execute("BEGIN IMMEDIATE")
        for write, future in group:
            try:
                with database.atomic():  # inside a transaction: a savepoint
                    answers.append((future, write(database), None))
            except Exception as error:  # noqa: BLE001 - the caller gets it, whatever it is
                answers.append((future, None, error))
        connection.execute("COMMIT")
    except BaseException as error:  # noqa: BLE001 - a full disk fails the commit: all must know
        if connection.in_transaction:
            connection.rollback()
        for _, future in group:
            future.set_exception(error)
        return
    for future, result, failure in answers:
        if failure is None:
            future.set_result(result)
        else:
            future.set_exception(failure)


def _checkpoint(database: sqlite_utils.Database) -> None:
    """Leave one tidy file behind."""
    try:
        database.conn.execute("PRAGMA optimize")
        database.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error:  # another process reads: the next one to close will do it
        return
