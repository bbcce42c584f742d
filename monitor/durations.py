"""Durations as people write them: "90s", "15m", "24h", "7d", "2w", "1h30m".

The configuration, the command line and the workbench read them here, so that what can be written in
one place can be written in all. ``human`` puts durations into words for readers.
"""

from __future__ import annotations

import re
from datetime import timedelta

SECONDS = {"w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "s": 1}
"""In one of each unit, longest first."""
_SHAPE = re.compile("".join(rf"(?:(\d{{1,9}}){unit})?" for unit in SECONDS), re.ASCII)
_LONGEST = 3_660 * SECONDS["d"]

HOW_TO = 'write a whole number and a unit: "90s", "15m", "24h", "7d", "2w" or "1h30m"'


def parse_duration(text: str) -> timedelta:
    """Read a duration: weeks, days, hours, minutes, seconds, each at most once, in this order.

    Raises:
        ValueError: the text isn't a duration; the message says how to write one.
    """
    compact = re.sub(r"\s+", "", text)
    found = _SHAPE.fullmatch(compact)
    if not compact or found is None:
        raise ValueError(f'"{text}" is not a duration; {HOW_TO}')
    counts = zip(found.groups(), SECONDS.values(), strict=True)
    seconds = sum(int(count) * unit for count, unit in counts if count)
    if seconds > _LONGEST:
        raise ValueError(f'"{text}" is longer than ten years')
    return timedelta(seconds=seconds)


def format_duration(duration: timedelta) -> str:
    """Write a duration of whole seconds as ``parse_duration`` reads it: "1h30m", "0s"."""
    left = int(duration.total_seconds())
    text = ""
    for letter, seconds in SECONDS.items():
        count, left = divmod(left, seconds)
        text += f"{count}{letter}" if count else ""
    return text or "0s"
