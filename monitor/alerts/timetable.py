"""Timetable: when digests go out, as cron or in plain words, in the user's zone.

    daily 08:00 · weekdays 08:00, 18:00 · mon,thu 9:30 · hourly · every 4 hours · 0 8 * * 1-5

Times are those on the wall: 08:00 stays 08:00 when the clocks change. As with cron, a time that the
clocks skip comes all the same, later by as much, and one that they show twice comes once; what
comes in every hour comes in every real one. Counting is APScheduler's (``CronTrigger``), the only
thing of it that is used here. Without this module digests would have no time to go out at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger

from monitor.alerts.cron import is_cron, parse_cron
from monitor.alerts.hours import parse_time
from monitor.alerts.weekdays import EVERY_DAY, NAMES, parse_days

_WORDS = re.compile(r"(?:(?P<days>[a-z][a-z ,\-]*?)\s+)?(?:at\s+)?(?P<times>\d{1,2}:\d{2}.*)")
_EVERY = re.compile(r"every\s+(?P<count>\d{1,2})\s*h(?:ours?)?")
_BEFORE_DAYS = re.compile(r"(?:every|each|on)\s+(?=[a-z])")
_INSTANT = timedelta(microseconds=1)
_LONGEST_CHANGE = timedelta(hours=3)
"""By which clocks are put forward, at most."""
_HOW_TO = 'write "daily 08:00", "weekdays 08:00, 18:00", "hourly", or cron such as "0 8 * * 1-5"'


@dataclass(frozen=True, slots=True)
class Timetable:
    """One or more lines of cron as APScheduler reads it (``cron``), all of them valid."""

    text: str
    """As the user wrote it."""
    crons: tuple[str, ...]

    def next_after(self, moment: datetime, zone: ZoneInfo) -> datetime:
        """The first time after ``moment`` (aware), in UTC."""
        return min(_next_of(cron, moment, zone) for cron in self.crons)


def parse_timetable(text: str) -> Timetable:
    """Read a timetable in plain words or as a cron line.

    Raises:
        ValueError: The text isn't a timetable; the message says what to write instead.
    """
    plain = " ".join(text.lower().split())
    crons = tuple(cron for cron in _crons(plain) if _ever_comes(cron))
    if not crons:
        raise ValueError("never comes: there is no such day")
    return Timetable(text, crons)


def _crons(plain: str) -> tuple[str, ...]:
    if plain in {"hourly", "every hour"}:
        return ("0 * * * *",)
    if every := _EVERY.fullmatch(plain):
        count = int(every["count"])
        if not 1 <= count <= 12:
            raise ValueError('"every N hours" takes 1 to 12')
        return (f"0 */{count} * * *",)
    if words := _WORDS.fullmatch(_BEFORE_DAYS.sub("", plain)):
        days = parse_days(words["days"]) if words["days"] else EVERY_DAY
        on = "*" if days == EVERY_DAY else ",".join(NAMES[day] for day in sorted(days))
        times = [parse_time(part) for part in re.split(r"\s*(?:,|\band\b)\s*", words["times"])]
        return tuple(f"{at.minute} {at.hour} * * {on}" for at in times)
    if is_cron(plain):
        return parse_cron(plain)
    raise ValueError(f"isn't a timetable; {_HOW_TO}")


def _ever_comes(cron: str) -> bool:
    start = datetime(2024, 1, 1, tzinfo=UTC)
    return _trigger(cron, ZoneInfo("UTC")).get_next_fire_time(None, start) is not None


def _trigger(cron: str, zone: ZoneInfo) -> CronTrigger:
    minute, hour, day, month, weekday = cron.split()
    return CronTrigger(
        minute=minute, hour=hour, day=day, month=month, day_of_week=weekday, timezone=zone
    )


def _next_of(cron: str, moment: datetime, zone: ZoneInfo) -> datetime:
    """The first time of one line after ``moment``, in UTC."""
    if cron.split()[1].startswith("*"):
        after = (moment.astimezone(UTC) + _INSTANT).astimezone(zone)
        return _fire(_trigger(cron, zone), after).astimezone(UTC)
    # On the wall, as if clocks never changed; and only then when that is.
    trigger = _trigger(cron, ZoneInfo("UTC"))
    wall = (moment.astimezone(zone) - _LONGEST_CHANGE).replace(tzinfo=UTC)
    due = moment
    while due <= moment:
        wall = _fire(trigger, wall + _INSTANT)
        due = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    return due


def _fire(trigger: CronTrigger, earliest: datetime) -> datetime:
    found: datetime | None = trigger.get_next_fire_time(None, earliest)
    assert found is not None, "parse_timetable refuses what never comes"
    return found
