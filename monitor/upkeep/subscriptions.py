"""A small inbound flow: which lists of feeds are due → read them → the feeds that are watched.

    due lists                                  store.feeds.subscriptions, feeds.subscription
      → fetch, if it has changed               feeds.http.fetch     as a feed is fetched
      → read: OPML → feeds                     feeds.opml           in a process that can be killed
      → keep                                   store.feeds.subscriptions
      → the configuration's feeds and theirs   feeds.subscription   pure

A list that fails, or comes empty, keeps what it had. One in a file is also read as soon as the file
has changed; that it can't be is the user's to mend, so it counts as a trouble. Without this module
no list would be read, and the feeds of none be polled.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

import sqlite_utils

from monitor.config import Config
from monitor.config.tables.source import web_address
from monitor.feeds.http.connection import Connections
from monitor.feeds.http.fetch import fetch
from monitor.feeds.http.fetched import Fetched, NotModified
from monitor.feeds.opml import Opml, OpmlError, OpmlFeed, read_opml
from monitor.feeds.parsing.sandbox import KilledError, Sandbox
from monitor.feeds.state.feed import Feed
from monitor.feeds.state.outcome import Failed, FailureKind, PollRequest
from monitor.feeds.subscription import MAX_FEEDS, Subscription, is_due, next_reading, watched
from monitor.feeds.watched import WatchedFeeds
from monitor.human import plural
from monitor.store.database import Database
from monitor.store.feeds import feeds as feed_store
from monitor.store.feeds import subscriptions as store
from monitor.store.feeds.subscriptions import ListRow
from monitor.troubles import Troubles
from monitor.upkeep.sync import apply_intervals

logger = logging.getLogger(__name__)


def watched_feeds(config: Config, lists: dict[str, ListRow]) -> tuple[Feed, ...]:
    """Return the configuration's feeds, and those of its lists as ``lists`` (by URL) has them."""
    return watched(
        config.feeds,
        [(each, lists[each.url].feeds) for each in config.subscriptions if each.url in lists],
        without=config.switched_off,
        full_text=config.full_texts.wish,
    )


def stored_feeds(config: Config, db: sqlite_utils.Database) -> tuple[Feed, ...]:
    """Return the configuration's feeds and those of its lists as the database has them.

    For commands beside the daemon.
    """
    return watched_feeds(config, store.all_lists(db))


