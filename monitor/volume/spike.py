"""Spike: far more reports than are usual for a rule; when it begins, and when it is over. Pure.

    10, 15, 30 or 60 minutes, or a day, beyond its bounds      a spike begins: told once
    the next wave of it                                        nothing, unless it tops the first
    three hours as usual                                       it is over: told, if it lasted
    a week later still no end                                  that is the new usual

Without this module the reader would have to count alerts to notice that something big goes on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from monitor.human import in_full
from monitor.volume.rhythm import Rhythm, surprise
from monitor.volume.window import DAY, HALF, HOUR, QUARTER, TEN, Window

LEAST: Final = 10
"""Fewer reports are no spike, however rare the rule's are."""
TIMES: Final = dict.fromkeys(Window, 2.5) | {Window.DAY: 3.0}
"""A spike is so many times what is usual, at least."""
CALM: Final = timedelta(hours=3)
"""After so long as usual a spike is over."""
CALM_TIMES: Final = 1.5
LASTED: Final = timedelta(hours=3)
"""That it is over is told of a spike that went on for so long."""
TELLS_AGAIN: Final = timedelta(days=1)
"""Within that of a spike's beginning only a greater one is another."""
SETTLED: Final = timedelta(days=7)
"""What goes on for so long is the new usual."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A rule's reports up to a moment."""

    ten: int
    """In the last ten minutes."""
    quarter: int
    """In the last 15."""
    half: int
    """In the last 30."""
    hour: int
    calm: int
    """In the last three hours (``CALM``)."""
    day: int
    """In the last 24 hours, or since ``since``."""
    since: datetime
    """From when on a day is counted: not what belonged to the last spike, nor to a pause."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spike:
    """A spike of a rule. ``reports`` and ``usual`` are as they were when it was found."""

    began_at: datetime
    """When the window began in which it was found."""
    found_at: datetime
    window: Window
    reports: int
    usual: float
    top: int
    """The most reports in an hour of it so far."""
    ended_at: datetime | None = None
    is_settled: bool = False
    """It didn't end: it became the usual."""

    @property
    def span(self) -> str:
        """In how long a time it was found: ``15 minutes``, ``an hour``, ``9 hours``, ``a day``."""
        took = self.found_at - self.began_at
        if self.window is Window.DAY and took <= DAY - HOUR:
            return in_full(took)
        return self.window.in_words

    @property
    def lasted(self) -> bool:
        """Whether it is told that it is over."""
        return self.ended_at is not None and self.ended_at - self.began_at >= LASTED


def spike_in(rhythm: Rhythm, seen: Seen, *, now: datetime, last: Spike | None) -> Spike | None:
    """Return the spike that has begun; None: there is none.

    Args:
        rhythm: The rule's.
        seen: What it found of late.
        now: Until when that is, aware.
        last: The rule's last spike, if it is over.
    """
    if seen.day < LEAST:
        return None
    lately = last is not None and now - last.began_at < TELLS_AGAIN
    if lately and last is not None and seen.hour <= last.top:
        return None
    for window, reports, since in (
        (Window.TEN, seen.ten, now - TEN),
        (Window.QUARTER, seen.quarter, now - QUARTER),
        (Window.HALF, seen.half, now - HALF),
        (Window.HOUR, seen.hour, now - HOUR),
        (Window.DAY, seen.day, max(now - DAY, seen.since)),
    ):
        if reports < LEAST or (lately and window is Window.DAY):
            continue
        if since == now - DAY and reports < TIMES[window] * rhythm.least_day:
            continue
        usual = rhythm.usual(window, now, since)
        if reports >= TIMES[window] * usual and surprise(reports, usual) >= rhythm.bounds[window]:
            return Spike(
                began_at=since,
                found_at=now,
                window=window,
                reports=reports,
                usual=usual,
                top=seen.hour,
            )
    return None


def after(
    spike: Spike,
    rhythm: Rhythm | None,
    seen: Seen,
    *,
    now: datetime,
    watched_since: datetime | None = None,
) -> Spike:
    """Return what has become of a spike that wasn't over.

    Args:
        spike: It.
        rhythm: The rule's; None: too little is known of it.
        seen: What the rule found of late.
        now: Until when that is, aware.
        watched_since: Since when feeds have been read without a pause; None: since it was found.
            A pause is no calm: only three hours that were watched say that it is over.
    """
    spike = replace(spike, top=max(spike.top, seen.hour))
    since = max(spike.found_at, watched_since or spike.found_at)
    if now - since >= CALM:
        at_first = spike.usual * (CALM / (spike.found_at - spike.began_at))
        usual = rhythm.between(now - CALM, now) if rhythm else at_first
        if seen.calm <= CALM_TIMES * usual + 2:
            return replace(spike, ended_at=max(now - CALM, since))
        if now - spike.began_at >= SETTLED:
            return replace(spike, ended_at=now, is_settled=True)
    return spike


def end_was_seen(spike: Spike, *, watched_since: datetime) -> bool:
    """Whether it is known when a spike was over: not if that may have been within a pause.

    Args:
        spike: One that is over.
        watched_since: Since when feeds have been read without a pause.
    """
    if spike.ended_at is None or watched_since <= spike.found_at:
        return True
    return spike.ended_at > watched_since + QUARTER
