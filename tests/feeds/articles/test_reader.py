"""Articles are read politely, within limits, and in a process that can be killed."""

from __future__ import annotations

import itertools
import time
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import psutil
import pytest

from monitor.feeds.articles.article import ArticleRequest, ArticleState
from monitor.feeds.articles.reader import LIMITS, ArticleReader
from monitor.feeds.http.connection import Connections
from monitor.feeds.state.outcome import Hop
from tests.feeds.articles.pages import page

NOW = datetime(2025, 2, 13, 8, 14, tzinfo=UTC)
HTML = "text/html; charset=utf-8"
OTHER = "127.0.0.2"


@pytest.fixture
def read(feed_server, shared_sandboxes):
    """Read an article of the server."""
    with Connections() as connections, ExitStack() as readers:
        by_limits = {}

        def read(path="/a", *, limits=LIMITS, private=("127.0.0.1", OTHER), **details):
            if limits not in by_limits:
                by_limits[limits] = readers.enter_context(ArticleReader(limits=limits))
            url = feed_server.url(path)
            request = ArticleRequest(url=url, allow_private=frozenset(private), **details)
            reader = by_limits[limits]
            return reader.read_at_host(request, now=NOW, connections=connections)

        yield read


def paths(server):
    return [request.path for request in server.requests]


def test_an_article_is_read_after_its_site_was_asked_whether_it_may_be(feed_server, read):
    feed_server.publish("/a", page("Alibaba is the partner."), content_type=HTML)
    article = read()
    assert article.state is ArticleState.READ
    assert article.text.endswith("Alibaba is the partner.")
    assert paths(feed_server) == ["/robots.txt", "/a"]
    asked = feed_server.requests[1].headers
    assert asked["user-agent"].startswith("news-monitor/")
    assert asked["accept"].startswith("text/html")


def test_what_robots_txt_forbids_is_not_asked_for(feed_server, read):
    feed_server.answer("/robots.txt", b"User-agent: *\nDisallow: /a\nCrawl-delay: 9")
    article = read()
    assert (article.state, article.delay) == (ArticleState.REFUSED, 9)
    assert "robots.txt" in article.reason
    assert paths(feed_server) == ["/robots.txt"]


def test_an_article_that_several_feeds_link_to_is_asked_for_once(feed_server, read):
    feed_server.publish("/a", page(), content_type=HTML)
    assert read().text == read(teaser="Short.").text != ""
    assert feed_server.asked("/a") == 1


def test_later_it_is_asked_for_only_if_it_has_changed(feed_server, read, monkeypatch):
    monkeypatch.setattr("monitor.feeds.articles.reader.AGAIN", 0.0)
    feed_server.publish("/a", page(), content_type=HTML, etag='"1"')
    first = read()
    assert read() == first
    assert feed_server.requests[-1].headers["if-none-match"] == '"1"'
    feed_server.publish("/a", page("It has changed."), content_type=HTML, etag='"2"')
    assert read().text.endswith("It has changed.")


def test_a_redirect_to_another_host_waits_for_its_turn_there(feed_server, start_feed_server, read):
    other = start_feed_server(host=OTHER)
    other.publish("/b", page("Alibaba."), content_type=HTML)
    feed_server.redirect("/a", to=other.url("/b"))
    hop = read()
    assert isinstance(hop, Hop)
    assert other.requests == []
    article = read(hop=hop)
    assert article.text.endswith("Alibaba.")
    assert paths(other) == ["/robots.txt", "/b"], "its own robots.txt counts"


def test_addresses_that_feeds_may_not_have_are_refused(feed_server, read):
    feed_server.publish("/a", page(), content_type=HTML)
    article = read(private=())
    assert article.state in {ArticleState.REFUSED, ArticleState.FAILED}
    assert "127.0.0.1" in article.reason
    assert feed_server.requests == []


def test_what_a_redirect_leads_to_is_not_read_either_if_robots_txt_forbids_it(feed_server, read):
    feed_server.answer("/robots.txt", b"User-agent: *\nDisallow: /closed")
    feed_server.publish("/closed/a", page(), content_type=HTML)
    feed_server.redirect("/a", to="/closed/a")
    article = read("/a")
    assert article.state is ArticleState.REFUSED
    assert "robots.txt" in article.reason


