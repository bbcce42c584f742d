"""Where a feed is asked: permanent redirects, seen often enough, are adopted. Pure.

301 and 308 are adopted after 20 identical sightings over three days or more, 302 and 307 never: a
captive portal or a mistake of an afternoon mustn't move a feed for good. Without this module a feed
that has moved would be lost when its old address stops redirecting.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from monitor.feeds.state.feed import Feed
from monitor.feeds.state.feed_state import FeedState, Redirect

ADOPT_SIGHTINGS, ADOPT_AFTER = 20, timedelta(days=3)
FALL_BACK_FAILURES = 3
"""Failures at an adopted address after which the feed's own is tried every other time."""


def request_url(feed: Feed, state: FeedState) -> str:
    """Return the URL to poll: the adopted one, or the user's every other time while that fails."""
    adopted, failures = state.redirect.fetch_url, state.trouble.failures
    falls_back = failures >= FALL_BACK_FAILURES and failures % 2 == 1
    return feed.url if falls_back or not adopted else adopted


def after_redirect(feed: Feed, state: FeedState, moved_to: str, now: datetime) -> Redirect:
    """Count a permanent redirect of a poll that went well, and adopt it when it is time.

    Args:
        feed: The feed as the user wrote it.
        state: The feed's, as it was when the poll began.
        moved_to: The URL that 301s and 308s alone led to; empty if there was no such redirect.
        now: When the poll ended, aware UTC.
    """
    before = state.redirect
    forgotten = Redirect(fetch_url=before.fetch_url) if before.moved_to else before
    if not moved_to:
        answered_itself = bool(before.fetch_url) and request_url(feed, state) == feed.url
        return Redirect() if answered_itself else forgotten
    if moved_to == before.fetch_url or not _may_adopt(feed, moved_to):
        return forgotten
    if moved_to != before.moved_to or before.moved_since is None:
        return replace(before, moved_to=moved_to, moved_count=1, moved_since=now)
    count = before.moved_count + 1
    if count >= ADOPT_SIGHTINGS and now - before.moved_since >= ADOPT_AFTER:
        return Redirect(fetch_url="" if moved_to == feed.url else moved_to)
    return replace(before, moved_count=count)


def _may_adopt(feed: Feed, moved_to: str) -> bool:
    """Never from https to http, never where the feed's secrets would go to another host."""
    old, new = urlsplit(feed.url), urlsplit(moved_to)
    if old.scheme == "https" and new.scheme != "https":
        return False
    return old.hostname == new.hostname or not (feed.auth or feed.headers)
