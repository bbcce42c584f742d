"""Finding the feed of a web page."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from urllib.parse import urlsplit

import pytest

from monitor.feeds.discovery.candidates import MAX_LINKS, USUAL_PLACES, usual_places
from monitor.feeds.discovery.discover import discover
from monitor.feeds.discovery.found import Found, How
from monitor.feeds.http.connection import Connections
from monitor.feeds.http.fetch import fetch
from monitor.feeds.http.fetched import Fetched
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
    assert "there is nothing at" in search("/missing").problem


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


def test_the_usual_places_are_below_the_page_then_at_the_root():
    places = usual_places("https://site.example/blog?x=1")
    assert places[0] == "https://site.example/blog/feed"
    assert "https://site.example/rss.xml" in places
    assert len(places) == len(set(places))
    assert usual_places("https://site.example")[0] == "https://site.example/feed"


def test_the_link_header_of_a_page_names_feeds_too(feed_server, search):
    header = {"Link": '</f>; rel="alternate"; type="application/rss+xml"'}
    feed_server.publish("/", page(), content_type="text/html", headers=header)
    url = feed_server.publish("/f", rss())
    assert [(each.url, each.how) for each in search("/").found] == [(url, How.NAMED)]


def test_where_a_page_names_none_what_it_links_to_is_tried(feed_server, search):
    feed_server.publish("/", page() + '<a href="/about">About</a> <a href="/x">RSS</a>')
    url = feed_server.publish("/x", rss())
    assert [(each.url, each.how) for each in search("/").found] == [(url, How.LINKED)]
    assert feed_server.asked("/about") == 0


def test_a_page_about_the_sites_feeds_is_read(feed_server, search):
    feed_server.publish("/", page() + '<a href="/feeds-and-mail">Our RSS feeds</a>')
    feed_server.publish("/feeds-and-mail", page() + '<a href="/world.xml">World</a>')
    url = feed_server.publish("/world.xml", rss("World"))
    assert [each.url for each in search("/").found] == [url]


def test_a_page_that_sends_on_at_once_is_followed(feed_server, search):
    feed_server.publish("/", '<meta http-equiv="refresh" content="0;url=/en/">')
    feed_server.publish("/en/", page(link("/f")))
    url = feed_server.publish("/f", rss())
    assert [each.url for each in search("/").found] == [url]


def test_one_feed_in_two_formats_is_found_once(feed_server, search):
    item = "<item><guid>1</guid><title>One</title><link>https://site.example/1</link></item>"
    body = f"<rss version='2.0'><channel><title>News</title>{item}</channel></rss>"
    feed_server.publish("/", page(link("/rss"), link("/atom", "application/atom+xml")))
    url = feed_server.publish("/rss", body)
    feed_server.publish("/atom", body)
    assert [each.url for each in search("/").found] == [url]


def test_json_is_asked_only_where_nothing_else_is_named(feed_server, search):
    feed_server.publish("/", page(link("/wp-json", "application/json"), link("/f")))
    feed_server.publish("/f", rss())
    assert len(search("/").found) == 1
    assert feed_server.asked("/wp-json") == 0


def test_comments_come_last_also_where_only_the_feed_says_so(feed_server, search):
    feed_server.publish("/", page(link("/a"), link("/b")))
    feed_server.publish("/a", rss("Comments for Site"))
    feed_server.publish("/b", rss("Site"))
    found = search("/").found
    assert [(each.title, each.is_comments) for each in found] == [
        ("Site", False),
        ("Comments for Site", True),
    ]


def test_a_page_that_refuses_programs_may_have_a_feed_that_does_not(feed_server, search):
    feed_server.answer("/", status=403)
    url = feed_server.publish("/feed", rss())
    assert [each.url for each in search("/").found] == [url]


def test_a_refusal_says_what_was_tried(feed_server, search):
    for path in ("/", *(f"/{place}" for place in USUAL_PLACES)):
        feed_server.answer(path.partition("?")[0], status=403)
    problem = search("/").problem
    assert "403" in problem
    assert "rss.xml" in problem


def test_a_server_that_asks_for_less_is_not_asked_again(feed_server, search):
    feed_server.publish("/", page())
    feed_server.answer("/feed", status=429)
    problem = search("/").problem
    assert "come less often" in problem
    assert len(feed_server.requests) == 2


def test_a_pause_is_made_before_each_guess(feed_server):
    feed_server.publish("/", page())
    pauses = []
    with Connections() as connections:
        discover(
            feed_server.request("/"),
            fetch=partial(fetch, now=NOW, connections=connections),
            parse=parse_feed,
            pause=lambda: pauses.append(1),
        )
    assert len(pauses) == len(feed_server.requests) - 1 > 5


def test_the_page_is_told_apart_from_what_was_tried(feed_server, search):
    feed_server.publish("/", page(link("/gone")) + '<a href="/lost/rss">x</a>')
    problem = search("/").problem
    assert "what the page names as its feeds (1)" in problem
    assert "what it links to that looks like one (1)" in problem
    assert "(feed, rss, rss.xml, feed.xml, atom.xml" in problem
    assert "--search" in problem


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("<opml><body><outline xmlUrl='https://x.example/'/></body></opml>", "feeds import"),
        ("<urlset></urlset>", "this is a sitemap"),
        ("Hello", "this is plain text"),
        ("", "the answer is empty"),
    ],
)
def test_an_address_that_holds_something_else_says_what(feed_server, search, body, says):
    feed_server.publish("/x", body)
    assert says in search("/x").problem
    assert len(feed_server.requests) == 1


def test_a_page_of_a_few_tags_is_a_page(feed_server, search):
    feed_server.publish("/x", "<div>Hello</div>", content_type="text/html; charset=utf-8")
    url = feed_server.publish("/feed", rss())
    assert [each.url for each in search("/x").found] == [url]


def elsewhere(feed_server, asked):
    """A fetch that asks the test's server for every address, by its path."""

    def made(request):
        asked.append(request.url)
        parts = urlsplit(request.url)
        here = feed_server.url(f"{parts.path}?{parts.query}" if parts.query else parts.path)
        with Connections() as connections:
            answer = fetch(replace(request, url=here), now=NOW, connections=connections)
        return replace(answer, final_url=request.url) if isinstance(answer, Fetched) else answer

    return made


