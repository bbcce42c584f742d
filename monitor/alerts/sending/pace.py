"""Pace: the least time between two sends to one service, waited for outside any deadline."""

from __future__ import annotations

import time
from collections.abc import Callable


class Pace:
    """Keeps sends ``seconds`` apart. For one thread."""

    def __init__(self, seconds: float, *, sleep: Callable[[float], None] = time.sleep) -> None:
        self._seconds = seconds
        self._sleep = sleep
        self._next = 0.0

    def keep(self) -> None:
        """Wait until ``seconds`` have passed since the last send."""
        wait = self._next - time.monotonic()
        if wait > 0:
            self._sleep(wait)

    def sent(self) -> None:
        """Note that something was sent just now."""
        self._next = time.monotonic() + self._seconds
