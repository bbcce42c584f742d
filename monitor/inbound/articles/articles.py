"""A small inbound flow: which articles are to be read → read them → what they make items match.

    tick, each second                      daemon
      → one article a host, the newest     writing.articles
      → read: robots.txt, GET, extract     feeds.articles     in the lane of its host
      → match and record                   record_article

Nothing waits for it: an item is recorded, and sent, with the poll that brought it. What is to be
read stands in the database until it is settled, so a crash or a stop only puts it off. Without this
module nobody would ask for the pages that may decide.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from monitor.errors import StoreError
from monitor.feeds.articles.article import Article, ArticleRequest, ArticleState
from monitor.feeds.state.full_text import FullText
from monitor.feeds.watched import WatchedFeeds
from monitor.human import plural
from monitor.inbound.articles.record_article import ArticleRecorder, ArticleSummary
from monitor.item import Item
from monitor.net.location import LocationError, read_url, same_site
from monitor.net.shortage import shortage_in
from monitor.store.database import Database
from monitor.store.trouble import explained
from monitor.store.writing import articles, items

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]
Submit = Callable[[ArticleRequest], Future[Article]]
"""``feeds.polling.Poller.submit``."""

HOUR: Final = timedelta(hours=1)
NEWS_FOR: Final = timedelta(hours=6)
"""An article whose turn hasn't come by then isn't read any more."""
PAUSE: Final = 60.0
"""Seconds that a host is left alone whose article couldn't be recorded."""
MAX_IN_FLIGHT: Final = 16
"""Articles under way at a time, each of another host."""


