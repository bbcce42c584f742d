"""Addresses, guids and titles by which one text is known."""

import pytest

from monitor.item import Item
from monitor.stories.reading.identity import canonical_link, global_guid, plain_title


@pytest.mark.parametrize(
    "link",
    [
        "https://paper.example/news/a?id=7",
        "http://paper.example/news/a?id=7",
        "https://www.paper.example/news/a?id=7",
        "https://m.paper.example/news/a?id=7",
        "https://paper.example:443/news/a?id=7",
        "HTTPS://Paper.Example/news/a?id=7",
        "https://paper.example/news/a/?id=7",
        "https://paper.example/news/a?utm_source=rss&id=7&utm_medium=feed",
        "https://paper.example/news/a?id=7&fbclid=x&at_medium=RSS&cmp=rss",
        "https://paper.example/news/a?id=7#comments",
        "https://paper.example/news/a/amp?id=7",
        " https://paper.example/news/a?id=7\n",
    ],
)
def test_these_addresses_are_one_page(link):
    assert canonical_link(link) == "paper.example/news/a?id=7"


def test_order_and_escapes_of_a_query_do_not_matter():
    one = canonical_link("https://paper.example/a?b=%7E1&a=x%20y")
    assert one == canonical_link("https://paper.example/a?a=x+y&b=~1")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://paper.example/a?id=7", "https://paper.example/a?id=8"),
        ("https://paper.example/a", "https://paper.example/A"),
        ("https://paper.example/a", "https://news.paper.example/a"),
        ("https://paper.example/a", "https://other.example/a"),
        ("https://m.example/a", "https://example/a"),
    ],
)
def test_these_are_two_pages(one, other):
    assert canonical_link(one) != canonical_link(other)


@pytest.mark.parametrize(
    "link",
    ["", "https://paper.example", "https://paper.example/", "https://paper.example/?utm_source=x",
     "mailto:a@b.example", "javascript:alert(1)", "https://[", "https://paper.example:p/a", "//"],
)  # fmt: skip
def test_what_names_no_page_identifies_nothing(link):
    assert canonical_link(link) == ""


def test_a_plain_address_reads_as_w3lib_would_leave_it():
    from w3lib.url import canonicalize_url

    link = "https://paper.example/2026/03/02/a_b-c~d.html"
    assert canonical_link(link) == canonicalize_url(link).removeprefix("https://")


def test_only_a_long_guid_is_the_same_text_elsewhere():
    assert global_guid(Item(feed="f", key="4711", title="t")) == ""
    assert global_guid(Item(feed="f", key="tag:a.example,2026:4711", title="t"))


def test_a_title_is_known_without_its_punctuation_case_and_accents_but_with_its_outlet():
    def known(title, source="Daily"):
        return plain_title(Item(feed="f", key="1", title=title, source=source))

    assert known("Café «Müller» closes!") == known("cafe muller CLOSES")
    assert known("Closed") != known("Closed", source="Globe")
    assert known("…") == ""
