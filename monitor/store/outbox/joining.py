"""Joining: deliveries to one target that go out in one message, a digest or a bundle.

Each time it is one transaction: the message becomes a delivery of its own, and its members are
``grouped`` under it, whose fate they share. A digest's keep why they were held; a bundle's were
held for nothing any more. Without it a message could be lost or sent twice by half: some of its
members marked, some not.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

import sqlite_utils

from monitor.alerts.planning.bundle import bundle_key
from monitor.alerts.planning.digest import Member, Release
from monitor.store.outbox.outbox_row import members
from monitor.store.timestamps import to_text

_HELD_DUE = (
    "deliveries.state = 'pending' AND deliveries.target = ? AND next_attempt_at <= ? AND hold <> ''"
)
_UNTRIED = "NOT EXISTS (SELECT 1 FROM attempts WHERE delivery_id = deliveries.id)"
_JUDGED = """
    NOT EXISTS (
        SELECT 1 FROM judgements
        WHERE judgements.alert_id = deliveries.alert_id AND judgements.state = 'wanted')
"""
"""No model is still to say whether it is sent at all."""
_LOUD = """
    NOT EXISTS (
        SELECT 1 FROM silences
        WHERE until > ? AND (silences.rule = alerts.rule OR silences.story_id = alerts.story_id)
    )
"""


def held_due(db: sqlite_utils.Database, target: str, *, now: datetime) -> bool:
    """Say whether something that was held for the target can be released."""
    (there,) = db.execute(
        f"SELECT EXISTS (SELECT 1 FROM deliveries WHERE {_HELD_DUE})",  # noqa: S608
        [target, to_text(now)],
    ).fetchone()
    return bool(there)


def to_release(db: sqlite_utils.Database, target: str, *, now: datetime) -> list[Member]:
    """Alerts that were held for the target and whose time has come."""
    return members(db, _HELD_DUE, [target, to_text(now)])


def release(
    db: sqlite_utils.Database, target: str, messages: Iterable[Release], *, now: datetime
) -> None:
    """Make what was held for the target ready to be sent.

    Alerts go alone or together, as ``messages`` has them; notes, digests and bundles that were held
    once more go as they are.
    """
    for message in messages:
        if message.together:
            _join(db, message.key, target, message.together, now=now)
        for id_ in (*message.alone, *(message.together if message.one_event else ())):
            db.execute("UPDATE deliveries SET hold = '' WHERE id = ?", [id_])
    db.execute(
        f"UPDATE deliveries SET hold = '' WHERE {_HELD_DUE} AND alert_id IS NULL",  # noqa: S608
        [target, to_text(now)],
    )


def at_once(
    db: sqlite_utils.Database,
    target: str,
    events: Collection[int],
    *,
    now: datetime,
    gather: timedelta = timedelta(0),
) -> list[Member]:
    """What the target is told of these events within ``gather``; untried, unheld, not silenced."""
    return members(
        db,
        f"""
        alerts.event_id IN (SELECT value FROM json_each(?)) AND deliveries.target = ?
        AND deliveries.state = 'pending' AND hold = '' AND next_attempt_at <= ?
        AND {_UNTRIED} AND {_LOUD} AND {_JUDGED}
        """,  # noqa: S608 - constants
        [json.dumps(list(events)), target, to_text(now + gather), to_text(now)],
    )


def hasten(db: sqlite_utils.Database, ids: Iterable[int], *, now: datetime) -> None:
    """Have deliveries be due now that aren't due yet."""
    for id_ in ids:
        db.execute(
            "UPDATE deliveries SET next_attempt_at = min(next_attempt_at, ?) WHERE id = ?",
            [to_text(now), id_],
        )


def joinable(
    db: sqlite_utils.Database,
    target: str,
    event: int,
    *,
    now: datetime,
    gather: timedelta = timedelta(0),
    asked: bool = False,
) -> list[Member]:
    """What the target may be told of the event in one message now.

    That is what is due within ``gather`` and what is held, unless for the time of a digest. What
    was tried before keeps its key, and so its words; what is silenced has no part in it. ``asked``:
    only what somebody asked for, silenced or not.
    """
    wanted, values = ("deliveries.asked", []) if asked else (_LOUD, [to_text(now)])
    return members(
        db,
        f"""
        alerts.event_id = ? AND deliveries.target = ? AND deliveries.state = 'pending'
        AND (next_attempt_at <= ? OR hold IN ('quiet', 'breaker')) AND {_UNTRIED}
        AND {wanted} AND {_JUDGED}
        """,
        [event, target, to_text(now + gather), *values],
    )


def bundle(
    db: sqlite_utils.Database, target: str, parts: Collection[Member], *, now: datetime
) -> int:
    """Make one message, due now, of what is about one event; return its id."""
    ids = [part.id for part in parts]
    id_ = _join(db, bundle_key(part.key for part in parts), target, ids, now=now)
    db.execute("UPDATE deliveries SET hold = '' WHERE digest_id = ?", [id_])
    # What it tells was on its way, and maybe asked for, before the message was made.
    db.execute(
        """
        UPDATE deliveries SET (created_at, asked) =
            (SELECT min(created_at), max(asked) FROM deliveries part
             WHERE part.digest_id = deliveries.id)
        WHERE id = ?
        """,
        [id_],
    )
    return id_


def remove_if_empty(db: sqlite_utils.Database, message: int | None) -> None:
    """Remove a digest or a bundle whose last member has left it: there is nothing to send."""
    db.execute(
        "DELETE FROM deliveries WHERE id = :message "
        "AND NOT EXISTS (SELECT 1 FROM deliveries WHERE digest_id = :message)",
        {"message": message},
    )


def _join(
    db: sqlite_utils.Database, key: str, target: str, ids: Collection[int], *, now: datetime
) -> int:
    db.execute(
        """
        INSERT INTO deliveries (key, target, state, next_attempt_at, created_at)
        VALUES (?, ?, 'pending', ?, ?) ON CONFLICT (key) DO NOTHING
        """,
        [key, target, to_text(now), to_text(now)],
    )
    (digest_id,) = db.execute("SELECT id FROM deliveries WHERE key = ?", [key]).fetchone()
    for id_ in ids:
        db.execute(
            "UPDATE deliveries SET state = 'grouped', digest_id = ?, next_attempt_at = NULL "
            "WHERE id = ?",
            [digest_id, id_],
        )
    return int(digest_id)
