"""Edits: delivered messages that grow with their events, and what the services call them.

What is kept with a delivery is enough to edit its message, and to reply to it, after a restart.
Without it a message would be out of reach as soon as it was sent.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlite_utils

from monitor.alerts.planning.growth import GROWS_FOR, Growth
from monitor.alerts.post import DELETED, Post
from monitor.store.timestamps import from_text_or_none, to_text, to_text_or_none


@dataclass(frozen=True, slots=True, kw_only=True)
class Growing:
    """A message that may be behind its event."""

    delivery: int
    story: int
    growth: Growth
    reports: int
    """How many its event has by now; of a message that doesn't grow, how many it shows."""
    answers: int = 0
    """How often somebody has answered it by now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edits:
    """What people are told of a message's edits."""

    count: int
    edited_at: datetime | None
    """The last."""
    error: str
    """Why the last one failed; empty if it didn't."""
    over: bool
    """Whether there can be no more."""

    def in_words(self, when: Callable[[datetime], str]) -> str:
        """Say it to people: ``edited 3 times, last 13 Feb 09:20``; ``when`` writes the moment."""
        said = []
        if self.count and self.edited_at is not None:
            times = {1: "once,", 2: "twice, last"}.get(self.count, f"{self.count:,} times, last")
            said.append(f"edited {times} {when(self.edited_at)}")
        if self.error:
            why = "no longer edited" if self.over else "the last edit failed"
            said.append(f"{why}: {self.error}")
        return "; ".join(said)


def keep(db: sqlite_utils.Database, delivery_id: int, posts: Iterable[Post]) -> None:
    """Keep what the services call a message that was delivered just now."""
    for post in posts:
        db.execute(
            "INSERT OR REPLACE INTO posts (delivery_id, recipient, place, message, thread) "
            "VALUES (?, ?, ?, ?, ?)",
            [delivery_id, post.recipient, post.place, post.id, post.thread],
        )


def begin(
    db: sqlite_utils.Database, delivery_id: int, event: int, *, shown: str, at: datetime
) -> None:
    """Have a message grow from now on, unless an earlier one at its target does for its rules.

    One that stands where the target no longer sends, by another bot, say, doesn't count.

    Args:
        db: In a transaction.
        delivery_id: The message, whose posts are kept.
        event: What it is about.
        shown: Digest of what it says.
        at: When it was delivered, aware.
    """
    rules = _rules(db, [delivery_id])
    earlier = db.execute(
        """
        SELECT other.id FROM edits JOIN deliveries other ON other.id = edits.delivery_id
        JOIN deliveries own ON own.id = ? AND own.target = other.target
        WHERE edits.event_id = ? AND edits.until > ? AND edits.grows AND other.id <> own.id
            AND EXISTS (
                SELECT 1 FROM posts old
                JOIN posts new ON new.delivery_id = own.id AND new.recipient = old.recipient
                WHERE old.delivery_id = other.id AND old.gone = ''
            )
        """,
        [delivery_id, event, to_text(at)],
    ).fetchall()
    if rules <= _rules(db, [id_ for (id_,) in earlier]):
        return
    db.execute(
        "INSERT OR REPLACE INTO edits (delivery_id, event_id, shown, until) VALUES (?, ?, ?, ?)",
        [delivery_id, event, shown, to_text(at + GROWS_FOR)],
    )


def behind(
    db: sqlite_utils.Database, target: str, *, now: datetime
) -> tuple[list[Growing], dict[int, datetime]]:
    """Return the messages at a target that don't show all reports and answers, as far as is known.

    Returns:
        These, the longest sent first; and for each story with messages that grow when an edit of
        one of them was last tried.
    """
    rows = db.execute(
        """
        SELECT delivery_id, events.story_id, iif(grows, events.items, reports), answers, reports,
               said, shown, edits, edited_at, tried_at, not_before, failures, error
        FROM edits
        JOIN deliveries ON deliveries.id = edits.delivery_id
        JOIN events ON events.id = edits.event_id
        WHERE until > ? AND deliveries.target = ?
        ORDER BY delivery_id
        """,
        [to_text(now), target],
    ).fetchall()
    found, tried = [], dict[int, datetime]()
    for id_, story, items, answers, reports, said, shown, edits, edited, at, *failed in rows:
        not_before, failures, error = failed
        tried_at = from_text_or_none(at)
        if tried_at is not None:
            tried[story] = max(tried.get(story, tried_at), tried_at)
        if (items, answers) == (reports, said):
            continue
        growth = Growth(
            reports=reports,
            said=said,
            shown=shown,
            edits=edits,
            edited_at=from_text_or_none(edited),
            tried_at=tried_at,
            not_before=from_text_or_none(not_before),
            failures=failures,
            error=error,
        )
        found.append(
            Growing(delivery=id_, story=story, growth=growth, reports=items, answers=answers)
        )
    return found, tried


