"""Complaints: the same trouble is told once an hour, not once a second.

Without this module trouble that goes on would fill the log, and bury what led to it.
"""

from __future__ import annotations

import time
from collections.abc import Callable

AGAIN_SECONDS = 3600
"""Trouble that goes on is told again after so long."""
CALM_SECONDS = 60
"""Trouble that wasn't met for so long is over."""
Counting = Callable[[], float]
"""Seconds that nobody sets."""


class Complaints:
    """Which trouble is news: another one, or the same an hour later.

    It ends when it hasn't been met for a minute: on a disk that is nearly full small writes fit.
    """

    def __init__(self, counting: Counting = time.monotonic) -> None:
        self._counting = counting
        self._told: tuple[str, float] | None = None
        self._met = 0.0

    def is_news(self, complaint: str) -> bool:
        """Whether to say it now."""
        self._met = now = self._counting()
        if self._told and self._told[0] == complaint and now - self._told[1] < AGAIN_SECONDS:
            return False
        self._told = complaint, now
        return True

    def is_over(self) -> bool:
        """After something that worked: whether trouble has ended by that."""
        if self._told is None or self._counting() - self._met < CALM_SECONDS:
            return False
        self._told = None
        return True
