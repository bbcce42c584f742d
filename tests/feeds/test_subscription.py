"""Lists of feeds: when they are due, and which feeds they add."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.feeds import subscription
from monitor.feeds.opml import OpmlFeed
from monitor.feeds.state.feed import Feed, identity
from monitor.feeds.subscription import Subscription, is_due, next_reading, watched

NOW = datetime(2025, 2, 13, 8, 14, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TEAM = Subscription(url="https://intranet.example/lists/team.opml", tags=("team",))
OTHER = Subscription(url="https://lists.example/export?user=7")


def due(every=DAY, *, next_in, read_ago=None, failed=False):
    return is_due(
        Subscription(url="https://x.example/", every=every),
        next_at=None if next_in is None else NOW + next_in,
        fetched_at=None if read_ago is None else NOW - read_ago,
        failed=failed,
        now=NOW,
    )


def urls(feeds):
    return [feed.url for feed in feeds]


def listed(*urls, **rest):
    return [OpmlFeed(url=url, **rest) for url in urls]


def test_a_list_is_due_when_it_was_never_read_and_when_its_time_has_come():
    assert due(next_in=None)
    assert due(next_in=timedelta(0), read_ago=DAY)
    assert not due(next_in=HOUR, read_ago=23 * HOUR)


def test_a_wait_that_the_user_shortened_is_over_sooner():
    assert due(every=HOUR, next_in=20 * HOUR, read_ago=4 * HOUR)
    assert not due(every=5 * HOUR, next_in=20 * HOUR, read_ago=4 * HOUR)


def test_what_a_server_asked_for_is_kept_though_the_list_is_read_oftener():
    assert not due(every=HOUR, next_in=20 * HOUR, read_ago=4 * HOUR, failed=True)


def test_a_clock_that_was_set_back_makes_nobody_wait():
    assert due(next_in=400 * DAY, failed=True)


def test_a_list_that_failed_is_asked_for_again_within_the_hour_and_not_before_it_says():
    assert next_reading(TEAM, NOW, failed=False) == NOW + DAY
    assert next_reading(TEAM, NOW, failed=True) == NOW + HOUR
    assert next_reading(TEAM, NOW, failed=True, retry_at=NOW + 3 * HOUR) == NOW + 3 * HOUR
    assert next_reading(TEAM, NOW, failed=True, retry_at=NOW + 90 * DAY) == NOW + DAY


@pytest.mark.parametrize(
    ("url", "path", "label"),
    [
        (TEAM.url, None, "team.opml"),
        (OTHER.url, None, "lists.example"),
        ("https://lists.example/", None, "lists.example"),
        ("seeds/feeds.opml", Path("/etc/x/seeds/feeds.opml"), "feeds.opml"),
    ],
)
def test_a_list_is_called_by_its_file_or_its_host(url, path, label):
    assert Subscription(url=url, path=path).label == label


def test_feeds_of_a_list_come_after_ones_own_with_the_tags_of_both():
    own = Feed(url="https://a.example/")
    found = watched([own], [(TEAM, listed("https://b.example/", title="B", tags=("tech",)))])
    assert found == (
        own,
        Feed(url="https://b.example/", name="B", tags=("team", "tech"), via="team.opml"),
    )


def test_a_feed_of_ones_own_is_as_one_wrote_it_however_the_list_spells_it():
    own = Feed(url="https://a.example", name="Mine", headers=(("X-Token", "1"),))
    assert watched([own], [(TEAM, listed("HTTPS://A.example:443/#top"))]) == (own,)


def test_a_feed_that_is_switched_off_stays_off():
    off = identity(Feed(url="https://a.example/"))
    assert watched([], [(TEAM, listed("https://a.example"))], without={off}) == ()


def test_a_feed_of_two_lists_is_one_with_the_tags_of_both():
    (feed,) = watched(
        [],
        [
            (TEAM, listed("https://a.example/", title="A", tags=("x",))),
            (OTHER, listed("https://a.example", title="B", tags=("x", "y"))),
        ],
    )
    assert (feed.name, feed.tags, feed.via) == ("A", ("team", "x", "y"), "team.opml")


def test_no_list_brings_more_than_so_many_feeds(monkeypatch):
    monkeypatch.setattr(subscription, "MAX_FEEDS", 3)
    own = [Feed(url="https://own.example/")]
    lists = [
        (TEAM, listed(*(f"https://{n}.example/" for n in range(2)))),
        (OTHER, listed(*(f"https://{n}.example/" for n in range(5)))),
    ]
    assert urls(watched(own, lists)) == [
        "https://own.example/",
        *(f"https://{n}.example/" for n in range(3)),
    ]


def test_secrets_of_a_list_are_not_given_to_its_feeds():
    secret = Subscription(url=TEAM.url, auth=("me", "canary"), headers=(("X", "canary"),))
    (feed,) = watched([], [(secret, listed("https://stranger.example/"))])
    assert (feed.auth, feed.headers) == (None, ())
    assert "canary" not in repr(secret)
