"""Subscription: a list of feeds that somebody else keeps, and the feeds it adds to the user's own.

Plain values and arithmetic: when a list is read next, and which feeds are polled in all. Without
this module a feed that stands in config.toml and in a list would be polled twice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from monitor.feeds.opml import OpmlFeed
from monitor.feeds.state.feed import Feed, identity
from monitor.feeds.state.full_text import FullText

MAX_FEEDS = 10_000
"""Feeds taken from all lists together."""
DAY = timedelta(days=1)
RETRY = timedelta(hours=1)
"""A list that couldn't be read is asked for again after this, or sooner if it is read oftener."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A list of feeds as the user wrote it."""

    url: str
    """An http(s) URL, or a path relative to the configuration file. The list's identity."""
    path: Path | None = None
    """For a list read from a file: where it is."""
    stamp: tuple[int, ...] = ()
    """For a list read from a file: which state of the file this is, so that a changed one is read
    at once and not the next day."""
    tags: tuple[str, ...] = ()
    """Added to those of the list."""
    every: timedelta = DAY
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """Extra request headers, for the list itself. Secret: never shown."""
    auth: tuple[str, str] | None = field(default=None, repr=False)
    """User and password, for the list itself. Secret: never shown."""
    proxy: str = field(default="", repr=False)
    lacks: str = ""
    """What of it isn't there now, a secret or its file, in words; without it it isn't asked."""

    @property
    def label(self) -> str:
        """A short name for the list: the name of its file, else of its host."""
        parts = urlsplit("" if self.path else self.url)
        name = (parts.path or self.url).rstrip("/").rpartition("/")[2]
        return name if self.path or "." in name else parts.hostname or self.url


def is_due(
    subscription: Subscription,
    *,
    next_at: datetime | None,
    fetched_at: datetime | None,
    failed: bool,
    now: datetime,
) -> bool:
    """Whether to read the list again.

    Args:
        subscription: The list.
        next_at: When the list was to be read next; None: it was never read.
        fetched_at: When it was last read well; None: never.
        failed: Whether reading it has failed since then.
        now: The time. All times are aware UTC.
    """
    if next_at is None or next_at <= now:
        return True
    if next_at - now > max(subscription.every, DAY):  # the clock was set back
        return True
    # The user may have shortened the wait since; what a server asks for is kept.
    return not failed and fetched_at is not None and fetched_at + subscription.every <= now


def next_reading(
    subscription: Subscription, now: datetime, *, failed: bool, retry_at: datetime | None = None
) -> datetime:
    """When to read the list next; ``retry_at`` is what its server asked for, at most a day."""
    if not failed:
        return now + subscription.every
    again = now + min(subscription.every, RETRY)
    return max(again, min(retry_at, now + DAY)) if retry_at else again


def watched(
    own: Iterable[Feed],
    lists: Iterable[tuple[Subscription, Iterable[OpmlFeed]]],
    *,
    without: Collection[str] = frozenset(),
    full_text: FullText = FullText.NEVER,
) -> tuple[Feed, ...]:
    """Return the user's own feeds, then those of the lists, each feed once.

    A feed that the user has too stays as the user wrote it. A feed of several lists is as the first
    of them says, with the tags of all. Feeds whose ``identity`` is in ``without`` are left out.
    ``full_text`` is what holds for those of the lists.
    """
    mine = tuple(own)
    taken = {identity(feed) for feed in mine} | set(without)
    listed: dict[str, Feed] = {}
    for subscription, feeds in lists:
        for each in feeds:
            tags = (*subscription.tags, *each.tags)
            feed = Feed(
                url=each.url,
                name=each.title,
                tags=tags,
                lang=each.lang,
                full_text=full_text,
                via=subscription.label,
            )
            key = identity(feed)
            if key in listed:
                tags = (*listed[key].tags, *tags)
                listed[key] = replace(listed[key], tags=tuple(dict.fromkeys(tags)))
            elif key not in taken and len(listed) < MAX_FEEDS:
                listed[key] = replace(feed, tags=tuple(dict.fromkeys(tags)))
    return (*mine, *listed.values())
