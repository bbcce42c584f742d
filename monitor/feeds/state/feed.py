"""Feed: an address to poll, as the user wrote it, and what we remember of it between polls.

Plain values only; ``schedule`` computes the next FeedState, ``writing.feeds`` keeps it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from monitor.feeds.state.full_text import FullText

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed as the user wrote it in config.toml."""

    url: str
    """An http(s) URL, or a path relative to the configuration file. The feed's identity."""
    name: str = ""
    """The user's name for it; where empty, the feed's own title is shown."""
    path: Path | None = None
    """For a feed read from a file: where it is."""
    tags: tuple[str, ...] = ()
    lang: str = ""
    """Overrides the language the feed claims."""
    interval: timedelta | None = None
    """Poll this often, instead of adapting."""
    backfill: timedelta | None = timedelta(0)
    """Of the items present at the first poll, alert those younger than this; None: all of them."""
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """Extra request headers (a token, say). Secret: never shown."""
    auth: tuple[str, str] | None = field(default=None, repr=False)
    """User and password for HTTP basic authentication. Secret: never shown."""
    proxy: str = field(default="", repr=False)
    full_text: FullText = FullText.NEVER
    """Whether the articles that its items link to are read."""
    via: str = ""
    """What the list is called that it comes from; empty: the configuration itself."""


def identity(feed: Feed) -> str:
    """Return a feed's address in one spelling, so that two spellings of it compare equal."""
    if feed.path is not None:
        return str(feed.path.resolve())
    parts = urlsplit(feed.url)
    port = None if parts.port == _PORTS[parts.scheme] else parts.port
    netloc = f"{parts.hostname}:{port}" if port else parts.hostname
    return parts._replace(netloc=netloc or "", path=parts.path or "/", fragment="").geturl()


@dataclass(frozen=True, slots=True)
class Validators:
    """What a conditional request sends back verbatim (RFC 9110 §8.8)."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """All we remember of a feed between two polls. Times are aware UTC."""

    validators: Validators = field(default_factory=Validators)
    body_hash: str = ""
    """Hash of the last body that was parsed; the same hash means nothing to parse."""
    interval: timedelta = timedelta(minutes=15)
    next_poll_at: datetime | None = None
    """None: never polled, due now."""
    last_poll_at: datetime | None = None
    last_success_at: datetime | None = None
    last_new_at: datetime | None = None
    """When a poll last brought a new item."""
    rhythm: timedelta = timedelta(0)
    """Mean time between polls that brought news, the latest weighing most (see ``health``)."""
    news_polls: int = 0
    """How many such times are in ``rhythm``."""
    quiet: timedelta = timedelta(0)
    """How long polls have gone well without bringing news."""
    min_interval: timedelta = timedelta(0)
    """The least time between polls the publisher asked for with the last parsed body."""
    next_reason: str = ""
    """Why ``next_poll_at`` is then, in plain words."""
    possible_gap_at: datetime | None = None
    """When a poll last showed none of the items of the poll before: some may have been missed."""

    failures: int = 0
    """Failed polls in a row."""
    failing_since: datetime | None = None
    error_kind: str = ""
    """A ``FailureKind`` value, or empty when the last poll went well."""
    error: str = ""
    """The last failure in plain words; empty when the last poll went well."""
    strikes: int = 0
    """Weight of the failures in a row, in quarters: a DNS failure weighs one, others four."""
    throttles: int = 0
    """429s, or 503s with Retry-After, since the last success."""
    kills: int = 0
    """Times the parser had to be killed since the last success."""
    gone_count: int = 0
    """410s within a day, the first of them at ``gone_since``."""
    gone_since: datetime | None = None
    disabled: bool = False
    """Not polled any more (410 Gone, three times within a day) until the user enables it."""

    fetch_url: str = ""
    """Where a permanent redirect that was adopted leads; empty: ask ``Feed.url``."""
    moved_to: str = ""
    """A permanent redirect seen ``moved_count`` times in a row since ``moved_since``."""
    moved_count: int = 0
    moved_since: datetime | None = None

    last_full_at: datetime | None = None
    """When a whole body last came, rather than a 304."""
    trusts_validators: bool = True
    """False once news came under validators that said nothing had changed."""
    title: str = ""
    """The feed's own title."""
