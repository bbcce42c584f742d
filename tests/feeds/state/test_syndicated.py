"""What makes two items of an aggregator the same article."""

from __future__ import annotations

import pytest

from monitor.feeds.state.syndicated import echo_of
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
