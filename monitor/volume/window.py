"""Window: the stretches of time in which reports are counted, from 10 minutes to a day. Plain.

A short one finds a burst soon, a long one finds what a short one can't tell from chance: half a
dozen reports instead of two. Without several, either the great or the small spikes would be missed.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import Final

TEN: Final = timedelta(minutes=10)
QUARTER: Final = timedelta(minutes=15)
HALF: Final = timedelta(minutes=30)
HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)


class Window(StrEnum):
    """How long a time is looked at, the shortest first."""

    TEN = "10 minutes"
    QUARTER = "15 minutes"
    HALF = "30 minutes"
    HOUR = "hour"
    DAY = "day"

    @property
    def length(self) -> timedelta:
        """How long that is."""
        return _LENGTHS[self]

    @property
    def in_words(self) -> str:
        """``15 minutes``, ``an hour``."""
        return {Window.HOUR: "an hour", Window.DAY: "a day"}.get(self, self.value)


_LENGTHS = {
    Window.TEN: TEN,
    Window.QUARTER: QUARTER,
    Window.HALF: HALF,
    Window.HOUR: HOUR,
    Window.DAY: DAY,
}
