"""Large: few answers that are large at a time, from their first half megabyte until they are read.

A feed may have ten megabytes, and two hundred polls may be under way: a hundred feeds of nine
megabytes, all at once, took 1.2 GB, more than a service may have, and held up all others for half
a minute. So what turns out to be large isn't read on until it is its turn; meanwhile its server
waits, and small feeds don't. Without this module some strangers could have the daemon killed for
want of memory, again after each restart.
"""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Self

LARGE = 500_000
"""Bytes: nearly all feeds have fewer."""
MOST = 8
"""Polls that may have more at a time."""


class Turns:
    """Shared by all polls of a process."""

    def __init__(self, most: int = MOST) -> None:
        self.free = threading.Semaphore(most)


class Turn:
    """One poll's; with ``with`` it ends with the poll."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns
        self._has_come = False

    def take(self, seconds: float) -> bool:
        """Wait for it so long; return whether it has come, now or before."""
        if not self._has_come:
            self._has_come = self._turns.free.acquire(timeout=seconds)
        return self._has_come

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        if self._has_come:
            self._turns.free.release()
