"""Facts: what the database and its disk show of how the program is.

Read-only. Without this module a daemon whose process runs would be taken for one that works.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import sqlite_utils

from monitor.store.archive.months import Month, months
from monitor.store.feeds.feeds import LEASE, last_read_at
from monitor.store.judge import verdicts
from monitor.store.judge.verdicts import Costs
from monitor.store.timestamps import from_text_or_none, to_text

UNDER_WAY = timedelta(minutes=1)
"""A poll that was begun so long ago and hasn't ended counts as late: whoever has it may hang."""
RECENT = timedelta(days=1)
"""What was given up within so long is still to be told of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbox:
    """What waits for one target, and how it went."""

    pending: int = 0
    """To be sent as soon as can be; what is held for a digest isn't among them."""
    oldest_at: datetime | None = None
    """Since when the first of them waits."""
    error: str = ""
    """Why the last try at one of them failed."""
    held: int = 0
    dead: int = 0
    recently_dead: int = 0
    """Given up within ``RECENT``, and not sent again since."""
    delivered_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """How it stands at one moment."""

    feeds: int = 0
    """Active ones, without those that were given up."""
    failing: int = 0
    """Of them: whose last poll failed."""
    unread: int = 0
    """Of them: those that could never be read so far, for no fault of theirs."""
    given_up: int = 0
    overdue: timedelta = timedelta(0)
    """How late the poll is that is latest."""
    read_at: datetime | None = None
    """When any feed was last read."""
    targets: Mapping[str, Outbox] = field(default_factory=dict)
    """By name: those that were asked about, and each that something was ever to be sent to."""
    judge: Costs = field(default_factory=Costs)
    """What asking the user's model has cost so far."""
    database_bytes: int = 0
    log_bytes: int = 0
    """Of the write-ahead log."""
    free_bytes: int = 0
    """Of the disk that the database is on."""
    archive: Sequence[Month] = ()
    """The months that have a file of their own."""
    archive_bytes: int = 0
    missing: Sequence[Path] = ()
    """Those of their files that aren't there."""

    @property
    def ok(self) -> int:
        """How many feeds were read the last time."""
        return self.feeds - self.failing - self.unread


def read_facts(
    db: sqlite_utils.Database, path: Path, *, targets: Iterable[str] = (), now: datetime
) -> Facts:
    """Read them.

    Args:
        db: The database, to be read.
        path: Its file.
        targets: The names of those that there are.
        now: Aware.
    """
    feeds, failing, unread, given_up, next_at = db.execute(
        """
        SELECT coalesce(sum(NOT disabled), 0),
            coalesce(sum(NOT disabled AND failures > 0), 0),
            coalesce(sum(NOT disabled AND failures = 0 AND last_success_at IS NULL), 0),
            coalesce(sum(disabled), 0),
            min(CASE WHEN NOT disabled AND (leased_until IS NULL OR leased_until < ?)
                THEN next_poll_at END)
        FROM feeds WHERE active
        """,
        [to_text(now + LEASE - UNDER_WAY)],
    ).fetchone()
    due = from_text_or_none(next_at)
    archive = [month for month in months(db) if month.batch]
    return Facts(
        feeds=feeds,
        failing=failing,
        unread=unread,
        given_up=given_up,
        overdue=max(now - due, timedelta(0)) if due else timedelta(0),
        read_at=last_read_at(db),
        targets=dict.fromkeys(targets, Outbox()) | outboxes(db, now),
        judge=verdicts.costs(db),
        database_bytes=_size(path),
        log_bytes=_size(path.with_name(path.name + "-wal")),
        free_bytes=shutil.disk_usage(path.parent).free,
        archive=archive,
        archive_bytes=sum(_size(month.path) for month in archive),
        missing=[month.path for month in archive if not month.path.exists()],
    )


def outboxes(db: sqlite_utils.Database, now: datetime) -> dict[str, Outbox]:
    """Return what waits for each target that something was ever to be sent to, by its name."""
    errors = {
        target: error
        for target, error, _ in db.execute(
            # With max(), the other columns are those of the row that has it: the last try.
            """
            SELECT target, last_error, max(coalesce(at, ''))
            FROM deliveries LEFT JOIN attempts
                ON attempts.delivery_id = deliveries.id AND result <> 'begun'
            WHERE state = 'pending' AND hold = '' AND last_error <> '' GROUP BY target
            """
        )
    }
    rows = db.execute(
        """
        SELECT target,
            sum(state = 'pending' AND hold = ''),
            min(CASE WHEN state = 'pending' AND hold = '' THEN created_at END),
            sum(state = 'pending' AND hold <> ''), sum(state = 'dead'),
            sum(state = 'dead' AND created_at > ?), max(delivered_at)
        FROM deliveries GROUP BY target
        """,
        [to_text(now - RECENT)],
    ).fetchall()
    return {
        target: Outbox(
            pending=pending,
            oldest_at=from_text_or_none(oldest),
            error=errors.get(target, ""),
            held=held,
            dead=dead,
            recently_dead=recently,
            delivered_at=from_text_or_none(delivered),
        )
        for target, pending, oldest, held, dead, recently, delivered in rows
    }


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
