"""The flow of articles: one a host, at its pace, so many an hour, and none forgotten."""

from __future__ import annotations

from concurrent.futures import CancelledError, Future
from datetime import UTC, datetime, timedelta

import pytest

from monitor.errors import DatabaseUnavailable
from monitor.feeds.articles.article import Article, ArticleState
from monitor.feeds.state.feed import Feed
from monitor.feeds.state.full_text import FullText
from monitor.feeds.watched import WatchedFeeds
from monitor.inbound.articles.articles import NEWS_FOR, PAUSE, Articles
from monitor.inbound.articles.record_article import ArticleSummary
from monitor.item import Item
from monitor.store.database import Database
from monitor.store.feeds import feeds
from monitor.store.writing import articles, events, items, stories
from tests.damage import damage_tables

NOW = datetime(2025, 2, 13, 8, 14, tzinfo=UTC)
FEED = Feed(
    url="https://wire.test/feed",
    full_text=FullText.AUTO,
    headers=(("Cookie", "a=1"),),
    auth=("me", "secret"),
)


class Bench:
    """A flow whose articles come when the test says so."""

    def __init__(self, database, per_hour=60):
        self.database, self.now, self.seconds = database, NOW, 0.0
        self.readings, self.requests, self.recorded = {}, [], []
        self.fails = None
        database.write(lambda db: feeds.sync(db, [FEED], now=NOW))
        self.feed_id = feeds.by_url(database.read(), FEED.url).id
        self.watched = WatchedFeeds([FEED])
        self.flow = Articles(
            database,
            self,
            watched=self.watched,
            submit=lambda request: self.submit(request),  # noqa: PLW0108 - a test may replace it
            allow_private=frozenset({"intranet.test"}),
            per_hour=per_hour,
            clock=lambda: self.now,
            seconds=lambda: self.seconds,
        )

    def submit(self, request):
        self.requests.append(request)
        return self.readings.setdefault(request.url, Future())

    def record(self, item_id, article, *, now):
        if self.fails:
            raise self.fails
        self.database.write(lambda db: articles.settle(db, item_id, article, now=now))
        self.recorded.append((item_id, article.state))
        return ArticleSummary(article.state)

    def want(self, link):
        def write(db):
            item = Item(feed=FEED.url, key=link, title=link, link=link, published=self.now)
            story, event = stories.next_id(db), events.next_id(db)
            stories.open_story(db, story, item, now=self.now)
            events.open_event(db, event, story, item, follows=None, now=self.now)
            id_ = items.add(db, self.feed_id, item, event=event, story=story, now=self.now)
            articles.want(db, id_, link, now=self.now)
            return id_

        return self.database.write(write)

    def finish(self, link, **values):
        details = {"state": ArticleState.READ, "text": "x"} | values
        self.readings.pop(link).set_result(Article(**details))

    def under_way(self):
        return list(self.readings)

    def state(self, item_id):
        return articles.of_item(self.database.read(), item_id).state


@pytest.fixture
def database(tmp_path):
    with Database(tmp_path / "news.db") as database:
        yield database


def test_one_article_of_a_host_is_read_at_a_time_the_newest_first(database):
    it = Bench(database)
    old, new = it.want("https://a.test/1"), it.want("https://a.test/2")
    it.want("https://b.test/1")
    assert it.flow.tick() > 0
    assert it.under_way() == ["https://a.test/2", "https://b.test/1"]
    it.flow.tick()
    assert len(it.under_way()) == 2
    it.finish("https://a.test/2")
    it.flow.tick()
    assert it.under_way() == ["https://b.test/1", "https://a.test/1"]
    it.finish("https://a.test/1")
    assert (it.state(old), it.state(new)) == (ArticleState.READ, ArticleState.READ)


def test_an_article_that_is_recorded_after_it_was_listed_is_not_read_again(database, monkeypatch):
    it = Bench(database)
    item = it.want("https://a.test/1")
    it.flow.tick()
    looks_for_late = articles.has_late

    def recorded_meanwhile(*args, **values):
        it.finish("https://a.test/1")
        return looks_for_late(*args, **values)

    monkeypatch.setattr(articles, "has_late", recorded_meanwhile)
    it.flow.tick()
    assert it.recorded == [(item, ArticleState.READ)]
    assert len(it.requests) == 1
    assert not it.flow.busy


def test_a_host_isnt_left_alone_for_ever_because_the_database_could_not_be_read(
    database, monkeypatch
):
    it = Bench(database)
    it.want("https://a.test/1")

    def unreadable(*_):
        raise DatabaseUnavailable("gone")

    with monkeypatch.context() as patched:
        patched.setattr(items, "get", unreadable)
        it.flow.tick()
    assert not it.flow.busy
    it.flow.tick()
    assert it.under_way() == ["https://a.test/1"]


def test_a_host_is_asked_so_often_an_hour_and_no_more(database):
    it = Bench(database, per_hour=2)
    for number in range(3):
        it.want(f"https://a.test/{number}")
    for number in (2, 1):
        it.flow.tick()
        it.finish(f"https://a.test/{number}")
    assert it.flow.tick() == 0
    assert it.under_way() == []
    it.now += timedelta(minutes=61)
    assert it.flow.tick() == 2  # waiting, and under way by now
    assert it.under_way() == ["https://a.test/0"]


