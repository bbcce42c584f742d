"""Alerts as people ask for them: the newest, who has the event by now, and how each was delivered.

Alerts of several rules about one event at one time, in one message or by one item, are one row.
Read-only. Without this module the command ``alerts`` would list one event once for each rule.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

import sqlite_utils

from monitor.alerts.alert import Alert, DeliveryState, HoldReason
from monitor.alerts.planning.bundle import most_urgent_first
from monitor.alerts.planning.reasons import Withholding
from monitor.store.outbox import edits, withholding
from monitor.store.outbox.edits import Edits
from monitor.store.timestamps import from_text_or_none, to_text
from monitor.store.writing import alerts

_CHUNK = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertQuery:
    """Which alerts to list; every part given must hold."""

    rule: str = ""
    """The rule's name, in any case."""
    since: datetime | None = None
    """Only alerts made then or later, aware."""
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class RowDelivery:
    """How a row's alerts stand with one target, in one message."""

    delivery: int
    """The id of the bundle's delivery; without a bundle, of the alert's own."""
    target: str
    rules: tuple[str, ...]
    """The row's rules that the message names."""
    state: DeliveryState
    """The state of what is sent: of the digest, if it is part of one."""
    digest: int | None = None
    """The delivery of the digest that it is part of."""
    hold: HoldReason | None = None
    attempts: int = 0
    next_attempt_at: datetime | None = None
    delivered_at: datetime | None = None
    last_error: str = ""
    words: str = ""
    """The headline of the row's event as the message has it; empty where it wasn't delivered, or
    nobody kept it."""
    edits: Edits | None = None
    """How often the message was edited as its event grew; None: never."""
    withheld: Withholding | None = None
    """Why it was taken out of the outbox; None: it wasn't."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRow:
    """The alerts that were made about an event at one time."""

    id: int
    """The id of the newest of its alerts."""
    alerts: tuple[Alert, ...]
    """One or more of each rule, the most urgent first; with the outlets that have the event by
    now."""
    told: tuple[RowDelivery, ...]
    """One for each message, in the order of the configuration at the time."""

    @property
    def sent_as(self) -> str:
        """The headline as it was last sent; empty if it still reads so."""
        sent = [(each.delivered_at, each.words) for each in self.told if each.words]
        last = max(sent, default=(None, ""), key=lambda each: str(each[0]))[1]
        return last if last != self.alert.item.title else ""

    @property
    def alert(self) -> Alert:
        """The most urgent of the alerts, which is shown for all of them."""
        return self.alerts[0]

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules' names, each once."""
        return tuple(dict.fromkeys(alert.rule for alert in self.alerts))


@dataclass(frozen=True, slots=True)
class _Made:
    """An alert, as far as it matters which others were sent with it."""

    id: int
    event: int
    at: str
    messages: frozenset[int]


def newest(db: sqlite_utils.Database, query: AlertQuery) -> list[AlertRow]:
    """Return the alerts asked for, grouped into rows, newest first."""
    rows = list(islice(_rows(db, query), query.limit))
    ids = [id_ for row in rows for id_ in row]
    found, told = alerts.read(db, ids), _told(db, ids)
    return [
        AlertRow(
            id=max(row),
            alerts=most_urgent_first((alerts.grown(db, found[id_]) for id_ in sorted(row)), {}),
            told=_messages(each for id_ in sorted(row) for each in told.get(id_, ())),
        )
        for row in rows
    ]


def count(db: sqlite_utils.Database, query: AlertQuery, *, at_most: int) -> int:
    """How many rows there are, whatever the limit; ``at_most`` where there are more."""
    return sum(1 for _ in islice(_rows(db, query), at_most))


def _rows(db: sqlite_utils.Database, query: AlertQuery) -> Iterator[list[int]]:
    """The ids of the alerts of each row, newest first."""
    seen: set[int] = set()
    for chunk in _chunks(db, query):
        together = _by_event(db, chunk)
        for made in chunk:
            if made.id not in seen:
                row = _with(made, together[made.event])
                seen.update(row)
                yield row


_MADE = """
    SELECT alerts.id, event_id, alerts.created_at,
           (SELECT json_group_array(coalesce(digest_id, deliveries.id)) FROM deliveries
            WHERE alert_id = alerts.id)
    FROM alerts
"""


