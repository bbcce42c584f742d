"""The shipped samples, as if they were of today: their dates are moved when they are read.

They hold two weeks of February 2025; read, they are of the last three days, in the same order. Who
starts the program for the first time would else find nothing on Today, no bars in the charts and no
story of the last days. A sample that somebody has changed is a file like any other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache

from monitor.item import Item
from monitor.shipped import shipped

NAMES = ("sample.rss", "sample.atom", "sample.json")
AS_OF = datetime(2025, 2, 17, 8, 30, tzinfo=UTC)
"""When they were made: a little after the newest item of any of them."""
QUICKER = 5
"""The news of five days comes in one, for the story that the sample rule finds to be of today."""


def brought_up_to_date(items: Iterable[Item], body: bytes, *, now: datetime) -> tuple[Item, ...]:
    """Return the items of a file; those of a shipped sample as if it had been made just now.

    Args:
        items: As they were read.
        body: What they were read from.
        now: Aware.
    """
    if hashlib.sha256(body).digest() not in _samples():
        return tuple(items)

    def moved(moment: datetime | None) -> datetime | None:
        return moment and (now - (AS_OF - moment) / QUICKER).replace(microsecond=0)

    return tuple(
        replace(item, published=moved(item.published), updated=moved(item.updated))
        for item in items
    )


@lru_cache(maxsize=1)
def _samples() -> frozenset[bytes]:
    return frozenset(hashlib.sha256(shipped(name).read_bytes()).digest() for name in NAMES)
