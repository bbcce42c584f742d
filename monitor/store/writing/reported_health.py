"""What the last note said of each feed's health: the columns ``told_health`` and ``told_since``.

Beside them stands the feed's health as its last poll left it. Without these columns there would be
a note about each change every ten minutes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlite_utils

from monitor.feeds.state.feed_state import FeedState
from monitor.feeds.state.health import Health
from monitor.store.feeds import feed_state
from monitor.store.timestamps import from_text_or_none, to_text_or_none


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreportedHealth:
    """A feed whose health isn't what the last note said."""

    feed_id: int
    url: str
    """May hold secrets."""
    label: str
    """The user's name for it, else its own title; empty where it has neither."""
    health: Health
    told_since: datetime | None
    """When the trouble that the last note named began; None: it named no trouble, or no time."""
    state: FeedState


@dataclass(frozen=True, slots=True)
class Heard:
    """How many hosts are polled, and when any of them last answered."""

    hosts: int
    last_at: datetime | None
    """When any of them last answered well; None: none ever has."""


def unreported(db: sqlite_utils.Database, healths: Collection[Health]) -> list[UnreportedHealth]:
    """Return active feeds that have one of these healths and had another in the last note.

    Sorted by name.
    """
    marks = ",".join("?" * len(healths))
    rows = db.execute(
        f"""
        SELECT id, url, coalesce(nullif(name, ''), title), health, told_since, state FROM feeds
        WHERE active AND health <> told_health AND health IN ({marks})
        ORDER BY coalesce(nullif(name, ''), nullif(title, ''), url) COLLATE NOCASE
        """,  # noqa: S608 - question marks
        [health.value for health in healths],
    )
    return [
        UnreportedHealth(
            feed_id=id_,
            url=url,
            label=label,
            health=Health(health),
            told_since=from_text_or_none(told_since),
            state=feed_state.from_text(state),
        )
        for id_, url, label, health, told_since, state in rows
    ]


def heard(db: sqlite_utils.Database) -> Heard:
    """Return how many hosts are polled, and when any of them last answered."""
    hosts, last = db.execute(
        "SELECT count(DISTINCT host), max(last_success_at) FROM feeds "
        "WHERE active AND NOT disabled AND host <> ''"
    ).fetchone()
    return Heard(hosts, from_text_or_none(last))


def keep(db: sqlite_utils.Database, told: Mapping[int, tuple[Health, datetime | None]]) -> None:
    """Store what a note said: feed id → its health, and since when it is in trouble."""
    db.conn.executemany(
        "UPDATE feeds SET told_health = ?, told_since = ? WHERE id = ?",
        [(health.value, to_text_or_none(since), id_) for id_, (health, since) in told.items()],
    )
