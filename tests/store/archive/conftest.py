from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.config.tables.keep import Keep
from monitor.store.archive import moving

KEEP = Keep(items=None, archive=timedelta(days=30))


@pytest.fixture
def told(database, now, record):
    """Record stories that were told long ago; the days since then, one for each title."""

    def told(*titles, days=100, **rest):
        old = now - timedelta(days=days)
        record(*titles, published=old, at=old, **rest)
        database.write(
            lambda db: db.execute(
                "UPDATE deliveries "
                "SET state = 'delivered', next_attempt_at = NULL, delivered_at = ?",
                [old.isoformat()],
            )
        )

    return told


@pytest.fixture
def archive(database, now):
    """Move what is older than thirty days."""

    def archive(keep=KEEP):
        return moving.move(database, keep, now=now)

    return archive


@pytest.fixture
def counts(database):
    def counts(*tables, of=None):
        db = of or database.read()
        return [db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables]

    return counts
