"""WriteAheadLog: keeps the file beside the database that takes every change first (WAL) small.

SQLite moves what is in it into the database, and begins it anew, when nobody reads. A program that
reads without a pause (a forgotten shell, a stuck pipe) keeps it from that: the file grows with
every change, and stays so large afterwards. Here it is cut down as soon as that is possible, and
until then the trouble is told. Without this module a full disk would be the first sign of it.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

from monitor.troubles import Troubles

logger = logging.getLogger(__name__)

LIMIT = 64_000_000
"""Bytes; a larger one is cut down. Everyday ones have four million."""
KEPT = 16_000_000
"""Bytes that SQLite leaves of it when it begins anew."""
TROUBLE = "write-ahead log"
CURE = (
    "end what has been reading it for long, such as a database shell or a copy; then the file "
    "shrinks by itself"
)
_EACH = 10.0
"""Seconds from one try at cutting it down to the next."""


class WriteAheadLog:
    """Watches the log of one database. For one thread: the writer's.

    Args:
        database: The database's path.
        troubles: Where it is told that it can't be cut down.
        limit: Bytes; a larger one is cut down. Default: ``LIMIT``.
        counting: Seconds that nobody sets.
    """

    def __init__(
        self,
        database: Path,
        troubles: Troubles,
        *,
        limit: int | None = None,
        counting: Callable[[], float] = time.monotonic,
    ) -> None:
        self._path = database.with_name(f"{database.name}-wal")
        self._troubles = troubles
        self._limit = LIMIT if limit is None else limit
        self._counting = counting
        self._not_before = 0.0
        self._was_large = False

    def keep_small(self, connection: sqlite3.Connection) -> None:
        """Cut it down if it is too large and nobody reads; never waits for who does.

        Args:
            connection: The writer's, in no transaction.
        """
        if self._size() > self._limit:
            if self._counting() < self._not_before:
                return
            self._not_before = self._counting() + _EACH
            self._was_large = True
            _truncate(connection)
            if (size := self._size()) > self._limit:
                self._tell(size)
                return
        if self._was_large:
            self._was_large = False
            self._troubles.over(TROUBLE)

    def _tell(self, size: int) -> None:
        is_new = all(each.name != TROUBLE for each in self._troubles.now())
        self._troubles.met(
            TROUBLE,
            f"{self._path} has grown to {size / 1e6:,.0f} MB, for a program has been reading the "
            "database without a pause",
            cure=CURE,
        )
        if is_new:  # its size is another each time
            logger.warning(
                "%s grows, for a program reads the database without a pause; %s",
                self._path,
                CURE,
                extra={"event": "long-reader"},
            )

    def _size(self) -> int:
        try:
            return self._path.stat().st_size
        except OSError:
            return 0


def _truncate(connection: sqlite3.Connection) -> None:
    (patience,) = connection.execute("PRAGMA busy_timeout").fetchone()
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.Error:  # it is locked: the next time
        return
    finally:
        connection.execute(f"PRAGMA busy_timeout = {patience}")
