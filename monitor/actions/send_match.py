"""Send a match now: one that wasn't sent, or not as it reads now, because somebody asks for it.

    its item opens an alert that nobody has had yet   → that alert is sent now
    the rule has told of the event by another item    → the item becomes an event of its own in its
                                                        story: a correction
    else                                              → an alert of the event it has, which says
                                                        that it was asked for

The message speaks for all rules that match the item, as far as it goes to their targets: nobody is
told of one article twice, and none of its matches says "not sent" afterwards. Quiet hours, digests,
limits and silences don't hold it up. A running daemon sends within seconds, and knows of the new
event before it decides about the next item (``record``). Without this module what was grouped or
withheld in error could only be read about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import sqlite_utils

from monitor.alerts.alert import Alert, Delivery, DeliveryState
from monitor.alerts.planning import delivery_state
from monitor.alerts.planning.alert_key import alert_key
from monitor.alerts.planning.delivery_state import delivery_key
from monitor.alerts.planning.match_decision import ON_REQUEST, quoted
from monitor.alerts.planning.policy import Policy
from monitor.errors import MonitorError, NoSuchError
from monitor.rules import Rule
from monitor.store.archive.reading import no_such_match
from monitor.store.by_hand import corrections
from monitor.store.history import match_list
from monitor.store.history.match_list import MatchRow
from monitor.store.history.match_state import MatchState
from monitor.store.outbox import outbox, sent, withholding
from monitor.store.writing import alert_history, events, items, matches, stories

_LIVE = frozenset({DeliveryState.PENDING, DeliveryState.DEAD})
_TOLD_NOBODY = frozenset({MatchState.GROUPED, MatchState.WITHHELD})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What came of it."""

    rule: str
    title: str
    targets: tuple[str, ...]
    """Those that are told now."""
    not_same_as: str = ""
    """The headline that it was told apart from; empty where there was nothing to correct."""


