"""Told: what was told before, as far as a new decision depends on it. Plain values.

Leaves to others: reading them (``writing.alert_history``), deciding by them (``plan``, ``due``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from monitor.alerts.alert import Silence


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An alert that a rule has made about an event; or all of them in one (``together``)."""

    key: str
    """Of the alert; of several, the one that later items are grouped with."""
    again: int = 0
    """How many alerts of the rule about the event came before it."""
    at: datetime
    """When it was last told, aware UTC."""
    sources: int = 1
    """Outlets that had the event then."""
    targets: frozenset[str] = frozenset()
    """Those it was told to, or waits to be told to."""
    waiting: frozenset[str] = frozenset()
    """Of these, those it waits for: held, or tried in vain so far. What is sent then tells of the
    event as it is by then."""


def together(alerts: Sequence[Told]) -> Told | None:
    """All that a rule has told of an event, in one; None where there is nothing.

    Args:
        alerts: In the order they were made.
    """
    if not alerts:
        return None
    last = max(alerts, key=lambda alert: alert.again)  # of equal ones the first
    return Told(
        key=last.key,
        again=last.again,
        at=max(alert.at for alert in alerts),
        sources=max(alert.sources for alert in alerts),
        targets=frozenset().union(*(alert.targets for alert in alerts)),
        waiting=frozenset().union(*(alert.waiting for alert in alerts)),
    )


@dataclass(frozen=True, slots=True)
class Recent:
    """When a target was sent alerts at once, within the last hour or more, in order."""

    all_rules: tuple[datetime, ...] = ()
    this_rule: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What came before one match."""

    told: Told | None = None
    """What the rule has told of the event."""
    recent: Mapping[str, Recent] = field(default_factory=dict)
    """By target; needed where ``max_per_hour`` is set."""
    silences: tuple[Silence, ...] = ()
    """Those that hold now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventNow:
    """An event when an item that reports it is decided about."""

    id: int
    story: int
    """The story that it belongs to."""
    sources: int = 1
    """Outlets that have it, the item's among them."""
    earlier: str = ""
    """Title of the event before it in its story, where there is one."""
    previous_at: datetime | None = None
    """When its newest item before this one was published; None: there is none."""