def test_a_redirect_into_the_network_of_the_user_is_refused(feed_server, read):
    feed_server.redirect("/a", to="http://10.1.2.3/secret")
    hop = read(private=("127.0.0.1",))
    article = read(hop=hop, private=("127.0.0.1",))
    assert article.state is not ArticleState.READ
    assert "10.1.2.3" in article.reason


@pytest.mark.parametrize("status", [403, 404, 500, 503])
def test_a_page_that_is_refused_is_a_failure_in_words(feed_server, read, status):
    feed_server.answer("/a", b"no", status=status, headers={"Retry-After": "120"})
    article = read()
    assert article.state is ArticleState.FAILED
    assert article.reason == f"its site answered {status}"
    assert article.retry_at == NOW + timedelta(minutes=2)


def test_what_is_no_page_is_not_read(feed_server, read):
    feed_server.publish("/a", b"%PDF-1.7", content_type="application/pdf")
    article = read()
    assert article.state is ArticleState.FAILED
    assert article.reason == "its link leads to application/pdf, not to a page"


def test_a_page_without_end_is_cut_off(feed_server, read):
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><body>"
    feed_server.stream("/a", itertools.chain([head], itertools.repeat(b"<p>more</p>" * 5_000)))
    article = read(limits=replace(LIMITS, max_bytes=500_000))
    assert article.state is ArticleState.FAILED
    assert "larger than" in article.reason


@pytest.mark.parametrize("path", ["/a", "/robots.txt"])
def test_a_slow_site_is_not_waited_for(feed_server, read, path):
    feed_server.publish("/a", page(), content_type=HTML)
    feed_server.hang(path)
    began = time.monotonic()
    article = read(limits=replace(LIMITS, total=0.5))
    assert article.state in {ArticleState.FAILED, ArticleState.REFUSED}
    assert time.monotonic() - began < 5


def test_a_page_made_to_eat_all_memory_kills_only_who_reads_it(feed_server):
    feed_server.publish("/bomb", "<div>" * 900_000, content_type=HTML)
    feed_server.publish("/a", page("Alibaba."), content_type=HTML)
    private = frozenset({"127.0.0.1"})
    with Connections() as connections, ArticleReader(cpu=1.0) as reader:

        def read(path):
            request = ArticleRequest(url=feed_server.url(path), allow_private=private)
            return reader.read_at_host(request, now=NOW, connections=connections)

        assert read("/bomb").state is not ArticleState.READ
        assert read("/a").text.endswith("Alibaba.")


def test_a_robots_txt_made_to_keep_its_reader_busy_is_given_up(feed_server):
    feed_server.answer("/robots.txt", b"User-agent: *\nDisallow: /" + b"*a" * 40 + b"$")
    private = frozenset({"127.0.0.1"})
    with Connections() as connections, ArticleReader(cpu=0.5) as reader:
        request = ArticleRequest(url=feed_server.url("/" + "a" * 60 + "b"), allow_private=private)
        article = reader.read_at_host(request, now=NOW, connections=connections)
    assert article.state in {ArticleState.REFUSED, ArticleState.FAILED}


def test_the_users_cookie_goes_along_and_what_it_opens_is_not_remembered(feed_server, read):
    feed_server.publish("/a", page(), content_type=HTML)
    read(headers=(("Cookie", "subscriber=1"),))
    assert feed_server.requests[-1].headers["cookie"] == "subscriber=1"
    read()
    assert feed_server.asked("/a") == 2
    assert "cookie" not in feed_server.requests[-1].headers


def test_the_process_that_reads_ends_when_there_is_nothing_to_read(feed_server):
    feed_server.publish("/a", page(), content_type=HTML)
    me = psutil.Process()
    with Connections() as connections, ArticleReader(rest=0.05) as reader:
        before = set(me.children())
        request = ArticleRequest(url=feed_server.url("/a"), allow_private=frozenset({"127.0.0.1"}))
        assert reader.read_at_host(request, now=NOW, connections=connections).text
        end = time.monotonic() + 20
        while set(me.children()) - before and time.monotonic() < end:
            time.sleep(0.01)
        assert set(me.children()) <= before
