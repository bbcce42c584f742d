"""What a spike is made of: the events that drive it, and who reports them. Plain values.

Without this module a spike would be a bare number.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """An event that a spike is made of."""

    story: int
    title: str
    """Of the report that came first."""
    link: str
    """Of that report."""
    reports: int
    outlets: tuple[str, ...]
    """Those that reported it, the first first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What a rule's reports in a stretch of time are made of."""

    reports: int
    events: tuple[Driver, ...]
    """The most reported first."""
    outlets: tuple[tuple[str, int], ...]
    """Each with its reports, the busiest first."""
