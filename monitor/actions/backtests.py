"""Record what a backtest found in the history; nobody is told of it.

Without this module a rule would have no history before the day on which it was written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import sqlite_utils

from monitor.alerts.planning.reasons import BACKTEST
from monitor.rules.rule import Match
from monitor.store.database import Database
from monitor.store.history import near_misses
from monitor.store.reading.backtest_items import PastItem
from monitor.store.writing import items, matches

WRITE_EVERY = 500
"""Matches written in one transaction: the daemon's own writes wait for no longer."""


class Recording:
    """Takes matches one by one and records them, some at a time."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[tuple[PastItem, Match]] = []
        self.new = 0
        """How many of those written so far the history didn't have."""

    def add(self, item: PastItem, match: Match) -> None:
        """Take a match of a stored item."""
        self._waiting.append((item, match))
        if len(self._waiting) >= WRITE_EVERY:
            self.finish()

    def finish(self) -> None:
        """Write what hasn't been written yet."""
        found, self._waiting = self._waiting, []
        self.new += self._database.write(lambda db: record(db, found))


@contextmanager
def recording(database: Database) -> Iterator[Recording]:
    """Record matches; all are written when the ``with`` statement ends without an error."""
    made = Recording(database)
    yield made
    made.finish()


def record(db: sqlite_utils.Database, found: Iterable[tuple[PastItem, Match]]) -> int:
    """Write matches into the history as of when their items came; nobody is told of them.

    One that is there already stays as it is, and what was a near miss is none any more.

    Args:
        db: In a transaction.
        found: Stored items, each with what matched; those that are gone by now are left out.

    Returns:
        How many were new.
    """
    new = 0
    for past, match in found:
        if not items.exists(db, past.id):
            continue
        if matches.add(db, past.id, match, at=past.seen_at, withheld=BACKTEST, renew=False):
            new += 1
            near_misses.forget(db, past.id, match.rule)
    return new
