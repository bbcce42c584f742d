"""MatchQuery: what people ask of the history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Sort = Literal["time", "relevance"]
Voted = Literal[1, -1, "none"]


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
    """Its alert has a delivery to this target; with ``state`` sent: a message to this target names
    it."""
    state: str = ""
    """What became of it (``match_state.ASKED_FOR``); "unsent": anything but sent, and what was
    edited since."""
    withheld: str | None = None
    """None: withheld or not; "": not; "any": for whatever reason; else the reason."""
    voted: Voted | None = None
    """1, -1, or "none": nobody voted. None: any."""
    search: str = ""
    """Full text, in the way of ``search.search_query``."""
    sort: Sort = "time"
    """``time``: newest publication first. ``relevance``: of ``search``, best first."""
    limit: int = 50
    after: str = ""
    """``Page.next`` of the page before."""
