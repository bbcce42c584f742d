"""Assignment: what was decided about an item, and the reason that a person can read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Reason(StrEnum):
    """Why an item belongs where it does."""

    NEW = "new"
    """It opens a story."""
    DEVELOPMENT = "development"
    """It tells of another event of a story that is there."""
    UPDATED = "updated"
    """The publisher edited it, and it tells of something else than before."""
    SAME_LINK = "same link"
    SAME_GUID = "same guid"
    SAME_TITLE = "same title"
    """From the same outlet."""
    COPY = "same headline"
    """Another outlet's, word for word."""
    SAME_EVENT = "same event"


class Shared(NamedTuple):
    """A word that an item shares with a report of its event."""

    word: str
    """As the item writes it."""
    weight: float
    """Its share of all that they have in common; those of all shared words sum up to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """What was decided about one item."""

    story: int
    event: int
    reason: Reason
    score: float
    """Probability that it is so: 1 for the same text, 0 for a new story."""
    why: tuple[Shared, ...] = ()
    """The weightiest words shared with the report that it resembles most, whatever was decided."""
    like: str = ""
    """The headline of that report."""
    new: tuple[str, ...] = ()
    """The title's words that none of that event's reports has, the weightiest first: what tells
    another event from it."""
    follows: int | None = None
    """The event that this one goes on with, where it opens one in a story that is there."""

    @property
    def opens(self) -> bool:
        """Whether the item opens its event."""
        return self.reason in {Reason.NEW, Reason.DEVELOPMENT, Reason.UPDATED}

    @property
    def opens_story(self) -> bool:
        """Whether the item opens its story."""
        return self.reason is Reason.NEW
