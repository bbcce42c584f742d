"""What is known of a feed, as people read it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from monitor.feeds.state.facts import facts
from monitor.feeds.state.feed_state import FeedState
from tests.feed_states import feed_state

NOW = datetime(2025, 2, 13, 8, 14, tzinfo=UTC)


def told(state, **options):
    found = facts(state, when=lambda moment: f"{moment:%H:%M}", **options)
    return {name: value for name, value in found.items() if value}


def test_of_a_feed_that_was_never_polled_there_is_nothing_to_say():
    assert told(FeedState()) == {}


def test_moments_are_told_in_the_words_of_who_shows_them():
    state = feed_state(last_poll_at=NOW, next_poll_at=NOW + timedelta(hours=1), next_reason="habit")
    assert told(state) == {"Last poll": "08:14", "Next poll": "09:14", "Why then": "habit"}


def test_a_feed_that_is_switched_off_has_no_next_poll():
    state = feed_state(next_poll_at=NOW, next_reason="habit", disabled=True, error="410 Gone")
    assert told(state) == {"Error": "410 Gone"}


def test_where_it_moved_to_is_shown_as_it_may_be():
    state = feed_state(moved_to="https://b.example/?key=SECRET", moved_count=3)
    shown = told(state, address=lambda url: url.partition("?")[0])
    assert shown == {"Moved to": "https://b.example/ (seen 3 times)"}


def test_dates_that_cannot_be_read_are_told_with_the_first_made_harmless():
    state = FeedState(unread_dates=3, unread_date="Spr\x1b[31ming")
    assert told(state) == {
        "Unreadable dates": "3 items, dated when first seen; the first says “Spring”"
    }
    assert told(FeedState(unread_dates=1, unread_date="5")) == {
        "Unreadable dates": "1 item, dated when first seen; the first says “5”"
    }


def test_a_feed_that_is_led_away_from_https_says_so():
    shown = told(feed_state(insecure="http://b.example/feed"))
    assert "from https to http://b.example/feed" in shown["Not encrypted"]
