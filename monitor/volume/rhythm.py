"""Rhythm: how many reports a rule usually finds, by weekday and hour, and how far it strays. Pure.

    a month of hours, each with its reports, or not watched
      → usual      each hour of the week: the hour's share of a day × the weekday's, or what that
                   weekday has brought at that hour week after week, if that is far more
      → surprises  how far each hour, quarter and day of the month was above it
      → bounds     how far something must be above it to count as a spike (``bounds``)
      → trend      what is usual now, if more and more has come in the last week

What is usual is told by the mean of the middle half, which strays less than a median, or, where
mostly nothing comes, by a mean without the greatest: one great day must not become the usual. How
far is told by the deviance of the Poisson distribution, which makes three instead of none and
ninety instead of sixty comparable. Without this module every weekly press conference would be a
spike.

Source: P. McCullagh and J. A. Nelder, Generalized Linear Models, 2.4.3 (deviance residuals).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from monitor.volume.bounds import Grid, bounds_of
from monitor.volume.window import HOUR, QUARTER, TEN, Window

DAYS: Final = 28
"""How much of the past a rhythm is read from."""
LEAST_DAYS: Final = 14
"""So many days must have been watched: else a weekly peak would be a surprise."""
PEAK: Final = 2.0
"""A weekday's hour counts by itself if it brings so many times what its day and hour suggest."""
FEW: Final = 3.0
"""Below this a median says nothing: of three reports in a week it is 0."""
SHRUNK: Final = 5.0
"""Reports a day, about, from which weekdays are told apart."""
PARTS: Final = 3
"""No hour's usual is less than so large a part of the mean of all."""
LEAST_USUAL: Final = 0.02
"""What never happened may happen."""
WEEK: Final = 7
GROWN: Final = 1.4
"""The middle of the last week is ten days after that of the month; today is so many times as long
after it."""
MOST_GROWN: Final = 1.8
"""What grows faster doesn't grow: it has begun, and is told of (``spike``)."""
COUNTED: Final = 20
"""A day of fewer reports says nothing of how they grow."""
_HOURS: Final = 24


