"""Due: when one alert goes out to one target, and what it waits for. Pure.

    urgent                  at once, whatever else is wished
    mode "digest"           the next time of the timetable
    quiet hours             their end
    max_per_hour            the end of the hour that began with the first alert of it

Nothing but what is urgent is released in quiet hours. Leaves to others: whether it goes out at all
(``plan``), gathering what is released together into one digest (``store.outbox``, ``deliver``).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from monitor.alerts.alert import HoldReason
from monitor.alerts.policy import Mode, Policy, Quiet, Target
from monitor.alerts.told import Recent

HOUR: Final = timedelta(hours=1)
_WEEK: Final = timedelta(days=8)


def due_at(
    policy: Policy, target: Target, recent: Recent, *, now: datetime, zone: ZoneInfo
) -> tuple[datetime, HoldReason | None]:
    """When an alert is due at a target, and why not now; ``(now, None)`` where it is due now.

    Args:
        policy: How the rule wants it told; its wish comes before the target's.
        target: Whom.
        recent: When the target was told at once.
        now: The moment of decision, aware.
        zone: The user's.
    """
    if policy.urgent:
        return now, None
    quiet = [hours for hours in (policy.quiet_hours, target.quiet_hours) if hours]
    timetable = policy.digest or target.digest
    if (policy.mode or target.mode) is Mode.DIGEST and timetable is not None:
        return _loud(timetable.next_after(now, zone), quiet, zone), HoldReason.DIGEST
    loud = _loud(now, quiet, zone)
    if loud > now:
        return loud, HoldReason.QUIET
    free = max(
        _free(recent.all_rules, target.max_per_hour, now),
        _free(recent.this_rule, policy.max_per_hour, now),
    )
    if free > now:
        return _loud(free, quiet, zone), HoldReason.BREAKER
    return now, None


def _free(told: Sequence[datetime], limit: int | None, now: datetime) -> datetime:
    """When fewer than ``limit`` were told in the hour before; ``now`` at the earliest."""
    within = [moment for moment in told if moment > now - HOUR]
    if limit is None or len(within) < limit:
        return now
    # The first of them; where the limit was higher when they were told, of as many as it allows.
    return within[-limit] + HOUR


def _loud(moment: datetime, quiet: Sequence[Quiet], zone: ZoneInfo) -> datetime:
    """The first moment that isn't in quiet hours; one quiet span may end in another."""
    first, at = moment, moment
    while at <= moment + _WEEK:
        ends = [end for hours in quiet if (end := hours.end_after(at, zone)) is not None]
        if not ends:
            return at
        at = max(ends)
        first = at if first == moment else first
    # It is never loud: a rule and a target share no hour. Held for ever would be lost.
    return first
