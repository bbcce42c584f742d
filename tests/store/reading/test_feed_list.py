"""The list of feeds, a page at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.errors import StoreError
from monitor.feeds.state.feed import Feed
from monitor.feeds.state.outcome import FailureKind
from monitor.store.feeds import feeds
from monitor.store.reading.feed_list import FeedQuery, listed
from tests.feed_states import feed_state

NAMES = ("beta", "Alpha", "Überseer Bote", "gamma", "Новости", "alpha")


@pytest.fixture
def db(database, now):
    """Six feeds: gamma fails, beta is gone, the others are well; and one that was taken out."""
    wanted = [
        Feed(url=f"https://feed.example/{number}", name=name) for number, name in enumerate(NAMES)
    ]
    database.write(lambda db: feeds.sync(db, [Feed(url="https://old.example/")], now=now))
    database.write(lambda db: feeds.sync(db, wanted, now=now))
    polled = feed_state(last_poll_at=now, next_poll_at=now + timedelta(hours=1))
    failing = feed_state(
        polled, error="no route", error_kind=FailureKind.CONNECT, failures=3, failing_since=now
    )
    for name, state in {"gamma": failing, "beta": feed_state(polled, disabled=True)}.items():
        row = feeds.by_url(database.read(), f"https://feed.example/{NAMES.index(name)}")
        database.write(lambda db, row=row, state=state: feeds.save_state(db, row.id, state))
    return database.read()


def names(page):
    return [row.name for row in page]


def test_those_in_trouble_come_first_the_worst_before_the_others(db):
    page = listed(db, FeedQuery())
    assert names(page) == ["beta", "gamma", "Alpha", "alpha", "Überseer Bote", "Новости"]
    assert page.next == ""
    assert names(listed(db, FeedQuery(trouble=True))) == ["beta", "gamma"]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 6])
def test_pages_hold_each_feed_once(db, size):
    found, query = [], FeedQuery(limit=size)
    while True:
        page = listed(db, query)
        found += names(page)
        if not page.next:
            break
        query = replace(query, after=page.next)
    assert found == names(listed(db, FeedQuery()))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ALPHA", ["Alpha", "alpha"]),
        ("НОВОСТИ", ["Новости"]),
        ("überseer", ["Überseer Bote"]),
        ("feed.example/3", ["gamma"]),
        ("%", []),
        ("old.example", []),
    ],
)
def test_a_part_of_name_or_address_finds_it_in_any_case(db, text, found):
    assert names(listed(db, FeedQuery(text=text))) == found


def test_a_place_that_is_none_is_told(db):
    with pytest.raises(StoreError, match="start from the beginning"):
        listed(db, FeedQuery(after="x"))
