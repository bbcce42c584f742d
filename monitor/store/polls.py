"""Recording one poll whole, in one transaction.

Before it is committed, nothing has happened and the poll is repeated; after it, nothing can be
lost: the deliveries stand in the outbox beside the items that they tell of.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlite_utils

from monitor.alerts.alert import Alert, Delivery
from monitor.feeds.feed import FeedState
from monitor.item import Item
from monitor.rules.rule import Match, NearMiss
from monitor.store import feeds, items, near_misses, outbox, seen
from monitor.store.codec import to_json
from monitor.store.moment import to_text


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedMatch:
    """A match and what was decided to do about it."""

    match: Match
    alert: Alert | None = None
    deliveries: tuple[Delivery, ...] = ()
    withheld: str = ""
    """Why nobody is told, where nobody is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedItem:
    """An item that is new, or was edited, with its new matches."""

    item: Item
    story: int
    matches: tuple[RecordedMatch, ...] = ()
    near_misses: tuple[NearMiss, ...] = ()
    id: int | None = None
    """The stored item that it is an edit of; None: it is new."""
    opens_story: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PollRecord:
    """All that one poll of one feed changes."""

    feed_id: int
    state: FeedState
    items: tuple[RecordedItem, ...] = ()
    seen: bytes | None = None
    """What to remember of the body by; None: what was remembered stays."""
    at: datetime


def record(db: sqlite_utils.Database, poll: PollRecord) -> None:
    """Write it; the caller holds the transaction (``Database.write``)."""
    for recorded in poll.items:
        if recorded.opens_story:
            _open_story(db, recorded, now=poll.at)
        if recorded.id is None:
            item_id = items.add(db, poll.feed_id, recorded.item, story=recorded.story, now=poll.at)
        else:
            item_id = recorded.id
            items.edit(db, item_id, recorded.item, now=poll.at)
        for match in recorded.matches:
            _add_match(db, item_id, match, now=poll.at)
            if recorded.id is not None:
                near_misses.forget(db, item_id, match.match.rule)
        near_misses.add(db, item_id, recorded.near_misses, now=poll.at)
    if poll.seen is not None:
        seen.save(db, poll.feed_id, poll.seen)
    feeds.save_state(db, poll.feed_id, poll.state)


def next_story_id(db: sqlite_utils.Database) -> int:
    """The first id no story has had."""
    (highest,) = db.execute("SELECT max(id) FROM stories").fetchone()
    return (highest or 0) + 1


def _open_story(db: sqlite_utils.Database, recorded: RecordedItem, *, now: datetime) -> None:
    db.execute(
        "INSERT INTO stories (id, title, opened_at, last_item_at) VALUES (?, ?, ?, ?)",
        [
            recorded.story,
            recorded.item.title,
            to_text(recorded.item.published or now),
            to_text(recorded.item.published or now),
        ],
    )


def _add_match(
    db: sqlite_utils.Database, item_id: int, recorded: RecordedMatch, *, now: datetime
) -> None:
    alert_id = None
    if recorded.alert is not None:
        alert_id = outbox.add_alert(db, recorded.alert, item_id=item_id)
        outbox.add_deliveries(db, alert_id, recorded.deliveries, now=now)
    match = recorded.match
    db.execute(
        """
        INSERT INTO matches (item_id, rule, score, hits, matched_at, alert_id, withheld)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (item_id, rule) DO UPDATE SET score = excluded.score, hits = excluded.hits
        """,
        [
            item_id,
            match.rule,
            match.score,
            to_json(match.hits),
            to_text(now),
            alert_id,
            recorded.withheld or None,
        ],
    )