def find(feed_server, url, asked=None):
    request = replace(feed_server.request("/"), url=url)
    fetching = elsewhere(feed_server, asked if asked is not None else [])
    return discover(request, fetch=fetching, parse=parse_feed)


def test_a_site_with_a_rule_is_asked_by_it(feed_server):
    feed_server.publish("/r/python/.rss", rss("Python"))
    asked = []
    [found] = find(feed_server, "old.reddit.com/r/python", asked).found
    assert (found.url, found.how) == ("https://www.reddit.com/r/python/.rss", How.KNOWN)
    assert asked == [found.url]


def test_a_rule_that_finds_nothing_leaves_the_page_to_be_read(feed_server):
    feed_server.publish("/python/cpython", page(link("/other.atom")))
    feed_server.publish("/other.atom", rss())
    [found] = find(feed_server, "https://github.com/python/cpython").found
    assert found.url == "https://github.com/other.atom"


def test_a_channel_is_found_by_its_number_in_the_page(feed_server):
    feed_server.publish("/@NASA", '<script>{"externalId":"UCLA_DiR1FfKNvjuUpBHmylQ"}</script>')
    feed_server.publish("/feeds/videos.xml", rss("NASA"))
    [found] = find(feed_server, "youtube.com/@NASA").found
    assert found.url.endswith("?channel_id=UCLA_DiR1FfKNvjuUpBHmylQ")


def test_a_handle_of_the_fediverse_is_found(feed_server):
    feed_server.publish("/@alice", page())
    feed_server.publish("/@alice.rss", rss("Alice"))
    [found] = find(feed_server, "@alice@mastodon.example").found
    assert found.url == "https://mastodon.example/@alice.rss"


def test_a_site_without_feeds_is_not_asked(feed_server):
    asked = []
    looked = find(feed_server, "linkedin.com/company/x", asked)
    assert "LinkedIn has no feeds" in looked.problem
    assert not looked.has_feeds
    assert asked == []
