"""Pace: how many polls may be at work at a time, by what this process takes of a core.

More threads than two at work only take the interpreter from each other, and memory, where the
processor is what polls wait for. Where others have the processor, or hosts answer late, two at a
time leave this process idle: on a busy machine 2,000 feeds at 222 polls a second were half a minute
late. Without this module one number would have to be right for both.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable

LEAST, MOST = 2, 16
"""Polls that may be at work, rather than waiting for the network, at a time."""
LOOK = 0.2
"""Seconds from one look to the next."""
IDLE, BUSY = 0.25, 0.75
"""Parts of a core: below the one there is room for more polls, above the other for fewer."""


class Pace:
    """Not for several threads at a time.

    Args:
        used: Returns the processor seconds of this process so far, all threads together.
    """

    def __init__(self, used: Callable[[], float] = time.process_time) -> None:
        self._used = used
        self._at_work = LEAST
        self._looked, self._used_then = -math.inf, 0.0
        self._rested = True

    def rest(self) -> None:
        """No poll waits to be at work: what the process takes meanwhile says nothing.

        What was right for the last polls may not be for the next: they begin with the least.
        """
        self._rested = True
        self._at_work = LEAST

    def at_work(self, now: float) -> int:
        """Return how many polls may be at work.

        Args:
            now: Seconds on a clock that nobody sets.
        """
        if now - self._looked >= LOOK:
            used = self._used()
            if not self._rested:
                part = (used - self._used_then) / (now - self._looked)
                if part < IDLE:
                    self._at_work = min(self._at_work * 2, MOST)
                elif part > BUSY:
                    self._at_work = max(self._at_work // 2, LEAST)
            self._rested = False
            self._looked, self._used_then = now, used
        return self._at_work
