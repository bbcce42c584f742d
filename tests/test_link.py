"""Which page an address names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from w3lib.url import canonicalize_url

from monitor.link import canonical_link, page_of


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
        "https://paper.example/news/a?id=7&fbclid=x&at_medium=RSS&CMPID=rss",
        "https://paper.example/news/a?id=7&gclid=1&mc_cid=2&mc_eid=3&msclkid=4&_hsenc=5",
        "https://paper.example/news/a?id=7&ref=rss",
        "https://paper.example/news/a?id=7&source=rss_feed",
        "https://paper.example/news/a?id=7&mod=rss_markets_main",
        "https://paper.example/news/a?id=7&cmp=facebook",
        "https://paper.example/news/a?id=7&amp",
        "https://paper.example/news/a?id=7&rss=1",
        "https://paper.example/news/a?id=7#comments",
        "https://paper.example/news/a?id=7#xtor=RSS-3208",
        "https://paper.example/news/a?id=7#utm_source=rss&utm_medium=feed",
        "https://paper.example/news/a?id=7#ref=rss",
        "https://paper.example/news/a?id=7#:~:text=brake%20pads",
        "https://paper.example/news/a?id=7#",
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
        ("https://paper.example/live#post-17", "https://paper.example/live#post-18"),
        ("https://paper.example/#!/a/17", "https://paper.example/#!/a/18"),
        ("https://paper.example/live#17", "https://paper.example/live"),
        ("https://paper.example/#id=17", "https://paper.example/#id=18"),
    ],
)
def test_these_are_two_pages(one, other):
    assert canonical_link(one) != canonical_link(other)


@pytest.mark.parametrize(
    "name",
    ["ref", "source", "src", "mod", "user_id", "id", "p", "article", "story", "cid", "pid", "aid",
     "newsid", "objectid", "sid", "nid", "item", "page", "v", "t", "ts", "feature", "origin",
     "partner", "via", "from", "campaign", "type", "category", "section", "topic", "lang", "amp",
     "rss", "share", "shared", "syndication", "referrer", "segment_id", "instance_id",
     "campaign_id", "at_id", "ns_id", "s", "k", "q"],
)  # fmt: skip
@pytest.mark.parametrize(("one", "other"), [("77", "91"), ("a-1001", "a-1003"), ("bbc", "cnn")])
def test_a_parameter_that_may_name_the_page_names_it(name, one, other):
    site = "https://paper.example/show.php"
    assert canonical_link(f"{site}?{name}={one}") != canonical_link(f"{site}?{name}={other}")
    assert canonical_link(f"https://paper.example/?{name}={one}")


def test_a_number_behind_the_way_a_reader_comes_names_the_page():
    site = "https://paper.example/show.php"
    assert canonical_link(f"{site}?ref=rss-1001") != canonical_link(f"{site}?ref=rss-1003")


@pytest.mark.parametrize(
    "link",
    ["", "https://paper.example", "https://paper.example/", "https://paper.example/?utm_source=x",
     "https://paper.example/#top", "mailto:a@b.example", "javascript:alert(1)", "https://[",
     "https://paper.example:p/a", "//"],
)  # fmt: skip
def test_what_names_no_page_identifies_nothing(link):
    assert canonical_link(link) == ""


def test_a_plain_address_reads_as_w3lib_would_leave_it():
    link = "https://paper.example/2026/03/02/a_b-c~d.html"
    assert canonical_link(link) == canonicalize_url(link).removeprefix("https://")


def test_places_on_a_page_are_on_one_page():
    live = "https://paper.example/live?id=3"
    assert page_of(f"{live}#post-17") == page_of(f"{live}#post-18") == "paper.example/live?id=3"


@given(
    st.from_regex(
        r"://(?:www\.|m\.)?[a-z]{1,3}(?:\.[a-z-]{2,3}){0,2}(?::80)?(?:/[A-Za-z.~%-]{0,4}){0,3}(?:/amp)?/?",
        fullmatch=True,
    )
)
def test_the_short_way_for_plain_addresses_leads_where_the_long_one_does(rest):
    assert canonical_link("https" + rest) == canonical_link("HTTPS" + rest)