class Subscriber:
    """Keeps the set of watched feeds in step with the lists that are subscribed to.

    Use it in a ``with`` statement; its end, or ``stop``, breaks off a list that is being read.
    """

    def __init__(
        self,
        database: Database,
        config: Config,
        watched: WatchedFeeds,
        *,
        clock: Callable[[], datetime],
        troubles: Troubles | None = None,
    ) -> None:
        """Take what is needed; nothing is fetched yet.

        Args:
            database: Where lists and feeds are kept.
            config: The feeds, the lists, and which hosts need not be public.
            watched: Kept in step with the lists.
            clock: Returns the time, aware.
            troubles: Told of lists in files that can't be read.
        """
        self._database = database
        self._config = config
        self._clock = clock
        self._watched = watched
        self._stopping = threading.Event()
        self._taking_up = threading.Lock()
        self._connections = Connections()
        self._troubles = troubles or Troubles()
        self._stamps: dict[str, tuple[int, ...]] = {}
        """Of each list in a file, by URL: which state of it was read."""
        self._lacked: dict[str, str] = {}
        """Of each list, by URL: what it lacked when it was last to be read."""

    def refresh(self) -> None:
        """Read the lists that are due, one after another, and watch the feeds that they hold."""
        rows = store.all_lists(self._database.read())
        subscriptions = self._config.subscriptions
        for subscription in subscriptions:
            row = rows.get(subscription.url)
            if self._stopping.is_set():
                return
            if self._is_due(subscription, row) and (read := self._read(subscription, row)):
                rows[read.url] = read
        for url in self._stamps.keys() - {each.url for each in subscriptions}:
            del self._stamps[url]
            self._troubles.over(_trouble(url))
        with self._taking_up:
            self._watch(watched_feeds(self._config, rows))

    def take_up(self, config: Config) -> None:
        """Watch the feeds and read the lists of this configuration from now on.

        Raises:
            StoreError: They couldn't be written down; all stays as it was.
        """
        rows = store.all_lists(self._database.read())
        with self._taking_up:
            self._watch(watched_feeds(config, rows))
            self._config = config

    def stop(self) -> None:
        """Begin no further list and break off the one under way, which stays due."""
        self._stopping.set()
        self._connections.close()

    def _watch(self, feeds: tuple[Feed, ...]) -> None:
        """Watch these feeds from now on, without disturbing polls under way."""
        before, now = self._watched.all, self._clock()
        if feeds == before:
            return

        lacked = {feed.url for feed in before if feed.lacks}
        back = {feed.url for feed in feeds if feed.url in lacked and not feed.lacks}

        def write(db: sqlite_utils.Database) -> None:
            feed_store.sync(db, feeds, now=now, running=True)
            apply_intervals(db, feeds, now=now)
            if back:
                ids = [row.id for row in feed_store.all_feeds(db) if row.url in back]
                feed_store.poll_now(db, now=now, ids=ids)

        # Before the database has them, so that none is due of which nobody knows how it is asked.
        self._watched.replace(feeds)
        try:
            self._database.write(write)
        except BaseException:
            self._watched.replace(before)  # they are offered again the next time
            raise
        logger.info("now watching %s", plural(len(feeds), "feed"), extra={"event": "feeds"})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _is_due(self, subscription: Subscription, row: ListRow | None) -> bool:
        changed = subscription.path is not None and (
            self._stamps.get(subscription.url) != subscription.stamp
        )
        # Its secret is back, or gone: the next time may be a day away.
        changed = changed or self._lacked.get(subscription.url, "") != subscription.lacks
        return (row is None or changed) or is_due(
            subscription,
            next_at=row.next_at,
            fetched_at=row.fetched_at,
            failed=bool(row.error),
            now=self._clock(),
        )

    def _read(self, subscription: Subscription, row: ListRow | None) -> ListRow | None:
        before = row or ListRow(url=subscription.url, next_at=self._clock())
        answer = read_list(
            subscription,
            before,
            allow_private=self._config.allow_private,
            connections=self._connections,
            now=self._clock(),
        )
        if self._stopping.is_set():
            return None
        self._database.write(lambda db: store.save(db, answer.row))
        _log(subscription, before, answer)
        self._lacked[subscription.url] = subscription.lacks
        if subscription.path is not None:
            self._stamps[subscription.url] = subscription.stamp
            self._tell(subscription, answer.row)
        return answer.row

    def _tell(self, subscription: Subscription, row: ListRow) -> None:
        name = _trouble(subscription.url)
        if row.error:
            self._troubles.met(
                name,
                f"{subscription.url}: {row.error}; its {_feeds(row)}",
                cure="mend that list of feeds; it is read again as soon as it changes",
            )
        else:
            self._troubles.over(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What reading a list brought."""

    row: ListRow
    """What to keep: what it had before where it couldn't be read."""
    left_out: tuple[str, ...] = ()
    """What of the list couldn't be taken, each with its reason."""


def read_list(
    subscription: Subscription,
    before: ListRow,
    *,
    allow_private: frozenset[str],
    connections: Connections,
    now: datetime,
) -> Reading:
    """Fetch a list, if it has changed since ``before`` was stored, and read it."""
    request = PollRequest(
        url=subscription.url,
        path=subscription.path,
        validators=before.validators,
        allow_private=allow_private,
        headers=subscription.headers,
        auth=subscription.auth,
        proxy=subscription.proxy,
    )
    answer: Fetched | NotModified | Failed
    if subscription.lacks and subscription.path is None:
        answer = Failed(url=request.url, kind=FailureKind.FILE, message=subscription.lacks)
    else:
        answer = fetch(request, now=now, connections=connections)
    if isinstance(answer, Failed):
        again = next_reading(subscription, now, failed=True, retry_at=answer.retry_at)
        return Reading(row=replace(before, error=answer.message, next_at=again))
    next_at = next_reading(subscription, now, failed=False)
    if not isinstance(answer, Fetched):
        return Reading(row=replace(before, fetched_at=now, next_at=next_at, error=""))
    try:
        opml = _read_opml(answer.body)
    except OpmlError as error:
        problem = str(error)
    except KilledError as error:
        problem = f"{error}; it is malicious or badly broken"
    except CancelledError:
        problem = "broken off"
    else:
        feeds, left_out = _usable(opml)
        row = replace(
            before,
            fetched_at=now,
            next_at=next_at,
            error="",
            validators=answer.validators,
            feeds=feeds,
        )
        return Reading(row=row, left_out=left_out)
    again = next_reading(subscription, now, failed=True)
    return Reading(row=replace(before, error=problem, next_at=again))


def _read_opml(body: bytes) -> Opml:
    # A process that lives as long as one list: they are read once a day.
    with Sandbox(read_opml, workers=1) as read:
        return read(body)


def _usable(opml: Opml) -> tuple[tuple[OpmlFeed, ...], tuple[str, ...]]:
    feeds, left_out = [], list(opml.skipped)
    for feed in opml.feeds:
        try:
            web_address(feed.url)
        except ValueError as error:
            left_out.append(f"the address of {feed.title or 'a feed without a name'} {error}")
        else:
            feeds.append(feed)
    if len(feeds) > MAX_FEEDS:
        left_out.append(f"all but the first {MAX_FEEDS:,} of its {len(feeds):,} feeds")
    return tuple(feeds[:MAX_FEEDS]), tuple(left_out)


def _trouble(url: str) -> str:
    return f"list of feeds {url}"


def _feeds(row: ListRow) -> str:
    count = len(row.feeds)
    return f"{plural(count, 'feed')} {'stays as it was' if count == 1 else 'stay as they were'}"


def _log(subscription: Subscription, before: ListRow, answer: Reading) -> None:
    row, label = answer.row, subscription.label
    fields = {"event": "subscription", "list": subscription.url, "feeds": len(row.feeds)}
    if row.error:
        logger.warning(
            "%s: %s; its %s",
            label,
            row.error,
            _feeds(row),
            extra=fields | {"error": row.error},
        )
        return
    had, has = ({feed.url for feed in each.feeds} for each in (before, row))
    logger.log(
        logging.INFO if had != has else logging.DEBUG,
        "%s: %s, %d of them new, %d gone",
        label,
        plural(len(has), "feed"),
        len(has - had),
        len(had - has),
        extra=fields | {"new": len(has - had), "gone": len(had - has)},
    )
    for reason in answer.left_out[:5]:
        logger.info("%s: left out: %s", label, reason, extra={"event": "subscription-left-out"})
