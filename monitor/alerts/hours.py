"""Quiet hours: spans of the day, in the user's zone, in which deliveries are held. Pure.

``22:00-07:00`` goes over midnight; ``weekdays 22:00-07:00`` and ``sat,sun 00:00-24:00`` name the
days on which a span *begins*. Without this module nobody could say when a target is to be left in
peace: alerts would come at night.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from monitor.alerts.weekdays import EVERY_DAY, parse_days

_SPAN = re.compile(
    r"(?:(?P<days>\S.*?)\s+)?(?P<start>\d{1,2}:\d{2})\s*(?:-|–|to)\s*(?P<end>\d{1,2}:\d{2})"
)
_DAY = timedelta(days=1)
_MONDAY = datetime(2024, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From ``start`` to ``end`` on the clock on the wall; over midnight if ``end`` is earlier.

    ``end`` may be None for midnight (24:00). A clock change makes a span longer or shorter, as it
    does the night.
    """

    start: time
    end: time | None
    days: frozenset[int] = EVERY_DAY
    """Weekdays on which it begins, Monday is 0."""
    text: str = field(default="", compare=False)
    """As the user wrote it."""

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


@dataclass(frozen=True, slots=True)
class QuietSpans:
    """Several quiet hours in one, as a week is made of nights and a weekend."""

    spans: tuple[QuietHours, ...]

    @property
    def text(self) -> str:
        """The spans as the user wrote them."""
        return " and ".join(span.text for span in self.spans)

    def end_after(self, now: datetime, zone: ZoneInfo) -> datetime | None:
        """When the quiet hours that ``now`` falls into end (aware UTC); None: it isn't quiet.

        Spans that touch or overlap count as one.
        """
        end, latest = None, now
        for _ in range(2 * 7 * len(self.spans)):  # quiet without end: a fortnight is enough
            ends = [each for span in self.spans if (each := span.end_after(latest, zone))]
            if not ends:
                break
            end = latest = max(ends)
        return end


def parse_all_quiet_hours(texts: Iterable[str]) -> QuietHours | QuietSpans:
    """Read one or more spans, each as ``parse_quiet_hours`` takes it.

    Raises:
        ValueError: A text is no span; the message says what to write instead.
    """
    spans = tuple(parse_quiet_hours(text) for text in texts)
    if not spans:
        raise ValueError("is empty; leave it out, or write a span such as 22:00-07:00")
    week = timedelta(days=7)
    end = QuietSpans(spans).end_after(_MONDAY, ZoneInfo("UTC"))
    if end is not None and end - _MONDAY > week:
        raise ValueError("leaves no hour of the week in which anything could be sent")
    return spans[0] if len(spans) == 1 else QuietSpans(spans)


def parse_quiet_hours(text: str) -> QuietHours:
    """Read ``22:00-07:00`` or ``weekdays 22:00-07:00``.

    Raises:
        ValueError: The text is no span; the message says what to write instead.
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
    days = parse_days(found["days"]) if found["days"] else EVERY_DAY
    return QuietHours(start, end, days, text=" ".join(text.split()))


def parse_time(text: str) -> time:
    """Read ``8:00`` or ``08:00``.

    Raises:
        ValueError: The text is no time; the message says what to write instead.
    """
    hour, _, minute = text.partition(":")
    if not (hour.isdigit() and minute.isdigit() and int(hour) < 24 and int(minute) < 60):
        raise ValueError(f'"{text}" is not a time of day; write it as 08:00')
    return time(int(hour), int(minute))


def _moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """A time on the wall as a moment.

    One that the clocks skip is taken as if they hadn't been put forward yet; of one that comes
    twice, the first counts (PEP 495, fold = 0).
    """
    return datetime.combine(day, at, zone).astimezone(UTC)
