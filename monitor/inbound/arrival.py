"""How a new item came: at a feed's first poll, in a feed that was rebuilt, or as news does. Pure.

What a first poll brings is the feed's baseline, of which nobody is alerted. Without this module
adding a feed would send an alert about each old article in it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from monitor.alerts.planning.match_decision import Arrival
from monitor.feeds.state.feed import Feed
from monitor.feeds.state.feed_state import FeedState
from monitor.inbound.redesign import Look, is_baseline
from monitor.item import Item


def arrival_of(
    item: Item, feed: Feed, state: FeedState, look: Look, *, feed_rebuilt: bool, now: datetime
) -> Arrival:
    """Return what of an item's coming decides whether it is news.

    Args:
        item: As parsed: undated where the feed is.
        feed: The feed as the user wrote it.
        state: What we knew of it when the poll began.
        look: What the poll says of a page as a whole.
        feed_rebuilt: Whether the feed's items came under new ids.
        now: Aware.
    """
    undated = item.published is None and item.updated is None
    return Arrival(
        baseline=state.last_success_at is None or is_baseline(item, look, state, now=now),
        backfill=feed.backfill if look is Look.AS_USUAL else timedelta(0),
        # A page's dates are days, and often of the day before it is put there. A mail comes by
        # itself, however late.
        previous_poll=None if feed.pick or feed.mailbox else state.last_success_at,
        rebuilt=feed_rebuilt and undated,
    )
