"""Lists of feeds are read when they are due, and the watched feeds follow."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest

from monitor.config import load_config
from monitor.config.difference import differences
from monitor.feeds.watched import WatchedFeeds
from monitor.store.database import Database
from monitor.store.feeds import feeds
from monitor.store.feeds import subscriptions as store
from monitor.troubles import Troubles
from monitor.upkeep.subscriptions import Subscriber, stored_feeds

pytestmark = pytest.mark.usefixtures("shared_sandboxes")
START = datetime(2025, 2, 13, 8, 14, tzinfo=UTC)
DAY = timedelta(days=1)


def opml(*urls, folder="papers"):
    outlines = "".join(f'<outline text="{url[8:9]}" xmlUrl="{url}"/>' for url in urls)
    return f'<opml version="2.0"><body><outline text="{folder}">{outlines}</outline></body></opml>'


class Recording(WatchedFeeds):
    """Keeps what it was told to watch."""

    def __init__(self, feeds):
        super().__init__(feeds)
        self.taken = []

    def replace(self, feeds):
        self.taken.append(tuple(feeds))
        super().replace(feeds)


class Bench:
    """A Subscriber to lists on a server, with a clock of the test's."""

    def __init__(self, folder, server):
        self.folder = folder
        self.server = server
        self.now = START
        self.taken = []
        self.database = Database(folder / "news.db")
        self.config = None
        self.subscriber = None
        self.troubles = Troubles()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.subscriber:
            self.subscriber.stop()
        self.database.close()

    def start(self, *lists, more="", private="127.0.0.1"):
        self.write(*lists, more=more, private=private)
        self.config = self.load()
        if self.subscriber:
            self.subscriber.stop()
        self.watched = Recording(stored_feeds(self.config, self.database.read()))
        self.taken = self.watched.taken
        self.subscriber = Subscriber(
            self.database,
            self.config,
            self.watched,
            clock=lambda: self.now,
            troubles=self.troubles,
        )
        return self.watched

    def write(self, *lists, more="", private="127.0.0.1"):
        tables = [f'[[subscriptions]]\nurl = "{url}"\ntags = ["team"]' for url in lists]
        lines = [f'allow_private = ["{private}"]', *tables, more]
        (self.folder / "config.toml").write_text("\n".join(lines))

    def load(self):
        return load_config(self.folder / "config.toml", environ={"TZ": "UTC", "TOKEN": "canary"})

    def refresh(self, *, after=timedelta(0)):
        self.now += after
        self.subscriber.refresh()
        return [feed.url for feed in self.watched.all]

    def row(self, url):
        return store.all_lists(self.database.read())[url]


@pytest.fixture
def bench(tmp_path, feed_server):
    with Bench(tmp_path, feed_server) as bench:
        yield bench


A, B, C = "https://a.example/rss", "https://b.example/rss", "https://c.example/rss"


def test_a_lists_feeds_are_watched_with_their_folders_and_the_lists_tags(bench):
    bench.start(bench.server.publish("/team.opml", opml(A, B)))
    assert bench.refresh() == [A, B]
    (taken,) = bench.taken
    assert [(feed.name, feed.tags, feed.via) for feed in taken] == [
        ("a", ("team", "papers"), "team.opml"),
        ("b", ("team", "papers"), "team.opml"),
    ]


def test_it_is_read_again_each_day_and_its_feeds_follow(bench):
    url = bench.server.publish("/team.opml", opml(A, B))
    bench.start(url)
    bench.refresh()
    bench.server.publish("/team.opml", opml(B, C))
    assert bench.refresh(after=DAY / 2) == [A, B]
    assert bench.server.asked("/team.opml") == 1
    assert bench.refresh(after=DAY / 2) == [B, C]
    assert len(bench.taken) == 2


