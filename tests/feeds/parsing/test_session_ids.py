"""Session ids are taken off links, and nothing else is."""

from __future__ import annotations

import pytest

from monitor.feeds.parsing.parse import parse_feed
from monitor.feeds.parsing.session_ids import session_of, without, without_session

SID = "9f86d081884c7d659a2feaa0c55ad015"


@pytest.mark.parametrize(
    ("link", "bare"),
    [
        ("https://x.example/a;jsessionid=0A1B2C?id=7", "https://x.example/a?id=7"),
        ("https://x.example/a?PHPSESSID=abc&id=7#top", "https://x.example/a?id=7#top"),
        ("https://x.example/a?id=7&phpsessid=abc#top", "https://x.example/a?id=7#top"),
        ("https://x.example/a?PHPSESSID=abc", "https://x.example/a"),
        ("https://x.example/(S(abcdefghijklmnopqrstuvwx))/a", "https://x.example/a"),
        ("https://x.example/a?sid=17", "https://x.example/a?sid=17"),
        ("https://x.example/a?q=;x&", "https://x.example/a?q=;x&"),
    ],
)
def test_what_is_surely_a_sessions_goes(link, bare):
    assert without_session(link) == bare


def test_an_id_that_all_links_share_is_a_sessions():
    links = [f"https://x.example/a?story={n}&sid={SID}" for n in range(3)]
    assert session_of([*links, "https://x.example/about"]) == SID
    assert without(links[1], SID) == "https://x.example/a?story=1"


def test_an_id_that_differs_from_link_to_link_names_what_it_leads_to():
    assert not session_of(f"https://x.example/a?sid={SID[:-1]}{n}" for n in range(3))


@pytest.mark.parametrize("links", [[], [f"/a?sid={SID}"], [f"/a?sid={SID}", f"/a?sid={SID}"]])
def test_one_link_alone_proves_nothing(links):
    assert not session_of(links)


def feed(session):
    """Of three items, whose guids are their links."""
    items = "".join(
        f"<item><title>Story {n}</title><link>https://x.example/{n}?{session}</link>"
        f"<guid>https://x.example/{n}?{session}</guid></item>"
        for n in range(3)
    )
    document = f"<rss version='2.0'><channel><title>X</title>{items}</channel></rss>"
    return parse_feed(document.encode(), url="https://x.example/feed").items


@pytest.mark.parametrize(
    "sessions",
    [("PHPSESSID=a1", "PHPSESSID=b2"), (f"sid={SID}", f"sid={SID[::-1]}")],
)
def test_another_session_makes_no_other_items_and_no_edits(sessions):
    before, after = map(feed, sessions)
    assert before == after
