"""OutboxRow: a delivery with what it delivers, read from the database."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlite_utils

from monitor.alerts.alert import (
    Alert,
    Bar,
    Bundle,
    Content,
    Delivery,
    DeliveryState,
    Digest,
    HoldReason,
    Note,
    NoteLink,
)
from monitor.alerts.planning.alert_key import alert_key, of_item
from monitor.alerts.planning.bundle import most_urgent_first
from monitor.alerts.planning.digest import (
    MOST_SHOWN,
    Entry,
    Member,
    arranged,
    counted,
    is_bundle,
    shown,
)
from monitor.alerts.planning.policy import Priority
from monitor.alerts.planning.reasons import Withholding
from monitor.store.codec import from_json
from monitor.store.outbox import withholding
from monitor.store.timestamps import from_text, from_text_or_none
from monitor.store.writing import alerts


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxRow:
    """A delivery with what it delivers: alerts, or a note of our own."""

    id: int
    delivery: Delivery
    content: Content
    digest_id: int | None = None
    """The digest or bundle that it is part of; a delivery too."""
    created_at: datetime
    words: str = ""
    """The headline of its alert as it was sent; empty where it wasn't, or nobody kept it."""
    title_now: str = ""
    """How that headline reads now, if otherwise."""
    withheld: Withholding | None = None
    """Why it was taken out of the outbox; None: it wasn't."""

    @property
    def alert(self) -> Alert | None:
        """What is delivered, if it is about one event; of several rules' the most urgent."""
        match self.content:
            case Alert():
                return self.content
            case Bundle():
                return self.content.alerts[0]
        return None

    @property
    def note(self) -> Note | None:
        """What is delivered, if it is a note."""
        return self.content if isinstance(self.content, Note) else None

    @property
    def digest(self) -> Digest | None:
        """What is delivered, if it is a digest."""
        return self.content if isinstance(self.content, Digest) else None

    @property
    def whole(self) -> str:
        """What it is part of: ``digest 45``, or, with other rules, ``message 45``; else empty."""
        if self.digest_id is None:
            return ""
        return f"{'digest' if self.delivery.hold else 'message'} {self.digest_id}"

    @property
    def rules(self) -> tuple[str, ...]:
        """The names of the rules that speak; none where the program does."""
        match self.content:
            case Alert():
                return (self.content.rule,)
            case Bundle():
                return self.content.rules
            case Digest():
                return (*(rule for rule, _ in self.content.counts), *self.content.also)
            case Note():
                return ()

    @property
    def rule(self) -> str:
        """Who speaks, in one line: the rules' names, or the program's."""
        return "news-monitor" if isinstance(self.content, Note) else ", ".join(self.rules)

    @property
    def title(self) -> str:
        """What it says, on one line: of an alert the headline, as it was sent if it was."""
        if self.words:
            return self.words
        match self.content:
            case Alert():
                return self.content.item.title
            case Bundle():
                return self.content.alerts[0].item.title
            case Digest():
                return f"Digest of {self.content.size} alerts"
            case Note():
                return self.content.title


