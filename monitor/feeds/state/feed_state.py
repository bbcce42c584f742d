"""FeedState: what is remembered of a feed between two polls, in parts that belong together.

    cache      what the next conditional request says, and whether the answer is believed
    schedule   when the feed is polled next, and why then
    news       how often it brings anything new
    trouble    the failures in a row; none of it outlasts a poll that goes well
    redirect   where it has moved to

Plain values. ``schedule.after_poll`` computes the next state; the store keeps it. Times are aware
UTC. Without this module every poll would be a feed's first.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from monitor.feeds.state.feed import Validators
from monitor.feeds.state.outcome import FailureKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Cache:
    """What we have of the feed already, as a conditional request says it (RFC 9110 §13)."""

    validators: Validators = field(default_factory=Validators)
    trusts_validators: bool = True
    """False once news came under validators that said nothing had changed."""
    body_hash: str = ""
    """Hash of the last body that was parsed; the same hash means nothing to parse."""
    last_full_at: datetime | None = None
    """When a whole body last came, rather than a 304."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When the feed is polled next, and why then."""

    next_poll_at: datetime | None = None
    """None: never polled, due now."""
    next_reason: str = ""
    """Why ``next_poll_at`` is then, in plain words."""
    interval: timedelta = timedelta(minutes=15)
    """Between polls that go well, as far as it adapts to what they bring."""
    min_interval: timedelta = timedelta(0)
    """The least time between polls the publisher asked for with the last parsed body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """How often the feed brings anything new (``health`` says how that is reckoned)."""

    last_new_at: datetime | None = None
    """When a poll last brought a new item."""
    rhythm: timedelta = timedelta(0)
    """Mean time between polls that brought news, the latest weighing most."""
    news_polls: int = 0
    """How many such times are in ``rhythm``."""
    quiet: timedelta = timedelta(0)
    """How long polls have gone well without bringing news."""
    redesigned_at: datetime | None = None
    """When a page last showed nothing but new items: it may have been rebuilt. None: since then
    it brought news in the usual way."""
    possible_gap_at: datetime | None = None
    """When a poll last showed none of the items of the poll before: some may have been missed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """The failed polls in a row, up to the last poll. All at its default: the last went well."""

    failures: int = 0
    """Failed polls in a row."""
    failing_since: datetime | None = None
    error_kind: FailureKind | None = None
    """None: the last poll went well."""
    error: str = ""
    """The last failure in plain words."""
    strikes: int = 0
    """Weight of the failures in a row, in quarters: a DNS failure weighs one, others four."""
    throttles: int = 0
    """429s, or 503s with Retry-After."""
    kills: int = 0
    """Times the parser had to be killed."""
    gone_count: int = 0
    """410s within a day, the first of them at ``gone_since``."""
    gone_since: datetime | None = None


NO_TROUBLE = Trouble()


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect:
    """Where the feed has moved to."""

    fetch_url: str = ""
    """Where a permanent redirect that was adopted leads; empty: ask ``Feed.url``."""
    moved_to: str = ""
    """A permanent redirect seen ``moved_count`` times in a row since ``moved_since``."""
    moved_count: int = 0
    moved_since: datetime | None = None
    insecure: str = ""
    """Where the last poll was led to without encryption, though the address begins with https."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """All we remember of a feed between two polls."""

    title: str = ""
    """The feed's own title."""
    unread_dates: int = 0
    """Items with a date that couldn't be read, in the last poll that brought any item."""
    unread_date: str = ""
    """What stood there in the first of them."""
    disabled: bool = False
    """Not polled any more (410 Gone, three times within a day) until the user enables it."""
    last_poll_at: datetime | None = None
    last_success_at: datetime | None = None
    cache: Cache = field(default_factory=Cache)
    schedule: Schedule = field(default_factory=Schedule)
    news: News = field(default_factory=News)
    trouble: Trouble = NO_TROUBLE
    redirect: Redirect = field(default_factory=Redirect)