def _chunks(db: sqlite_utils.Database, query: AlertQuery) -> Iterator[list[_Made]]:
    """The alerts asked for, newest first."""
    conditions, values = ["1"], list[object]()
    if query.rule:
        conditions.append("rule = ? COLLATE NOCASE")
        values.append(query.rule)
    if query.since is not None:
        conditions.append("created_at >= ?")
        values.append(to_text(query.since))
    where, last = " AND ".join(conditions), 2**62
    while True:
        rows = db.execute(
            f"{_MADE} WHERE {where} AND id < ? ORDER BY id DESC LIMIT ?",
            [*values, last, _CHUNK],
        ).fetchall()
        chunk = _made(rows)
        if chunk:
            yield chunk
            last = chunk[-1].id
        if len(rows) < _CHUNK:
            return


def _by_event(db: sqlite_utils.Database, chunk: Iterable[_Made]) -> dict[int, list[_Made]]:
    """All alerts about the events of these."""
    events = json.dumps(sorted({made.event for made in chunk}))
    rows = db.execute(
        f"{_MADE} WHERE event_id IN (SELECT value FROM json_each(?)) ORDER BY id DESC",  # noqa: S608
        [events],
    )
    found: dict[int, list[_Made]] = {}
    for made in _made(rows.fetchall()):
        found.setdefault(made.event, []).append(made)
    return found


def _made(rows: Iterable[Sequence[object]]) -> list[_Made]:
    return [
        _Made(int(str(id_)), int(str(event)), str(at), frozenset(json.loads(str(messages))))
        for id_, event, at, messages in rows
    ]


def _with(made: _Made, of_event: Iterable[_Made]) -> list[int]:
    """The ids of the alerts that were made or sent with this one, its own among them."""
    others = list(of_event)
    row, messages, moments = {made.id}, set(made.messages), {made.at}
    while True:
        more = [
            each
            for each in others
            if each.id not in row and (each.messages & messages or each.at in moments)
        ]
        if not more:
            return sorted(row, reverse=True)
        for each in more:
            row.add(each.id)
            messages |= each.messages
            moments.add(each.at)


def _messages(told: Iterable[RowDelivery]) -> tuple[RowDelivery, ...]:
    """One for each message: alerts that are part of the same message were sent together."""
    found: dict[tuple[str, int], list[RowDelivery]] = {}
    for each in told:
        found.setdefault((each.target, each.digest or each.delivery), []).append(each)
    return tuple(_merged(parts) for parts in found.values())


def _merged(parts: Sequence[RowDelivery]) -> RowDelivery:
    rules = tuple(dict.fromkeys(rule for part in parts for rule in part.rules))
    return replace(parts[0], rules=rules)


def _told(db: sqlite_utils.Database, ids: list[int]) -> dict[int, list[RowDelivery]]:
    """By alert id. Parts of a bundle have its state; parts of a digest name the digest."""
    told: dict[int, list[RowDelivery]] = {}
    rows = db.execute(
        f"""
        SELECT own.alert_id, own.id, own.target, rule, own.digest_id,
               own.state = 'grouped' AND own.hold = '',
               CASE WHEN own.hold = '' THEN sent.hold ELSE own.hold END,
               sent.state,
               (SELECT count(*) FROM attempts WHERE attempts.delivery_id = sent.id),
               sent.next_attempt_at, sent.delivered_at, sent.last_error,
               (SELECT shown.title FROM sent_items shown JOIN alerts its ON its.id = own.alert_id
                WHERE shown.delivery_id = sent.id AND shown.title <> ''
                    AND (shown.item_id = its.item_id OR own.hold = '')
                ORDER BY shown.item_id <> its.item_id LIMIT 1),
               {withholding.why("own")}
        FROM json_each(?) wanted
        CROSS JOIN deliveries own ON own.alert_id = wanted.value
        JOIN alerts ON alerts.id = own.alert_id
        JOIN deliveries AS sent ON sent.id = coalesce(own.digest_id, own.id)
        ORDER BY own.id
        """,  # noqa: S608 - our own names
        [json.dumps(ids)],
    ).fetchall()
    for (
        alert_id, id_, target, rule, digest, bundled, hold,
        state, attempts, at, delivered_at, error, words, withheld,
    ) in rows:  # fmt: skip
        told.setdefault(alert_id, []).append(
            RowDelivery(
                delivery=digest if bundled else id_,
                target=target,
                rules=(rule,),
                state=DeliveryState(state),
                digest=None if bundled else digest,
                hold=HoldReason(hold) if hold else None,
                attempts=attempts,
                next_attempt_at=from_text_or_none(at),
                delivered_at=from_text_or_none(delivered_at),
                last_error=error,
                words=words or "",
                withheld=withholding.read(withheld),
            )
        )
    messages = {each.delivery for rows in told.values() for each in rows}
    edited = edits.of_deliveries(db, messages)
    return {
        alert: [replace(each, edits=edited.get(each.delivery)) for each in rows]
        for alert, rows in told.items()
    }
