"""Durations as people say them."""

from __future__ import annotations

from datetime import timedelta

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400


def in_words(duration: timedelta) -> str:
    """To the nearest unit: ``40 s``, ``12 min``, ``3 h``, ``8 days``."""
    seconds = max(duration.total_seconds(), 0)
    if seconds < 1.5 * _MINUTE:
        return f"{seconds:.0f} s"
    if seconds < 1.5 * _HOUR:
        return f"{seconds / _MINUTE:.0f} min"
    if seconds < 2 * _DAY:
        return f"{seconds / _HOUR:.0f} h"
    return f"{seconds / _DAY:.0f} days"
