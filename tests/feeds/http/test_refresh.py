"""Facts about pages that send their reader on."""

import pytest

from monitor.feeds.http.refresh import refreshed

FEED = b"<?xml version='1.0'?><rss><channel><title>News</title></channel></rss>"


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("0; url=/feed.xml", "/feed.xml"),
        ("0;URL='https://feeds.example/a b'", "https://feeds.example/a b"),
        ('3, url="/feed.xml" ', "/feed.xml"),
        ("0.5;/feed.xml", "/feed.xml"),
        ("0 url = feed.xml", "feed.xml"),
        ("0;url=/feed?url=x;y", "/feed?url=x;y"),
        ("300; url=/feed.xml", ""),
        ("0", ""),
        ("", ""),
        ("soon", ""),
    ],
)
def test_a_header_or_a_page_says_where_to_go(value, address):
    page = f"<html><head><meta http-equiv=Refresh content='{value.replace(chr(39), '&#39;')}'>"
    assert refreshed(value, b"") == address
    assert refreshed(value, b"<!DOCTYPE html><p>Moved") == address
    assert refreshed("", page.encode()) == address


@pytest.mark.parametrize(
    "page",
    [
        b'\xef\xbb\xbf<!doctype html><META CONTENT="0;url=/f" HTTP-EQUIV="REFRESH" />',
        b"\n<html>\n<head><meta name=a><meta content='0; url=&#x2F;f' http-equiv=refresh>",
        b'<title>t</title><noscript><meta http-equiv="refresh" content="0;URL=/f"></noscript>',
    ],
)
def test_it_is_found_on_any_page(page):
    assert refreshed("", page) == "/f"


@pytest.mark.parametrize(
    "page",
    [
        b"<html><!-- <meta http-equiv='refresh' content='0; url=/f'> --><p>x",
        b"<html><p>&lt;meta http-equiv='refresh' content='0; url=/f'&gt;",
        b"<html><meta name='refresh' content='0; url=/f'>",
        FEED,
    ],
)
def test_others_are_to_be_read_themselves(page):
    assert refreshed("", page) == ""


def test_a_feed_is_a_feed_though_its_server_sends_readers_on():
    assert refreshed("0; url=/home", FEED) == ""


def test_a_page_that_never_ends_costs_no_time():
    assert refreshed("", b"<html>" + b"<meta " * 100_000) == ""
    assert refreshed("", b"<html>" + b"<meta http-equiv=refresh " * 50_000) == ""
    assert refreshed("", b"<html>" + b"<!--" * 100_000) == ""
