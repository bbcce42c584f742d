"""MatchQuery: what people ask of the history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Sort(StrEnum):
    """The order of matches."""

    TIME = "time"
    """Newest publication first."""
    RELEVANCE = "relevance"
    """Of what is searched for, best first."""


class Voted(StrEnum):
    """A person's verdict on a match."""

    GOOD = "good"
    BAD = "bad"
    NONE = "none"
    """Nobody voted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchQuery:
    """What to look for; every part given must hold."""

    rule: str = ""
    """Its name, in any case."""
    since: datetime | None = None
    """Published then or later."""
    until: datetime | None = None
    """Published before."""
    feed: str = ""
    """Part of a feed's URL, name or title, or of the item's source."""
    site: str = ""
    """The host of the item's link, or a domain above it: ``reuters.com``."""
    lang: str = ""
    """``zh``."""
    story: int | None = None
    target: str = ""
    """Its alert has a delivery to this target; with ``state``: that is what became of it there."""
    state: str = ""
    """What became of it (``match_state.ASKED_FOR``); "unsent": anything but sent, and what was
    edited since."""
    withheld: str | None = None
    """None: withheld or not; "": not; "any": for whatever reason; else the reason."""
    voted: Voted | None = None
    """None: any, or none."""
    search: str = ""
    """Full text, in the way of ``search.search_query``."""
    sort: Sort = Sort.TIME
    limit: int = 50
    after: str = ""
    """``Page.next`` of the page before."""
