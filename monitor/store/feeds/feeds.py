"""Feeds in the database: which there are, what we remember of each, which is due.

The rows mirror the configuration (``sync``); a feed taken out of it keeps its row and its items and
is no longer ``active``. Without what is remembered, each start would read every feed as if it were
new.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import sqlite_utils

from monitor.feeds.state.feed import Feed
from monitor.feeds.state.feed_state import FeedState
from monitor.feeds.state.health import Health, health_of
from monitor.net.location import shown
from monitor.store.feeds import feed_state
from monitor.store.placeholders import filled, marks
from monitor.store.timestamps import from_text, from_text_or_none, to_text, to_text_or_none

LEASE = timedelta(minutes=10)
"""A feed whose poll neither ended nor was abandoned is due again after this."""
_CUT_OFF = timedelta(minutes=30)
"""If no poll has succeeded for so long, though there were some, feeds aren't being read."""


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A feed as the database knows it."""

    id: int
    url: str
    host: str
    """What politeness counts by; empty for a file."""
    name: str
    tags: tuple[str, ...]
    active: bool
    added_at: datetime
    state: FeedState

    @property
    def label(self) -> str:
        """What to call it: the user's name, else its own title, else its URL."""
        return self.name or self.state.title or self.url

    @property
    def address(self) -> str:
        """What tells it from others of the same name: where it is, without what may be secret."""
        return shown(self.url).partition("://")[2] if self.host else self.url


def sync(
    db: sqlite_utils.Database, feeds: Iterable[Feed], *, now: datetime, running: bool = False
) -> None:
    """Make the rows mirror ``feeds``: new ones are due at once, missing ones become inactive.

    With ``running``, feeds are being polled meanwhile, and leases stay.
    """
    db.execute("UPDATE feeds SET active = 0")
    if not running:
        db.execute("UPDATE feeds SET leased_until = NULL")
    for feed in feeds:
        db.execute(
            """
            INSERT INTO feeds (url, host, name, tags, added_at, next_poll_at)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (url) DO UPDATE SET name = excluded.name, tags = excluded.tags, active = 1
            """,
            [
                feed.url,
                "" if feed.path else host_of(feed.url),
                feed.name,
                json.dumps(feed.tags, ensure_ascii=False),
                to_text(now),
                to_text(now),
            ],
        )


def due(
    db: sqlite_utils.Database, *, now: datetime, limit: int, busy_hosts: Collection[str] = ()
) -> list[FeedRow]:
    """Active feeds whose time has come and that nobody has leased, longest overdue first.

    Feeds of ``busy_hosts`` are left for later, so that a slow host with a thousand feeds doesn't
    stand in the way of the others.
    """
    busy, moment = filled([*busy_hosts]), to_text(now)
    rows = db.execute(
        f"""
        SELECT {_COLUMNS} FROM feeds
        WHERE active AND NOT disabled AND next_poll_at <= ?
          AND (leased_until IS NULL OR leased_until < ?) AND host NOT IN ({marks(busy)})
        ORDER BY next_poll_at LIMIT ?
        """,  # noqa: S608 - constants and placeholders
        [moment, moment, *busy, limit],
    )
    return [_row(row) for row in rows]


def count_due(db: sqlite_utils.Database, *, now: datetime) -> int:
    """How many active feeds are due, leased ones not counted."""
    (count,) = db.execute(
        """
        SELECT count(*) FROM feeds
        WHERE active AND NOT disabled AND next_poll_at <= :now
          AND (leased_until IS NULL OR leased_until < :now)
        """,
        {"now": to_text(now)},
    ).fetchone()
    return int(count)


def next_due_at(db: sqlite_utils.Database) -> datetime | None:
    """When the next feed is due; None where no feed is active."""
    (moment,) = db.execute(
        "SELECT min(next_poll_at) FROM feeds WHERE active AND NOT disabled"
    ).fetchone()
    return from_text_or_none(moment)


def last_read_at(db: sqlite_utils.Database) -> datetime | None:
    """When any active feed was last polled well; None: none ever was."""
    (moment,) = db.execute("SELECT max(last_success_at) FROM feeds WHERE active").fetchone()
    return from_text_or_none(moment)


def last_poll_at(db: sqlite_utils.Database) -> datetime | None:
    """When any active feed was last polled, well or not; None: none ever was."""
    (moment,) = db.execute("SELECT max(last_poll_at) FROM feeds WHERE active").fetchone()
    return from_text_or_none(moment)


def are_read(db: sqlite_utils.Database) -> bool:
    """Whether feeds are being read: of the polls of the last minutes at least one succeeded."""
    (well,) = db.execute(
        """
        SELECT julianday(max(last_poll_at)) - julianday(max(last_success_at)) < ?
        FROM feeds WHERE active
        """,
        [_CUT_OFF / timedelta(days=1)],
    ).fetchone()
    return bool(well)