def test_a_list_that_has_not_changed_changes_nothing(bench):
    url = bench.server.publish("/team.opml", opml(A), etag='"1"')
    bench.start(url)
    bench.refresh()
    assert bench.refresh(after=DAY) == [A]
    assert bench.server.requests[-1].headers["if-none-match"] == '"1"'
    assert len(bench.taken) == 1
    assert bench.row(url).fetched_at == bench.now


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (opml(), "lists no feeds"),
        ("<html>Log in</html>", "not an OPML file"),
        (b"\x00\xff", "not an OPML file"),
    ],
)
def test_a_list_that_comes_empty_or_broken_keeps_what_it_had_and_says_why(
    bench, caplog, body, reason
):
    url = bench.server.publish("/team.opml", opml(A, B))
    bench.start(url)
    bench.refresh()
    bench.server.publish("/team.opml", body)
    assert bench.refresh(after=DAY) == [A, B]
    assert reason in bench.row(url).error
    assert f"team.opml: {bench.row(url).error}; its 2 feeds stay as they were" in caplog.text
    bench.server.publish("/team.opml", opml(C))
    assert bench.refresh(after=timedelta(hours=1)) == [C]
    assert bench.row(url).error == ""


def test_a_list_that_fails_keeps_what_it_had_and_is_left_alone_as_long_as_it_asks(bench):
    url = bench.server.publish("/team.opml", opml(A))
    bench.start(url)
    bench.refresh()
    bench.server.answer("/team.opml", status=503, headers={"Retry-After": "7200"})
    assert bench.refresh(after=DAY) == [A]
    assert "503" in bench.row(url).error
    bench.refresh(after=timedelta(hours=1))
    assert bench.server.asked("/team.opml") == 2
    bench.refresh(after=timedelta(hours=1))
    assert bench.server.asked("/team.opml") == 3


def test_a_list_that_would_take_all_memory_is_given_up(bench):
    url = bench.server.publish("/team.opml", opml(A))
    bench.start(url)
    bench.refresh()
    bomb = b"<opml><body>" + b"&" * 9_900_000
    bench.server.publish("/team.opml", bomb)
    assert bench.refresh(after=DAY) == [A]
    assert "malicious" in bench.row(url).error


def test_after_a_restart_the_stored_list_is_used_at_once_without_the_network(bench):
    url = bench.server.publish("/team.opml", opml(A, B))
    bench.start(url)
    bench.refresh()
    bench.server.hang("/team.opml")
    assert [feed.url for feed in bench.start(url).all] == [A, B]
    assert [feed.url for feed in stored_feeds(bench.config, bench.database.read())] == [A, B]
    bench.refresh()
    assert bench.server.asked("/team.opml") == 1


def test_a_list_in_a_file_is_one_too(bench, tmp_path):
    (tmp_path / "mine.opml").write_text(opml(A))
    bench.start("mine.opml")
    assert bench.refresh() == [A]
    (tmp_path / "mine.opml").unlink()
    assert bench.refresh(after=DAY) == [A]
    assert "there is no file" in bench.row("mine.opml").error


def test_a_list_in_a_file_is_read_as_soon_as_the_file_has_changed(bench, tmp_path):
    file = tmp_path / "mine.opml"
    file.write_text(opml(A))
    bench.start("mine.opml")
    assert bench.refresh() == [A]
    file.write_text(opml(A, B))
    before, after = bench.config, bench.load()
    assert differences(before, after) == ("1 list of feeds changed: mine.opml",)
    bench.subscriber.take_up(after)
    assert bench.refresh() == [A, B]


def test_a_list_in_a_file_that_is_broken_is_a_trouble_until_it_is_mended_or_gone(bench, tmp_path):
    file = tmp_path / "mine.opml"
    for end in (lambda: file.write_text(opml(A, B)), bench.write):
        file.write_text(opml(A))
        bench.start("mine.opml")
        bench.refresh()
        assert not bench.troubles.now()
        file.write_text("<opml")
        bench.subscriber.take_up(bench.load())
        bench.refresh()
        assert "mine.opml: this is not an OPML file" in bench.troubles.now()[0].what
        assert "its 1 feed stays as it was" in bench.troubles.now()[0].what
        end()
        bench.subscriber.take_up(bench.load())
        bench.refresh()
        assert not bench.troubles.now()


def test_a_feed_of_ones_own_wins_and_one_switched_off_stays_off(bench):
    url = bench.server.publish("/team.opml", opml(A, B, C))
    off = f'[[feeds]]\nurl = "{B}"\nenabled = false\n'
    bench.start(url, more=f'[[feeds]]\nurl = "{A}"\nname = "Mine"\n{off}')
    assert bench.refresh() == [A, C]
    assert bench.watched.all[0].name == "Mine"


