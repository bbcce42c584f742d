"""Outcome: what a case showed, and the little arithmetic of its figures."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

PATIENCE = 90.0
"""Seconds to wait for anything that should happen soon."""


class CannotRunError(Exception):
    """This machine can't have such weather; the text says why."""


@dataclass(frozen=True)
class Outcome:
    """What a case showed."""

    figure: str
    holds: bool


def until(condition: Callable[[], object], patience: float = PATIENCE) -> float | None:
    """Wait until it holds; returns how many seconds that took, None if it never did."""
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > patience:
            return None
        time.sleep(0.05)
    return time.monotonic() - began


def seconds(value: float | None) -> str:
    """As a figure of a table."""
    return "never" if value is None else f"{value:.1f} s"


def percentile(values: Sequence[float], part: float) -> float:
    """The value below which so large a part lies; 0 of nothing."""
    return sorted(values)[min(int(len(values) * part), len(values) - 1)] if values else 0.0


def described(lags: Sequence[float]) -> str:
    """Waits as figures of a table."""
    if not lags:
        return "none"
    return f"median {statistics.median(lags):.1f}, worst {max(lags):.1f} s"
