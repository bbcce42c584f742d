"""NearMissAllowance: how many near misses are kept of all that are found.

Only the newest 10,000 are kept. With a hundred thousand rules each item brings twenty: of hundreds
a second each would push the others out within seconds, and to write them would take longer than
the matches. So of many that come at once, as many as ever are kept; of more that come for hours,
a sample of the last hour. Without this module nobody would see a near miss there at all.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from monitor.store.history.near_misses import KEPT

_REFILLED: Final = timedelta(hours=1)


class NearMissAllowance:
    """As many as are kept at once, and as many again in each hour."""

    def __init__(self) -> None:
        self._left: float = KEPT
        self._at: datetime | None = None

    def is_left(self, now: datetime) -> bool:
        """Whether any more are to be kept."""
        if self._at is not None:
            self._left = min(KEPT, self._left + KEPT * max((now - self._at) / _REFILLED, 0.0))
        self._at = now
        return self._left > 0

    def take(self, count: int) -> None:
        """Note that so many are kept."""
        self._left -= count
