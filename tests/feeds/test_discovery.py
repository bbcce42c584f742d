"""Finding the feed of a web page."""

import time
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import pytest

from monitor.feeds.discovery import MAX_LINKS, Found, How, discover, named_feeds, usual_places
from monitor.feeds.http.connection import Connections
from monitor.feeds.http.fetch import fetch
from monitor.feeds.parsing.parse import parse_feed
from monitor.feeds.parsing.sandbox import KilledError
from monitor.feeds.state.outcome import PollRequest

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def rss(title="News"):
    return (
        f"<rss version='2.0'><channel><title>{title}</title>"
        "<item><guid>1</guid><title>One</title></item></channel></rss>"
    )


def page(*links):
    return f"<!DOCTYPE html><html><head>{''.join(links)}</head><body><p>Hello</p></body></html>"


def link(href, kind="application/rss+xml", title="", rel="alternate"):
    return f'<link rel="{rel}" type="{kind}" title="{title}" href="{href}">'


@pytest.fixture
def search(feed_server):
    with Connections() as connections:

        def search(path, parse=parse_feed, **details):
            request = feed_server.request(path, **details)
            if "://" not in path:
                request = replace(request, url=feed_server.url(path))
            return discover(
                request, fetch=partial(fetch, now=NOW, connections=connections), parse=parse
            )

        yield search


def test_an_address_that_is_a_feed_is_found_itself(feed_server, search):
    url = feed_server.publish("/feed.xml", rss())
    assert search("/feed.xml").found == (Found(url=url, title="News", items=1, how=How.ITSELF),)
    assert len(feed_server.requests) == 1


def test_the_feeds_a_page_names_are_found_and_looked_at(feed_server, search):
    feed_server.publish("/", page(link("/a.xml"), link("b.xml"), link("/gone.xml")))
    feed_server.publish("/a.xml", rss("A"))
    feed_server.publish("/b.xml", rss("B"))
    found = search("/").found
    assert [(feed.title, feed.how) for feed in found] == [("A", How.NAMED), ("B", How.NAMED)]


def test_a_page_may_be_a_feed_that_has_moved(feed_server, search):
    new = feed_server.publish("/new.xml", rss())
    feed_server.redirect("/old.xml", to="/new.xml", status=301)
    assert search("/old.xml").found[0].url == new


def test_two_names_for_one_feed_are_one_feed(feed_server, search):
    feed_server.publish("/", page(link("/old.xml"), link("/new.xml")))
    feed_server.redirect("/old.xml", to="/new.xml", status=301)
    feed_server.publish("/new.xml", rss())
    assert [feed.url for feed in search("/").found] == [feed_server.url("/new.xml")]


def test_a_feed_without_a_title_has_the_one_the_page_gives_it(feed_server, search):
    feed_server.publish("/", page(link("/a.xml", title="Our &amp; their news")))
    feed_server.publish("/a.xml", rss(""))
    assert search("/").found[0].title == "Our & their news"


def test_where_the_page_names_none_the_usual_places_are_tried(feed_server, search):
    feed_server.publish("/blog/", page())
    url = feed_server.publish("/rss.xml", rss())
    assert search("/blog/").found == (Found(url=url, title="News", items=1, how=How.GUESSED),)
    asked = [request.path for request in feed_server.requests]
    assert asked[:3] == ["/blog/", "/blog/feed", "/blog/rss"]
    assert asked[-1] == "/rss.xml"


def test_a_page_without_a_feed_says_where_to_look(feed_server, search):
    feed_server.publish("/", page(link("/style.css", "text/css", rel="stylesheet")))
    result = search("/?key=CANARY")
    assert result.found == ()
    assert "no feed was found" in result.problem
    assert "CANARY" not in result.problem


def test_a_page_that_cannot_be_fetched_says_why(search):
    assert "there is no feed at" in search("/missing").problem