def lease(db: sqlite_utils.Database, ids: Iterable[int], *, until: datetime) -> None:
    """Mark feeds as being polled; a lease that nobody ends expires by itself."""
    moment = to_text(until)
    db.conn.executemany(
        "UPDATE feeds SET leased_until = ? WHERE id = ?", [(moment, id_) for id_ in ids]
    )


def give_back(db: sqlite_utils.Database, due: Mapping[int, datetime]) -> None:
    """End the leases of feeds of whose polls nothing came, and have them polled at these times."""
    db.conn.executemany(
        "UPDATE feeds SET leased_until = NULL, next_poll_at = ? WHERE id = ?",
        [(to_text(moment), id_) for id_, moment in due.items()],
    )


def save_state(
    db: sqlite_utils.Database,
    feed_id: int,
    state: FeedState,
    *,
    due_at: datetime | None = None,
) -> None:
    """Store a feed's state after its poll, and end the lease.

    A state without ``next_poll_at`` is due at ``due_at``.
    """
    save_states(db, [(feed_id, state)], due_at=due_at)


def save_states(
    db: sqlite_utils.Database,
    states: Iterable[tuple[int, FeedState]],
    *,
    due_at: datetime | None = None,
) -> None:
    """Store the states of several feeds, by id, as ``save_state`` does."""
    db.conn.executemany(
        """
        UPDATE feeds SET host = coalesce(?, host), title = ?, disabled = ?, next_poll_at = ?,
            leased_until = NULL, last_poll_at = ?, last_success_at = ?, failures = ?, error = ?,
            health = ?, state = ?
        WHERE id = ?
        """,
        [
            (
                host_of(state.redirect.fetch_url) or None,
                state.title,
                state.disabled,
                to_text_or_none(state.schedule.next_poll_at or due_at),
                to_text_or_none(state.last_poll_at),
                to_text_or_none(state.last_success_at),
                state.trouble.failures,
                state.trouble.error,
                health_of(state, state.last_poll_at) if state.last_poll_at else Health.OK,
                feed_state.to_text(state),
                feed_id,
            )
            for feed_id, state in states
        ],
    )


def reschedule(db: sqlite_utils.Database, feed_id: int, state: FeedState) -> None:
    """Store when a feed is polled next, and why then, unless it is being polled."""
    db.execute(
        "UPDATE feeds SET next_poll_at = ?, state = ? WHERE id = ? AND leased_until IS NULL",
        [to_text_or_none(state.schedule.next_poll_at), feed_state.to_text(state), feed_id],
    )


def poll_now(
    db: sqlite_utils.Database, *, now: datetime, ids: Collection[int] | None = None
) -> None:
    """Make active feeds due, whatever their schedule says: these, or (``once``) all."""
    some = "" if ids is None else f"AND id IN ({', '.join('?' * len(ids))})"
    db.execute(
        f"UPDATE feeds SET next_poll_at = ? WHERE active AND NOT disabled {some}",  # noqa: S608
        [to_text(now), *(ids or ())],
    )


def by_url(db: sqlite_utils.Database, url: str) -> FeedRow | None:
    """The feed with this URL."""
    row = db.execute(f"SELECT {_COLUMNS} FROM feeds WHERE url = ?", [url]).fetchone()  # noqa: S608
    return _row(row) if row else None


def by_id(db: sqlite_utils.Database, id_: int) -> FeedRow | None:
    """The feed with this number."""
    row = db.execute(f"SELECT {_COLUMNS} FROM feeds WHERE id = ?", [id_]).fetchone()  # noqa: S608
    return _row(row) if row else None


def all_feeds(db: sqlite_utils.Database, *, inactive: bool = False) -> list[FeedRow]:
    """Every feed, by name; with those taken out of the configuration only if asked for."""
    condition = "" if inactive else "WHERE active"
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM feeds {condition} "  # noqa: S608 - constants
        "ORDER BY coalesce(nullif(name, ''), nullif(title, ''), url) COLLATE NOCASE"
    )
    return [_row(row) for row in rows]


def item_counts(db: sqlite_utils.Database) -> dict[int, int]:
    """How many items of each feed are stored, by feed id."""
    return dict(db.execute("SELECT feed_id, count(*) FROM items GROUP BY feed_id").fetchall())


def host_of(url: str) -> str:
    """The host that is asked when this URL is polled; empty for a file's."""
    parts = urlsplit(url)
    return (parts.hostname or "") if parts.scheme in {"http", "https", "imap", "imaps"} else ""


_COLUMNS = "id, url, host, name, tags, active, added_at, next_poll_at, disabled, state"


def _row(row: tuple[int, str, str, str, str, int, str, str | None, int, str]) -> FeedRow:
    id_, url, host, name, tags, active, added_at, next_poll_at, disabled, state = row
    return FeedRow(
        id=id_,
        url=url,
        host=host,
        name=name,
        tags=tuple(json.loads(tags)),
        active=bool(active),
        added_at=from_text(added_at),
        state=feed_state.from_text(state, next_poll_at=next_poll_at, disabled=bool(disabled)),
    )