class Articles:
    """Reads the articles that are wanted, one of a host at a time, so many an hour."""

    def __init__(
        self,
        database: Database,
        recorder: ArticleRecorder,
        *,
        watched: WatchedFeeds,
        submit: Submit,
        allow_private: frozenset[str],
        per_hour: int,
        clock: Clock,
        recorded: Callable[[ArticleSummary], None] = lambda _: None,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take what is needed; ``tick`` does the work.

        Args:
            database: Where items are, and what is wanted.
            recorder: Decides what an article means.
            watched: The feeds, with what the user wants of each.
            submit: Has an article read: ``Poller.submit``.
            allow_private: Hosts whose addresses need not be public.
            per_hour: How many articles one host is asked for in an hour.
            clock: Returns the time, aware.
            recorded: Called after each article has been recorded.
            seconds: Returns seconds and never goes back.
        """
        self._database = database
        self._recorder = recorder
        self._watched = watched
        self._submit = submit
        self._allow_private = allow_private
        self._per_hour = per_hour
        self._clock = clock
        self._recorded = recorded
        self._seconds = seconds
        self._lock = threading.Lock()
        self._in_flight: set[str] = set()
        self._not_before: dict[str, float] = {}
        """Host → when it may be asked again, where it wants more than its lane's pace."""
        self._stopping = False

    def take_up(self, *, allow_private: frozenset[str], per_hour: int, keep: bool) -> None:
        """Read articles in this manner from now on; the arguments are those of the beginning."""
        self._allow_private, self._per_hour = allow_private, per_hour
        self._recorder.keep = keep

    def tick(self) -> int:
        """Start reading what may be read now.

        Returns:
            How many hosts have an article under way, or one that only waits for its pace.
        """
        if self._stopping:
            return 0
        try:
            with explained(self._database.path):
                return self._start_some()
        except StoreError as error:  # the log of writes says so, once
            logger.debug("articles aren't read now: %s", error, extra={"event": "article-waits"})
            return 0

    def _start_some(self) -> int:
        now = self._clock()
        wanted = articles.wanted(self._database.read())
        if not wanted:
            return len(self._in_flight)
        self._give_up(now)
        waiting = 0
        for host, item_id in wanted.items():
            pause = self._pause(host)
            if pause is None or pause > PAUSE:
                continue
            if articles.asked(self._database.read(), host, since=now - HOUR) >= self._per_hour:
                continue
            waiting += 1
            if pause <= 0:
                self._read(host, item_id, now)
        return waiting + len(self._in_flight)

    @property
    def busy(self) -> bool:
        """Whether any article is being read or recorded."""
        return bool(self._in_flight)

    def stop(self) -> None:
        """Start nothing new. What is under way stays wanted unless it is recorded in time."""
        self._stopping = True

    def _pause(self, host: str) -> float | None:
        """Seconds until a host may be asked; None if it is being asked, or too much goes on."""
        with self._lock:
            if host in self._in_flight or len(self._in_flight) >= MAX_IN_FLIGHT:
                return None
            pause = self._not_before.get(host, 0.0) - self._seconds()
            if pause <= 0:
                self._not_before.pop(host, None)
            return pause

    def _give_up(self, now: datetime) -> None:
        if not articles.has_late(self._database.read(), before=now - NEWS_FOR):
            return
        reason = f"its host's turn hadn't come within {NEWS_FOR // HOUR} hours"
        if count := self._database.write(
            lambda db: articles.give_up(db, before=now - NEWS_FOR, reason=reason)
        ):
            logger.info(
                "not read: %s: %s", plural(count, "article"), reason, extra={"event": "article"}
            )

    def _read(self, host: str, item_id: int, now: datetime) -> None:
        with self._lock:
            self._in_flight.add(host)
        reading = None
        try:
            request = self._still_wanted(item_id, now)
            reading = self._submit(request) if request is not None else None
        except RuntimeError:  # the poller has been closed
            return
        finally:
            if reading is None:
                self._ended(host)
        if reading is not None:
            reading.add_done_callback(partial(self._arrive, host, item_id))

    def _still_wanted(self, item_id: int, now: datetime) -> ArticleRequest | None:
        """What to ask for; None for an article that was recorded since it was listed."""
        row = articles.of_item(self._database.read(), item_id)
        item = items.get(self._database.read(), item_id)
        if row is None or row.state is not ArticleState.WANTED or item is None:
            return None
        request = self._request(item)
        if request is None:
            gone = Article(state=ArticleState.LATE, reason="its feed's articles aren't wanted now")
            self._database.write(lambda db: articles.settle(db, item_id, gone, now=now))
        return request

    def _request(self, item: Item) -> ArticleRequest | None:
        feed = self._watched.get(item.feed)
        if feed is None or feed.full_text is FullText.NEVER:
            return None
        try:
            at_home = feed.path is None and same_site(read_url(item.link), read_url(feed.url))
        except LocationError:
            return None
        return ArticleRequest(
            url=item.link,
            teaser=max(item.summary, item.content, key=len),
            allow_private=self._allow_private,
            headers=feed.headers if at_home else (),
            auth=feed.auth if at_home else None,
            proxy=feed.proxy,
        )

    def _arrive(self, host: str, item_id: int, reading: Future[Article]) -> None:
        try:
            article = reading.result()
        except CancelledError:  # the poller is closing: it stays wanted
            self._ended(host)
            return
        except Exception as error:
            if shortage := shortage_in(error):
                logger.debug(
                    "an article of %s waits: %s", host, shortage, extra={"event": "article-waits"}
                )
                self._ended(host, PAUSE)
                return
            logger.exception("an article of %s couldn't be read", host, extra={"event": "bug"})
            article = Article(
                state=ArticleState.FAILED, reason=f"it couldn't be read ({type(error).__name__})"
            )
        pause = article.delay
        now = self._clock()
        if article.retry_at is not None:
            pause = max(pause, (article.retry_at - now).total_seconds())
        try:
            with explained(self._database.path):
                summary = self._recorder.record(item_id, article, now=now)
        except StoreError as error:
            logger.debug("an article waits: %s", error, extra={"event": "article-waits"})
            self._ended(host, PAUSE)
        except Exception:
            logger.exception("an article of %s couldn't be recorded", host, extra={"event": "bug"})
            self._ended(host, PAUSE)
        else:
            self._recorded(summary)
            self._ended(host, pause)

    def _ended(self, host: str, pause: float = 0.0) -> None:
        with self._lock:
            self._in_flight.discard(host)
            if pause > 0:
                self._not_before[host] = self._seconds() + pause
