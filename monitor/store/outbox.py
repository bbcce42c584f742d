"""The outbox: deliveries written with the data they tell of, and every attempt at them.

Leaves to others: when to try again (``alerts.delivery``), trying (``deliver``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlite_utils

from monitor.alerts.alert import Alert, Delivery, DeliveryState, Note
from monitor.rules.rule import Hit
from monitor.store import items
from monitor.store.codec import from_json
from monitor.store.moment import from_text, from_text_or_none, to_text, to_text_or_none


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxRow:
    """A delivery with what it delivers: an alert, or a note of the program's own."""

    id: int
    delivery: Delivery
    alert: Alert | None = None
    note: Note | None = None
    created_at: datetime

    @property
    def content(self) -> Alert | Note:
        """The alert or the note."""
        content = self.alert or self.note
        assert content is not None  # a CHECK of the database
        return content

    @property
    def rule(self) -> str:
        """Who speaks: the rule's name, or the program's."""
        return self.alert.rule if self.alert else "news-monitor"

    @property
    def title(self) -> str:
        """What it says, on one line."""
        content = self.content
        return content.title if isinstance(content, Note) else content.item.title


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at a delivery."""

    at: datetime
    result: str
    """``delivered``, ``failed`` or ``dead``."""
    reason: str
    seconds: float


def add_alert(db: sqlite_utils.Database, alert: Alert, *, item_id: int) -> int:
    """Store an alert and return its id; one that is there already stays as it is."""
    db.execute(
        """
        INSERT INTO alerts (key, rule, canonical, story_id, item_id, created_at)
        VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING
        """,
        [alert.key, alert.rule, alert.canonical, alert.story, item_id, to_text(alert.created_at)],
    )
    (id_,) = db.execute("SELECT id FROM alerts WHERE key = ?", [alert.key]).fetchone()
    return int(id_)


def add_deliveries(
    db: sqlite_utils.Database, alert_id: int, deliveries: Iterable[Delivery], *, now: datetime
) -> None:
    """Put deliveries into the outbox; one whose key is there already is the same delivery."""
    _add_deliveries(db, deliveries, alert_id=alert_id, now=now)


def add_note(db: sqlite_utils.Database, note: Note, deliveries: Iterable[Delivery]) -> None:
    """Put a note into the outbox; one that is there already stays as it is."""
    db.execute(
        """
        INSERT INTO notes (key, title, text, created_at) VALUES (?, ?, ?, ?)
        ON CONFLICT (key) DO NOTHING
        """,
        [note.key, note.title, note.text, to_text(note.created_at)],
    )
    (id_,) = db.execute("SELECT id FROM notes WHERE key = ?", [note.key]).fetchone()
    _add_deliveries(db, deliveries, note_id=id_, now=note.created_at)


def _add_deliveries(
    db: sqlite_utils.Database,
    deliveries: Iterable[Delivery],
    *,
    now: datetime,
    alert_id: int | None = None,
    note_id: int | None = None,
) -> None:
    for delivery in deliveries:
        db.execute(
            """
            INSERT INTO deliveries
                (key, alert_id, note_id, target, state, next_attempt_at, created_at)
            VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING
            """,
            [
                delivery.key,
                alert_id,
                note_id,
                delivery.target,
                delivery.state.value,
                to_text_or_none(delivery.next_attempt_at),
                to_text(now),
            ],
        )


def due(
    db: sqlite_utils.Database, target: str, *, now: datetime, limit: int = 20
) -> list[OutboxRow]:
    """Pending deliveries of a target whose time has come, oldest first."""
    return _select(
        db,
        "deliveries.state = 'pending' AND deliveries.target = ? "
        "AND deliveries.next_attempt_at <= ? ORDER BY deliveries.next_attempt_at, deliveries.id "
        "LIMIT ?",
        [target, to_text(now), limit],
    )


def next_attempt_at(db: sqlite_utils.Database, target: str) -> datetime | None:
    """When the target's next delivery is due; None when there is none."""
    (moment,) = db.execute(
        "SELECT min(next_attempt_at) FROM deliveries WHERE state = 'pending' AND target = ?",
        [target],
    ).fetchone()
    return from_text_or_none(moment)


def record_attempt(
    db: sqlite_utils.Database,
    delivery_id: int,
    delivery: Delivery,
    *,
    at: datetime,
    seconds: float,
) -> None:
    """Store what an attempt made of the delivery."""
    result = "failed" if delivery.state is DeliveryState.PENDING else delivery.state.value
    reason = "" if delivery.state is DeliveryState.DELIVERED else delivery.last_error
    db.execute(
        "INSERT INTO attempts (delivery_id, at, result, reason, seconds) VALUES (?, ?, ?, ?, ?)",
        [delivery_id, to_text(at), result, reason, round(seconds, 3)],
    )
    save(db, delivery_id, delivery)