def test_addresses_that_no_feed_may_have_are_left_out_and_named(bench, caplog):
    caplog.set_level("INFO", "monitor.upkeep.subscriptions")
    url = bench.server.publish(
        "/team.opml", opml(A, "https://me:canary@b.example/", "https://c.example:x/", "file:///etc")
    )
    bench.start(url)
    assert bench.refresh() == [A]
    assert caplog.text.count("left out: ") == 3
    assert "canary" not in caplog.text


def test_a_list_on_a_private_address_is_refused_unless_its_host_is_allowed(bench):
    url = bench.server.publish("/team.opml", opml(A))
    bench.start(url, private="intranet.example")
    assert bench.refresh() == []
    assert "private" in bench.row(url).error
    assert bench.server.requests == []


def test_headers_go_to_the_list(bench):
    url = bench.server.publish("/team.opml", opml(A))
    bench.start(url, more="[subscriptions.headers]\nX-Token = 'env:TOKEN'")
    bench.refresh()
    assert bench.server.requests[0].headers["x-token"] == "canary"


def test_what_could_not_be_taken_up_is_offered_again(bench, monkeypatch):
    bench.start(bench.server.publish("/team.opml", opml(A)))

    def full(*_, **__):
        raise OSError("disk full")

    with monkeypatch.context() as patched:
        patched.setattr(feeds, "sync", full)
        with pytest.raises(OSError, match="disk full"):
            bench.refresh()
    assert bench.watched.all == ()
    assert bench.refresh(after=timedelta(minutes=1)) == [A]
    assert bench.server.asked("/team.opml") == 1


def test_a_stop_breaks_off_a_list_that_hangs_and_holds_nothing_against_it(bench):
    url = bench.server.hang("/team.opml")
    bench.start(url)
    reading = threading.Thread(target=bench.subscriber.refresh)
    reading.start()
    _wait(lambda: bench.server.asked("/team.opml"))
    bench.subscriber.stop()
    reading.join(10)
    assert not reading.is_alive()
    assert store.all_lists(bench.database.read()) == {}


def _wait(condition):
    end = threading.Event()
    for _ in range(1_000):
        if condition():
            return
        end.wait(0.01)
    raise AssertionError("waited in vain")


def test_a_list_without_its_secret_isnt_asked_for_and_is_read_once_that_is_there(bench):
    url = bench.server.publish("/team.opml", opml(A))
    bench.start(url, more='headers = { Authorization = "file:token" }')
    assert bench.refresh() == []
    assert bench.server.requests == []
    assert "file token isn't there" in bench.row(url).error
    (bench.folder / "token").write_text("Bearer x")
    bench.subscriber.take_up(bench.load())
    assert bench.refresh() == [A]
    assert bench.server.requests[0].headers["authorization"] == "Bearer x"


def test_a_list_whose_file_is_gone_at_a_start_keeps_its_feeds(bench):
    path = bench.folder / "team.opml"
    path.write_text(opml(A, B))
    bench.start("team.opml")
    assert bench.refresh() == [A, B]
    path.unlink()
    bench.start("team.opml")
    assert bench.refresh() == [A, B]
    assert next(each.what for each in bench.troubles.now()).endswith("stay as they were")
    path.write_text(opml(A, B, C))
    bench.subscriber.take_up(bench.load())
    assert bench.refresh() == [A, B, C]


def test_a_feed_that_is_back_is_polled_at_once(bench):
    more = '[[feeds]]\nurl = "https://x.example/"\nheaders = { Cookie = "file:cookie" }'
    bench.start(more=more)
    bench.database.write(lambda db: feeds.sync(db, bench.config.feeds, now=START + DAY))
    (row,) = feeds.all_feeds(bench.database.read())
    assert row.state.schedule.next_poll_at == START + DAY
    (bench.folder / "cookie").write_text("x=y")
    bench.subscriber.take_up(bench.load())
    (row,) = feeds.all_feeds(bench.database.read())
    assert row.state.schedule.next_poll_at == START
