"""What people type for an address."""

import pytest

from monitor.feeds.discovery.typed_address import addresses


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("https://site.example/rss", "https://site.example/rss"),
        (" <https://site.example/> ", "https://site.example/"),
        ("“https://site.example/”", "https://site.example/"),
        ("HTTPS://site.example/A", "https://site.example/A"),
        ("feed://site.example/rss", "https://site.example/rss"),
        ("feed:https://site.example/rss", "https://site.example/rss"),
        ("feed:http://site.example/rss", "http://site.example/rss"),
        ("feed://https://site.example/rss", "https://site.example/rss"),
        ("FEED:site.example/rss", "https://site.example/rss"),
        ("itpc://site.example/pod", "https://site.example/pod"),
        ("rss://site.example/", "https://site.example/"),
        ("http:/site.example", "http://site.example"),
        ("https:///site.example", "https://site.example"),
        ("//site.example/x", "https://site.example/x"),
        ("URL: https://site.example", "https://site.example"),
        ("view-source:https://site.example", "https://site.example"),
        ("site.example", "https://site.example"),
        ("site.example:8080/x", "https://site.example:8080/x"),
        ("localhost:8080", "https://localhost:8080"),
        ("bücher.example", "https://bücher.example"),
        ("@Gargron@mastodon.social", "https://mastodon.social/@Gargron"),
        ("Gargron@mastodon.social", "https://mastodon.social/@Gargron"),
        ("r/python", "https://www.reddit.com/r/python"),
        ("/u/spez/", "https://www.reddit.com/u/spez"),
    ],
)
def test_an_address_is_understood(written, address):
    assert addresses(written)[0] == address


def test_where_the_scheme_is_missing_all_that_may_be_meant_is_tried():
    assert addresses("site.example/a") == (
        "https://site.example/a",
        "http://site.example/a",
        "https://www.site.example/a",
        "http://www.site.example/a",
    )
    assert addresses("feed://site.example/a")[:2] == (
        "https://site.example/a",
        "http://site.example/a",
    )
    assert addresses("www.site.example") == ("https://www.site.example", "http://www.site.example")
    assert addresses("127.0.0.1:8000/x") == ("https://127.0.0.1:8000/x", "http://127.0.0.1:8000/x")


def test_a_whole_address_is_tried_as_it_is():
    assert addresses("http://site.example/a?b=c#d") == ("http://site.example/a?b=c#d",)
    assert addresses("ftp://site.example/") == ("ftp://site.example/",)
