"""Withholding: deliveries that are taken out of the outbox before they were tried, and why.

They stay in the table, so that people see who wasn't told, by whose silence, and can have them sent
after all. Without this module a silence would leave no trace at the target that it kept in the
dark.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import sqlite_utils

from monitor.alerts.alert import Delivery
from monitor.alerts.planning.reasons import Withholding
from monitor.store.outbox import joining, sent
from monitor.store.reading.silences import silence_of
from monitor.store.timestamps import to_text


class Unwanted(NamedTuple):
    """A delivery that isn't wanted any more."""

    delivery: int
    alert: int
    silence: int | None = None
    """The silence that says so; None: something else does."""


def why(delivery: str) -> str:
    """Return the SQL for what ``read`` takes, of a row of ``deliveries`` by that name."""
    # As text, wherever it stands: JSON within JSON is at times an array, at times a string.
    return f"""((SELECT json_array({delivery}.withheld, s.id, s.rule, s.story_id, s.until,
                                     s.created_at, s.created_by)
                  FROM (SELECT 1) LEFT JOIN silences s ON s.id = {delivery}.silence_id
                  WHERE {delivery}.state = 'withheld') || '')"""  # noqa: S608 - our own names


def read(text: str | None) -> Withholding | None:
    """Read what ``why`` selects; None: it isn't withheld."""
    if text is None:
        return None
    reason, *silence = json.loads(text)
    return Withholding(reason, None if silence[0] is None else silence_of(silence))


def withhold(db: sqlite_utils.Database, unwanted: Iterable[Unwanted], reason: str) -> None:
    """Take deliveries out of the outbox, and out of the messages that they are part of.

    The matches of an alert of which nobody has been told and nobody will be are withheld. The alert
    stays: it is told when its story goes on.

    Args:
        db: In a transaction.
        unwanted: Which.
        reason: Why nobody is told.
    """
    for each in unwanted:
        (within,) = db.execute(
            "SELECT digest_id FROM deliveries WHERE id = ?", [each.delivery]
        ).fetchone()
        db.execute(
            """
            UPDATE deliveries SET state = 'withheld', withheld = ?, silence_id = ?, hold = '',
                                  next_attempt_at = NULL, digest_id = NULL
            WHERE id = ?
            """,
            [reason, each.silence, each.delivery],
        )
        joining.remove_if_empty(db, within)
        sent.withhold_untold(db, each.alert, reason)


def add(
    db: sqlite_utils.Database,
    alert: int,
    deliveries: Iterable[Delivery],
    reason: str,
    *,
    now: datetime,
) -> None:
    """Keep deliveries that were never to be sent; one that is there already stays as it is."""
    for each in deliveries:
        db.execute(
            """
            INSERT INTO deliveries (key, alert_id, target, state, withheld, created_at)
            VALUES (?, ?, ?, 'withheld', ?, ?) ON CONFLICT (key) DO NOTHING
            """,
            [each.key, alert, each.target, reason, to_text(now)],
        )


def want_again(db: sqlite_utils.Database, delivery: int, *, now: datetime) -> None:
    """Have a withheld delivery sent now, because somebody asks for it: no silence holds it up."""
    db.execute(
        """
        UPDATE deliveries SET state = 'pending', withheld = '', silence_id = NULL, asked = 1,
                              next_attempt_at = ?
        WHERE id = ? AND state = 'withheld'
        """,
        [to_text(now), delivery],
    )
    db.execute(
        "UPDATE matches SET withheld = NULL WHERE sent_at IS NULL "
        "AND alert_id = (SELECT alert_id FROM deliveries WHERE id = ?)",
        [delivery],
    )
