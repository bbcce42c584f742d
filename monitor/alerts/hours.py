"""Quiet hours: a span of the day, in the user's zone, in which deliveries are held. Pure.

``22:00-07:00`` goes over midnight; ``weekdays 22:00-07:00`` and ``sat,sun 00:00-24:00`` name the
days on which a span *begins*. Leaves to others: what is held and released (``plan``, ``deliver``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from monitor.alerts.days import EVERY_DAY, parse_days

_SPAN = re.compile(
    r"(?:(?P<days>\S.*?)\s+)?(?P<start>\d{1,2}:\d{2})\s*(?:-|–|to)\s*(?P<end>\d{1,2}:\d{2})"
)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From ``start`` to ``end`` on the clock on the wall; over midnight where ``end`` is earlier.

    ``end`` may be None for midnight (24:00). A clock change makes a span longer or shorter, as it
    does the night.
    """

    start: time
    end: time | None
    days: frozenset[int] = EVERY_DAY
    """Weekdays on which it begins, Monday is 0."""

    def end_after(self, now: datetime, zone: ZoneInfo) -> datetime | None:
        """When the quiet hours that ``now`` falls into end (aware UTC); None: it isn't quiet."""
        today = now.astimezone(zone).date()
        for begins in (today - _DAY, today):
            if begins.weekday() not in self.days:
                continue
            start = _moment(begins, self.start, zone)
            end = self._end(begins, zone)
            if start <= now < end:
                return end
        return None

    def _end(self, begins: date, zone: ZoneInfo) -> datetime:
        if self.end is None:
            return _moment(begins + _DAY, time(), zone)
        over_midnight = self.end <= self.start
        return _moment(begins + _DAY if over_midnight else begins, self.end, zone)


def parse_quiet_hours(text: str) -> QuietHours:
    """Read ``22:00-07:00`` or ``weekdays 22:00-07:00``.

    Raises:
        ValueError: with what to write instead.
    """
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        raise ValueError(
            'must be a span of the day, such as "22:00-07:00" or "sat,sun 00:00-24:00"'
        )
    start = parse_time(found["start"])
    end = None if found["end"] in {"24:00", "00:00", "0:00"} else parse_time(found["end"])
    if start == end or (end is None and start == time() and found["end"] != "24:00"):
        raise ValueError("begins when it ends; for a whole day write 00:00-24:00")
    return QuietHours(start, end, parse_days(found["days"]) if found["days"] else EVERY_DAY)


def parse_time(text: str) -> time:
    """Read ``8:00`` or ``08:00``.

    Raises:
        ValueError: with what to write instead.
    """
    hour, _, minute = text.partition(":")
    if not (hour.isdigit() and minute.isdigit() and int(hour) < 24 and int(minute) < 60):
        raise ValueError(f'"{text}" is no time of day; write it as 08:00')
    return time(int(hour), int(minute))


def _moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """A time on the wall as a moment.

    One that the clocks skip is taken as if they hadn't been put forward yet; of one that comes
    twice, the first counts (PEP 495, fold = 0).
    """
    return datetime.combine(day, at, zone).astimezone(UTC)
