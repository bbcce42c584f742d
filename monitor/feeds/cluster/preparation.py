"""Preparation: what workers work out about the items they bring, so that the coordinator needn't.

The coordinator says what that is, and alone understands what comes of it; here it is only handed
on, once a version. Whatever comes without it, the coordinator works out itself: a worker that has
another version, or isn't ready yet, costs time and nothing else. Without this module the
coordinator, one process, would compare all that a cluster brings with all rules.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from monitor.item import Item

Prepare = Callable[[Item], object]
"""Says of an item what the coordinator will ask; for one thread at a time."""


class Preparation(Protocol):
    """What to work out. It travels as a pickle, which is small until ``begin`` unfolds it."""

    version: str
    """Another one for whatever could come to another result."""

    def unlike_here(self) -> str:
        """Say why it would come to another result here; empty if it wouldn't."""

    def begin(self, folder: Path) -> Prepare:
        """Get ready, which may take seconds.

        Args:
            folder: Where large tables may be kept meanwhile.
        """
