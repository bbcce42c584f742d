"""Redesigned pages: a page that is read by selectors shows nothing any more, or nothing but news.

    nothing found, and there was something before    a failed poll: "the page has changed"
    at least ``LEAST`` items, and all of them new     the page was rebuilt: they are its baseline
    the same, but nothing of it was ever stored       its baseline, as at a first poll
    read by other selectors than last time            its baseline
    nothing found, and there never was anything       well: the page is empty so far

A page that nobody looked at for ``AWAY`` may well show nothing but news: then only those items
are baseline that aren't dated after the last look. Without this module a publisher's new web site
would send alerts about every article on it, or end all news without a word.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Final

from monitor.feeds.state.feed import Feed
from monitor.feeds.state.feed_state import FeedState
from monitor.feeds.state.health import REDESIGN_LASTS
from monitor.feeds.state.outcome import Failed, FailureKind, Parsed
from monitor.item import Item
from monitor.net.location import shown

LEAST: Final = 5
"""Fewer new items at once are news on any page, and no flood."""
AWAY: Final = timedelta(hours=6)


class Look(Enum):
    """What a poll says of a page as a whole."""

    AS_USUAL = auto()
    AFRESH = auto()
    """Its items are a baseline, and nothing is wrong."""
    REBUILT = auto()
    """Its items are a baseline, and somebody should see whether they are the right ones."""


def found_nothing(outcome: Parsed, feed: Feed, *, had_items: bool) -> Failed:
    """Return the failure that a page without any items is.

    Args:
        outcome: The poll that found none.
        feed: The page, with the user's selectors.
        had_items: Whether there were some before.
    """
    selector = feed.pick.item if feed.pick else ""
    before = "the page has changed: " if had_items else ""
    return Failed(
        url=outcome.url,
        kind=FailureKind.REDESIGNED,
        message=(
            f'{before}its selector "{selector}" finds nothing; find a new one: '
            f"news-monitor feeds add {shown(feed.url)} --pick"
        ),
        status=outcome.status,
        elapsed=outcome.elapsed,
    )


def look_at(
    outcome: Parsed, feed: Feed, state: FeedState, *, overlapped: bool, has_items: bool
) -> Look:
    """Judge a poll that went well.

    Args:
        outcome: What the poll brought.
        feed: The feed as the user wrote it.
        state: What we knew of it when the poll began.
        overlapped: Whether any of its items were there at an earlier poll.
        has_items: Whether any item of it is stored.
    """
    if feed.pick is None or state.last_success_at is None:
        return Look.AS_USUAL
    if outcome.is_read_afresh:
        return Look.AFRESH
    if overlapped or len(outcome.items) < LEAST:
        return Look.AS_USUAL
    return Look.REBUILT if has_items else Look.AFRESH


def is_baseline(item: Item, look: Look, state: FeedState, *, now: datetime) -> bool:
    """Whether a new item is no news, only because of how the page as a whole looks."""
    if look is Look.AS_USUAL:
        return False
    previous = state.last_success_at
    if look is Look.AFRESH or previous is None or now - previous < AWAY:
        return True
    return item.published is None or item.published <= previous


def remembered(state: FeedState, look: Look, *, now: datetime, new_items: int) -> FeedState:
    """Return the state after a poll that went well, with what it says of a redesign."""
    before = state.news.redesigned_at
    at = now if look is Look.REBUILT else before
    if at and look is not Look.REBUILT and (new_items or now - at >= REDESIGN_LASTS):
        at = None
    if at == before:
        return state
    return replace(state, news=replace(state.news, redesigned_at=at))
