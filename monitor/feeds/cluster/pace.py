"""Pace: how long a cluster's batches may take, and how much is polled here without it."""

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


USUAL: Final = Pace()
