"""Pace: how long a cluster's batches may take, and how much is polled here without it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Pace:
    """How long things may take, in seconds."""

    budget: float = 20.0
    """In which a batch's polls must begin; more for hosts that have several."""
    poll: float = 50.0
    """What was begun may take so long."""
    answer: float = 15.0
    """For the way there and back."""
    gap: float = 1.0
    """Between two batches that ask the same host, and between two requests in one."""
    patience: float = 60.0
    """What hasn't found a place by then is given back to the database."""
    offline: float = 5.0
    """After so long without a worker feeds are polled here."""
    local: float = 20.0
    """Feeds a second that are polled here then."""

    @property
    def local_room(self) -> int:
        """How many requests may be under way while feeds are polled here."""
        return round(self.local * self.patience / 4)


USUAL: Final = Pace()
LEAST_ROOM: Final = 500
MOST_ROOM: Final = 20_000
"""Requests under way at a time: each holds a row of the database, and what the poll knows."""


def room_for(requests: float) -> int:
    """Return how many requests may be under way with workers that have so many at a time.

    As many again wait here, so that no worker has to.
    """
    return round(min(max(2 * requests, LEAST_ROOM), MOST_ROOM))


class Allowance:
    """How many feeds may be polled here now, of so many a second.

    Args:
        rate: How many a second, and at most at once.
        now: Seconds on a clock that is the same at every call.
    """

    def __init__(self, rate: float, *, now: float) -> None:
        self._rate = rate
        self._left = 0.0
        self._at = now

    def left(self, now: float) -> int:
        """Return how many."""
        self._left = min(self._left + (now - self._at) * self._rate, self._rate)
        self._at = now
        return int(self._left)

    def spend(self, count: int) -> None:
        """Note that so many more are polled."""
        self._left -= count
