"""What a fetch brought: a body, or the news that it hasn't changed.

Both come from a web server, from a file, or from a mailbox. Without this module each reader of
bodies would have to know how they were fetched.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from monitor.feeds.state.feed import Validators


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """The answer to a fetch that brought a body."""

    body: bytes
    final_url: str
    """Where it came from, redirects followed."""
    content_type: str
    validators: Validators
    status: int | None
    """None for a file."""
    moved_to: str = ""
    """Where 301/308 redirects alone led, if they did."""
    insecure: str = ""
    """Where it came from without encryption, though the feed's address begins with https."""
    min_interval: timedelta = timedelta(0)
    link: str = ""
    """The ``Link`` header (RFC 8288), its values joined with commas."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """The answer 304: the body that the validators stand for is still the current one."""

    validators: Validators
    moved_to: str = ""
    insecure: str = ""
    min_interval: timedelta = timedelta(0)
