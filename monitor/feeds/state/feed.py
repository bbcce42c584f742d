"""Feed: an address to poll, as the user wrote it; and Validators, which a server gives with a body.

Plain values. What is remembered of a feed between its polls is a FeedState (``feed_state``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from monitor.feeds.state.full_text import FullText
from monitor.feeds.state.pick import Pick

_PORTS = {"http": 80, "https": 443, "imap": 143, "imaps": 993}


@dataclass(frozen=True, slots=True)
class Mailbox:
    """How a mailbox is read."""

    mark_read: bool = False
    """Mark the mails that were read; otherwise nothing in the mailbox is changed."""
    split: bool = True
    """Make an item of each headline of a mail that is a plain list of headlines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed as the user wrote it in config.toml."""

    url: str
    """An http(s) URL, a mailbox's (imap or imaps), or a path relative to the configuration file.
    The feed's identity."""
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
    pick: Pick | None = None
    """For a web page without a feed: which parts of it are the items."""
    mailbox: Mailbox | None = None
    """For a mailbox: how it is read."""
    full_text: FullText = FullText.NEVER
    """Whether the articles that its items link to are read."""
    lacks: str = ""
    """What of it isn't there now, a secret or its file, in words; without it it isn't asked."""
    via: str = ""
    """What the list is called that it comes from; empty: the configuration itself."""


def identity(feed: Feed) -> str:
    """Return a feed's address in one spelling, so that two spellings of it compare equal."""
    if feed.path is not None:
        return str(feed.path.resolve())
    parts = urlsplit(feed.url)
    host, port = parts.hostname, parts.port  # each is worked out whenever it is asked for
    netloc = host if not port or port == _PORTS[parts.scheme] else f"{host}:{port}"
    if parts.username:  # of a mailbox
        netloc = f"{parts.username}@{netloc}"
    return parts._replace(netloc=netloc or "", path=parts.path or "/", fragment="").geturl()


@dataclass(frozen=True, slots=True)
class Validators:
    """What a conditional request sends back verbatim (RFC 9110 §8.8)."""

    etag: str = ""
    last_modified: str = ""
