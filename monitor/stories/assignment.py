"""Assignment: what was decided about an item, and the reason a person can read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Reason(StrEnum):
    """Why an item belongs to a story."""

    NEW = "new"
    SAME_LINK = "same link"
    SAME_GUID = "same guid"
    SAME_TITLE = "same title"
    SAME_EVENT = "same event"


class Shared(NamedTuple):
    """A word that an item shares with its story."""

    word: str
    weight: float
    """Its part in the resemblance: those of all shared words sum up to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """What was decided about one item."""

    story: int
    reason: Reason
    score: float
    """Resemblance to the story, silence counted; 1 for the same text, 0 for a new story."""
    why: tuple[Shared, ...] = ()
    """The weightiest shared words, for ``Reason.SAME_EVENT``."""
    absorbed: tuple[int, ...] = ()
    """Stories that turned out to be this one: their items belong to it from now on."""

    @property
    def opens(self) -> bool:
        """Whether the item opens the story."""
        return self.reason is Reason.NEW
