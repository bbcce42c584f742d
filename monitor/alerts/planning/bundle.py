"""What goes to one target at one time about one event is one message. Pure.

    an item that several rules match   what goes to a target goes when the first of it does
    what is about to be sent           takes along what else waits for the target about its event

What waits for the time of a digest does so, whatever else is told meanwhile: it was asked for.

Leaves to others: when the first is due (``due``), finding what else waits (``outbox.joining``),
asking at the right moment (``decide``, ``backlog``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from monitor.alerts.alert import Alert, Delivery, HoldReason
from monitor.alerts.planning.policy import RANK, Policy
from monitor.item import digest


def aligned(decided: Sequence[Sequence[Delivery]]) -> list[tuple[Delivery, ...]]:
    """Have what is told of one item go to each target when the most urgent of it does.

    Args:
        decided: Planned deliveries, those of each match.

    Returns:
        The same in the same order, due together.
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
    """Return the stable identity of a bundle: the same for the same members in any order."""
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
    return replace(delivery, next_attempt_at=most_urgent.next_attempt_at, hold=most_urgent.hold)


def _urgency(delivery: Delivery) -> tuple[datetime, bool]:
    assert delivery.next_attempt_at is not None  # of a planned delivery
    return delivery.next_attempt_at, delivery.hold is not None