class Tally(NamedTuple):
    """What a rule found in an hour."""

    reports: int
    most: int
    """Within any 15 minutes that end in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """What is usual for a rule. All times are those of ``zone``."""

    zone: ZoneInfo
    hours: tuple[tuple[float, ...], ...]
    """Reports in an hour: by weekday (Monday is 0) and hour."""
    quarters: tuple[tuple[float, ...], ...]
    """Reports in the busiest 15 minutes of it."""
    bounds: Mapping[Window, float]
    """How surprising (``surprise``) what happens in such a time must be."""
    most: Mapping[Window, int]
    """The most reports in such a time of the month, where that is known."""
    least_day: float = 0.0
    """On no day is less usual; so that most times no day need be added up."""

    def usual(self, window: Window, until: datetime, since: datetime | None = None) -> float:
        """Return how many reports are usual in a window that ends then, or begins later."""
        if window is Window.QUARTER:
            return self._quarter(until)
        if window is Window.TEN:
            return self._quarter(until) * (TEN / QUARTER)
        begin = until - window.length
        if window is Window.HALF:  # all of it may come in one quarter
            fullest = max(self._quarter(until), self._quarter(until - QUARTER))
            return max(self.between(begin, until), fullest)
        return self.between(max(begin, since) if since else begin, until)

    def _quarter(self, until: datetime) -> float:
        local = (until - QUARTER / 2).astimezone(self.zone)
        return self.quarters[local.weekday()][local.hour]

    def between(self, since: datetime, until: datetime) -> float:
        """Return how many reports are usual between two moments."""
        total, at = 0.0, since
        while at < until:
            local = at.astimezone(self.zone)
            past = timedelta(minutes=local.minute, seconds=local.second)
            end = min(at + HOUR - past - timedelta(microseconds=local.microsecond), until)
            total += self.hours[local.weekday()][local.hour] * ((end - at) / HOUR)
            at = end
        return total


def surprise(reports: float, usual: float) -> float:
    """Return by how many standard deviations, about, so many reports are above what is usual.

    The signed root of the Poisson distribution's deviance; negative below what is usual.
    """
    usual = max(usual, LEAST_USUAL)
    deviance = (reports * math.log(reports / usual) if reports > 0 else 0.0) - (reports - usual)
    return math.copysign(math.sqrt(max(2 * deviance, 0.0)), reports - usual)


def rhythm_of(
    past: Mapping[datetime, Tally],
    watched: Iterable[datetime],
    *,
    today: date,
    zone: ZoneInfo,
) -> Rhythm | None:
    """Return a rule's rhythm by the ``DAYS`` before a day; None: too little was watched.

    Args:
        past: By the hour's beginning (UTC), where there was anything.
        watched: The hours (UTC) throughout which feeds were read.
        today: The first day that doesn't count, in ``zone``.
        zone: The user's.
    """
    reports, most, first = _grids(past, watched, today, zone)
    days = np.sum(np.sum(~np.isnan(reports), axis=1) > _HOURS / 2)
    if days < LEAST_DAYS:
        return None
    weekday = (np.arange(DAYS) + first.weekday()) % 7
    hours = _usual(reports, weekday)
    quarters = _usual_quarters(most, weekday, hours)
    of_days = _sums(reports, hours[weekday])
    surprises = {
        Window.HOUR: _surprises(reports, hours[weekday]),
        Window.QUARTER: _surprises(most, quarters[weekday]),
        Window.DAY: _surprises(of_days[0], of_days[1]),
    }
    trend = _trend(*of_days)
    return Rhythm(
        zone=zone,
        hours=_as_tuples(hours * trend),
        quarters=_as_tuples(quarters * trend),
        least_day=float((hours * trend).min(axis=0).sum()) * (_HOURS - 1) / _HOURS,
        bounds=bounds_of(surprises, is_known_well=days > LEAST_DAYS + WEEK),
        most={
            Window.HOUR: int(np.nanmax(reports)),
            Window.QUARTER: int(np.nanmax(most)),
            Window.DAY: int(np.nanmax(of_days[0])) if days else 0,
        },
    )


def _grids(
    past: Mapping[datetime, Tally],
    watched: Iterable[datetime],
    today: date,
    zone: ZoneInfo,
) -> tuple[Grid, Grid, date]:
    """Reports and most of each hour of the month, and its first day."""
    first = today - timedelta(days=DAYS)
    reports, most = (np.full((DAYS, _HOURS), np.nan) for _ in range(2))
    for hour in watched:
        local = hour.astimezone(zone)
        row = (local.date() - first).days
        if not 0 <= row < DAYS:
            continue
        tally = past.get(hour, Tally(0, 0))
        if math.isnan(reports[row, local.hour]) or tally.reports > reports[row, local.hour]:
            reports[row, local.hour], most[row, local.hour] = tally  # of 2 a.m. twice the greater
    return reports, most, first


def _usual(reports: Grid, weekday: NDArray[np.int64]) -> Grid:
    """What is usual by weekday and hour: 7 × 24."""
    by_hour = _locations(reports)
    # What wasn't watched of a day is taken to have been as usual.
    totals = np.where(np.isnan(reports), by_hour, reports).sum(axis=1)
    overall = _locations(totals[:, None])
    share = np.array([_locations(totals[weekday == day][:, None])[0] for day in range(7)])
    share = (share + SHRUNK) / (overall + SHRUNK)
    level = _locations(reports / share[weekday][:, None])
    # Where all comes in a few clusters, robust means see nothing of them.
    least = float(np.nanmean(reports)) / PARTS
    return _weekly(reports, weekday, np.maximum(share[:, None] * level[None, :], least))


def _usual_quarters(most: Grid, weekday: NDArray[np.int64], hours: Grid) -> Grid:
    """A quarter of what is usual in an hour, but where a weekday's are far fuller, that."""
    fullest = np.broadcast_to(_locations(most), hours.shape)
    fuller = _weekly(most, weekday, np.maximum(fullest, hours / 4))
    return np.where(fuller > PEAK * np.maximum(fullest, hours / 4), fuller, hours / 4)


