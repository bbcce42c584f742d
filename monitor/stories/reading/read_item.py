"""ReadItem: what can be said of an item before it is known what else has happened.

Its signature and what its text is known by depend on the item alone, so a cluster's workers work
them out; only the comparison with open events is left. Without this module the coordinator would
read each item itself, for as long as it takes to compare it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from monitor.item import Item
from monitor.stories.assignment import Reason
from monitor.stories.reading.packed import pack
from monitor.stories.reading.same_text import known_by
from monitor.stories.reading.signature import Reader


class ReadItem(NamedTuple):
    """What an item says, small enough to travel."""

    signature: bytes
    """As ``packed.unpack`` reads it."""
    texts: Mapping[Reason, int]
    """What its text is known by (``same_text.known_by``)."""


def read_item(reader: Reader, item: Item) -> ReadItem:
    """Read an item."""
    return ReadItem(pack(reader.signature(item)), known_by(item))