def test_the_scheme_may_be_missing(feed_server, search):
    feed_server.publish("/", page(link("/a.xml")))
    url = feed_server.publish("/a.xml", rss())
    with Connections() as connections:
        request = PollRequest(
            url=f"127.0.0.1:{feed_server.port}", allow_private=frozenset({"127.0.0.1"})
        )
        result = discover(
            request, fetch=partial(fetch, now=NOW, connections=connections), parse=parse_feed
        )
    assert [feed.url for feed in result.found] == [url]


def test_credentials_stay_on_the_pages_own_site(feed_server, start_feed_server, search):
    other = start_feed_server()
    feed_server.publish("/", page(link("/a.xml"), link(other.publish("/b.xml", rss("B")))))
    feed_server.publish("/a.xml", rss("A"))
    found = search("/", auth=("user", "password"), headers=(("X-Token", "s3"),)).found
    assert len(found) == 2
    assert all("authorization" in request.headers for request in feed_server.requests)
    assert not {"authorization", "x-token"} & set(other.requests[0].headers)


def test_a_feed_too_dangerous_to_parse_is_no_find(feed_server, search):
    feed_server.publish("/", page(link("/a.xml")))
    feed_server.publish("/a.xml", rss())

    def parse(body, **details):
        if b"<rss" in body:
            raise KilledError("too much")
        return parse_feed(body, **details)

    assert search("/", parse=parse).found == ()


def test_of_very_many_links_only_some_are_looked_at(feed_server, search):
    feed_server.publish("/", page(*(link(f"/{n}.xml") for n in range(100))))
    for n in range(100):
        feed_server.publish(f"/{n}.xml", rss(str(n)))
    assert len(search("/").found) == MAX_LINKS
    assert len(feed_server.requests) == 1 + MAX_LINKS


def named(*links, base="https://site.example/blog/"):
    return named_feeds(page(*links).encode(), base=base)


def test_links_are_resolved_against_the_page_or_its_base():
    assert named(link("feed.xml")) == [("https://site.example/blog/feed.xml", "")]
    assert named('<base href="/x/">', link("feed.xml")) == [("https://site.example/x/feed.xml", "")]
    assert named('<base href="http://[">', link("/f")) == [("https://site.example/f", "")]


def test_only_links_to_feeds_count():
    assert named(link("/a", "application/json"), link("/b", rel="stylesheet"), link("/c", "")) == []
    assert named(link("/a", "Application/Atom+XML; charset=utf-8", rel="Alternate home")) == [
        ("https://site.example/a", "")
    ]


def test_feeds_of_comments_come_last():
    links = [link("/comments/feed", title="Comments Feed"), link("/feed", title="Feed")]
    assert [title for _, title in named(*links)] == ["Feed", "Comments Feed"]


@pytest.mark.parametrize(
    "href", ["", "javascript:alert(1)", "file:///etc/passwd", "http://[::1", "data:x", "http://"]
)
def test_links_that_lead_to_no_web_address_are_left_out(href):
    assert [url for url, _ in named(link(href)) if not url.startswith("https://site")] == []


def test_the_usual_places_are_below_the_page_then_at_the_root():
    places = usual_places("https://site.example/blog?x=1")
    assert places[0] == "https://site.example/blog/feed"
    assert "https://site.example/rss.xml" in places
    assert len(places) == len(set(places))
    assert usual_places("https://site.example")[0] == "https://site.example/feed"


def test_a_title_may_hold_what_looks_like_the_end_of_the_tag():
    assert named(link("/a", title="A > B")) == [("https://site.example/a", "A > B")]


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 200_000,
        "<link rel=alternate" * 100_000,
        "<link " + " a" * 500_000,
        "<link " + "".join(f" a{n}=1" for n in range(100_000)) + ">",
        "<link title='" * 100_000,
        '<link "' * 100_000 + "'",
    ],
)
def test_a_page_made_to_exhaust_the_reader_does_not(html):
    began = time.process_time()
    assert named_feeds(html.encode(), base="https://site.example/") == []
    assert time.process_time() - began < 5
