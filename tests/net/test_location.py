"""Web addresses: read, followed, and shown without what is secret in them."""

from __future__ import annotations

import pytest

from monitor.net.location import (
    LocationError,
    bare,
    followed,
    host_of,
    read_url,
    same_site,
    shown,
    userinfo,
)

HOME = read_url("https://ann:pa%3Ass@feeds.example:8443/a/feed.xml?token=canary#top")


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://feeds.example/", "feeds.example", "http://", "http://a b/"]
)
def test_only_web_addresses_are_read(url):
    with pytest.raises(LocationError, match="isn't a web address"):
        read_url(url)


def test_a_mistake_is_told_without_what_is_secret():
    with pytest.raises(LocationError) as raised:
        read_url("ftp://ann:canary@feeds.example/?token=canary")
    assert "canary" not in str(raised.value)


def test_an_address_is_shown_without_user_password_and_query():
    assert shown(HOME.url) == "https://feeds.example:8443/a/feed.xml"
    assert shown("http://[broken") == "this address"


def test_over_the_wire_go_neither_password_nor_fragment():
    assert bare(HOME).url == "https://feeds.example:8443/a/feed.xml?token=canary"


def test_user_and_password_are_read_from_an_address():
    assert userinfo(HOME) == ("ann", "pa:ss")
    assert userinfo(read_url("https://feeds.example/")) is None


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("b.xml", "https://feeds.example:8443/a/b.xml"),
        ("/b.xml?x=1#y", "https://feeds.example:8443/b.xml?x=1"),
        ("//other.example/b", "https://other.example/b"),
        ("http://eve:x@other.example/b", "http://other.example/b"),
        ("/caf\xc3\xa9", "https://feeds.example:8443/caf%C3%A9"),
        ("/caf\xe9", "https://feeds.example:8443/caf%E9"),
        ("/북 마크", "https://feeds.example:8443/%EB%B6%81%20%EB%A7%88%ED%81%AC"),
        (" /a b.xml?q=c d ", "https://feeds.example:8443/a%20b.xml?q=c%20d"),
        ("/100%|[x]", "https://feeds.example:8443/100%25%7C%5Bx%5D"),
        ("https:///other.example/b", "https://other.example/b"),
        ("\\\\other.example\\b?c\\d", "https://other.example/b?c%5Cd"),
        ("http://b\xc3\xbccher.example", "http://xn--bcher-kva.example"),
        ("/b.xml, /b.xml", "https://feeds.example:8443/b.xml"),
        ('"/b.xml"', "https://feeds.example:8443/b.xml"),
        ("</b.xml>", "https://feeds.example:8443/b.xml"),
        ("?page=2", "https://feeds.example:8443/a/feed.xml?page=2"),
        ("#top", "https://feeds.example:8443/a/feed.xml?token=canary"),
    ],
)
def test_a_redirect_is_followed_from_where_it_stands(location, url):
    assert followed(HOME, location).url == url


@pytest.mark.parametrize("location", ["file:///etc/passwd", "javascript:x", "http://[broken"])
def test_a_redirect_to_no_web_page_is_not_followed(location):
    with pytest.raises(LocationError, match=r"feeds\.example:8443/a/feed\.xml redirects to"):
        followed(HOME, location)


def test_the_host_of_an_address_is_in_lower_case():
    assert host_of("HTTPS://Feeds.Example./x") == "feeds.example"
    assert host_of("http://[broken") == host_of("/x") == ""


@pytest.mark.parametrize(
    ("url", "same"),
    [
        ("https://feeds.example:8443/other", True),
        ("https://feeds.example/a", False),
        ("http://feeds.example:8443/a", False),
        ("https://evil.example:8443/a", False),
    ],
)
def test_credentials_stay_at_their_origin(url, same):
    assert same_site(read_url(url), HOME) is same


def test_a_host_that_turns_to_https_is_the_same_site_but_not_back():
    http, https = read_url("http://feeds.example/"), read_url("https://feeds.example/")
    assert same_site(https, http)
    assert not same_site(http, https)
