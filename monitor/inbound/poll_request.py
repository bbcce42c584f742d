"""What to ask of a feed that is due: its address and secrets, and what is known of it already.

Without this module a poll would know nothing of the last one, and fetch and read everything anew.
"""

from __future__ import annotations

from datetime import datetime

from monitor.feeds.state import redirects, schedule
from monitor.feeds.state.feed import Feed
from monitor.feeds.state.outcome import PollRequest
from monitor.store.feeds.feeds import FeedRow


def poll_request(
    feed: Feed, row: FeedRow, *, now: datetime, allow_private: frozenset[str], seen: bytes
) -> PollRequest:
    """Return the request for a feed; the arguments are those of ``Recorder.request``."""
    cache = row.state.cache
    return PollRequest(
        url=feed.url,
        fetch_url=redirects.request_url(feed, row.state),
        path=feed.path,
        source=feed.name,
        lang=feed.lang,
        tags=feed.tags,
        # Of a mailbox they say up to where it was read; a day without it changes nothing.
        validators=cache.validators if feed.mailbox else schedule.request_validators(cache, now),
        body_hash=cache.body_hash,
        seen=seen,
        allow_private=allow_private,
        headers=feed.headers,
        auth=feed.auth,
        proxy=feed.proxy,
        pick=feed.pick,
        mailbox=feed.mailbox,
        lacks="" if feed.path else feed.lacks,  # a file is looked for each time
    )
