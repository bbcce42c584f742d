"""Article: what reading the page behind an item brought. Plain values.

    ArticleRequest → feeds.articles.reader → Article

As with polls, what goes wrong is a value: no article may hold up or lose the item that links to it.
"""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Final

from monitor.feeds.state.outcome import Hop

PATIENCE: Final = 30.0
"""Seconds that asking for one article may take in all: its site's robots.txt, redirects, body."""
EXTRA: Final = "fulltext"
"""The optional extra that holds the libraries for it."""
_LIBRARIES: Final = ("trafilatura", "protego")


class ArticleState(StrEnum):
    """What became of an article; the value stands in the database."""

    WANTED = "wanted"
    """To be read."""
    READ = "read"
    SHORT = "short"
    """Its page has hardly any text, or no more than the feed has."""
    WALL = "wall"
    """A page for subscribers, a login, a request for consent, a check for robots."""
    REPEATED = "repeated"
    """Its site says the same on the page of another article: so it isn't the article."""
    REFUSED = "refused"
    """Its site's robots.txt asks not to read it."""
    FAILED = "failed"
    """It couldn't be fetched, or not in time, or not be read."""
    LATE = "late"
    """Its turn hadn't come within the time that news stays news."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRequest:
    """All that reading an article needs to know."""

    url: str = field(repr=False)
    """The item's link."""
    teaser: str = field(default="", repr=False)
    """What the feed has said of it: an article says more."""
    hop: Hop | None = None
    """Where to go on instead, if it was begun already."""
    allow_private: frozenset[str] = frozenset()
    """Host names that may resolve to addresses that aren't global."""
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """The feed's own, for an article on the feed's own site."""
    auth: tuple[str, str] | None = field(default=None, repr=False)
    proxy: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What came of it."""

    state: ArticleState
    text: str = field(default="", repr=False)
    """What the article says, in paragraphs, if it was read."""
    reason: str = ""
    """Why it wasn't read, in plain words."""
    digest: str = ""
    """What its text begins with, digested: the same for pages that say the same."""
    delay: float = 0.0
    """Seconds that its site wants between two requests (robots.txt, Crawl-delay)."""
    retry_at: datetime | None = None
    """Its site is not to be asked before (Retry-After)."""


@cache
def can_read_articles() -> bool:
    """Whether the libraries that articles are read with are installed."""
    return all(importlib.util.find_spec(name) is not None for name in _LIBRARIES)
