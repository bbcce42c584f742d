"""A feed's health: is it well, failing, dead, gone or silent. Pure.

    ok        the last poll went well
    failing   it didn't; nothing to tell anybody yet
    dead      it has failed for a week and thirty times (``backoff``)
    gone      its publisher said so (410) until it was switched off
    silent    polls go well, but bring nothing new for far longer than is its habit

Silence is measured against the feed's own rhythm: an exponentially weighted mean of the time
between polls that brought news, of which five must have been seen. Only time in which polls
succeeded counts, at most a day from one to the next: an outage is no silence.

Without it a feed that will never bring anything again would look like one that merely failed.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from monitor.feeds.state.backoff import DAY, is_presumed_dead
from monitor.feeds.state.feed import FeedState
from monitor.feeds.state.outcome import FailureKind

WEIGHT = 0.2
"""Of the latest sample in the mean."""
SAMPLES = 5
TIMES, LEAST = 8, timedelta(days=4)
"""Silent is what has been quiet for ``TIMES`` its rhythm, and for ``LEAST``."""

_UNREACHED = {FailureKind.DNS, FailureKind.CONNECT, FailureKind.TIMEOUT}


class Health(StrEnum):
    """See the module."""

    OK = "ok"
    FAILING = "failing"
    DEAD = "dead"
    GONE = "gone"
    SILENT = "silent"


def judge(state: FeedState, now: datetime) -> Health:
    """How a feed is, by what is known of it."""
    if state.disabled:
        return Health.GONE
    if is_presumed_dead(state, now):
        return Health.DEAD
    if state.error_kind:
        return Health.FAILING
    return Health.SILENT if is_silent(state) else Health.OK


def is_silent(state: FeedState) -> bool:
    """Whether it has brought nothing for far longer than is its habit."""
    return state.news_polls >= SAMPLES and state.quiet > max(TIMES * state.rhythm, LEAST)


class Rhythm(NamedTuple):
    """How often a feed brings news: the three fields of ``FeedState`` that say so."""

    rhythm: timedelta
    news_polls: int
    quiet: timedelta


def listened(
    state: FeedState, *, now: datetime, has_news: bool, interval: timedelta | None
) -> Rhythm:
    """The rhythm as learnt from a poll that went well.

    Args:
        state: As it was before that poll.
        now: When the poll ended.
        has_news: Whether it brought anything new.
        interval: How often the user has it polled, if he says.
    """
    if state.last_success_at is None:
        # What stood there at the first poll says nothing of how often it changes.
        return Rhythm(state.rhythm, state.news_polls, state.quiet)
    longest = max(interval or DAY, DAY)
    waited = min(max(now - state.last_success_at, timedelta(0)), longest)
    quiet = state.quiet + waited
    if not has_news:
        return Rhythm(state.rhythm, state.news_polls, quiet)
    rhythm = state.rhythm + (quiet - state.rhythm) * WEIGHT if state.news_polls else quiet
    return Rhythm(rhythm, state.news_polls + 1, timedelta(0))


def trouble_since(state: FeedState, health: Health) -> datetime | None:
    """When the trouble began that ``health`` names."""
    return state.last_new_at if health is Health.SILENT else state.failing_since


def is_unreached(state: FeedState) -> bool:
    """Whether it may as well be our line that failed."""
    return state.error_kind in _UNREACHED
