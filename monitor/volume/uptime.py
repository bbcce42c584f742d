"""Uptime: when feeds were being read, so that a pause of the program isn't taken for silence. Pure.

    from one check to the next      the same uptime
    longer than ``PAUSE``           a new one: what happened meanwhile nobody counted
    its first ``SETTLING``          isn't counted: what was missed is being caught up with

Without this module a night in which the machine was off would make the morning a spike.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from monitor.volume.window import HOUR

PAUSE: Final = timedelta(minutes=90)
"""Whoever runs ``once`` every hour, by cron, is up all the time."""
SETTLING: Final = timedelta(minutes=30)
"""By then every feed has been polled again."""
NOTHING_NEW: Final = timedelta(hours=3)
"""At night even many feeds bring nothing for so long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Uptime:
    """A time throughout which feeds were read."""

    began_at: datetime
    last_at: datetime
    """When that was last seen."""

    @property
    def counts_from(self) -> datetime:
        """From when on what is found is news of that moment."""
        return self.began_at + SETTLING


def going_on(last: Uptime | None, *, now: datetime) -> Uptime:
    """Return the uptime that ``now`` belongs to, when feeds are being read."""
    if last is None or not last.last_at <= now <= last.last_at + PAUSE:
        # A clock that was set back begins a new one, too.
        return Uptime(began_at=now, last_at=now)
    return replace(last, last_at=now)


def of_arrivals(hours: Iterable[datetime]) -> list[Uptime]:
    """Return when feeds seem to have been read, by the hours (UTC) in which anything new came.

    For the past of which nobody has kept when feeds were read.
    """
    found: list[Uptime] = []
    for hour in sorted(hours):
        if found and hour - found[-1].last_at <= NOTHING_NEW:
            found[-1] = replace(found[-1], last_at=hour + HOUR)
        else:
            found.append(Uptime(began_at=hour, last_at=hour + HOUR))
    return found


def watched_hours(uptimes: Iterable[Uptime], *, since: datetime, until: datetime) -> list[datetime]:
    """Return the hours (UTC) between two moments throughout which feeds were read, in order."""
    hours = set[datetime]()
    for each in uptimes:
        at = next_hour(max(each.counts_from, since))
        end = min(each.last_at, until)
        while at + HOUR <= end:
            hours.add(at)
            at += HOUR
    return sorted(hours)


def hour_of(moment: datetime) -> datetime:
    """Return the beginning of a moment's hour, UTC."""
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def next_hour(moment: datetime) -> datetime:
    """Return the first full hour that doesn't begin before a moment, UTC."""
    hour = hour_of(moment)
    return hour if hour == moment else hour + HOUR
