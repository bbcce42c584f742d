"""Facts about what failures do to a feed, kind by kind."""

from datetime import UTC, datetime, timedelta

import pytest

from monitor.feeds.state.backoff import is_presumed_dead
from monitor.feeds.state.feed import Feed, Validators
from monitor.feeds.state.outcome import Failed, FailureKind, Unchanged
from monitor.feeds.state.schedule import after_poll
from tests.feed_states import feed_state

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
URL = "https://paper.example/feed"
FEED = Feed(url=URL)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
DAILY = 22.8 * HOUR
"""The middle of 21.6 to 24 h: a day is the ceiling, so the jitter only goes down."""


def waits(kind, times, *, state=None, feed=FEED, every=None, **fields):
    """The waits after that many failures in a row, each polled when it was due."""
    state, now, found = state or feed_state(last_new_at=NOW), NOW, []
    for _ in range(times):
        outcome = Failed(url=URL, kind=kind, message="no", **fields)
        state = after_poll(feed, state, outcome, now=now, chance=0.5)
        found.append(state.schedule.next_poll_at - now)
        now = now + every if every else state.schedule.next_poll_at
    return found, state, now


@pytest.mark.parametrize(
    "kind",
    [
        FailureKind.CLIENT_ERROR,
        FailureKind.TLS,
        FailureKind.MALFORMED,
        FailureKind.TOO_LARGE,
        FailureKind.REDIRECT,
        FailureKind.REFUSED_ADDRESS,
    ],
)
def test_most_failures_double_the_wait_up_to_six_hours(kind):
    found, state, _ = waits(kind, 7)
    assert found == [n * MINUTE for n in (30, 60, 120, 240, 360, 360, 360)]
    trouble = state.trouble
    assert (trouble.failures, trouble.error_kind, trouble.error) == (7, kind, "no")
    assert trouble.failing_since == NOW


@pytest.mark.parametrize(
    "kind", [FailureKind.SERVER_ERROR, FailureKind.TIMEOUT, FailureKind.CONNECT]
)
def test_what_may_pass_by_itself_doubles_the_wait_every_other_time_only(kind):
    found, state, _ = waits(kind, 12)
    assert found == [n * MINUTE for n in (15, 30, 30, 60, 60, 120, 120, 240, 240, 360, 360, 360)]
    assert state.trouble.strikes == 12 * 4, "but it's dead as soon as any other"


def test_a_poll_that_failed_once_says_that_it_is_tried_again_at_its_interval():
    _, state, _ = waits(FailureKind.CONNECT, 1)
    assert state.schedule.next_reason == "it failed, perhaps in passing: again at its interval"
    _, state, _ = waits(FailureKind.CONNECT, 2)
    assert state.schedule.next_reason == "it fails: waiting longer each time, up to 6 h"


def test_a_dns_failure_counts_a_quarter():
    found, _, _ = waits(FailureKind.DNS, 9)
    assert found == [n * MINUTE for n in (15, 15, 15, 30, 30, 30, 30, 60, 60)]


def test_one_refusal_doesnt_silence_a_feed_for_hours():
    """A firewall's mood is over in minutes; only who goes on refusing is left alone."""
    found, state, _ = waits(FailureKind.UNAUTHORIZED, 7)
    assert found == [n * MINUTE for n in (30, 60, 120, 240, 360, 360, 360)]
    assert state.schedule.next_reason == (
        "access was refused, perhaps in passing: waiting longer each time, up to 6 h"
    )


def test_an_overloaded_server_is_given_up_to_a_day():
    found, _, _ = waits(FailureKind.THROTTLED, 9)
    assert found[:3] == [30 * MINUTE, HOUR, 2 * HOUR]
    assert found[7:] == [DAILY, DAILY]


