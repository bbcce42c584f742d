"""What makes two items of an aggregator the same article."""

from __future__ import annotations

import pytest

from monitor.feeds.identity.syndicated import article_of, echo_of, lists_others, publisher
from monitor.item import Item

GOOGLE = "https://news.google.com/rss/articles/CBMi{}?oc=5"
ALERT = "https://www.google.com/url?rct=j&sa=t&url={}&ct=ga&cd={}"


def item(link="", title="Apple picks Alibaba", source="Wire", key="1"):
    link = link or GOOGLE.format("AAA")
    return Item(feed="f", key=key, title=title, link=link, source=source)


@pytest.mark.parametrize(
    "other",
    [
        item(GOOGLE.format("BBB"), key="2"),
        item(title="APPLE picks “Alibaba”!"),
        item(source="wire"),
    ],
)
def test_of_opaque_links_headline_and_publisher_tell_the_article(other):
    assert echo_of(item()) == echo_of(other)


@pytest.mark.parametrize("other", [item(title="Apple drops Alibaba"), item(source="Daily")])
def test_another_headline_or_publisher_is_another_article(other):
    assert echo_of(item()) != echo_of(other)


def test_of_links_that_carry_the_address_the_address_tells_the_article():
    one = item(ALERT.format("https://wire.example/1", "aaa"), source="Alert: Apple")
    again = item(ALERT.format("https://wire.example/1", "bbb"), title="Cut…", source="Alert: AI")
    other = item(ALERT.format("https://wire.example/2", "aaa"), source="Alert: Apple")
    assert echo_of(one) == echo_of(again) != echo_of(other)
    bing = item("http://www.bing.com/news/apiclick.aspx?tid=9&url=https%3a%2f%2fwire.example%2f1")
    assert echo_of(bing) == echo_of(one)


@pytest.mark.parametrize(
    "link",
    [
        "https://wire.example/live",
        "https://www.google.com/search?q=apple",
        "https://www.google.com/url?q=nothing",
        "https://news.google.com.evil.example/rss/articles/CBMi",
        "not a link",
        "https://[",
    ],
)
def test_everywhere_else_there_are_no_echoes(link):
    """Live updates of one publisher are many articles under one headline."""
    assert echo_of(item(link)) is None


def test_a_headline_of_no_words_has_no_echo():
    assert echo_of(item(title="…")) is None
    assert echo_of(item(title="苹果选择阿里巴巴"))


BING = "https://www.bing.com/news/search?q=apple&format=rss"
GDELT = "https://api.gdeltproject.org/api/v2/doc/doc?query=apple&format=rss"

POST = "https://www.reddit.com/r/apple/comments/1/x/"


def test_what_two_search_engines_list_of_one_article_are_echoes():
    article = "https://wire.example/1"
    one = Item(feed=BING, key="1", title="Apple picks Alibaba", link=article)
    two = Item(feed=GDELT, key="2", title="Apple picks Alibaba - Wire", link=article)
    old = item("http://www.bing.com/news/apiclick.aspx?tid=9&url=https%3a%2f%2fwire.example%2f1")
    assert echo_of(one) == echo_of(two) == echo_of(old)


def test_a_redirectors_link_carries_the_articles():
    link = "http://www.bing.com/news/apiclick.aspx?ref=F&url=https%3a%2f%2fwire.example%2f1%3fa%3d2"
    assert article_of(f"{link}&c=3") == "https://wire.example/1?a=2"
    assert article_of("http://www.bing.com/news/apiclick.aspx?ref=FexRss") == ""
    assert article_of("https://wire.example/?url=x") == "https://wire.example/?url=x"


@pytest.mark.parametrize(
    ("feed", "link", "name"),
    [
        (GDELT, "https://www.reuters.com/world/1", "reuters.com"),
        (BING, "https://m.spiegel.de/1", "spiegel.de"),
        ("https://hnrss.org/newest?q=apple", "https://lwn.net/1", "lwn.net"),
        ("https://hnrss.org/newest?q=x", "https://news.ycombinator.com/item?id=1", "Hacker News"),
        ("https://www.google.com/alerts/feeds/1/2", "https://apnews.com/1", "apnews.com"),
        ("https://www.reddit.com/search.rss?q=x", POST, "r/apple"),
        ("https://www.reddit.com/r/apple/.rss", POST, ""),
        ("https://wire.example/rss", "https://other.example/1", ""),
        ("https://www.bing.com/search?q=x&format=rss", "https://other.example/1", ""),
        ("https://[", "https://other.example/1", ""),
    ],
)  # fmt: skip
def test_what_an_engine_lists_is_its_publishers(feed, link, name):
    assert publisher(feed, link) == name


def test_only_search_engines_list_others():
    assert lists_others(BING)
    assert not lists_others("https://wire.example/rss")
