"""Recorded matches: a match with what was decided about it, and the alert that it makes or joins.

Of an item that has only just been stored nothing can have been told, sent or given up, so nothing
has to be asked before its matches are written: with a hundred thousand rules an item has several,
and asking takes more than writing. Without this module what rules find would be decided and never
written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlite_utils

from monitor.alerts.planning.match_decision import (
    Decision,
    Grouped,
    Planned,
    Withheld,
    WithheldReason,
)
from monitor.item import Item
from monitor.rules.rule import Match
from monitor.store.judge import judgements
from monitor.store.outbox import outbox, sent, withholding
from monitor.store.writing import alert_history, matches
from monitor.store.writing.matches import FirstMatch


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedMatch:
    """A match and what was decided about it."""

    match: Match
    decision: Decision | None
    """None: the rule matched the item before it was edited, and what was decided then stands."""
    judged_until: datetime | None = None
    """A model is to judge it before that; None: nobody is asked."""


def add(
    db: sqlite_utils.Database,
    item_id: int,
    recorded: RecordedMatch,
    *,
    now: datetime,
    late: timedelta = timedelta(0),
) -> None:
    """Write a match of a stored item, with what was decided about it.

    Args:
        db: In a transaction.
        item_id: Whose match it is.
        recorded: The match.
        now: When it was decided about, aware.
        late: How long ago that is; so much later verdicts are waited for.
    """
    alert_id, withheld = _alerted(db, item_id, recorded.decision, now=now)
    matches.add(db, item_id, recorded.match, at=now, alert_id=alert_id, withheld=withheld)
    if alert_id is not None:
        matches.belongs_to(db, item_id, recorded.match.rule, alert_id)
        _follow_up(db, item_id, recorded, alert_id, now=now, late=late)


def add_first(
    db: sqlite_utils.Database,
    item_id: int,
    feed_id: int,
    item: Item,
    recorded: Sequence[RecordedMatch],
    *,
    now: datetime,
    late: timedelta = timedelta(0),
) -> None:
    """Write all matches of an item that has just been stored.

    Args:
        db: In the transaction that has stored the item.
        item_id: Its id.
        feed_id: Its feed's.
        item: Itself; ``published`` is set.
        recorded: Its matches, at most one of each rule.
        now: When they were decided about, aware.
        late: How long ago that is; so much later verdicts are waited for.
    """
    first = []
    to_follow_up = []
    for each in recorded:
        new = _first_alert(db, item_id, each.decision, now=now)
        alert_id, withheld = (
            (new, "") if new is not None else _alerted(db, item_id, each.decision, now=now)
        )
        first.append(FirstMatch(each.match, alert_id, withheld))
        if alert_id is not None and (new is None or each.judged_until is not None):
            to_follow_up.append((each, alert_id))
    matches.add_first(db, item_id, feed_id, item, first, at=now)
    for each, alert_id in to_follow_up:
        _follow_up(db, item_id, each, alert_id, now=now, late=late)


def _first_alert(
    db: sqlite_utils.Database, item_id: int, decision: Decision | None, *, now: datetime
) -> int | None:
    """Write an alert that nobody knows of yet; None: there is none, or somebody does."""
    if not isinstance(decision, Planned) or not decision.deliveries:
        return None
    alert_id = outbox.add_first(db, decision.alert, decision.deliveries, item_id=item_id, now=now)
    if alert_id is not None:
        withholding.add(db, alert_id, decision.paused, WithheldReason.PAUSED.value, now=now)
    return alert_id


def _alerted(
    db: sqlite_utils.Database, item_id: int, decision: Decision | None, *, now: datetime
) -> tuple[int | None, str]:
    """Write the alert that a match makes, or find the one that it joins.

    Returns:
        Its id, None if there is none; and why the match is withheld, or nothing.
    """
    match decision:
        case Planned(alert, deliveries, paused):
            alert_id = outbox.add_alert(db, alert, item_id=item_id)
            alert_history.keep_sources(db, alert_id, alert.sources)
            outbox.add_deliveries(db, alert_id, deliveries, now=now)
            withholding.add(db, alert_id, paused, WithheldReason.PAUSED.value, now=now)
            return alert_id, ""
        case Grouped(key, deliveries, sources):
            alert_id = alert_history.alert_id(db, key)
            if sources:
                alert_history.keep_sources(db, alert_id, sources)
            outbox.add_deliveries(db, alert_id, deliveries, now=now)
            return alert_id, ""
        case Withheld(reason):
            return None, reason.value
    return None, ""


def _follow_up(
    db: sqlite_utils.Database,
    item_id: int,
    recorded: RecordedMatch,
    alert_id: int,
    *,
    now: datetime,
    late: timedelta,
) -> None:
    """Have a match judged that is to be, and say of it what is said of its alert's others."""
    if recorded.judged_until is not None:
        until = recorded.judged_until + late
        judgements.want(db, item_id, recorded.match.rule, alert_id, until=until, now=now)
    sent.like_the_others(db, alert_id, WithheldReason.SILENCED.value)
