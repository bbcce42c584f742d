"""Due: when one alert goes out to one target, and what it waits for. Pure.

    urgent                  at once, whatever else is wished
    group "day"             once a day, at the first time that its timetable has for the day
    mode "digest"           the next time of the timetable
    quiet hours             their end
    max_per_hour            the end of the hour that began with the first alert of it

Nothing but what is urgent is released in quiet hours. It is asked again when an alert is about to
be sent (``late``), for that may be long after it was planned: the target was down, or the program
wasn't running. Without this module everything would be sent the moment it is found, at night too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from monitor.alerts.alert import HoldReason
from monitor.alerts.planning.alert_history import Recent
from monitor.alerts.planning.policy import Digests, Group, Mode, Policy, Quiet, Target

HOUR: Final = timedelta(hours=1)
_WEEK: Final = timedelta(days=8)
_DAY: Final = timedelta(days=1)
_INSTANT: Final = timedelta(microseconds=1)


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
    if policy.group is Group.DAY and timetable is not None:
        return _once_a_day(timetable, quiet, now, zone), HoldReason.DIGEST
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


def late(
    policy: Policy, target: Target, recent: Recent, *, now: datetime, zone: ZoneInfo
) -> tuple[datetime, HoldReason | None]:
    """The same for an alert whose time has come, whatever it waited for before.

    Args:
        policy: As for ``due_at``; the others too.
        target: Whom.
        recent: When the target took single alerts.
        now: The moment at which it would be sent.
        zone: The user's.
    """
    at_once = replace(policy, mode=Mode.INSTANT, group=Group.STORY)
    if policy.group is Group.DAY:
        recent = Recent()  # one message a day is no flood
    until, hold = due_at(at_once, target, recent, now=now, zone=zone)
    if hold is HoldReason.QUIET and policy.group is Group.DAY:
        until, _ = due_at(policy, target, recent, now=now, zone=zone)  # with that day's others
    if hold is HoldReason.QUIET and due_at(at_once, target, Recent(), now=until, zone=zone)[1]:
        return now, None  # it is never loud, and has waited once
    return until, hold


def _free(told: Sequence[datetime], limit: int | None, now: datetime) -> datetime:
    """When fewer than ``limit`` were told in the hour before; ``now`` at the earliest."""
    # None after now: the clock may have been set back.
    within = [moment for moment in told if now - HOUR < moment <= now]
    if limit is None or len(within) < limit:
        return now
    # The first of them; where the limit was higher when they were told, of as many as it allows.
    return within[-limit] + HOUR


def _once_a_day(
    timetable: Digests, quiet: Sequence[Quiet], now: datetime, zone: ZoneInfo
) -> datetime:
    """The first time of a day to come; what quiet hours put off to another day joins that day's."""
    first = _first_of_a_day(timetable, now, zone)
    loud = _loud(first, quiet, zone)
    if loud > first:
        following = _first_of_a_day(timetable, loud, zone)
        same_day = following.astimezone(zone).date() == loud.astimezone(zone).date()
        if same_day and _loud(following, quiet, zone) == following:
            return following
    return loud


def _first_of_a_day(timetable: Digests, after: datetime, zone: ZoneInfo) -> datetime:
    """The next time after ``after`` before which the timetable has none on the same day."""
    today = after.astimezone(zone).date()
    first = _first_since(timetable, today, zone)
    return first if first > after else _first_since(timetable, today + _DAY, zone)


@lru_cache(maxsize=1_000)
def _first_since(timetable: Digests, day: date, zone: ZoneInfo) -> datetime:
    """The first time from midnight of a day on. A backtest asks a thousand times a day."""
    midnight = datetime.combine(day, time(), zone).astimezone(UTC)
    return timetable.next_after(midnight - _INSTANT, zone)


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
