"""Found: a feed that a search for feeds brought, and how it was found. Plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class How(StrEnum):
    """How a feed was found."""

    ITSELF = "the address is a feed"
    KNOWN = "it is where such sites keep it"
    NAMED = "the page names it"
    LINKED = "the page links to it"
    GUESSED = "it is at a usual place"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A feed that was fetched and parsed."""

    url: str
    """What to subscribe to: permanent redirects are followed."""
    title: str
    """The feed's own, or else what the page calls it; plain text."""
    items: int
    how: How
    newest: datetime | None = None
    """The latest date of an item, aware; None: none has a date."""
    is_comments: bool = False
    """Whether it seems to bring readers' comments."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """What a search brought: the best feed first, or why there is none."""

    found: tuple[Found, ...] = ()
    problem: str = ""
    has_feeds: bool = True
    """False: it is known that this site offers none."""
