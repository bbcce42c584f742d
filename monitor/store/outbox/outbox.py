"""The outbox: deliveries written with the data they tell of, and every attempt at them.

Without it what was found when the program was killed, or a target was down, would never be told.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlite_utils

from monitor.alerts.alert import Alert, Delivery, DeliveryState, Named
from monitor.alerts.planning.reasons import NO_ROOM
from monitor.store.outbox import joining, sent
from monitor.store.outbox.outbox_row import OutboxRow, select
from monitor.store.timestamps import from_text, from_text_or_none, to_text, to_text_or_none
from monitor.store.writing import alerts

IN_BUNDLE = "deliveries.state = 'grouped' AND deliveries.hold = ''"
"""Part of a bundle; what is part of a digest keeps why it was held."""
_LISTED = f"NOT ({IN_BUNDLE}) AND deliveries.withheld <> 'judged'"
"""What people are shown by itself. What the user's model said no to was never on its way; it is
listed among the matches."""
UNKNOWN_END = "nobody knows yet whether it arrived"
"""The reason of an attempt that is under way, or over which the program was ended."""
_INSERT = """
    INSERT INTO deliveries
        (key, alert_id, note_id, target, state, hold, next_attempt_at, created_at, asked)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_HELD = "state = 'pending' AND hold <> ''"
_DUE = "deliveries.state = 'pending' AND deliveries.target = ? AND next_attempt_at <= ?"


class AttemptResult(StrEnum):
    """What came of one try at a delivery."""

    DELIVERED = "delivered"
    FAILED = "failed"
    """It is tried again."""
    DEAD = "dead"
    """It was given up."""
    BEGUN = "begun"
    """It is under way; or the program was ended over it, and nobody knows what came of it."""


_RESULTS = {
    DeliveryState.DELIVERED: AttemptResult.DELIVERED,
    DeliveryState.PENDING: AttemptResult.FAILED,
    DeliveryState.DEAD: AttemptResult.DEAD,
}
"""By what an attempt has made of its delivery."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at a delivery."""

    at: datetime
    result: AttemptResult
    reason: str
    seconds: float


def add_alert(db: sqlite_utils.Database, alert: Alert, *, item_id: int) -> int:
    """Store an alert and return its id; one that is there already stays as it is."""
    return alerts.add(db, alert, item_id=item_id)


def add_deliveries(
    db: sqlite_utils.Database, alert_id: int, deliveries: Iterable[Delivery], *, now: datetime
) -> None:
    """Put deliveries into the outbox; one whose key is there already is the same delivery.

    One that was withheld or given up is wanted again; and what was withheld of an alert of which
    somebody will be told isn't any more.
    """
    added = tuple(deliveries)
    put(db, added, alert_id=alert_id, now=now)
    if added:
        db.execute(
            "UPDATE matches SET withheld = NULL WHERE alert_id = ? AND sent_at IS NULL", [alert_id]
        )


def add_first(
    db: sqlite_utils.Database,
    alert: Alert,
    deliveries: Iterable[Delivery],
    *,
    item_id: int,
    now: datetime,
) -> int | None:
    """Store an alert and put its deliveries into the outbox, and return its id.

    None, and nothing is stored: an alert with its key is there already.
    """
    alert_id = alerts.add_new(db, alert, item_id=item_id)
    if alert_id is not None:
        db.conn.executemany(
            _INSERT, [_row(each, alert_id=alert_id, note_id=None, now=now) for each in deliveries]
        )
    return alert_id


