"""A real daemon reads the articles behind a real site's teasers, whatever is killed when."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing

import pytest

from tests.daemon_process import PATIENCE, DaemonProcess
from tests.feeds.articles.pages import page

RULE = '[[rules]]\nname = "R"\nmatch = "apple + alibaba"\n'
HTML = "text/html; charset=utf-8"


def item(server, path, title):
    link = server.url(path)
    return f"<item><title>{title}</title><link>{link}</link></item>"


@pytest.fixture
def site(feed_server, tmp_path):
    """A site with a feed of two teasers; of one item the page has the word that the rule needs."""
    feed_server.publish("/a", page("Alibaba is the partner."), content_type=HTML)
    feed_server.publish("/b", page("Nobody is the partner."), content_type=HTML)
    items = item(feed_server, "/a", "Apple names a partner")
    items += item(feed_server, "/b", "Apple opens a shop in Leeds")
    feed = feed_server.publish(
        "/feed.xml", f'<rss version="2.0"><channel><title>Wire</title>{items}</channel></rss>'
    )
    (tmp_path / "config.toml").write_text(
        'allow_private = ["127.0.0.1"]\ngather = "0s"\nweb = { listen = "" }\n'
        f'[targets.console]\nurl = "console:"\n{RULE}'
        f'[[feeds]]\nurl = "{feed}"\nbackfill = "all"\n'
    )
    (tmp_path / "config.toml").chmod(0o600)
    return feed_server


def rows(tmp_path, query):
    with closing(sqlite3.connect(tmp_path / "news.db")) as db:
        return db.execute(query).fetchall()


def until(found):
    end = time.monotonic() + PATIENCE
    while not (value := found()):
        assert time.monotonic() < end
        time.sleep(0.02)
    return value


def test_what_stands_on_the_page_is_sent_once_though_the_daemon_is_killed_over_it(site, tmp_path):
    answer = site.answers["/a"]
    site.hang("/a")
    with DaemonProcess(tmp_path / "config.toml") as daemon:
        until(lambda: site.asked("/a"))
        wanted = "SELECT count(*) FROM articles WHERE state = 'wanted'"
        until(lambda: rows(tmp_path, "SELECT count(*) FROM items") == [(2,)])
        assert rows(tmp_path, "SELECT count(*) FROM matches") == [(0,)]
        daemon.kill()
        assert rows(tmp_path, wanted) != [(0,)]
        site.answers["/a"] = answer
        daemon.start()
        until(lambda: rows(tmp_path, "SELECT 1 FROM deliveries WHERE state = 'delivered'"))
        until(lambda: rows(tmp_path, wanted) == [(0,)])
        assert daemon.stop() == 0
        said = "".join(daemon.output)
    assert said.count("Found in the full text:") == 1
    assert "*Alibaba* is the partner." in said
    assert "Matched: apple · alibaba (in the full text)" in said
    assert rows(tmp_path, "SELECT count(*) FROM matches") == [(1,)]
    assert rows(tmp_path, "SELECT count(*) FROM near_misses") == [(1,)]


def test_a_stop_does_not_wait_for_a_page(site, tmp_path):
    site.hang("/a")
    site.hang("/b")
    with DaemonProcess(tmp_path / "config.toml") as daemon:
        until(lambda: site.asked("/a") + site.asked("/b"))
        began = time.monotonic()
        assert daemon.stop() == 0
        assert time.monotonic() - began < 10
    assert rows(tmp_path, "SELECT state FROM articles") == [("wanted",)] * 2
