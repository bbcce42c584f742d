"""Past spikes: the spikes among a rule's reports, told moment after moment. Pure.

What a backtest forecasts and what the benchmark measures; both decide by ``rhythm`` and ``spike``,
as the daemon does. Without this module nobody could say beforehand how often a rule would tell of
spikes.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.volume.rhythm import DAYS, Rhythm, Tally, rhythm_of
from monitor.volume.spike import CALM, LEAST, Seen, Spike, after, spike_in
from monitor.volume.uptime import hour_of
from monitor.volume.window import DAY, HALF, HOUR, QUARTER, TEN

CHECKED: timedelta = timedelta(seconds=15)
"""How often is looked for spikes."""


def spikes_in(
    moments: Sequence[datetime],
    watched: Iterable[datetime],
    *,
    zone: ZoneInfo,
    every: timedelta = CHECKED,
) -> list[Spike]:
    """Return the spikes that would have been told, in order; the last may not be over.

    Args:
        moments: When each report was found, aware UTC, in order.
        watched: The hours (UTC) throughout which feeds were read.
        zone: The user's.
        every: How often is looked for them.
    """
    course = _Course(moments, watched, zone)
    for now in _checks(moments, every):
        course.check(now)
    return course.spikes


def tallies(moments: Iterable[datetime]) -> dict[datetime, Tally]:
    """Return what was found in each hour, by its beginning (UTC).

    Args:
        moments: When each report was found, aware UTC, in order.
    """
    reports: Counter[datetime] = Counter()
    most: dict[datetime, int] = {}
    lately: list[datetime] = []
    first = 0
    for moment in moments:
        hour = hour_of(moment)
        reports[hour] += 1
        lately.append(moment)
        while lately[first] <= moment - QUARTER:
            first += 1
        most[hour] = max(most.get(hour, 0), len(lately) - first)
    return {hour: Tally(count, most[hour]) for hour, count in reports.items()}


def _checks(moments: Sequence[datetime], every: timedelta) -> Iterator[datetime]:
    """The checks at which something may be different: after each report, and hourly for a day."""
    at = None
    for number, moment in enumerate(moments):
        if at is not None and moment <= at:
            continue
        at = moment + every
        yield at
        following = moments[number + 1] if number + 1 < len(moments) else None
        later = at + HOUR
        while later < moment + 2 * DAY and (following is None or later < following):
            yield later
            later += HOUR


class _Course:
    def __init__(
        self,
        moments: Sequence[datetime],
        watched: Iterable[datetime],
        zone: ZoneInfo,
    ) -> None:
        self._moments = moments
        self._watched = sorted(watched)
        self._zone = zone
        self._past: Mapping[datetime, Tally] = tallies(moments)
        self._rhythm: tuple[date, Rhythm | None] | None = None
        self._open: Spike | None = None
        self._since = datetime.min.replace(tzinfo=UTC)
        self.spikes: list[Spike] = []

    def check(self, now: datetime) -> None:
        seen = self._seen(now)
        if self._open is not None:
            self._open = self.spikes[-1] = after(self._open, self._of(now), seen, now=now)
            if self._open.ended_at is not None:
                if self._open.is_settled:
                    self._since, self._rhythm = self._open.began_at, None
                self._open = None
            return
        if seen.day < LEAST:
            return
        if rhythm := self._of(now):
            last = self.spikes[-1] if self.spikes else None
            if spike := spike_in(rhythm, seen, now=now, last=last):
                self._open = spike
                self.spikes.append(spike)

    def _of(self, now: datetime) -> Rhythm | None:
        today = now.astimezone(self._zone).date()
        if self._rhythm is None or self._rhythm[0] != today:
            first = max(now - (DAYS + 1) * DAY, self._since)
            hours = self._watched[
                bisect_left(self._watched, first) : bisect_left(self._watched, now)
            ]
            self._rhythm = today, rhythm_of(self._past, hours, today=today, zone=self._zone)
        return self._rhythm[1]

    def _seen(self, now: datetime) -> Seen:
        end = bisect_right(self._moments, now)
        since = self._since
        if self.spikes and self.spikes[-1].ended_at is not None:
            since = max(since, self.spikes[-1].ended_at)

        def lately(length: timedelta) -> int:
            return end - bisect_left(self._moments, now - length, hi=end)

        day = end - bisect_left(self._moments, max(now - DAY, since), hi=end)
        return Seen(
            ten=lately(TEN),
            quarter=lately(QUARTER),
            half=lately(HALF),
            hour=lately(HOUR),
            calm=lately(CALM),
            day=day,
            since=since,
        )
