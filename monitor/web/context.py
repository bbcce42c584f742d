"""Desk: what an answer works with: the configuration, the database, the clock.

Reads on connections of its own, one a thread, that see the last commit and can't write. Writes go
through the daemon's writer; a page that is served alone has none, and can't change anything.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import sqlite_utils

from monitor.actions import configuration
from monitor.actions.configuration import Written
from monitor.actions.send_match import can_send
from monitor.actions.targets import note_test, send_test
from monitor.alerts.planning.policy import Target
from monitor.config import Config, load_config
from monitor.config.tables.web import Web
from monitor.errors import ConfigError, MonitorError, StoreError
from monitor.feeds.cluster.state import ClusterState
from monitor.health.current import Health, health_outside
from monitor.store.database import open_reader
from monitor.store.history.match_list import MatchRow
from monitor.troubles import Trouble, Troubles

CONFIGURATION = "configuration"
"""What a configuration with mistakes is called among the troubles (``process.reload``)."""
T = TypeVar("T")
Write = Callable[[Callable[[sqlite_utils.Database], T]], T]


def utc_now() -> datetime:
    """Return the time, aware UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Standing:
    """How the configuration that is in use stands to the file, and what else is wrong."""

    changed: bool = False
    """The file has changed since, and that isn't in use yet, for no reason that is known."""
    troubles: tuple[Trouble, ...] = ()
    """What is wrong at the moment, such as a reload that failed."""


class Desk:
    """What answers work with, for one configuration. Threads may share it.

    Args:
        config: What is watched.
        web: How the page is served.
        write: Runs a change in a transaction (``Database.write``); None: nothing can be changed.
        words: The folder where lists of known words are kept (``rules.KnownWords``).
        changed: Call it after a change to the outbox, so that the workers look into it.
        clock: Returns the time, aware.
        troubles: What is wrong with the program.
        health: Returns how the daemon is that serves this; None: this page is served alone.
        cluster: Returns how the cluster is that polls; None: there is none.
        metrics: Returns its numbers, for Prometheus.
    """

    def __init__(
        self,
        config: Config,
        web: Web,
        *,
        write: Callable[[Callable[[sqlite_utils.Database], object]], object] | None = None,
        words: Path | None = None,
        changed: Callable[[], None] = lambda: None,
        clock: Callable[[], datetime] = utc_now,
        troubles: Troubles | None = None,
        health: Callable[[], Health] | None = None,
        cluster: Callable[[], ClusterState | None] = lambda: None,
        metrics: Callable[[], bytes] | None = None,
    ) -> None:
        self.config = config
        self.web = web
        self.troubles = troubles or Troubles(clock)
        self._testing = threading.Lock()
        self._written: tuple[tuple[int, ...], Written] | None = None
        self.clock = clock
        self.words = words
        self.changed = changed
        self._write = write
        self._health = health
        self.cluster = cluster
        self.metrics = metrics
        self._readers = Readers(config.database)

    def health(self) -> Health:
        """Return how the program is: as the daemon says that serves this, or as seen from here."""
        if self._health is not None:
            return self._health()
        return health_outside(self.config, now=self.clock())

    @property
    def config(self) -> Config:
        """The configuration in use. Setting it says that the file, as it is, is in use."""
        return self._config

    @config.setter
    def config(self, config: Config) -> None:
        self._config, self._in_use = config, _stamp(config.path)

    def standing(self) -> Standing:
        """Return what a visitor should know before anything else."""
        stamp, troubles = _stamp(self._config.path), self.troubles.now()
        is_told = any(trouble.name == CONFIGURATION for trouble in troubles)
        changed = bool(stamp) and stamp != self._in_use and not is_told
        return Standing(changed=changed, troubles=troubles)

    def written(self) -> Written:
        """Return the entries of the configuration file as it is now, paused ones too.

        While there is a slip in the file, or it is gone: those in use.
        """
        stamp, kept = _stamp(self._config.path), self._written
        if kept is None or kept[0] != stamp:
            try:
                kept = stamp, configuration.written(self._config.path)
            except ConfigError:
                kept = stamp, configuration.in_use(self._config)
            self._written = kept
        return kept[1]

    @property
    def can_write(self) -> bool:
        """Whether votes, retries and silences can be taken, and the configuration be changed."""
        return self._write is not None

    def can_send(self, row: MatchRow) -> bool:
        """Whether a match may be sent now, if somebody asks for it."""
        return self.can_write and can_send(row, self.config.policies)

    def send_test(self, target: str) -> Target:
        """Send a sample alert to a target, as the file has it now: it may just have been added.

        Takes as long as the target's service does; one at a time.

        Raises:
            NoSuchError: There is no such target.
            MonitorError: It couldn't be sent; says why.
        """
        if not self._testing.acquire(blocking=False):
            raise MonitorError("another test is being sent; try again in a moment")
        try:
            config = load_config(self._config.path, environ=os.environ)
            send_test(config, target, now=self.clock())
        finally:
            self._testing.release()
        with suppress(StoreError):  # it was sent all the same
            self.write(lambda db: note_test(db, target, now=self.clock()))
        return config.targets[target]

    def read(self) -> sqlite_utils.Database:
        """Return this thread's read-only connection.

        Raises:
            StoreError: There is no database yet.
        """
        return self._readers.read()

    def write(self, change: Callable[[sqlite_utils.Database], object]) -> None:
        """Make a change; it is on disk when this returns.

        Raises:
            MonitorError: This page only reads.
        """
        if self._write is None:
            raise MonitorError(
                "this page is read-only; to vote, retry or silence, use the page of "
                "`news-monitor run` or the command line"
            )
        self._write(change)

    def close(self) -> None:
        """Close the connections; call it when nobody reads any more."""
        self._readers.close()


def _stamp(path: Path) -> tuple[int, ...]:
    """Tells one state of a file from the next; empty if it isn't there."""
    try:
        stat = path.stat()
    except OSError:
        return ()
    return stat.st_mtime_ns, stat.st_size, stat.st_ino


class Readers:
    """Read-only connections to one file, one a thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._own = threading.local()
        self._all: list[sqlite_utils.Database] = []
        self._lock = threading.Lock()

    def read(self) -> sqlite_utils.Database:
        """Return this thread's connection.

        Raises:
            StoreError: There is no such file yet.
        """
        reader: sqlite_utils.Database | None = getattr(self._own, "reader", None)
        if reader is None:
            reader = self._own.reader = open_reader(self._path)
            with self._lock:
                self._all.append(reader)
        return reader

    def close(self) -> None:
        """Close all of them."""
        with self._lock:
            for reader in self._all:
                reader.close()
            self._all.clear()
