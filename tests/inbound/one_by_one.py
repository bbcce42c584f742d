"""A recorder that is given one outcome at a time, as tests have them."""

from __future__ import annotations

from monitor.feeds.watched import WatchedFeeds
from monitor.inbound.record import Recorder
from monitor.store.database import Database
from monitor.store.feeds import feeds as feed_store


class OneByOne(Recorder):
    """Records what a poll of a feed brought, whose row it looks up itself."""

    def __init__(self, database: Database, *, feeds, **settings):
        super().__init__(database, watched=WatchedFeeds(feeds), **settings)
        self.database = database

    def record(self, outcome, *, now):
        row = feed_store.by_url(self.database.read(), outcome.url)
        if row is None:
            return None
        (summary,) = self.record_all([(row, outcome)], now=now)
        return summary