def save(db: sqlite_utils.Database, delivery_id: int, growth: Growth) -> None:
    """Store how a message stands."""
    db.execute(
        """
        UPDATE edits SET reports = ?, said = ?, shown = ?, edits = ?, edited_at = ?, tried_at = ?,
                         not_before = ?, failures = ?, error = ?,
                         until = CASE WHEN ? THEN NULL ELSE until END
        WHERE delivery_id = ?
        """,
        [
            growth.reports,
            growth.said,
            growth.shown,
            growth.edits,
            to_text_or_none(growth.edited_at),
            to_text_or_none(growth.tried_at),
            to_text_or_none(growth.not_before),
            growth.failures,
            growth.error,
            growth.over,
            delivery_id,
        ],
    )


def answers_to(db: sqlite_utils.Database, delivery_id: int) -> int:
    """Return how often somebody has answered a message, as far as it can be edited."""
    row = db.execute("SELECT answers FROM edits WHERE delivery_id = ?", [delivery_id]).fetchone()
    return row[0] if row else 0


def says(db: sqlite_utils.Database, delivery_id: int, *, answers: int, shown: str) -> None:
    """Note that a message says so many answers, since somebody pressed a button under it."""
    db.execute(
        "UPDATE edits SET said = ?, shown = ? WHERE delivery_id = ?", [answers, shown, delivery_id]
    )


def rest(db: sqlite_utils.Database, target: str, *, until: datetime, now: datetime) -> None:
    """Have no message at a target be edited before then."""
    db.execute(
        """
        UPDATE edits SET not_before = max(coalesce(not_before, ''), ?)
        WHERE until > ? AND delivery_id IN (SELECT id FROM deliveries WHERE target = ?)
        """,
        [to_text(until), to_text(now), target],
    )


def posts(db: sqlite_utils.Database, delivery_id: int) -> tuple[Post, ...]:
    """Return what the services call a message, where it can still be edited."""
    rows = db.execute(
        "SELECT recipient, place, message, thread FROM posts WHERE delivery_id = ? AND gone = ''",
        [delivery_id],
    )
    return tuple(_post(*row) for row in rows)


def lose(db: sqlite_utils.Database, delivery_id: int, recipient: str, reason: str) -> None:
    """Note that a message can't be edited any more at one of its recipients, and why."""
    db.execute(
        "UPDATE posts SET gone = ? WHERE delivery_id = ? AND recipient = ?",
        [reason, delivery_id, recipient],
    )


def first_about(
    db: sqlite_utils.Database, target: str, story: int, *, before: int
) -> tuple[Post, ...]:
    """Return the first message about a story that a target was sent, and has, at each recipient.

    Args:
        db: To read from.
        target: Its name.
        story: The story.
        before: A delivery: only what was sent before it counts.
    """
    rows = db.execute(
        """
        SELECT posts.recipient, posts.place, posts.message, posts.thread
        FROM alerts
        JOIN deliveries own ON own.alert_id = alerts.id AND own.target = ?
        JOIN deliveries sent ON sent.id = coalesce(own.digest_id, own.id)
        JOIN posts ON posts.delivery_id = sent.id
        WHERE alerts.story_id = ? AND sent.id <> ? AND posts.gone <> ?
            AND sent.delivered_at < coalesce(
                (SELECT delivered_at FROM deliveries WHERE id = ?), '9999')
        ORDER BY sent.delivered_at, sent.id
        """,
        [target, story, before, DELETED, before],
    )
    found: dict[str, Post] = {}
    for row in rows:
        found.setdefault(row[0], _post(*row))
    return tuple(found.values())


def of_deliveries(db: sqlite_utils.Database, ids: Collection[int]) -> dict[int, Edits]:
    """Return what there is to tell of the edits of these messages, by id."""
    rows = db.execute(
        """
        SELECT delivery_id, edits, edited_at, error, until IS NULL FROM edits
        WHERE delivery_id IN (SELECT value FROM json_each(?)) AND (edits > 0 OR error <> '')
        """,
        [json.dumps(list(ids))],
    )
    return {
        id_: Edits(
            count=count, edited_at=from_text_or_none(edited_at), error=error, over=bool(over)
        )
        for id_, count, edited_at, error, over in rows
    }


def _rules(db: sqlite_utils.Database, deliveries: Collection[int]) -> set[str]:
    """The rules that speak in these messages."""
    rows = db.execute(
        """
        SELECT DISTINCT alerts.rule FROM json_each(?) message
        JOIN deliveries ON deliveries.id = message.value OR deliveries.digest_id = message.value
        JOIN alerts ON alerts.id = deliveries.alert_id
        """,
        [json.dumps(list(deliveries))],
    )
    return {rule for (rule,) in rows}


def _post(recipient: str, place: str, message: str, thread: str) -> Post:
    return Post(recipient=recipient, place=place, id=message, thread=thread)
