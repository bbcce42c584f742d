"""Allowance: how many items that no rule has found are read for their stories.

With a million feeds, hundreds of items a second come that nobody is told of. Without this module
finding their stories would take more than all the rest, and rules would wait for it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

MOST_READ: Final = 20_000
"""Items an hour."""
_HOUR: Final = 3600


class Allowance:
    """So many an hour, by the hours of UTC."""

    def __init__(self, most: int = MOST_READ) -> None:
        self._most = most
        self._hour = self._taken = 0

    def take(self, now: datetime) -> bool:
        """Take one, and say whether it was there."""
        hour = int(now.timestamp() // _HOUR)
        self._taken = self._taken + 1 if hour == self._hour else 1
        self._hour = hour
        return self._taken <= self._most
