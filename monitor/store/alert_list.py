"""Alerts as people ask for them: the newest, who has the story by now, and how each was delivered.

Read-only. Leaves to others: keeping alerts (``alerts``), saying it in words (``cli.alerts``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlite_utils

from monitor.alerts.alert import Alert, DeliveryState, HoldReason
from monitor.store import alerts
from monitor.store.moment import from_text_or_none, to_text

_CHUNK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertQuery:
    """What to look for; every part given must hold."""

    rule: str = ""
    """Its name, in any case."""
    since: datetime | None = None
    """Made then or later."""
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """How an alert stands with one target."""

    delivery: int
    target: str
    state: DeliveryState
    """Of what is sent: of the digest, where it is part of one."""
    digest: int | None = None
    """The delivery of the digest that it is part of."""
    hold: HoldReason | None = None
    attempts: int = 0
    next_attempt_at: datetime | None = None
    delivered_at: datetime | None = None
    last_error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRow:
    """An alert in the list."""

    id: int
    alert: Alert
    """With the outlets that have its story by now."""
    told: tuple[Told, ...]
    """One for each target, in the order of the configuration at the time."""


def newest(db: sqlite_utils.Database, query: AlertQuery) -> list[AlertRow]:
    """Alerts, newest first."""
    conditions, values = ["1"], list[object]()
    if query.rule:
        conditions.append("rule = ? COLLATE NOCASE")
        values.append(query.rule)
    if query.since is not None:
        conditions.append("created_at >= ?")
        values.append(to_text(query.since))
    ids = [
        id_
        for (id_,) in db.execute(
            f"SELECT id FROM alerts WHERE {' AND '.join(conditions)} "  # noqa: S608 - constants
            "ORDER BY id DESC LIMIT ?",
            [*values, query.limit],
        )
    ]
    found, told = alerts.read(db, ids), _told(db, ids)
    return [
        AlertRow(id=id_, alert=alerts.grown(db, found[id_]), told=tuple(told.get(id_, ())))
        for id_ in ids
    ]


def _told(db: sqlite_utils.Database, ids: list[int]) -> dict[int, list[Told]]:
    told: dict[int, list[Told]] = {}
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        rows = db.execute(
            f"""
            SELECT own.alert_id, own.id, own.target, own.digest_id, own.hold,
                   sent.state, sent.attempts, sent.next_attempt_at, sent.delivered_at,
                   sent.last_error
            FROM deliveries AS own
            JOIN deliveries AS sent ON sent.id = coalesce(own.digest_id, own.id)
            WHERE own.alert_id IN ({",".join("?" * len(chunk))}) ORDER BY own.id
            """,  # noqa: S608 - question marks
            chunk,
        )
        for alert_id, id_, target, digest, hold, state, attempts, at, delivered_at, error in rows:
            told.setdefault(alert_id, []).append(
                Told(
                    delivery=id_,
                    target=target,
                    state=DeliveryState(state),
                    digest=digest,
                    hold=HoldReason(hold) if hold else None,
                    attempts=attempts,
                    next_attempt_at=from_text_or_none(at),
                    delivered_at=from_text_or_none(delivered_at),
                    last_error=error,
                )
            )
    return told
