"""WatchedFeeds: the feeds that are watched at the moment; everybody asks this one object.

Lists of feeds come and go while the daemon runs. If whoever polls had a set of feeds of its own, a
feed could be due of which nobody knows how it is to be asked.
"""

from __future__ import annotations

from collections.abc import Iterable

from monitor.feeds.state.feed import Feed


class WatchedFeeds:
    """Feeds by their addresses. Threads may share it: they are replaced as a whole."""

    def __init__(self, feeds: Iterable[Feed] = ()) -> None:
        self._by_url = {feed.url: feed for feed in feeds}

    @property
    def all(self) -> tuple[Feed, ...]:
        """All of them, in the order in which they were given."""
        return tuple(self._by_url.values())

    def get(self, url: str) -> Feed | None:
        """The feed with this address; None if it isn't watched, or no longer."""
        return self._by_url.get(url)

    def replace(self, feeds: Iterable[Feed]) -> None:
        """Watch these instead. A poll under way of one that is gone is let go."""
        self._by_url = {feed.url: feed for feed in feeds}

    def __len__(self) -> int:
        return len(self._by_url)
