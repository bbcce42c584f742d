"""OutboxRow: a delivery with what it delivers, read from the database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlite_utils

from monitor.alerts.alert import Alert, Delivery, DeliveryState, Digest, HoldReason, Note
from monitor.alerts.digest import MOST_SHOWN, Member, arranged, shown
from monitor.alerts.policy import Priority
from monitor.store import alerts
from monitor.store.moment import from_text, from_text_or_none


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxRow:
    """A delivery with what it delivers: an alert, several of them, or a note of our own."""

    id: int
    delivery: Delivery
    content: Alert | Digest | Note
    digest_id: int | None = None
    """The digest that it is part of; a delivery too."""
    created_at: datetime

    @property
    def alert(self) -> Alert | None:
        """What is delivered, if it is an alert."""
        return self.content if isinstance(self.content, Alert) else None

    @property
    def note(self) -> Note | None:
        """What is delivered, if it is a note."""
        return self.content if isinstance(self.content, Note) else None

    @property
    def digest(self) -> Digest | None:
        """What is delivered, if it is a digest."""
        return self.content if isinstance(self.content, Digest) else None

    @property
    def rule(self) -> str:
        """Who speaks: the rule's name, those of a digest, or the program's."""
        match self.content:
            case Alert():
                return self.content.rule
            case Digest():
                return ", ".join(rule for rule, _ in self.content.counts)
            case Note():
                return "news-monitor"

    @property
    def title(self) -> str:
        """What it says, on one line."""
        match self.content:
            case Alert():
                return self.content.item.title
            case Digest():
                return f"Digest of {self.content.size} alerts"
            case Note():
                return self.content.title


def select(
    db: sqlite_utils.Database, where: str, values: Sequence[object], *, grown: bool = False
) -> list[OutboxRow]:
    """Read deliveries.

    Args:
        db: To read from.
        where: What follows WHERE; our own words, never a user's.
        values: Of its question marks.
        grown: To be sent: with the outlets that have each story by now.
    """
    rows = db.execute(
        f"""
        SELECT deliveries.id, deliveries.key, target, state, attempts, next_attempt_at, last_error,
               delivered_at, hold, digest_id, deliveries.created_at, alert_id,
               notes.key, notes.title, notes.text, notes.created_at
        FROM deliveries LEFT JOIN notes ON notes.id = deliveries.note_id
        WHERE {where}
        """,  # noqa: S608 - our own constants; what users give are values
        values,
    ).fetchall()
    found = alerts.read(db, [row[11] for row in rows if row[11] is not None])
    if grown:
        found = {id_: alerts.grown(db, alert) for id_, alert in found.items()}
    return [_row(db, row, found, grown=grown) for row in rows]


def members(db: sqlite_utils.Database, where: str, values: Sequence[object]) -> list[Member]:
    """Deliveries of alerts, as far as digests are concerned. ``where`` as in ``select``."""
    rows = db.execute(
        f"""
        SELECT deliveries.id, deliveries.key, rule, priority, alerts.created_at
        FROM deliveries JOIN alerts ON alerts.id = deliveries.alert_id
        WHERE {where} ORDER BY deliveries.id
        """,  # noqa: S608 - as above
        values,
    )
    return [
        Member(
            id=id_,
            key=key,
            rule=rule,
            priority=Priority(priority),
            created_at=from_text(created_at),
        )
        for id_, key, rule, priority, created_at in rows
    ]


def _row(
    db: sqlite_utils.Database, row: tuple[Any, ...], found: dict[int, Alert], *, grown: bool
) -> OutboxRow:
    id_, key, target, state, count, next_at, error, delivered_at = row[:8]
    hold, digest_id, created_at, alert_id, *of_note = row[8:]
    content: Alert | Digest | Note
    if alert_id is not None:
        content = found[alert_id]
    elif of_note[0] is not None:
        content = _note(of_note)
    else:
        content = _digest(db, id_, key, from_text(created_at), grown=grown)
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
            hold=HoldReason(hold) if hold else None,
        ),
        content=content,
        digest_id=digest_id,
    )


def _note(row: Iterable[Any]) -> Note:
    key, title, text, created_at = row
    return Note(key=key, title=title, text=text, created_at=from_text(created_at))


def _digest(
    db: sqlite_utils.Database, digest_id: int, key: str, created_at: datetime, *, grown: bool
) -> Digest:
    groups = arranged(members(db, "digest_id = ?", [digest_id]))
    holds = db.execute(
        "SELECT hold FROM deliveries WHERE digest_id = ? AND hold <> '' GROUP BY hold "
        "ORDER BY count(*) DESC, hold",
        [digest_id],
    )
    reasons = tuple(HoldReason(hold) for (hold,) in holds)
    told: list[Alert] = []
    if grown:
        told = [alerts.grown(db, alert) for alert in _alerts_of(db, groups)]
    return Digest(
        key=key,
        alerts=tuple(told),
        counts=tuple((group[0].rule, len(group)) for group in groups),
        reasons=reasons,
        created_at=created_at,
    )


def _alerts_of(db: sqlite_utils.Database, groups: Iterable[Sequence[Member]]) -> list[Alert]:
    """The alerts that the digest shows, in its order."""
    ids = [member.id for group in shown(groups, most=MOST_SHOWN) for member in group]
    marks = ",".join("?" * len(ids))
    alert_ids = dict(
        db.execute(f"SELECT id, alert_id FROM deliveries WHERE id IN ({marks})", ids)  # noqa: S608
    )
    found = alerts.read(db, alert_ids.values())
    return [found[alert_ids[id_]] for id_ in ids]
