"""Keep: how long what was found is kept, and how big the database may become."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

SHORTEST = timedelta(days=14)
"""Nothing is removed sooner: stories grow and echoes are heard for days."""
_SIZE = re.compile(r"(\d{1,9})\s*(MB|GB|TB)", re.IGNORECASE)
_UNITS = {"MB": 10**6, "GB": 10**9, "TB": 10**12}


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep:
    """What is kept, by how long ago a story's last item was published; None: without end."""

    items: timedelta | None = timedelta(days=400)
    """Of stories that no rule has matched."""
    matches: timedelta | None = None
    """Of stories that a rule has matched, with their alerts."""
    archive: timedelta | None = None
    """Of all stories: what is older moves into files by month; None: nothing does."""
    size: int | None = None
    """Bytes; what exceeds it goes, the oldest first: items without matches, then, unless
    ``matches`` is None, with them."""


def parse_size(text: str) -> int:
    """Read a size in bytes: "500MB", "2GB".

    Raises:
        ValueError: the text is no size; the message says how to write one.
    """
    found = _SIZE.fullmatch(text.strip())
    if found is None:
        raise ValueError(f'"{text}" is not a size; write a whole number and a unit: "500MB", "2GB"')
    return int(found[1]) * _UNITS[found[2].upper()]