def can_send(row: MatchRow, policies: Mapping[str, Policy]) -> bool:
    """Whether there is something to send of a match, and somebody to send it to.

    Args:
        row: The match.
        policies: By the rule's name.
    """
    policy = policies.get(row.rule)
    if policy is None:
        return row.opener and bool(_on_its_way_to(row))
    if row.state is MatchState.SENT and not row.fate.edited:  # to those it was withheld from
        return not {*row.fate.withheld_from}.isdisjoint(policy.targets)
    return row.fate.can_be_sent and bool(policy.targets)


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
        MonitorError: there is nothing to send of it, or its rule tells nobody.
    """
    row = match_list.match(db, match_id)
    if row is None:
        raise NoSuchError(no_such_match(db, match_id))
    if row.rule not in rules or row.rule not in policies:
        # An alert that was on its way when the rule was removed says itself where it goes.
        if row.opener and (hastened := _hasten(db, row, _on_its_way_to(row), now)):
            return Asked(rule=row.rule, title=row.item.title, targets=hastened)
        raise MonitorError(
            f'the configuration has no rule "{row.rule}" any more, so there is no target to send to'
        )
    targets = tuple(dict.fromkeys(policies[row.rule].targets))
    if not targets:
        raise MonitorError(f'the rule "{row.rule}" has no targets; add some first')
    targets = _still_to_tell(db, row, targets)
    unheard = row.opener and not sent.told_somebody(db, row.alert_id)
    if unheard and (hastened := _hasten(db, row, targets, now)):
        return Asked(rule=row.rule, title=row.item.title, targets=hastened)
    not_same_as = _told_apart_from(db, row)
    if not_same_as:
        _split(db, row, not_same_as, now)
    for each in (row, *_by_other_rules(db, row, rules)):
        policy = policies[each.rule]
        shared = tuple(target for target in targets if target in policy.targets)
        if shared:
            _tell(db, each, rules[each.rule], policy, shared, apart=bool(not_same_as), now=now)
    return Asked(rule=row.rule, title=row.item.title, targets=targets, not_same_as=not_same_as)


def _on_its_way_to(row: MatchRow) -> tuple[str, ...]:
    """The targets for which it is held."""
    return tuple(at.target for at in row.fate.targets if at.state is MatchState.HELD)


def _still_to_tell(
    db: sqlite_utils.Database, row: MatchRow, targets: Sequence[str]
) -> tuple[str, ...]:
    """Of these targets, those that haven't had the headline as it reads now.

    Raises:
        MonitorError: All of them have had it, or will in a moment.
    """
    shown = sent.shown_to(db, row.item_id, row.item.title)
    if not row.fate.edited:
        own = {at.target for at in row.fate.targets if at.state is MatchState.SENT}
        # Of messages of an earlier version it isn't known which targets had the headline.
        unknown = row.state is MatchState.SENT and not own | shown
        if own >= {*targets} or unknown:
            raise MonitorError(f"match {row.id} has already been sent")
        shown |= own
    if shown >= {*targets}:
        raise MonitorError(
            f"match {row.id} has already been sent, by another rule: "
            f"this headline went to {', '.join(targets)}"
        )
    if row.state is MatchState.WAITING or row.fate.edited:
        waiting = {at.target for at in row.fate.targets if at.state is MatchState.WAITING}
        tried = any(at.attempts for at in row.fate.targets if at.state is MatchState.WAITING)
        if waiting and not tried:
            raise MonitorError(
                f"match {row.id} is already on its way to {', '.join(sorted(waiting))}"
            )
    return tuple(target for target in targets if target not in shown)


def _hasten(
    db: sqlite_utils.Database, row: MatchRow, targets: Sequence[str], now: datetime
) -> tuple[str, ...]:
    """Send what is under way, or was given up, of its own alert now; say to which targets.

    With it goes what was withheld of the alert; where nothing else is, there is nothing to hasten.
    """
    hastened, withheld = list[str](), list[tuple[int, str]]()
    for at in row.fate.targets:
        message = outbox.get(db, at.message)
        if message is None or at.target not in targets:
            continue
        if message.delivery.state in _LIVE:
            again = delivery_state.retry(message.delivery, now)
            again = replace(again, next_attempt_at=now, hold=None, asked=True)
            outbox.save(db, message.id, again)
            hastened.append(at.target)
        elif message.delivery.state is DeliveryState.WITHHELD:
            withheld.append((message.id, at.target))
    if hastened:
        for id_, target in withheld:
            withholding.want_again(db, id_, now=now)
            hastened.append(target)
    return tuple(hastened)


def _told_apart_from(db: sqlite_utils.Database, row: MatchRow) -> str:
    """The headline by which its event was told; empty where nobody can mean another event."""
    if row.state is not MatchState.GROUPED:
        return ""
    told = row.fate.told or events.title(db, items.event_of(db, row.item_id))
    return "" if told.casefold() == row.item.title.casefold() else told


def _by_other_rules(
    db: sqlite_utils.Database, row: MatchRow, rules: Mapping[str, Rule]
) -> list[MatchRow]:
    """The item's matches by other rules that nobody has been told, or not as it reads now."""
    others = match_list.matches_of(db, row.item_id)
    return [
        each
        for each in others
        if each.id != row.id
        and each.rule in rules
        and (each.state in _TOLD_NOBODY or each.fate.can_be_sent_anew)
    ]


def _tell(
    db: sqlite_utils.Database,
    row: MatchRow,
    rule: Rule,
    policy: Policy,
    targets: Sequence[str],
    *,
    apart: bool,
    now: datetime,
) -> None:
    """Make an alert of the item for one of its rules, which is due at these targets now.

    ``apart``: it has just been told apart from the event before it in its story, of which the
    message says nothing.
    """
    event = items.event_of(db, row.item_id)
    before = alert_history.of_event(db, rule.name, event)
    number = 1 + max((alert.again for alert in before), default=-1)
    follows = None if apart else events.followed(db, event)
    changed = f": headline changed from {quoted(row.fate.sent_as)}" if row.fate.sent_as else ""
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
        reason=f"{ON_REQUEST}{changed}",
        earlier=events.title(db, follows) if follows is not None else "",
    )
    deliveries = tuple(
        Delivery(
            key=delivery_key(rule.name, event, target, again=number),
            target=target,
            next_attempt_at=now,
            asked=True,
        )
        for target in targets
    )
    alert_id = outbox.add_alert(db, alert, item_id=row.item_id)
    alert_history.keep_sources(db, alert_id, max(len(events.outlets(db, event)), 1))
    outbox.add_deliveries(db, alert_id, deliveries, now=now)
    matches.belongs_to(db, row.item_id, rule.name, alert_id)


def _split(db: sqlite_utils.Database, row: MatchRow, not_same_as: str, now: datetime) -> None:
    """Let the item be an event of its own in its story, and keep that as a correction."""
    event, after = items.event_of(db, row.item_id), events.next_id(db)
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
