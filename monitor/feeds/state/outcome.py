"""Outcome: what one poll of one feed brought. Plain values that cross process borders.

    Outcome = Unchanged | Parsed | Failed

A feed that fails is an outcome like any other, never an exception: the schedule and the feed's
health are reckoned from these alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from monitor.feeds.limits import Limits
from monitor.feeds.state.feed import Mailbox, Validators
from monitor.feeds.state.pick import Pick
from monitor.item import Item


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """Where a poll goes on that a redirect leads to another host, once that host's lane is free."""

    url: str = field(repr=False)
    """The address to ask next."""
    visited: tuple[str, ...] = field(repr=False)
    """The addresses that were asked before, in order."""
    cookies: tuple[tuple[str, str, str], ...] = field(default=(), repr=False)
    """Host, name and value of those that were set on the way."""
    permanent: bool
    """Whether 301/308 redirects alone led there."""
    elapsed: float
    """Seconds it has taken so far, without those it waited for its turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PollRequest:
    """All that a poll needs to know, and no more: it may run in another process."""

    url: str
    """The feed's identity; what ``Item.feed`` will say."""
    fetch_url: str = ""
    """Where to ask, if a permanent redirect was adopted; else ``url``."""
    hop: Hop | None = None
    """Where to go on instead, if the poll has begun already."""
    path: Path | None = None
    """Read this file instead of the network."""
    source: str = ""
    """The name for ``Item.source``; empty: the feed's own title."""
    lang: str = ""
    tags: tuple[str, ...] = ()
    validators: Validators = field(default_factory=Validators)
    body_hash: str = ""
    seen: bytes = field(default=b"", repr=False)
    """``Parsed.seen`` of the last body that was parsed: its blocks needn't be parsed again."""
    allow_private: frozenset[str] = frozenset()
    """Host names that may resolve to addresses that aren't global."""
    accept: str = ""
    """What kinds of documents to ask for; empty: feeds."""
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    auth: tuple[str, str] | None = field(default=None, repr=False)
    proxy: str = field(default="", repr=False)
    pick: Pick | None = None
    """For a web page without a feed: which parts of it are the items."""
    mailbox: Mailbox | None = None
    """For a mailbox: how it is read."""
    lacks: str = ""
    """What isn't there that it takes to ask: the poll fails in these words, and asks nobody."""
    limits: Limits = field(default_factory=Limits)


class FailureKind(StrEnum):
    """Why a poll failed, as far as the next attempt depends on it."""

    DNS = "dns"
    CONNECT = "connect"
    TLS = "tls"
    TIMEOUT = "timeout"
    REFUSED_ADDRESS = "refused-address"
    REDIRECT = "redirect"
    """Too many, a loop, or to a scheme that isn't http(s)."""
    UNAUTHORIZED = "unauthorized"
    """401 and 403."""
    GONE = "gone"
    """410."""
    THROTTLED = "throttled"
    """429, and 503 with Retry-After."""
    CLIENT_ERROR = "client-error"
    """Other 4xx."""
    SERVER_ERROR = "server-error"
    """5xx."""
    TOO_LARGE = "too-large"
    MALFORMED = "malformed"
    """Not a feed, or one without a single readable entry."""
    REDESIGNED = "redesigned"
    """A page in which the user's selector finds nothing any more."""
    QUARANTINED = "quarantined"
    """Parsing it had to be killed."""
    FILE = "file"
    """A file that can't be read: the feed itself, or a secret that it takes to ask for it."""
    INTERNAL = "internal"
    """The poll itself broke: the system had no thread for it, or the fault is ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """The feed hasn't changed: its server answered 304, or sent the same body as last time."""

    url: str
    validators: Validators
    body_hash: str
    status: int | None = None
    """304, or 200 where the body was the same; None for a file."""
    moved_to: str = ""
    """Where 301/308 redirects alone led, if they did."""
    insecure: str = ""
    """Where it came from without encryption, though the feed's address begins with https."""
    min_interval: timedelta = timedelta(0)
    """The least time until the next poll the publisher asks for (Cache-Control, Expires)."""
    elapsed: float = 0.0
    """Seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A body came and was parsed."""

    url: str
    items: tuple[Item, ...]
    validators: Validators
    body_hash: str
    title: str = ""
    """The feed's own title, plain text."""
    status: int | None = None
    moved_to: str = ""
    """Where 301/308 redirects alone led, if they did."""
    insecure: str = ""
    """Where it came from without encryption, though the feed's address begins with https."""
    min_interval: timedelta = timedelta(0)
    """As for Unchanged, and the feed's own <ttl>."""
    truncated: int = 0
    """Entries beyond ``Limits.max_items`` that were left out."""
    unchanged_items: int = 0
    """Entries left out because they were parsed before and haven't changed by a byte."""
    seen: bytes = field(default=b"", repr=False)
    """What to remember this body's entries by (``parsing.known_blocks``)."""
    is_read_afresh: bool = False
    """A page that is read by these selectors for the first time: what it holds is no news."""
    unread_dates: int = 0
    """Entries, of those that were parsed, with a date that can't be read."""
    unread_date: str = ""
    """What stood there in the first of them."""
    elapsed: float = 0.0
    parsing: float = 0.0
    """Seconds of them for which it was parsed, or waited for a parser."""
    size: int = 0
    """Decoded bytes."""
    prepared: Mapping[str, object] = field(default_factory=dict, repr=False)
    """What a cluster's worker has worked out about items, by their keys (``cluster.preparation``);
    whoever ordered it knows what that is."""
    prepared_by: str = ""
    """Which version of what was ordered has said so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """Nothing usable came; ``message`` says why in words for the user, with what to do about it."""

    url: str
    kind: FailureKind
    message: str
    status: int | None = None
    retry_at: datetime | None = None
    """Not before this, says the server (Retry-After)."""
    elapsed: float = 0.0


Outcome = Unchanged | Parsed | Failed