def save(db: sqlite_utils.Database, delivery_id: int, delivery: Delivery) -> None:
    """Store the delivery's state."""
    db.execute(
        """
        UPDATE deliveries SET state = ?, attempts = ?, next_attempt_at = ?, last_error = ?,
                              delivered_at = ?
        WHERE id = ?
        """,
        [
            delivery.state.value,
            delivery.attempts,
            to_text_or_none(delivery.next_attempt_at),
            delivery.last_error,
            to_text_or_none(delivery.delivered_at),
            delivery_id,
        ],
    )


def give_up_on_unknown(db: sqlite_utils.Database, targets: Collection[str]) -> dict[str, int]:
    """Make pending deliveries dead whose target isn't in ``targets``; count them by target.

    Nothing would ever try them, and what is never tried must not look as if it were waiting.
    """
    gone = {
        target: states["pending"]
        for target, states in counts(db).items()
        if target not in targets and "pending" in states
    }
    for target in gone:
        db.execute(
            """
            UPDATE deliveries SET state = 'dead', next_attempt_at = NULL,
                last_error = 'the configuration has no such target any more'
            WHERE state = 'pending' AND target = ?
            """,
            [target],
        )
    return gone


def get(db: sqlite_utils.Database, delivery_id: int) -> OutboxRow | None:
    """The delivery with this id."""
    rows = _select(db, "deliveries.id = ?", [delivery_id])
    return rows[0] if rows else None


def newest(
    db: sqlite_utils.Database,
    *,
    state: DeliveryState | None = None,
    target: str | None = None,
    limit: int,
) -> list[OutboxRow]:
    """Deliveries, newest first."""
    conditions, values = ["1"], list[object]()
    if state is not None:
        conditions.append("deliveries.state = ?")
        values.append(state.value)
    if target is not None:
        conditions.append("deliveries.target = ?")
        values.append(target)
    return _select(
        db,
        f"{' AND '.join(conditions)} ORDER BY deliveries.id DESC LIMIT ?",
        [*values, limit],
    )


def attempts(db: sqlite_utils.Database, delivery_id: int) -> list[Attempt]:
    """Every attempt at a delivery, in order."""
    rows = db.execute(
        "SELECT at, result, reason, seconds FROM attempts WHERE delivery_id = ? ORDER BY id",
        [delivery_id],
    )
    return [Attempt(from_text(at), result, reason, seconds) for at, result, reason, seconds in rows]


def counts(db: sqlite_utils.Database) -> dict[str, dict[str, int]]:
    """How many deliveries stand in each state, by target."""
    found: dict[str, dict[str, int]] = {}
    for target, state, count in db.execute(
        "SELECT target, state, count(*) FROM deliveries GROUP BY target, state"
    ):
        found.setdefault(target, {})[state] = count
    return found


def _select(db: sqlite_utils.Database, where: str, values: list[object]) -> list[OutboxRow]:
    rows = db.execute(
        f"""
        SELECT {items.COLUMNS},
               deliveries.id, deliveries.key, deliveries.target, deliveries.state,
               deliveries.attempts, deliveries.next_attempt_at, deliveries.last_error,
               deliveries.delivered_at, deliveries.created_at,
               alerts.key, alerts.rule, alerts.canonical, alerts.story_id, alerts.created_at,
               coalesce(matches.hits, '[]'),
               notes.key, notes.title, notes.text, notes.created_at
        FROM deliveries
        LEFT JOIN notes ON notes.id = deliveries.note_id
        LEFT JOIN alerts ON alerts.id = deliveries.alert_id
        LEFT JOIN items ON items.id = alerts.item_id
        LEFT JOIN feeds ON feeds.id = items.feed_id
        LEFT JOIN matches ON matches.item_id = items.id AND matches.rule = alerts.rule
        WHERE {where}
        """,  # noqa: S608 - our own constants; what users give are values
        values,
    )
    return [_row(row) for row in rows]


def _row(row: tuple[Any, ...]) -> OutboxRow:
    of_item, rest = row[: items.COLUMN_COUNT], row[items.COLUMN_COUNT :]
    id_, key, target, state, count, next_at, error, delivered_at, created_at = rest[:9]
    return OutboxRow(
        id=id_,
        created_at=from_text(created_at),
        delivery=Delivery(
            key=key,
            target=target,
            state=DeliveryState(state),
            attempts=count,
            next_attempt_at=from_text_or_none(next_at),
            last_error=error,
            delivered_at=from_text_or_none(delivered_at),
        ),
        alert=_alert(of_item, rest[9:15]),
        note=_note(rest[15:]),
    )


def _alert(of_item: tuple[Any, ...], row: tuple[Any, ...]) -> Alert | None:
    key, rule, canonical, story, created_at, hits = row
    if key is None:
        return None
    return Alert(
        key=key,
        rule=rule,
        canonical=canonical,
        story=story,
        item=items.from_row(of_item),
        hits=from_json(tuple[Hit, ...], hits),
        created_at=from_text(created_at),
    )


def _note(row: tuple[Any, ...]) -> Note | None:
    key, title, text, created_at = row
    if key is None:
        return None
    return Note(key=key, title=title, text=text, created_at=from_text(created_at))