def _weekly(grid: Grid, weekday: NDArray[np.int64], suggested: Grid) -> Grid:
    """``suggested``, but where a weekday brings far more week after week, that.

    An hour earlier or later is the same appointment.
    """
    flat = np.where(np.isnan(grid), -1.0, grid).reshape(-1)
    around = np.stack([np.append(-1.0, flat[:-1]), flat, np.append(flat[1:], -1.0)])
    near = np.where(np.isnan(grid), np.nan, around.max(axis=0).reshape(grid.shape))
    usual = suggested.copy()
    for day in range(7):
        seen, count = _sorted(near[weekday == day])
        median = np.where(count > 1, _medians(seen, count), 0.0)
        is_far_more = (median >= FEW) & (median > PEAK * suggested[day])
        usual[day] = np.where(is_far_more, median, usual[day])
    return usual


def _locations(columns: Grid) -> Grid:
    """Where each column's values lie: the mean of their middle half.

    Where they are small, the mean of all but the greatest. NaN is left out; a column without values
    lies at 0.
    """
    seen, count = _sorted(columns)
    none, quarter = np.zeros_like(count), count // 4
    greatest = np.where(count > 3, np.maximum(count // 10, 1), 0)
    middle = _means(seen, quarter, count - quarter)
    most = _means(seen, none, count - greatest)
    return np.where(_medians(seen, count) >= FEW, middle, most)


def _means(seen: Grid, first: NDArray[np.int64], end: NDArray[np.int64]) -> Grid:
    """The mean of each column's values from the first until before the end."""
    rows = np.arange(seen.shape[0])[:, None]
    is_meant = (rows >= first) & (rows < end)
    mean: Grid = np.where(is_meant, seen, 0.0).sum(axis=0) / np.maximum(end - first, 1)
    return mean


def _sorted(columns: Grid) -> tuple[Grid, NDArray[np.int64]]:
    """Each column in order, NaN at its end, and how many of its values aren't."""
    return np.sort(columns, axis=0), (~np.isnan(columns)).sum(axis=0)


def _medians(seen: Grid, count: NDArray[np.int64]) -> Grid:
    """Each column's median; 0 of an empty one."""
    at = np.arange(seen.shape[1])
    low, high = np.maximum(count - 1, 0) // 2, np.maximum(count, 1) // 2
    high = np.minimum(high, np.maximum(count - 1, 0))
    return np.where(count > 0, (seen[low, at] + seen[high, at]) / 2, 0.0)


def _sums(reports: Grid, usual: Grid) -> tuple[Grid, Grid]:
    """Reports and what was usual on each day, as columns; of days that were watched."""
    is_watched = ~np.isnan(reports)
    enough = is_watched.sum(axis=1) > _HOURS / 2
    sums = np.where(enough, np.nansum(reports, axis=1), np.nan)
    return sums[:, None], np.where(is_watched, usual, 0).sum(axis=1)[:, None]


def _trend(sums: Grid, usual: Grid) -> float:
    """How many times as much as in the month is usual by now: 1, unless it grows.

    Days are compared by their part of the usual, which is too much for all of them: no hour's is 0.
    """
    counted = ~np.isnan(sums[:, 0]) & (usual[:, 0] >= COUNTED)
    ratios = sums[counted, 0] / usual[counted, 0]
    recent = ratios[ratios.size - int(counted[-WEEK:].sum()) :]
    if recent.size < WEEK - 2 or not (month := float(np.median(ratios))):
        return 1.0
    grown = (float(np.median(recent)) / month) ** GROWN
    return grown if 1.0 < grown < MOST_GROWN else 1.0


def _surprises(counts: Grid, usual: Grid) -> Grid:
    """``surprise`` of each, as an array."""
    floor = np.maximum(usual, LEAST_USUAL)
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.where(counts > 0, counts * np.log(counts / floor), 0.0)
    deviance = np.maximum(2 * (logs - (counts - floor)), 0.0)
    return np.where(np.isnan(counts), np.nan, np.sign(counts - floor) * np.sqrt(deviance))


def _as_tuples(grid: Grid) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(float(value) for value in row) for row in grid)
