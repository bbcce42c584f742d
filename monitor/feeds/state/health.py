"""A feed's health: is it well, failing, dead, gone or silent. Pure.

    ok        the last poll went well
    failing   the last poll failed; too early to alert anybody
    dead      it has failed for a week and thirty times (``backoff``)
    gone      its publisher said so (410) until it was switched off
    changed   a page that is read by selectors was redesigned: they find nothing, three times in a
              row, or nothing but new items
    silent    polls go well, but bring nothing new for far longer than is its habit

Silence is measured against the feed's own rhythm: an exponentially weighted mean of the time
between polls that brought news, of which five must have been seen. Only time in which polls
succeeded counts, at most a day from one to the next: an outage is no silence.

Without it a feed that will never bring anything again would look like one that merely failed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.feeds.state.backoff import DAY, is_presumed_dead
from monitor.feeds.state.feed_state import FeedState, News
from monitor.feeds.state.outcome import FailureKind

WEIGHT = 0.2
"""Of the latest sample in the mean."""
SAMPLES = 5
TIMES, LEAST = 8, timedelta(days=4)
"""Silent is what has been quiet for ``TIMES`` its rhythm, and for ``LEAST``."""

REDESIGN_SEEN = 3
"""A page is called redesigned when so many polls in a row find nothing: it may be under repair."""
REDESIGN_LASTS = timedelta(days=7)
"""How long a page full of new items is called redesigned, if no news of the usual kind comes."""
REDESIGNED = (
    "the page has changed: all its items were new at once, and were stored without alerts; see "
    "whether they are the right ones: news-monitor feeds test URL"
)

_UNREACHED = {FailureKind.DNS, FailureKind.CONNECT, FailureKind.TIMEOUT}


class Health(StrEnum):
    """How a feed is; the module's docstring says what each value means."""

    OK = "ok"
    FAILING = "failing"
    DEAD = "dead"
    GONE = "gone"
    CHANGED = "changed"
    SILENT = "silent"


def health_of(state: FeedState, now: datetime) -> Health:
    """Return a feed's health by what is remembered of it; ``now`` is aware UTC."""
    if state.disabled:
        return Health.GONE
    if is_redesigned(state):
        return Health.CHANGED
    if is_presumed_dead(state.trouble, now):
        return Health.DEAD
    if state.trouble.error_kind:
        return Health.FAILING
    return Health.SILENT if is_silent(state.news) else Health.OK


def is_redesigned(state: FeedState) -> bool:
    """Whether a page isn't read any more as it was when its selectors were written."""
    trouble = state.trouble
    if trouble.error_kind is FailureKind.REDESIGNED:
        return trouble.failures >= REDESIGN_SEEN
    return state.news.redesigned_at is not None and trouble.error_kind is None


def is_silent(news: News) -> bool:
    """Whether a feed has brought nothing for far longer than is its habit."""
    return news.news_polls >= SAMPLES and news.quiet > max(TIMES * news.rhythm, LEAST)


def listened(
    state: FeedState,
    *,
    now: datetime,
    has_news: bool,
    has_gap: bool,
    interval: timedelta | None,
) -> News:
    """Return how often a feed brings news, after one more poll that went well.

    Args:
        state: The feed's, as it was before that poll.
        now: When the poll ended, aware UTC.
        has_news: Whether the poll brought anything new.
        has_gap: Whether the poll showed nothing of the one before.
        interval: How often the user has the feed polled; None: the schedule decides.
    """
    news = state.news
    gap_at = now if has_gap else news.possible_gap_at
    if state.last_success_at is None:
        # What stood there at the first poll says nothing of how often it changes.
        return replace(news, last_new_at=now, possible_gap_at=gap_at)
    longest = max(interval or DAY, DAY)
    waited = min(max(now - state.last_success_at, timedelta(0)), longest)
    quiet = news.quiet + waited
    if not has_news:
        return replace(news, quiet=quiet, possible_gap_at=gap_at)
    return News(
        last_new_at=now,
        rhythm=news.rhythm + (quiet - news.rhythm) * WEIGHT if news.news_polls else quiet,
        news_polls=news.news_polls + 1,
        possible_gap_at=gap_at,
    )


def trouble_since(state: FeedState, health: Health) -> datetime | None:
    """When the trouble that ``health`` names began, aware UTC; None: not known."""
    if health is Health.CHANGED:
        return state.trouble.failing_since or state.news.redesigned_at
    return state.news.last_new_at if health is Health.SILENT else state.trouble.failing_since


def is_unreached(state: FeedState) -> bool:
    """Whether nobody answered at the last poll, so that our own connection may be what failed."""
    return state.trouble.error_kind in _UNREACHED
