"""Facts about adopting permanent redirects."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.feeds.state.feed import Feed
from monitor.feeds.state.feed_state import FeedState, Redirect
from monitor.feeds.state.redirects import after_redirect, request_url
from tests.feed_states import feed_state

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FEED = Feed(url="https://old.example/feed")
NEW = "https://new.example/feed"


def seen(times, *, every, feed=FEED, to=NEW, state=None):
    state = state or FeedState()
    for n in range(times):
        state = replace(state, redirect=after_redirect(feed, state, to, NOW + n * every))
    return state


def test_twenty_sightings_over_three_days_are_adopted():
    assert seen(19, every=4 * HOUR).redirect.fetch_url == ""
    assert seen(20, every=4 * HOUR).redirect.fetch_url == NEW
    assert request_url(FEED, seen(20, every=4 * HOUR)) == NEW


def test_neither_many_in_a_day_nor_few_in_a_week_are_enough():
    assert seen(500, every=timedelta(minutes=5)).redirect.fetch_url == ""
    assert seen(8, every=DAY).redirect.fetch_url == ""


@pytest.mark.parametrize("other", ["", "https://third.example/feed"])
def test_one_other_answer_starts_the_count_again(other):
    state = seen(19, every=4 * HOUR)
    state = replace(state, redirect=after_redirect(FEED, state, other, NOW + 4 * DAY))
    assert after_redirect(FEED, state, NEW, NOW + 5 * DAY) == Redirect(
        moved_to=NEW, moved_count=1, moved_since=NOW + 5 * DAY
    )


def test_after_adoption_nothing_is_counted_and_a_further_move_is():
    state = seen(20, every=4 * HOUR)
    assert state.redirect == Redirect(fetch_url=NEW)
    further = seen(20, every=4 * HOUR, to="https://newer.example/feed", state=state)
    assert further.redirect.fetch_url == "https://newer.example/feed"


def test_an_address_that_leads_back_home_is_given_up():
    home = seen(20, every=4 * HOUR, to=FEED.url, state=feed_state(fetch_url=NEW))
    assert home.redirect.fetch_url == ""


def test_https_is_never_left_for_http():
    assert seen(40, every=DAY, to="http://new.example/feed").redirect.fetch_url == ""


def test_a_feeds_secrets_never_follow_to_another_host():
    for secret in ({"auth": ("user", "pass")}, {"headers": (("Authorization", "Bearer x"),)}):
        feed = Feed(url=FEED.url, **secret)
        assert seen(40, every=DAY, feed=feed).redirect.fetch_url == ""
        assert seen(40, every=DAY, feed=feed, to="https://old.example/f").redirect.fetch_url != ""


class TestFallingBack:
    MOVED = feed_state(fetch_url=NEW)

    def test_an_adopted_address_that_fails_is_tried_in_turn_with_the_feeds_own(self):
        asked = [request_url(FEED, feed_state(self.MOVED, failures=n)) for n in range(6)]
        assert asked == [NEW, NEW, NEW, FEED.url, NEW, FEED.url]

    def test_if_the_feeds_own_answers_by_itself_it_is_home_again(self):
        back = after_redirect(FEED, feed_state(self.MOVED, failures=3), "", NOW)
        assert back.fetch_url == ""

    def test_if_it_only_points_to_the_adopted_one_that_stays(self):
        assert after_redirect(FEED, feed_state(self.MOVED, failures=3), NEW, NOW).fetch_url == NEW

    def test_an_answer_of_the_adopted_one_changes_nothing(self):
        assert after_redirect(FEED, self.MOVED, "", NOW).fetch_url == NEW