_WORDED = """
    (SELECT json_array(shown.title, items.title)
     FROM sent_items shown JOIN items ON items.id = shown.item_id
     LEFT JOIN alerts its ON its.id = deliveries.alert_id
     WHERE shown.delivery_id = coalesce(digest_id, deliveries.id) AND shown.title <> ''
        AND (shown.item_id IS its.item_id OR hold = '')
     ORDER BY shown.item_id IS NOT its.item_id LIMIT 1)
"""
"""The headline that a message has for an alert, with how that reads now. What is part of a message
about one event has that of the message, which may be another rule's."""


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
               asked,
               {_WORDED}, {withholding.why("deliveries")},
               notes.key, notes.title, notes.text, notes.created_at, notes.links, notes.chart
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
    """Deliveries of alerts, as far as it matters who goes with whom. ``where`` as in ``select``."""
    rows = db.execute(
        f"""
        SELECT deliveries.id, deliveries.key, rule, event_id, alerts.item_id, again, priority,
               alerts.created_at, alerts.key,
               (SELECT url FROM feeds JOIN items ON feeds.id = feed_id WHERE items.id = item_id),
               (SELECT items.key FROM items WHERE items.id = item_id)
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
            event=event,
            item=item,
            again=again,
            priority=Priority(priority),
            created_at=from_text(created_at),
            each_item=alert == alert_key(rule, of_item(event, feed or "", item_key or ""), again),
        )
        for id_, key, rule, event, item, again, priority, created_at, alert, feed, item_key in rows
    ]


def _row(
    db: sqlite_utils.Database, row: tuple[Any, ...], found: dict[int, Alert], *, grown: bool
) -> OutboxRow:
    id_, key, target, state, count, next_at, error, delivered_at = row[:8]
    hold, digest_id, created_at, alert_id, asked, worded, withheld, *of_note = row[8:]
    content: Content
    alert = found.get(alert_id)
    if alert is not None:
        content = alert
    elif of_note[0] is not None:
        content = _note(of_note)
    else:
        content = _together(db, id_, key, from_text(created_at), grown=grown)
    if asked:
        content = _asked(content)
    is_digest = isinstance(content, Digest)
    words, title_now = json.loads(worded) if worded and not is_digest else ("", "")
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
            asked=bool(asked),
        ),
        content=content,
        digest_id=digest_id,
        words=words,
        title_now=title_now if title_now != words else "",
        withheld=withholding.read(withheld),
    )


def _asked(content: Content) -> Content:
    match content:
        case Alert():
            return replace(content, asked=True)
        case Bundle():
            asked = tuple(replace(alert, asked=True) for alert in content.alerts)
            return replace(content, alerts=asked)
    return content


def _note(row: Iterable[Any]) -> Note:
    key, title, text, created_at, links, chart = row
    return Note(
        key=key,
        title=title,
        text=text,
        links=from_json(tuple[NoteLink, ...], links) if links else (),
        chart=from_json(tuple[Bar, ...], chart) if chart else (),
        created_at=from_text(created_at),
    )


def _together(
    db: sqlite_utils.Database, digest_id: int, key: str, created_at: datetime, *, grown: bool
) -> Bundle | Digest:
    """What is delivered of several alerts; of a digest the alerts only where it is to be sent."""
    parts = members(db, "digest_id = ?", [digest_id])
    groups = arranged(parts)
    if is_bundle(parts):
        ((entry,),) = groups
        told = _alerts_of(db, entry, grown=grown)
        return Bundle(key=key, alerts=most_urgent_first(told, {}), created_at=created_at)
    holds = db.execute(
        "SELECT hold FROM deliveries WHERE digest_id = ? AND hold <> '' GROUP BY hold "
        "ORDER BY count(*) DESC, hold",
        [digest_id],
    )
    reasons = tuple(HoldReason(hold) for (hold,) in holds)
    counts, also = counted(groups)
    entries = [entry for group in shown(groups, most=MOST_SHOWN) for entry in group]
    told = (
        [alert for entry in entries for alert in _alerts_of(db, entry, grown=True)] if grown else []
    )
    return Digest(
        key=key,
        alerts=tuple(told),
        counts=counts,
        also=also,
        reasons=reasons,
        created_at=created_at,
    )


def _alerts_of(db: sqlite_utils.Database, entry: Entry, *, grown: bool) -> list[Alert]:
    """The alerts about one event, in this order."""
    ids = [member.id for member in entry]
    marks = ",".join("?" * len(ids))
    alert_ids = dict(
        db.execute(f"SELECT id, alert_id FROM deliveries WHERE id IN ({marks})", ids)  # noqa: S608
    )
    found = alerts.read(db, alert_ids.values())
    told = [found[alert_ids[id_]] for id_ in ids]
    return [alerts.grown(db, alert) for alert in told] if grown else told
