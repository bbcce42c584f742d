"""Send a match now: one that wasn't sent, because somebody asks for it.

    its item opens the alert, which is under way or was given up  → the alert is sent now
    the rule has told of the event by another item                → the item becomes an event of its
                                                                    own in its story: a correction
    else                                                          → an alert of the event it has

Quiet hours, digests, limits and silences don't hold it up. A running daemon sends within seconds,
and knows of the new event before it decides about the next item (``record``). Without this module
what was grouped or withheld in error could only be read about.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import sqlite_utils

from monitor.alerts.alert import Alert, Delivery, DeliveryState
from monitor.alerts.planning import delivery as machine
from monitor.alerts.planning.delivery import delivery_key
from monitor.alerts.planning.plan import alert_key
from monitor.alerts.planning.policy import Policy
from monitor.errors import MonitorError, NoSuchError
from monitor.rules import Rule
from monitor.store.history import history
from monitor.store.history.history import MatchRow
from monitor.store.history.match_state import MatchState
from monitor.store.outbox import outbox
from monitor.store.writing import alert_history, corrections, events, items, matches, stories

_LIVE = frozenset({DeliveryState.PENDING, DeliveryState.DEAD})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What came of it."""

    rule: str
    title: str
    targets: tuple[str, ...]
    """Those that are told now."""
    not_same_as: str = ""
    """The headline that it was told apart from; empty where there was nothing to correct."""


def send_match(
    db: sqlite_utils.Database,
    match_id: int,
    *,
    rules: Mapping[str, Rule],
    policies: Mapping[str, Policy],
    now: datetime,
) -> Asked:
    """Put a match into the outbox, due now.

    Args:
        db: In a transaction.
        match_id: Which.
        rules: Those of the configuration, by name.
        policies: By the rule's name.
        now: Aware.

    Raises:
        NoSuchError: there is no such match.
        MonitorError: it was sent already, or its rule tells nobody.
    """
    row = history.match(db, match_id)
    if row is None:
        raise NoSuchError(f"there is no match {match_id}; `news-monitor matches --ids` lists them")
    if row.state is MatchState.SENT and not row.fate.by_outlet:
        raise MonitorError(f"match {match_id} was sent already")
    if row.rule not in rules or row.rule not in policies:
        raise MonitorError(
            f'the configuration has no rule "{row.rule}" any more, so it is not known whom to tell'
        )
    policy = policies[row.rule]
    if not policy.targets:
        raise MonitorError(f'the rule "{row.rule}" tells nobody: name its targets first')
    if row.opener and (targets := _hasten(db, row, policy, now)):
        return Asked(rule=row.rule, title=row.item.title, targets=targets)
    return _tell(db, row, rules[row.rule], policy, now)


def _hasten(
    db: sqlite_utils.Database, row: MatchRow, policy: Policy, now: datetime
) -> tuple[str, ...]:
    """Send what is under way, or was given up, of its own alert now; say to which targets."""
    assert row.alert_id is not None
    hastened = []
    for at in row.fate.targets:
        message = outbox.get(db, at.message)
        if message is None or at.target not in policy.targets:
            continue
        if message.delivery.state in _LIVE:
            again = machine.retry(message.delivery, now)
            again = replace(again, next_attempt_at=now, hold=None, asked=True)
            outbox.save(db, message.id, again)
            hastened.append(at.target)
    return tuple(hastened)


def _tell(
    db: sqlite_utils.Database, row: MatchRow, rule: Rule, policy: Policy, now: datetime
) -> Asked:
    event = items.event_of(db, row.item_id)
    before = alert_history.of_event(db, rule.name, event)
    not_same_as = ""
    if before and not row.opener:
        not_same_as = row.fate.told or events.title(db, event)
        event, before = _split(db, row, event, not_same_as, now), []
    number = 1 + max((alert.again for alert in before), default=-1)
    follows = events.followed(db, event)
    alert = Alert(
        key=alert_key(rule.name, event, number),
        rule=rule.name,
        canonical=rule.canonical,
        story=row.story,
        event=event,
        item=row.item,
        hits=row.hits,
        created_at=now,
        priority=policy.priority,
        again=number,
        earlier=events.title(db, follows) if follows is not None else "",
    )
    deliveries = tuple(
        Delivery(
            key=delivery_key(rule.name, event, target, again=number),
            target=target,
            next_attempt_at=now,
            asked=True,
        )
        for target in dict.fromkeys(policy.targets)
    )
    alert_id = outbox.add_alert(db, alert, item_id=row.item_id)
    alert_history.keep_sources(db, alert_id, max(len(events.outlets(db, event)), 1))
    outbox.add_deliveries(db, alert_id, deliveries, now=now)
    matches.belongs_to(db, row.item_id, rule.name, alert_id)
    return Asked(
        rule=rule.name,
        title=row.item.title,
        targets=tuple(delivery.target for delivery in deliveries),
        not_same_as=not_same_as,
    )


def _split(
    db: sqlite_utils.Database, row: MatchRow, event: int, not_same_as: str, now: datetime
) -> int:
    """Let the item be an event of its own in its story, and keep that as a correction."""
    after = events.next_id(db)
    events.open_event(db, after, row.story, row.item, now=now)
    events.leave(db, event)
    items.move(db, row.item_id, after, why=stories.why_by_hand())
    corrections.add(
        db,
        item_id=row.item_id,
        rule=row.rule,
        event_before=event,
        event_after=after,
        not_same_as=not_same_as,
        now=now,
    )
    return after
