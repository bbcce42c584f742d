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
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import sqlite_utils

from monitor.errors import DatabaseUnavailable, StoreError
from monitor.store.opening import open_reader, open_writer, reading
from monitor.store.same_file import SameFile
from monitor.store.trouble import explained, in_plain_words
from monitor.store.write_ahead_log import WriteAheadLog
from monitor.supervision import supervise
from monitor.troubles import Troubles

__all__ = ["Database", "open_reader", "reading"]

T = TypeVar("T")
Write = Callable[[sqlite_utils.Database], Any]
_Job = tuple[Write, Future[Any]]

RETRY_SECONDS = 5.0
"""After so long what couldn't be written is tried again (``insist``)."""
MAX_GROUP = 256
"""Writes that share one commit at most, so that none waits long."""
READERS_CACHE = 512
"""Kilobytes of the file that a thread which reads keeps in memory; SQLite's own would be 2,000.

Each commit voids them, and the system has them anyway.
"""
_CLOSING = 500
"""Milliseconds that the last tidying waits for those who read."""


class Database:
    """An open database. Close it, or use it in a ``with`` statement."""

    def __init__(
        self,
        path: Path,
        *,
        alone: bool = False,
        written: Callable[[BaseException | None], None] = lambda _: None,
        troubles: Troubles | None = None,
    ) -> None:
        """Open the file, making or migrating it as needed.

        Args:
            path: Where it is.
            alone: Whether the caller holds the instance lock (``opening``).
            written: Called on the writer thread after each commit, with the error if it failed.
            troubles: Where it is told what keeps the database from being well.

        Raises:
            DatabaseCorrupt: SQLite's quick check found damage.
            StoreError: the file can't be opened, isn't a database, or is from another version.
        """
        self.path = path
        self._alone = alone
        self._written = written
        self._troubles = troubles or Troubles()
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._readers = threading.local()
        self._open_readers: list[sqlite3.Connection] = []
        self._closed = False
        self._impatient = threading.Event()
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

        Raises:
            DatabaseUnavailable: nothing can be written now: the disk is full, say.
            StoreError: it is closed.
        """
        return self.submit(write).result()

    def insist(self, write: Callable[[sqlite_utils.Database], T]) -> T:
        """Like ``write``, again and again while nothing can be written, until ``give_up``.

        For what has happened, and would be lost or done twice if it weren't written down.
        """
        while True:
            try:
                return self.write(write)
            except DatabaseUnavailable:
                if self._impatient.wait(RETRY_SECONDS):
                    raise

    def give_up(self) -> None:
        """From now on nobody waits for a disk to have space again."""
        self._impatient.set()

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
            reader.execute(f"PRAGMA cache_size = {-READERS_CACHE}")
            self._readers.database = reader
            with self._lock:
                self._open_readers.append(reader.conn)
        return reader

    @property
    def troubles(self) -> Troubles:
        """Where it is said what keeps the database from being well."""
        return self._troubles

    @property
    def works(self) -> bool:
        """Whether there is still somebody to write; False only after ``close``, or a bug."""
        return self._writer.is_alive()

    def close(self) -> None:
        """Finish queued writes, then close every connection. Safe to call twice."""
        self.give_up()
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

    def __exit__(self, _: object, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
        if isinstance(error, Exception):
            with explained(self.path):
                raise error.with_traceback(trace)

    def _write_loop(self, ready: Future[None]) -> None:
        try:
            database = open_writer(self.path, alone=self._alone)
        except BaseException as error:  # noqa: BLE001 - the opener gets it, whatever it is
            self._closed = True
            ready.set_exception(error)
            return
        ready.set_result(None)
        log = WriteAheadLog(self.path, self._troubles)
        file = SameFile(self.path)

        def keep_writing() -> None:
            while (group := self._next_group()) is not None:
                self._written(_run_group(database, group, file, self.path))
                log.keep_small(database.conn)

        try:
            supervise("store-writer", keep_writing, troubles=self._troubles, rest=lambda _: False)
        finally:
            self._refuse_the_rest()
            _checkpoint(database)
            database.close()

    def _refuse_the_rest(self) -> None:
        """Let nobody wait for ever for a thread that has ended."""
        with self._lock:
            self._closed = True
        while True:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                return
            if job is not None:
                job[1].set_exception(StoreError(f"{self.path} is closed"))

    def _next_group(self) -> list[_Job] | None:
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


def _run_group(
    database: sqlite_utils.Database, group: list[_Job], file: SameFile, path: Path
) -> BaseException | None:
    """Run the writes in one transaction, each in its savepoint; answer them after the commit.

    Returns what is wrong with the database, if one of them found that out.
    """
    connection = database.conn
    answers: list[tuple[Future[Any], Any, BaseException | None]] = []
    try:
        if connection.in_transaction:  # the last one couldn't even be undone
            connection.rollback()
        file.check()
        connection.execute("BEGIN IMMEDIATE")
        for write, future in group:
            try:
                with database.atomic():  # inside a transaction: a savepoint
                    answers.append((future, write(database), None))
            except Exception as error:
                if not connection.in_transaction:  # a full disk has undone those before, too
                    raise
                answers.append((future, None, in_plain_words(error, path)))
        connection.execute("COMMIT")
    except BaseException as error:  # noqa: BLE001 - a full disk fails the commit: all must know
        failed = in_plain_words(error, path)
        with suppress(sqlite3.Error):
            connection.rollback()
        for _, future in group:
            future.set_exception(failed)
        return failed
    for future, result, failure in answers:
        if failure is None:
            future.set_result(result)
        else:
            future.set_exception(failure)
    return next((failure for *_, failure in answers if isinstance(failure, StoreError)), None)


def _checkpoint(database: sqlite_utils.Database) -> None:
    """Leave one tidy file behind."""
    try:
        # A statement that an error has left open reads on until its connection closes, after this.
        database.conn.execute(f"PRAGMA busy_timeout = {_CLOSING}")
        database.conn.execute("PRAGMA optimize")
        database.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error:  # another process reads: the next one to close will do it
        return
