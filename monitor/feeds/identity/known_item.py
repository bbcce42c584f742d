"""Known item: a stored item, as far as it can be found again where its publisher changed its id.

``rebuilt`` and ``revised`` look through them. Pure. Without this value both would ask the database.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from monitor.search_tokens import search_tokens


@dataclass(frozen=True, slots=True)
class KnownItem:
    """A stored item, as far as it can be found again."""

    key: str
    title: str
    link: str
    summary: str
    published: datetime


def plain_title(title: str) -> str:
    """A title as it is read, not as it is set."""
    return " ".join(search_tokens(title))


def one_to_one(keys: Mapping[str, str]) -> dict[str, str]:
    """Leave out the old keys that several new items claim; ``keys`` is new key → old key."""
    times = Counter(keys.values())
    return {new: old for new, old in keys.items() if times[old] == 1}
