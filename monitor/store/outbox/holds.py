"""Deliveries that must wait, or aren't wanted any more, although they were on their way.

Leaves to others: until when one waits (``planning.due``), what becomes of those whose time has come
(``joining``), asking at the right moment (``backlog``, ``daemon``).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlite_utils

from monitor.alerts.alert import HoldReason, Silence
from monitor.alerts.planning.due import due_anew
from monitor.alerts.planning.plan import WithheldReason
from monitor.alerts.planning.policy import Policy, Target
from monitor.store.moment import from_text, to_text
from monitor.store.outbox import sent

_DUE = """
    deliveries.state = 'pending' AND deliveries.target = ? AND deliveries.next_attempt_at <= ?
"""


def put_off(
    db: sqlite_utils.Database, waits: Mapping[int, tuple[datetime, HoldReason | None]]
) -> None:
    """Have deliveries, by their ids, wait until then; without a reason it is that of before."""
    for id_, (until, hold) in waits.items():
        db.execute(
            "UPDATE deliveries SET next_attempt_at = ?, hold = coalesce(?, hold) WHERE id = ?",
            [to_text(until), hold and hold.value, id_],
        )


def silenced(
    db: sqlite_utils.Database, target: str, silences: Collection[Silence], *, now: datetime
) -> dict[int, int]:
    """Due deliveries of alerts that are silenced, each with its alert; also those in a message.

    One that was tried before isn't among them: it may have arrived. Nor is one that was asked for.
    """
    rules = [silence.rule for silence in silences if silence.rule]
    stories = [silence.story for silence in silences if silence.story is not None]
    rows = db.execute(
        f"""
        SELECT own.id, own.alert_id
        FROM deliveries
        JOIN deliveries own ON own.id = deliveries.id OR own.digest_id = deliveries.id
        JOIN alerts ON alerts.id = own.alert_id
        WHERE {_DUE} AND (rule IN ({_marks(rules)}) OR story_id IN ({_marks(stories)}))
            AND NOT own.asked
            AND NOT EXISTS (SELECT 1 FROM attempts WHERE delivery_id = deliveries.id)
        """,  # noqa: S608 - a constant and question marks
        [target, to_text(now), *rules, *stories],
    )
    return dict(rows.fetchall())


def withhold(db: sqlite_utils.Database, deliveries: Mapping[int, int]) -> None:
    """Take silenced deliveries out of the outbox, as if the silence had been there before them.

    The matches of an alert of which nobody has been told and nobody will be are withheld. The alert
    stays: it is told when its story goes on after the silence.
    """
    for id_, alert_id in deliveries.items():
        (within,) = db.execute("SELECT digest_id FROM deliveries WHERE id = ?", [id_]).fetchone()
        db.execute("DELETE FROM deliveries WHERE id = ?", [id_])
        db.execute(
            "DELETE FROM deliveries WHERE id = :digest "
            "AND NOT EXISTS (SELECT 1 FROM deliveries WHERE digest_id = :digest)",
            {"digest": within},
        )
        sent.withhold_untold(db, alert_id, WithheldReason.SILENCED.value)


def set_right(
    db: sqlite_utils.Database,
    policies: Mapping[str, Policy],
    targets: Mapping[str, Target],
    *,
    now: datetime,
    zone: ZoneInfo,
) -> None:
    """Plan anew what waits, once the configuration or the clock has changed.

    What is held waits for as long as it would if it were planned now. What isn't held was planned
    by a clock that was ahead: it is due, or waits for as long as it was to wait after its last
    attempt.

    Args:
        db: In a transaction.
        policies: By the rule's name.
        targets: By name.
        now: Aware.
        zone: The user's.
    """
    rows = db.execute(
        """
        SELECT id, target, hold, next_attempt_at,
               (SELECT rule FROM alerts WHERE alerts.id = alert_id),
               (SELECT max(at) FROM attempts WHERE delivery_id = deliveries.id)
        FROM deliveries WHERE state = 'pending' AND next_attempt_at > ?
        """,
        [to_text(now)],
    ).fetchall()
    for id_, name, hold, due_text, rule, tried_text in rows:
        due, until = from_text(due_text), now
        if hold:
            policy = policies.get(rule) or Policy(rule=rule or "", targets=())
            until = due_anew(due, HoldReason(hold), policy, targets[name], now=now, zone=zone)
        elif tried_text is not None:
            tried = from_text(tried_text)
            until = now + (due - tried) if tried > now else due
        if until != due:
            put_off(db, {id_: (until, None)})


def _marks(values: Collection[object]) -> str:
    return ",".join("?" * len(values))
