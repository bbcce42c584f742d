"""Bounds: how far above its usual a rule must be for a spike, by how far it strays anyway. Pure.

    a month of surprises   each hour's, each fullest quarter's, each day's
      → even               reports come one by one: what chance brings once in some months
      → clustered          they come in clusters, or days stray: well beyond the greatest of a month

Which of the two a rule is, the spread of its days' greatest surprises tells (median absolute
deviation): a spike or two a month don't change it. What chance brings was found by simulation
(``benchmarks/spikes.py``): reports are counted anew whenever one comes, so in a month there are
thousands of windows to surpass a bound in. Without this module a rule whose stories are carried by
forty outlets now and then would tell of a spike each time.

Source: P. J. Rousseeuw and C. Croux, J. Am. Stat. Assoc. 88 (1993), 1273 (MAD).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from monitor.volume.window import Window

Grid = NDArray[np.float64]
"""Days × hours of the day, local; NaN: not watched."""

ALONE: Final = {Window.TEN: 4.4, Window.QUARTER: 4.3, Window.HALF: 4.4, Window.HOUR: 4.2}
"""Surprises that reports which come one by one reach once in some months, in any such window."""
CLUSTERED: Final = {Window.QUARTER: 0.8, Window.HOUR: 1.0}
"""Where days' greatest surprises spread further, reports come in clusters; by chance: 0.5."""
FAR: Final = {Window.QUARTER: 1.7, Window.HOUR: 1.9, Window.DAY: 1.8}
"""Where they do, a spike goes so many times as far as the greatest surprise of the month."""
SIGMAS: Final = 5.0
"""A day is a spike so many (robust) standard deviations above what is usual …"""
MARGIN: Final = 1.4
"""… and so many times as far above it as what happened twice in the month."""
NEARLY: Final = 0.8
"""Unless that alone were nearly a spike: then days stray, and ``FAR`` holds."""
APART: Final = 2
"""Days within which two peaks are one affair."""
SPREAD: Final = 1.0
"""What chance alone makes of a day's surprise."""
RARE: Final = 1.5
"""Where the greatest surprise of most days is less, hardly anything comes: then what happened twice
in the month tells …"""
RARELY: Final = 2.7
"""… whether it comes in clusters."""
MAD: Final = 1.4826


def bounds_of(surprises: Mapping[Window, Grid], *, is_known_well: bool) -> dict[Window, float]:
    """Return how surprising (``rhythm.surprise``) what happens in each window must be.

    Args:
        surprises: Of each hour, of the fullest quarter of each, and of each day (one column).
        is_known_well: Whether much more was watched than must be.
    """
    far = not is_known_well or _comes_in_clusters(surprises)
    beyond = {window: FAR[window] * _affairs(surprises[window])[0] for window in CLUSTERED}
    most = max(beyond.values())
    bounds = {
        window: max(alone, beyond.get(window, most)) if far else alone
        for window, alone in ALONE.items()
    }
    bounds[Window.DAY] = _of_days(surprises[Window.DAY], far=far)
    return bounds


def _comes_in_clusters(surprises: Mapping[Window, Grid]) -> bool:
    """Whether reports come together rather than one by one."""
    by_day = {window: _greatest(surprises[window]) for window in CLUSTERED}
    if float(np.median(by_day[Window.QUARTER])) <= RARE:
        return _affairs(surprises[Window.QUARTER])[1] > RARELY
    return any(_spread(by_day[window]) > limit for window, limit in CLUSTERED.items())


def _of_days(surprises: Grid, *, far: bool) -> float:
    seen = surprises[~np.isnan(surprises)]
    alone = max(float(np.median(seen)), 0.0) + SIGMAS * max(_spread(seen), SPREAD)
    greatest, second = _affairs(surprises)
    if far or second > NEARLY * alone:
        return max(alone, FAR[Window.DAY] * greatest)
    return max(alone, MARGIN * second)


def _greatest(surprises: Grid) -> Grid:
    """Each watched day's greatest."""
    days = surprises[~np.isnan(surprises).all(axis=1)]
    greatest: Grid = np.where(np.isnan(days), -np.inf, days).max(axis=1)
    return greatest


def _spread(values: Grid) -> float:
    return MAD * float(np.median(np.abs(values - np.median(values))))


def _affairs(surprises: Grid) -> tuple[float, float]:
    """How far the two greatest affairs of the month went, on days apart."""
    days = np.where(np.isnan(surprises), 0.0, surprises).max(axis=1)
    greatest = int(days.argmax())
    others = np.abs(np.arange(days.size) - greatest) > APART
    return max(float(days[greatest]), 0.0), max(float(days[others].max(initial=0.0)), 0.0)