def put(
    db: sqlite_utils.Database,
    deliveries: Iterable[Delivery],
    *,
    now: datetime,
    alert_id: int | None = None,
    note_id: int | None = None,
) -> None:
    """Put deliveries of an alert or a note into the outbox (``add_deliveries``, ``notes``)."""
    for delivery in deliveries:
        given_up_in = _given_up_in(db, delivery.key)
        db.execute(
            f"""
            {_INSERT}
            ON CONFLICT (key) DO UPDATE SET
                state = excluded.state, hold = excluded.hold, asked = excluded.asked,
                next_attempt_at = excluded.next_attempt_at, created_at = excluded.created_at,
                withheld = '', silence_id = NULL, attempts = 0, digest_id = NULL
            WHERE deliveries.state = 'withheld' OR deliveries.alert_id IS NOT NULL
                AND (deliveries.state = 'dead' OR deliveries.digest_id = ?)
            """,
            [*_row(delivery, alert_id=alert_id, note_id=note_id, now=now), given_up_in],
        )
        joining.remove_if_empty(db, given_up_in)


def _row(
    delivery: Delivery, *, alert_id: int | None, note_id: int | None, now: datetime
) -> tuple[object, ...]:
    """What ``_INSERT`` takes."""
    return (
        delivery.key,
        alert_id,
        note_id,
        delivery.target,
        delivery.state.value,
        delivery.hold.value if delivery.hold else "",
        to_text_or_none(delivery.next_attempt_at),
        to_text(now),
        delivery.asked,
    )


def _given_up_in(db: sqlite_utils.Database, key: str) -> int | None:
    """The message that was given up with this delivery in it; None: there is none."""
    row = db.execute(
        """
        SELECT whole.id FROM deliveries own JOIN deliveries whole ON whole.id = own.digest_id
        WHERE own.key = ? AND whole.state = 'dead'
        """,
        [key],
    ).fetchone()
    return row[0] if row else None


def due(
    db: sqlite_utils.Database, target: str, *, now: datetime, limit: int = 20
) -> list[OutboxRow]:
    """Pending deliveries of a target whose time has come, oldest first.

    Those that were held are among them once they have been released. Alerts come with the outlets
    that have their stories by now.
    """
    return select(
        db,
        f"{_DUE} AND hold = '' ORDER BY next_attempt_at, deliveries.id LIMIT ?",
        [target, to_text(now), limit],
        grown=True,
    )


def next_attempt_at(db: sqlite_utils.Database, target: str) -> datetime | None:
    """When the target's next delivery is due; None when there is none."""
    (moment,) = db.execute(
        "SELECT min(next_attempt_at) FROM deliveries WHERE state = 'pending' AND target = ?",
        [target],
    ).fetchone()
    return from_text_or_none(moment)


def begin_attempt(db: sqlite_utils.Database, delivery_id: int, *, at: datetime) -> int | None:
    """Store that a delivery is about to be sent; return the attempt's number.

    None: it isn't to be sent any more.
    """
    row = db.execute(
        """
        INSERT INTO attempts (delivery_id, at, result, reason, seconds)
        SELECT id, ?, ?, ?, 0 FROM deliveries WHERE id = ? AND state = 'pending' RETURNING id
        """,
        [to_text(at), AttemptResult.BEGUN, UNKNOWN_END, delivery_id],
    ).fetchone()
    return row[0] if row else None


def record_attempt(
    db: sqlite_utils.Database,
    delivery_id: int,
    delivery: Delivery,
    *,
    at: datetime,
    seconds: float,
    named: Iterable[Named] = (),
    begun: int | None = None,
) -> bool:
    """Store what an attempt made of the delivery; of one that succeeded also what it ``named``.

    Args:
        db: In a transaction.
        delivery_id: Which delivery it is.
        delivery: What it has become.
        at: When the attempt began.
        seconds: How long it took.
        named: The items that the message named.
        begun: What ``begin_attempt`` returned for it, if that was called.

    Returns:
        False if the delivery has been removed meanwhile.
    """
    reason = "" if delivery.state is DeliveryState.DELIVERED else delivery.last_error
    outcome = [_RESULTS[delivery.state], reason, round(seconds, 3)]
    if begun is None:
        db.execute(
            "INSERT INTO attempts (delivery_id, at, result, reason, seconds) "
            "VALUES (?, ?, ?, ?, ?)",
            [delivery_id, to_text(at), *outcome],
        )
    elif not db.execute(
        "UPDATE attempts SET result = ?, reason = ?, seconds = ? WHERE id = ?", [*outcome, begun]
    ).rowcount:
        return False
    save(db, delivery_id, delivery)
    if delivery.state is DeliveryState.DELIVERED:
        sent.keep(db, delivery_id, named, at=delivery.delivered_at or at, room=NO_ROOM)
    return True