def test_retry_after_is_honoured_up_to_a_day_after_any_failure():
    for kind in (FailureKind.THROTTLED, FailureKind.SERVER_ERROR, FailureKind.CLIENT_ERROR):
        [wait], state, _ = waits(kind, 1, retry_at=NOW + 5 * HOUR)
        assert 5 * HOUR <= wait <= 5.5 * HOUR
        assert state.schedule.next_reason == "the server said when to come back (Retry-After)"
        assert waits(kind, 1, retry_at=NOW + 400 * DAY)[0] == [DAY]


def test_a_retry_after_that_is_sooner_does_not_shorten_the_wait():
    assert waits(FailureKind.THROTTLED, 1, retry_at=NOW + MINUTE)[0] == [30 * MINUTE]


def test_after_thirty_failures_and_a_week_a_feed_is_asked_daily_but_never_given_up():
    _, state, now = waits(FailureKind.TIMEOUT, 29)
    assert not is_presumed_dead(state.trouble, now)
    found, state, now = waits(FailureKind.TIMEOUT, 60, state=state)
    assert found[-1] == DAILY
    assert is_presumed_dead(state.trouble, now + 8 * DAY)
    assert not state.disabled
    assert state.schedule.next_poll_at is not None


def test_thirty_failures_within_a_week_are_not_enough():
    _, state, now = waits(FailureKind.CLIENT_ERROR, 40, every=HOUR)
    assert not is_presumed_dead(state.trouble, now)


class TestGone:
    def test_three_410s_within_a_day_disable_a_feed(self):
        found, state, _ = waits(FailureKind.GONE, 2)
        assert found == [6 * HOUR, 6 * HOUR]
        assert not state.disabled
        assert waits(FailureKind.GONE, 3)[1].disabled

    def test_spread_over_more_than_a_day_they_do_not(self):
        _, state, _ = waits(FailureKind.GONE, 9, every=14 * HOUR)
        assert not state.disabled

    def test_one_answer_in_between_starts_the_count_again(self):
        _, state, _ = waits(FailureKind.GONE, 2)
        well = Unchanged(url=URL, validators=Validators(), body_hash="")
        state = after_poll(FEED, state, well, now=NOW + HOUR, chance=0.5)
        assert not waits(FailureKind.GONE, 2, state=state)[1].disabled

    def test_at_an_adopted_address_it_leads_back_to_the_feeds_own(self):
        moved = feed_state(last_new_at=NOW, fetch_url="https://moved.example/feed")
        _, state, _ = waits(FailureKind.GONE, 1, state=moved)
        assert state.redirect.fetch_url == ""
        assert (state.trouble.gone_count, state.disabled) == (0, False)

    def test_the_third_comes_within_a_day_even_for_a_quiet_feed(self):
        quiet = feed_state(last_new_at=NOW - 100 * DAY)
        assert waits(FailureKind.GONE, 3, state=quiet)[1].disabled


def test_a_feed_whose_parser_is_killed_is_put_off_for_six_hours_then_days():
    assert waits(FailureKind.QUARANTINED, 4)[0] == [30 * MINUTE, 6 * HOUR, DAILY, DAILY]


def test_a_missing_file_is_looked_for_at_the_usual_interval():
    feed = Feed(url=URL, interval=3 * MINUTE)
    found, state, now = waits(FailureKind.FILE, 50, feed=feed)
    assert set(found) == {3 * MINUTE}
    assert not is_presumed_dead(state.trouble, now + 30 * DAY)


def test_a_poll_that_broke_by_our_own_fault_does_not_count_against_the_feed():
    found, state, now = waits(FailureKind.INTERNAL, 50)
    assert set(found) == {15 * MINUTE}
    assert not is_presumed_dead(state.trouble, now + 30 * DAY)


def test_a_feed_that_is_polled_rarely_is_not_polled_more_often_when_it_fails():
    feed = Feed(url=URL, interval=12 * HOUR)
    for kind in FailureKind:
        if kind is not FailureKind.GONE:
            assert waits(kind, 1, feed=feed)[0][0] >= 12 * HOUR
