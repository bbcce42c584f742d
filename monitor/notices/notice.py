"""Notice: a note of the program's own, with its deliveries. A plain value.

The modules of ``notices`` make notices and the outbox takes them; without it each of them would
have a shape of its own for the same thing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from monitor.alerts.alert import Delivery, Note
from monitor.alerts.planning.alert_history import Recent
from monitor.alerts.planning.delivery_state import delivery_key
from monitor.alerts.planning.due import due_at
from monitor.alerts.planning.policy import Group, Mode, Policy, Target


class Notice(NamedTuple):
    """A note with its deliveries, one for each target that it goes to."""

    note: Note
    deliveries: tuple[Delivery, ...]


def addressed(
    note: Note, policy: Policy, targets: Mapping[str, Target], *, now: datetime, zone: ZoneInfo
) -> Notice:
    """Return a note about a rule with a delivery for each of its targets. Pure.

    Each goes out as an alert would that is sent at once: quiet hours hold it, no limit does.

    Args:
        note: What is to be said.
        policy: The rule's.
        targets: By name; all that the policy names.
        now: Aware.
        zone: The user's time zone, for quiet hours.
    """
    at_once = replace(policy, mode=Mode.INSTANT, group=Group.STORY, max_per_hour=None)
    made = []
    for name in dict.fromkeys(policy.targets):
        target = replace(targets[name], max_per_hour=None)
        due, hold = due_at(at_once, target, Recent(), now=now, zone=zone)
        key = delivery_key(policy.rule, note.key, name)
        made.append(Delivery(key=key, target=name, next_attempt_at=due, hold=hold))
    return Notice(note, tuple(made))
