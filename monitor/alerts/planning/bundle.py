"""What goes to one target at one time about one event is one message. Pure.

    an item that several rules match   what goes to a target goes when the first of it does
    what is about to be sent           takes along what else waits for the target about its event

What waits for a digest's time goes on waiting, whatever else is sent meanwhile: the user asked for
a digest.

Without this module an item that three rules match would come as three messages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from monitor.alerts.alert import Alert, Delivery, HoldReason
from monitor.alerts.planning.policy import RANK, Policy
from monitor.item import digest


def aligned(decided: Sequence[Sequence[Delivery]]) -> list[tuple[Delivery, ...]]:
    """Make all alerts about one item due together at each target: when the most urgent is due.

    Args:
        decided: For each match of the item, its planned deliveries.

    Returns:
        For each match, in the same order, its deliveries with the common due time and hold of their
        target. Deliveries that are held for a digest are as they were.
    """
    first: dict[str, Delivery] = {}
    for delivery in (each for deliveries in decided for each in deliveries):
        if delivery.hold is HoldReason.DIGEST:
            continue
        known = first.get(delivery.target)
        if known is None or _urgency(delivery) < _urgency(known):
            first[delivery.target] = delivery
    return [tuple(_with(first, each) for each in deliveries) for deliveries in decided]


def bundle_key(keys: Iterable[str]) -> str:
    """Return a bundle's stable key: the same for the same keys of members in any order."""
    return digest(("bundle", *sorted(keys)))


def most_urgent_first(alerts: Iterable[Alert], policies: Mapping[str, Policy]) -> tuple[Alert, ...]:
    """Return alerts about one event in the order in which a message names their rules."""

    def place(alert: Alert) -> tuple[bool, int, datetime, str]:
        policy = policies.get(alert.rule)
        urgent = policy is not None and policy.urgent
        return not urgent, RANK[alert.priority], alert.created_at, alert.rule.casefold()

    return tuple(sorted(alerts, key=place))


def _with(first: Mapping[str, Delivery], delivery: Delivery) -> Delivery:
    if delivery.hold is HoldReason.DIGEST:
        return delivery
    most_urgent = first[delivery.target]
    if (delivery.next_attempt_at, delivery.hold) == (most_urgent.next_attempt_at, most_urgent.hold):
        return delivery  # as nearly always
    return replace(delivery, next_attempt_at=most_urgent.next_attempt_at, hold=most_urgent.hold)


def _urgency(delivery: Delivery) -> tuple[datetime, bool]:
    assert delivery.next_attempt_at is not None  # of a planned delivery
    return delivery.next_attempt_at, delivery.hold is not None
