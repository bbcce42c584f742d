"""What people were told of each feed's health: the columns ``told_health`` and ``told_since``.

Beside them stands the feed's health as its last poll left it. Without what was told, each change
would be told again every ten minutes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlite_utils

from monitor.feeds.state.feed import FeedState
from monitor.feeds.state.health import Health
from monitor.store.codec import from_json
from monitor.store.moment import from_text_or_none, to_text_or_none


@dataclass(frozen=True, slots=True, kw_only=True)
class UntoldHealth:
    """A feed whose health isn't what was told of it."""

    feed_id: int
    url: str
    """May hold secrets."""
    label: str
    """The user's name for it, else its own title; empty where it has neither."""
    health: Health
    told_since: datetime | None
    """When the trouble began that was told last; None: it was told to be well, or of no time."""
    state: FeedState


@dataclass(frozen=True, slots=True)
class Heard:
    """What the feeds that are polled over the network have in common."""

    hosts: int
    last_at: datetime | None
    """When any of them last answered well; None: none ever has."""


def untold(db: sqlite_utils.Database, healths: Collection[Health]) -> list[UntoldHealth]:
    """Active feeds that are in one of these healths and were told to be in another, by name."""
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
        UntoldHealth(
            feed_id=id_,
            url=url,
            label=label,
            health=Health(health),
            told_since=from_text_or_none(told_since),
            state=from_json(FeedState, state),
        )
        for id_, url, label, health, told_since, state in rows
    ]


def heard(db: sqlite_utils.Database) -> Heard:
    """How many hosts are polled, and when one last answered."""
    hosts, last = db.execute(
        "SELECT count(DISTINCT host), max(last_success_at) FROM feeds "
        "WHERE active AND NOT disabled AND host <> ''"
    ).fetchone()
    return Heard(hosts, from_text_or_none(last))


def keep(db: sqlite_utils.Database, told: Mapping[int, tuple[Health, datetime | None]]) -> None:
    """Remember what was told, by the feed's id: its health, and since when it is in trouble."""
    db.conn.executemany(
        "UPDATE feeds SET told_health = ?, told_since = ? WHERE id = ?",
        [(health.value, to_text_or_none(since), id_) for id_, (health, since) in told.items()],
    )
