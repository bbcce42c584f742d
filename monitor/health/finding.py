"""Finding: one thing that a checkup looked at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, and how it is."""

    name: str
    well: bool
    what: str
    cure: str = ""
    """What to do about it; empty if it is well."""
