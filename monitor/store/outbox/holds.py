"""Deliveries on their way that wait, must wait longer, or aren't wanted any more.

Without it a silence, quiet hours or a change of the configuration would come too late for what is
in the outbox already.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

import sqlite_utils

from monitor.alerts.alert import HoldReason, Silence
from monitor.alerts.planning.replanning import Waits
from monitor.store.outbox.withholding import Unwanted
from monitor.store.placeholders import marks
from monitor.store.timestamps import from_text, from_text_or_none, to_text

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
) -> list[Unwanted]:
    """Due deliveries of alerts that are silenced, each with its silence; also those in a message.

    One that was tried before isn't among them: it may have arrived. Nor is one that was asked for.
    """
    rules = {silence.rule: silence.id for silence in silences if silence.rule}
    stories = {silence.story: silence.id for silence in silences if silence.story is not None}
    rows = db.execute(
        f"""
        SELECT own.id, own.alert_id, rule, story_id
        FROM deliveries
        JOIN deliveries own ON own.id = deliveries.id OR own.digest_id = deliveries.id
        JOIN alerts ON alerts.id = own.alert_id
        WHERE {_DUE} AND (rule IN ({marks(rules)}) OR story_id IN ({marks(stories)}))
            AND NOT own.asked
            AND NOT EXISTS (SELECT 1 FROM attempts WHERE delivery_id = deliveries.id)
        """,  # noqa: S608 - a constant and question marks
        [target, to_text(now), *rules, *stories],
    )
    return [
        Unwanted(id_, alert, stories.get(story) or rules.get(rule))
        for id_, alert, rule, story in rows.fetchall()
    ]


def waiting(db: sqlite_utils.Database, *, now: datetime) -> list[Waits]:
    """Pending deliveries that aren't due yet."""
    rows = db.execute(
        """
        SELECT id, target, hold, next_attempt_at,
               (SELECT rule FROM alerts WHERE alerts.id = alert_id),
               (SELECT max(at) FROM attempts WHERE delivery_id = deliveries.id)
        FROM deliveries WHERE state = 'pending' AND next_attempt_at > ?
        """,
        [to_text(now)],
    )
    return [
        Waits(
            id=id_,
            target=target,
            rule=rule or "",
            due=from_text(due),
            hold=HoldReason(hold) if hold else None,
            tried_at=from_text_or_none(tried),
        )
        for id_, target, hold, due, rule, tried in rows
    ]
