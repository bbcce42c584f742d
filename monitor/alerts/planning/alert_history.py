"""What was alerted before, as far as a new decision depends on it. Plain values.

``writing.alert_history`` reads them from the database; a backtest makes them up as it goes. Without
them ``decision`` could not know that an event was alerted before, nor ``due`` that a limit is
reached.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from monitor.alerts.alert import Silence


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An alert that a rule has made about an event; or all such alerts in one (``together``)."""

    key: str
    """Of the alert; of several, the one that later items are grouped with."""
    again: int = 0
    """How many alerts of the rule about the event came before it."""
    at: datetime
    """When the rule last alerted on the event, aware UTC."""
    sources: int = 1
    """How many outlets had the event then."""
    targets: frozenset[str] = frozenset()
    """The targets that the alert was sent to, or is still to be sent to."""
    waiting: frozenset[str] = frozenset()
    """Those of the targets to which it is still to be sent: held, or tried in vain so far. The
    message will show the event as it is by then."""


def together(alerts: Sequence[Told]) -> Told | None:
    """Put all alerts of one rule about one event into one; None if there are none.

    Args:
        alerts: In the order in which they were made.
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
    """When a target was sent alerts at once in the last hour or more: aware UTC, in order."""

    all_rules: tuple[datetime, ...] = ()
    this_rule: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What was alerted before one match, and what is silenced."""

    told: Told | None = None
    """The rule's alerts about the event; None: there are none."""
    recent: Mapping[str, Recent] = field(default_factory=dict)
    """By target; needed only where ``max_per_hour`` is set."""
    silences: tuple[Silence, ...] = ()
    """The silences that hold now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventNow:
    """An event as it stands when an item that reports it is decided about."""

    id: int
    story: int
    """The story that it belongs to."""
    sources: int = 1
    """How many outlets have the event, the item's outlet among them."""
    earlier: str = ""
    """Title of the event before it in its story, where there is one."""
    previous_at: datetime | None = None
    """When its newest item before this one was published; None: there is none."""
