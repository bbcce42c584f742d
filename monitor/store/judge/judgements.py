"""Judgements: matches that wait for a model's verdict, and what became of each.

The deliveries of an alert whose match is ``wanted`` stand in the outbox, due some seconds
later: whatever happens, they are sent then, unjudged. A verdict only ever hastens them, or takes
them out. Without this module a crash between question and answer could lose an alert.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlite_utils

from monitor.store.outbox import withholding
from monitor.store.outbox.withholding import Unwanted
from monitor.store.timestamps import from_text, to_text
from monitor.store.writing import alerts

WITHHELD = "judged"
"""``matches.withheld`` of what the model says is about something else."""


class State(StrEnum):
    """What became of a match that was to be judged."""

    WANTED = "wanted"
    YES = "yes"
    NO = "no"
    UNSURE = "unsure"
    UNJUDGED = "unjudged"
    """No answer came, for the reason given."""
    UNNEEDED = "unneeded"
    """Another report of its event was let through, or the alert is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A match that waits for a verdict."""

    item_id: int
    rule: str
    alert_id: int
    until: datetime
    """Then its alert is sent, judged or not."""


def want(
    db: sqlite_utils.Database,
    item_id: int,
    rule: str,
    alert_id: int,
    *,
    until: datetime,
    now: datetime,
) -> None:
    """Have a match judged, and its alert wait for that: what was never tried and isn't held."""
    db.execute(
        """
        INSERT INTO judgements (item_id, rule, alert_id, state, wanted_at, until)
        VALUES (?, ?, ?, 'wanted', ?, ?) ON CONFLICT (item_id, rule) DO UPDATE SET
            alert_id = excluded.alert_id, state = 'wanted', reason = '',
            wanted_at = excluded.wanted_at, until = excluded.until, judged_at = NULL
        """,
        [item_id, rule, alert_id, to_text(now), to_text(until)],
    )
    db.execute(
        """
        UPDATE deliveries SET next_attempt_at = max(next_attempt_at, ?)
        WHERE alert_id = ? AND state = 'pending' AND hold = '' AND attempts = 0
        """,
        [to_text(until), alert_id],
    )


def wanted(db: sqlite_utils.Database, *, most: int) -> list[Wanted]:
    """Return what waits for a verdict, the longest first."""
    rows = db.execute(
        "SELECT item_id, rule, alert_id, until FROM judgements WHERE state = 'wanted' "
        "ORDER BY wanted_at LIMIT ?",
        [most],
    )
    return [
        Wanted(item_id=item, rule=rule, alert_id=alert, until=from_text(until))
        for item, rule, alert, until in rows
    ]


def settle(
    db: sqlite_utils.Database, match: Wanted, state: State, reason: str, *, now: datetime
) -> None:
    """Store what became of a match, and let its alert go out, or not, as far as that is decided.

    An alert goes out as soon as one of its matches isn't said to be about something else, and opens
    with that one if the model says no of the first; it is withheld when all are about something
    else.

    Args:
        db: In a transaction.
        match: Which match it is; nothing happens if it isn't wanted any more.
        state: What became of it.
        reason: Why, for people.
        now: Aware.
    """
    settled = db.execute(
        """
        UPDATE judgements SET state = ?, reason = ?, judged_at = ?
        WHERE item_id = ? AND rule = ? AND state = 'wanted'
        """,
        [state.value, reason, to_text(now), match.item_id, match.rule],
    ).rowcount
    if not settled:
        return
    if state is not State.NO:
        _headline(db, match, state)
        _let_go(db, match.alert_id, now)
    elif not db.execute(
        "SELECT 1 FROM judgements WHERE alert_id = ? AND state <> 'no'", [match.alert_id]
    ).fetchone():
        untried = db.execute(
            """
            SELECT id, alert_id FROM deliveries
            WHERE alert_id = ? AND state = 'pending' AND NOT asked
                AND NOT EXISTS (SELECT 1 FROM attempts WHERE delivery_id = deliveries.id)
            """,
            [match.alert_id],
        ).fetchall()
        withholding.withhold(db, [Unwanted(*row) for row in untried], WITHHELD)


def of_match(db: sqlite_utils.Database, item_id: int, rule: str) -> tuple[State, str] | None:
    """Return what became of a match, and why; None: it was never to be judged."""
    row = db.execute(
        "SELECT state, reason FROM judgements WHERE item_id = ? AND rule = ?", [item_id, rule]
    ).fetchone()
    return (State(row[0]), row[1]) if row else None


def counts(db: sqlite_utils.Database, *, since: datetime) -> dict[str, dict[str, int]]:
    """Return how many matches of each rule came to each state since: rule → state → count."""
    found: dict[str, dict[str, int]] = {}
    for rule, state, count in db.execute(
        "SELECT rule, state, count(*) FROM judgements WHERE wanted_at >= ? GROUP BY 1, 2",
        [to_text(since)],
    ):
        found.setdefault(rule, {})[state] = count
    return found


def _headline(db: sqlite_utils.Database, match: Wanted, state: State) -> None:
    """Have the alert open with a report that lets it go, where its own isn't about the rule.

    A *yes* also comes before a report of which nothing is known yet.
    """
    row = db.execute(
        """
        SELECT judgements.state FROM alerts JOIN judgements
            ON judgements.item_id = alerts.item_id AND judgements.rule = alerts.rule
        WHERE alerts.id = ?
        """,
        [match.alert_id],
    ).fetchone()
    if row and (row[0] == State.NO or (row[0] == State.WANTED and state is State.YES)):
        alerts.open_with(db, match.alert_id, match.item_id)


def _let_go(db: sqlite_utils.Database, alert_id: int, now: datetime) -> None:
    db.execute(
        """
        UPDATE judgements SET state = 'unneeded', judged_at = ?
        WHERE alert_id = ? AND state = 'wanted'
        """,
        [to_text(now), alert_id],
    )
    db.execute(
        """
        UPDATE deliveries SET next_attempt_at = min(next_attempt_at, ?)
        WHERE alert_id = ? AND state = 'pending' AND hold = '' AND attempts = 0
        """,
        [to_text(now), alert_id],
    )