def save(db: sqlite_utils.Database, delivery_id: int, delivery: Delivery) -> None:
    """Store the delivery's state."""
    db.execute(
        """
        UPDATE deliveries SET state = ?, attempts = ?, next_attempt_at = ?, last_error = ?,
                              delivered_at = ?, hold = ?, asked = ?
        WHERE id = ?
        """,
        [
            delivery.state.value,
            delivery.attempts,
            to_text_or_none(delivery.next_attempt_at),
            delivery.last_error,
            to_text_or_none(delivery.delivered_at),
            delivery.hold.value if delivery.hold else "",
            delivery.asked,
            delivery_id,
        ],
    )


def give_up(db: sqlite_utils.Database, target: str, reason: str) -> int:
    """Make a target's pending deliveries dead, held ones too, and say why; count them."""
    cursor = db.execute(
        "UPDATE deliveries SET state = 'dead', next_attempt_at = NULL, last_error = ? "
        "WHERE state = 'pending' AND target = ?",
        [reason, target],
    )
    return int(cursor.rowcount)


def get(db: sqlite_utils.Database, delivery_id: int, *, grown: bool = False) -> OutboxRow | None:
    """The delivery with this id; ``grown`` as it is to be sent."""
    rows = select(db, "deliveries.id = ?", [delivery_id], grown=grown)
    return rows[0] if rows else None


def in_digest(db: sqlite_utils.Database, delivery_id: int) -> list[OutboxRow]:
    """The members of a digest or a bundle, newest first."""
    return select(db, "digest_id = ? ORDER BY deliveries.id DESC", [delivery_id])


def newest(
    db: sqlite_utils.Database,
    *,
    state: DeliveryState | None = None,
    target: str | None = None,
    held: bool = False,
    limit: int | None = None,
) -> list[OutboxRow]:
    """Deliveries, newest first; ``held``: only those that wait for a digest.

    What is part of a bundle isn't listed beside it: it is one message about one event.
    """
    conditions, values = ["1"], list[object]()
    if state is not DeliveryState.GROUPED:
        conditions.append(_LISTED)
    if state is not None:
        conditions.append("deliveries.state = ?")
        values.append(state.value)
    if target is not None:
        conditions.append("deliveries.target = ?")
        values.append(target)
    if held:
        conditions.append(_HELD)
    return select(
        db,
        f"{' AND '.join(conditions)} ORDER BY deliveries.id DESC LIMIT ?",
        [*values, -1 if limit is None else limit],
    )


def attempts(db: sqlite_utils.Database, delivery_id: int) -> list[Attempt]:
    """Every attempt at a delivery, in order."""
    rows = db.execute(
        "SELECT at, result, reason, seconds FROM attempts WHERE delivery_id = ? ORDER BY id",
        [delivery_id],
    )
    return [
        Attempt(from_text(at), AttemptResult(result), reason, seconds)
        for at, result, reason, seconds in rows
    ]


def counts(db: sqlite_utils.Database) -> dict[str, dict[str, int]]:
    """How many deliveries stand in each state, by target; held ones are pending.

    As in lists, parts of a bundle aren't counted beside it.
    """
    found: dict[str, dict[str, int]] = {}
    for target, state, count in db.execute(
        f"SELECT target, state, count(*) FROM deliveries WHERE {_LISTED} "  # noqa: S608
        "GROUP BY target, state"
    ):
        found.setdefault(target, {})[state] = count
    return found
