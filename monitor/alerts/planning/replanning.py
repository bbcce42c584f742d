"""When waiting deliveries become due, once the configuration or the clock has changed. Pure.

    held                       for as long as if it were planned now
    not held, never tried      it was planned by a clock that was ahead: it is due
    to be tried again          for as long as it was to wait after its last attempt

Without this module a digest would keep to a timetable that is gone from config.toml, and what was
planned by a wrong clock would wait for that clock's time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from monitor.alerts.alert import HoldReason
from monitor.alerts.planning.alert_history import Recent
from monitor.alerts.planning.due import HOUR, due_at
from monitor.alerts.planning.policy import ANYBODY, Policy, Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """A pending delivery, as far as its due time depends on it."""

    id: int
    target: str
    rule: str = ""
    """Whose alert it is of; empty: a digest, a bundle or a note."""
    due: datetime
    """Until when it is to wait."""
    hold: HoldReason | None = None
    """Why; None: it was planned for then, or is to be tried again."""
    tried_at: datetime | None = None
    """Its last attempt; None: there was none."""


def planned_anew(
    waiting: Iterable[Waits],
    policies: Mapping[str, Policy],
    targets: Mapping[str, Target],
    *,
    now: datetime,
    zone: ZoneInfo,
) -> dict[int, datetime]:
    """Return the new due times of those deliveries that get one: delivery id → aware UTC.

    Args:
        waiting: The deliveries that aren't due yet.
        policies: By rule. What is held of a rule that is gone, or that no longer tells the target,
            keeps its time: to take a rule out mustn't send out at once what it held.
        targets: By name; all for which something is held.
        now: Aware.
        zone: The user's time zone.
    """
    found = {}
    for each in waiting:
        if each.hold is not None:
            policy, target = policies.get(each.rule, ANYBODY), targets[each.target]
            if each.rule and each.target not in policy.targets:
                continue
            until = _held_anew(each.due, each.hold, policy, target, now=now, zone=zone)
        else:
            until = _tried_anew(each.due, each.tried_at, now)
        if until != each.due:
            found[each.id] = until
    return found


def _held_anew(
    due: datetime,
    hold: HoldReason,
    policy: Policy,
    target: Target,
    *,
    now: datetime,
    zone: ZoneInfo,
) -> datetime:
    if due <= now:
        return due  # its time has come: it isn't put off to the next digest
    at, _ = due_at(policy, target, Recent(), now=now, zone=zone)
    if hold is HoldReason.BREAKER and not policy.urgent:
        return min(due, max(at, now + HOUR))
    return at


def _tried_anew(due: datetime, tried_at: datetime | None, now: datetime) -> datetime:
    if tried_at is None:
        return now
    return now + (due - tried_at) if tried_at > now else due
