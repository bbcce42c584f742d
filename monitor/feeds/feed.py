"""Feed: a subscription, and what we remember of it between polls.

Plain values only; ``schedule`` computes the next FeedState, ``store.feeds`` keeps it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A subscription as the user wrote it."""

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
    failures: int = 0
    """Failed polls in a row."""
    failing_since: datetime | None = None
    error_kind: str = ""
    """A ``FailureKind`` value, or empty when the last poll went well."""
    error: str = ""
    """The last failure in plain words; empty when the last poll went well."""
    disabled: bool = False
    """Not polled any more (410 Gone, three times within a day) until the user enables it."""
    title: str = ""
    """The feed's own title."""