def test_a_restart_is_no_new_budget(database):
    it = Bench(database, per_hour=1)
    it.want("https://a.test/1")
    it.flow.tick()
    it.finish("https://a.test/1")
    it.want("https://a.test/2")
    again = Bench(database, per_hour=1)
    assert again.flow.tick() == 0


def test_a_pace_that_the_site_asks_for_is_kept(database):
    it = Bench(database)
    it.want("https://a.test/1")
    it.want("https://a.test/2")
    it.flow.tick()
    it.finish("https://a.test/2", delay=10.0)
    assert it.flow.tick() == 1, "it only waits for its pace"
    assert it.under_way() == []
    it.seconds += 10
    it.flow.tick()
    assert it.under_way() == ["https://a.test/1"]


def test_a_site_that_asks_to_be_left_alone_is(database):
    it = Bench(database)
    it.want("https://a.test/1")
    it.want("https://a.test/2")
    it.flow.tick()
    it.finish("https://a.test/2", state=ArticleState.FAILED, retry_at=NOW + timedelta(minutes=30))
    assert it.flow.tick() == 0
    it.seconds += 1_801
    assert it.flow.tick() > 0


def test_what_is_no_news_any_more_is_given_up_and_said(database):
    it = Bench(database, per_hour=1)
    late = it.want("https://a.test/1")
    it.now += NEWS_FOR + timedelta(minutes=1)
    it.want("https://b.test/1")
    it.flow.tick()
    assert it.state(late) is ArticleState.LATE
    assert "within 6 hours" in articles.of_item(database.read(), late).reason


def test_what_was_under_way_at_a_stop_is_read_after_the_next_start(database):
    it = Bench(database)
    id_ = it.want("https://a.test/1")
    it.flow.tick()
    it.flow.stop()
    assert it.flow.tick() == 0
    reading = it.readings.pop("https://a.test/1")
    reading.set_exception(CancelledError())
    assert it.state(id_) is ArticleState.WANTED
    again = Bench(database)
    again.flow.tick()
    assert again.under_way() == ["https://a.test/1"]


def test_a_poller_that_is_closed_is_no_error(database):
    it = Bench(database)
    id_ = it.want("https://a.test/1")

    def closed(_):
        raise RuntimeError("the poller is closed")

    it.submit = closed
    it.flow.tick()
    assert not it.flow.busy
    assert it.state(id_) is ArticleState.WANTED


def test_a_fault_of_ours_is_a_failure_with_its_reason_and_not_repeated(database, caplog):
    it = Bench(database)
    id_ = it.want("https://a.test/1")
    it.flow.tick()
    it.readings.pop("https://a.test/1").set_exception(ZeroDivisionError())
    row = articles.of_item(database.read(), id_)
    assert (row.state, row.reason) == (
        ArticleState.FAILED,
        "it couldn't be read (ZeroDivisionError)",
    )
    assert "a.test" in caplog.text


def test_what_could_not_be_written_is_read_again_after_a_pause(database, caplog):
    it = Bench(database)
    id_ = it.want("https://a.test/1")
    it.fails = DatabaseUnavailable("the disk is full")
    it.flow.tick()
    it.finish("https://a.test/1")
    assert it.state(id_) is ArticleState.WANTED
    it.flow.tick()
    assert it.under_way() == []
    it.fails = None
    it.seconds += PAUSE
    it.flow.tick()
    it.finish("https://a.test/1")
    assert it.state(id_) is ArticleState.READ


def test_a_damaged_database_ends_no_tick_and_is_no_mistake_of_ours(database, caplog):
    it = Bench(database)
    it.want("https://a.test/1")
    it.flow.tick()
    damage_tables(database)
    it.finish("https://a.test/1")
    assert it.flow.tick() == 0
    assert [record.getMessage() for record in caplog.records if record.exc_info] == []


def test_a_full_disk_ends_no_tick(database, monkeypatch):
    it = Bench(database)
    it.want("https://a.test/1")
    it.now += NEWS_FOR + timedelta(minutes=1)

    def full(_):
        raise DatabaseUnavailable("the disk is full")

    with monkeypatch.context() as now:
        now.setattr(database, "write", full)
        assert it.flow.tick() == 0
    it.flow.tick()
    assert articles.wanted(database.read()) == {}


def test_the_feeds_own_headers_go_to_its_own_site_alone(database):
    it = Bench(database)
    it.want("https://wire.test/1")
    it.want("https://other.test/1")
    it.flow.tick()
    own, other = sorted(it.requests, key=lambda request: "other" in request.url)
    assert (own.headers, own.auth) == (FEED.headers, FEED.auth)
    assert (other.headers, other.auth) == ((), None)
    assert other.allow_private == {"intranet.test"}


def test_a_feed_that_is_gone_or_wants_no_articles_asks_for_none(database):
    it = Bench(database)
    id_ = it.want("https://a.test/1")
    it.watched.replace([Feed(url=FEED.url)])
    it.flow.tick()
    assert it.requests == []
    assert it.state(id_) is ArticleState.LATE
