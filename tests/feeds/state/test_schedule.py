"""Facts about when a feed is polled next."""

import math
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.state.connectivity import sign_of_most, sign_of_outage
from monitor.feeds.state.feed import Feed, Validators
from monitor.feeds.state.feed_state import FeedState, Trouble
from monitor.feeds.state.outcome import Failed, FailureKind, Parsed, Unchanged
from monitor.feeds.state.schedule import (
    after_poll,
    at_its_interval,
    clamp_due,
    due_after_outage,
    enabled,
    plain_status,
    request_validators,
    spread_for,
)
from monitor.item import Item
from tests.feed_states import feed_state

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
URL = "https://paper.example/feed"
FEED = Feed(url=URL)
TAG = Validators(etag='"1"')
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MIDDLE = 0.5
"""The chance that leaves a wait as it is."""


def parsed(*, hash_="new", validators=TAG, **fields):
    items = (Item(feed=URL, key="1", title="T"),)
    return Parsed(
        url=URL, items=items, validators=validators, body_hash=hash_, status=200, **fields
    )


def unchanged(*, status=304, validators=TAG, **fields):
    return Unchanged(url=URL, validators=validators, body_hash="old", status=status, **fields)


def failed(kind=FailureKind.SERVER_ERROR, **fields):
    return Failed(url=URL, kind=kind, message="it said 500.", **fields)


def known(**fields):
    """A feed that has been polled well before and brought news an hour ago."""
    usual = {
        "last_success_at": NOW - 15 * MINUTE,
        "last_poll_at": NOW - 15 * MINUTE,
        "last_full_at": NOW - HOUR,
        "last_new_at": NOW - HOUR,
        "validators": TAG,
        "body_hash": "old",
    }
    return feed_state(**usual | fields)


def poll(state, outcome, *, feed=FEED, now=NOW, chance=MIDDLE, **fields):
    return after_poll(feed, state, outcome, now=now, chance=chance, **fields)


def wait(state, now=NOW):
    return state.schedule.next_poll_at - now


def almost(duration):
    """Float arithmetic on microseconds."""
    return pytest.approx(duration.total_seconds(), abs=0.001)


class TestAdapting:
    def test_the_first_poll_is_followed_by_one_after_fifteen_minutes(self):
        assert wait(poll(FeedState(), parsed(), new_items=20)) == 15 * MINUTE

    def test_news_shortens_the_interval_and_none_lengthens_it(self):
        assert wait(poll(known(), parsed(), new_items=1)).total_seconds() == almost(10.5 * MINUTE)
        assert wait(poll(known(), parsed())).total_seconds() == almost(18 * MINUTE)
        assert wait(poll(known(), unchanged())).total_seconds() == almost(18 * MINUTE)

    def test_it_stays_between_five_and_sixty_minutes(self):
        busy = idle = known()
        for _ in range(20):
            busy = poll(busy, parsed(), new_items=9)
            idle = poll(idle, unchanged())
        assert (busy.schedule.interval, idle.schedule.interval) == (5 * MINUTE, 60 * MINUTE)

    @pytest.mark.parametrize(
        ("quiet", "hours"), [(6.9, 1), (7, 6), (89.9, 6), (90, 22.8), (4_000, 22.8)]
    )
    def test_quiet_feeds_are_polled_every_six_hours_then_daily(self, quiet, hours):
        """Daily is 21.6 to 24 h: a day is the ceiling, so the jitter only goes down."""
        state = known(interval=60 * MINUTE, last_new_at=NOW - quiet * DAY)
        assert wait(poll(state, unchanged())) == hours * HOUR

    def test_a_quiet_feed_that_speaks_is_polled_often_again(self):
        state = known(interval=60 * MINUTE, last_new_at=NOW - 100 * DAY)
        assert wait(poll(state, parsed(), new_items=1)).total_seconds() == almost(42 * MINUTE)

    def test_what_the_publisher_asks_for_is_a_floor_up_to_an_hour(self):
        assert wait(poll(known(), parsed(min_interval=30 * MINUTE)), NOW) >= 30 * MINUTE
        patient = poll(known(), parsed(min_interval=9 * HOUR))
        assert HOUR <= wait(patient) <= 1.1 * HOUR
        assert patient.schedule.next_reason == "its publisher asks for 60 min between polls"

    def test_a_304_does_not_forget_the_ttl_of_the_body_before(self):
        state = poll(known(), parsed(min_interval=50 * MINUTE))
        assert wait(poll(state, unchanged())) >= 50 * MINUTE

    def test_a_window_that_does_not_overlap_halves_the_interval(self):
        state = poll(known(interval=40 * MINUTE), parsed(), new_items=9, overlapped=False)
        assert wait(state) == 20 * MINUTE
        assert state.news.possible_gap_at == NOW
        assert state.schedule.next_reason == "every 20 min: items may have been missed"

    def test_neither_the_first_poll_nor_an_empty_feed_is_a_gap(self):
        assert poll(FeedState(), parsed(), overlapped=False).news.possible_gap_at is None
        empty = replace(parsed(), items=())
        assert poll(known(), empty, overlapped=False).news.possible_gap_at is None

    def test_the_users_interval_goes_before_everything_but_retry_after(self):
        feed = Feed(url=URL, interval=2 * MINUTE)
        state = known(last_new_at=NOW - 100 * DAY)
        assert wait(poll(state, parsed(min_interval=HOUR), feed=feed)) == 2 * MINUTE
        later = failed(FailureKind.THROTTLED, retry_at=NOW + HOUR)
        assert wait(poll(state, later, feed=feed)) >= HOUR

    def test_a_file_is_looked_at_every_minute(self):
        feed = Feed(url="sample.rss", path=Path("sample.rss"))
        state = known(last_new_at=NOW - 100 * DAY)
        assert wait(poll(state, unchanged(status=None), feed=feed)) == MINUTE
        assert wait(poll(state, parsed(min_interval=HOUR), feed=feed)) == MINUTE  # a ttl in it
        assert wait(poll(state, failed(FailureKind.FILE), feed=feed)) == MINUTE


class TestRemembering:
    def test_a_success_remembers_what_came(self):
        state = poll(known(title="Old"), parsed(title="New"), new_items=1)
        assert (state.title, state.cache.body_hash, state.news.last_new_at) == ("New", "new", NOW)
        assert state.last_success_at == state.last_poll_at == state.cache.last_full_at == NOW

    def test_a_feed_that_loses_its_title_keeps_the_last_one(self):
        assert poll(known(title="Old"), parsed()).title == "Old"

    def test_unread_dates_are_of_the_last_poll_that_brought_items(self):
        state = poll(known(), parsed(unread_dates=2, unread_date="Spring"))
        assert (state.unread_dates, state.unread_date) == (2, "Spring")
        nothing_parsed = replace(parsed(), items=())
        for outcome in (unchanged(), failed(), nothing_parsed):
            assert poll(state, outcome).unread_dates == 2
        assert poll(state, parsed()).unread_dates == 0

    def test_a_304_may_leave_out_validators_that_have_not_changed(self):
        state = known(validators=Validators(etag='"1"', last_modified="yesterday"))
        kept = poll(state, unchanged(validators=Validators(last_modified="today")))
        assert kept.cache.validators == Validators(etag='"1"', last_modified="today")
        dropped = poll(state, unchanged(status=200, validators=Validators()))
        assert dropped.cache.validators == Validators()

    def test_a_failure_keeps_validators_title_and_interval(self):
        state = known(title="Paper", interval=7 * MINUTE)
        after = poll(state, failed())
        kept = ("title", "last_success_at", "cache", "news", "redirect")
        assert all(getattr(after, name) == getattr(state, name) for name in kept)
        assert after.schedule.interval == state.schedule.interval

    def test_a_success_ends_a_row_of_failures(self):
        state = known()
        for kind in (FailureKind.GONE, FailureKind.THROTTLED, FailureKind.QUARANTINED):
            state = poll(state, failed(kind))
        assert state.trouble.failures == 3
        assert poll(state, unchanged()).trouble == Trouble()


class TestValidators:
    def test_they_are_sent_along_verbatim(self):
        assert request_validators(known().cache, NOW) == TAG

    @pytest.mark.parametrize("last_full_at", [None, NOW - DAY, NOW - 9 * DAY, NOW + HOUR])
    def test_once_a_day_the_whole_body_is_asked_for(self, last_full_at):
        assert request_validators(known(last_full_at=last_full_at).cache, NOW) == Validators()

    def test_only_a_whole_body_satisfies_that(self):
        old = known(last_full_at=NOW - 9 * DAY)
        assert poll(old, unchanged(status=304)).cache.last_full_at == NOW - 9 * DAY
        assert poll(old, unchanged(status=200)).cache.last_full_at == NOW
        assert poll(old, failed()).cache.last_full_at == NOW - 9 * DAY

    def test_a_feed_whose_validators_hid_news_is_asked_without(self):
        state = poll(known(), parsed(validators=TAG), new_items=1)
        assert not state.cache.trusts_validators
        assert request_validators(state.cache, NOW) == Validators()
        assert not poll(state, parsed(validators=Validators(etag="2"))).cache.trusts_validators

    def test_other_validators_no_news_or_none_at_all_are_no_lie(self):
        other = Validators(etag='"2"')
        none = Validators()
        assert poll(known(), parsed(validators=other), new_items=1).cache.trusts_validators
        assert poll(known(), parsed(validators=TAG), new_items=0).cache.trusts_validators
        state = known(validators=none)
        assert poll(state, parsed(validators=none), new_items=1).cache.trusts_validators
        assert poll(FeedState(), parsed(validators=TAG), new_items=9).cache.trusts_validators


OUTCOMES = st.builds(
    failed,
    st.sampled_from(FailureKind),
    retry_at=st.none() | st.integers(-(10**6), 10**7).map(lambda s: NOW + timedelta(seconds=s)),
) | st.builds(
    lambda make, minutes: make(min_interval=minutes * MINUTE),
    st.sampled_from([parsed, unchanged]),
    st.integers(0, 10_000),
)
STATES = st.builds(
    known,
    interval=st.integers(5, 60).map(lambda minutes: minutes * MINUTE),
    last_new_at=st.none() | st.integers(0, 300).map(lambda days: NOW - days * DAY),
    failures=st.integers(0, 60),
    strikes=st.integers(0, 10_000),
    throttles=st.integers(0, 10_000),
    kills=st.integers(0, 9),
    gone_count=st.integers(0, 2),
    gone_since=st.none() | st.just(NOW - HOUR),
    failing_since=st.none() | st.integers(0, 30).map(lambda days: NOW - days * DAY),
    fetch_url=st.sampled_from(["", "https://moved.example/feed"]),
)
FEEDS = st.sampled_from(
    [FEED, Feed(url=URL, interval=MINUTE), Feed(url=URL, interval=2 * DAY)]
)  # fmt: skip
CHANCES = st.floats(0, 1)


class TestAlways:
    @given(FEEDS, STATES, OUTCOMES, CHANCES)
    def test_never_before_retry_after_up_to_a_day(self, feed, state, outcome, chance):
        after = poll(state, outcome, feed=feed, chance=chance)
        if isinstance(outcome, Failed) and outcome.retry_at:
            assert after.schedule.next_poll_at >= min(outcome.retry_at, NOW + DAY)

    @given(FEEDS, STATES, OUTCOMES, CHANCES)
    def test_never_beyond_a_day_or_the_users_interval(self, feed, state, outcome, chance):
        after = poll(state, outcome, feed=feed, chance=chance)
        assert NOW < after.schedule.next_poll_at <= NOW + max(DAY, feed.interval or DAY)

    @given(FEEDS, STATES, OUTCOMES, CHANCES)
    def test_the_jitter_is_a_tenth_either_way(self, feed, state, outcome, chance):
        low, middle, high = (
            wait(poll(state, outcome, feed=feed, chance=c)).total_seconds() for c in (0, 0.5, 1)
        )
        drawn = wait(poll(state, outcome, feed=feed, chance=chance)).total_seconds()
        assert low <= drawn <= high
        assert low <= middle <= high
        assert high <= low * 1.1 / 0.9 + 0.01

    @given(FEEDS, STATES, OUTCOMES, CHANCES)
    def test_the_publishers_floor_is_kept_unless_the_user_set_an_interval(
        self, feed, state, outcome, chance
    ):
        after = poll(state, outcome, feed=feed, chance=chance)
        if not isinstance(outcome, Failed) and not feed.interval:
            assert wait(after) >= min(outcome.min_interval, HOUR)

    @given(FEEDS, STATES, OUTCOMES, CHANCES)
    def test_a_failed_feed_is_never_polled_sooner_than_a_well_one(
        self, feed, state, outcome, chance
    ):
        if isinstance(outcome, Failed) and outcome.kind is not FailureKind.GONE:
            after = poll(state, outcome, feed=feed, chance=chance)
            usual = min(feed.interval or state.schedule.interval, DAY)
            assert wait(after).total_seconds() >= 0.9 * usual.total_seconds() - 0.01

    @given(FEEDS, STATES, OUTCOMES, CHANCES)
    def test_there_is_a_reason_and_a_status_in_words(self, feed, state, outcome, chance):
        after = poll(state, outcome, feed=feed, chance=chance)
        assert after.schedule.next_reason
        assert plain_status(after, NOW + HOUR)


def shared_sign(outcomes):
    return sign_of_most([(each.url, sign_of_outage(each)) for each in outcomes])


def line_is_down(outcomes):
    return shared_sign(outcomes) is not None


class TestOutage:
    def down(self, hosts, *, of, kind=FailureKind.CONNECT):
        outcomes = []
        for n in range(of):
            url = f"https://host{n}.example/feed"
            lost = Failed(url=url, kind=kind, message="x")
            outcomes.append(lost if n < hosts else replace(unchanged(), url=url))
        return outcomes

    def test_most_of_ten_hosts_out_of_reach_is_our_line(self):
        assert line_is_down(self.down(10, of=10))
        assert line_is_down(self.down(6, of=10, kind=FailureKind.DNS))
        assert not line_is_down(self.down(5, of=10))

    def test_fewer_hosts_prove_nothing(self):
        assert not line_is_down(self.down(9, of=9))
        assert not line_is_down([])

    def test_what_was_reached_before_says_nothing_of_now(self):
        assert line_is_down([*self.down(0, of=10), *self.down(10, of=10)])
        assert not line_is_down([*self.down(10, of=10), *self.down(0, of=10)])

    def test_many_feeds_of_one_host_count_once(self):
        outcomes = [failed(FailureKind.TIMEOUT)] * 50
        assert not line_is_down(outcomes)
        assert not line_is_down([*outcomes, *self.down(0, of=9)])

    def test_a_server_that_answers_badly_was_reached(self):
        assert not line_is_down(self.down(10, of=10, kind=FailureKind.SERVER_ERROR))

    def test_nor_was_one_that_cannot_prove_to_be_the_one_that_was_asked(self):
        assert line_is_down(self.down(10, of=10, kind=FailureKind.TLS))
        assert line_is_down(self.down(10, of=10, kind=FailureKind.REFUSED_ADDRESS))

    def test_one_page_in_the_name_of_most_hosts_is_that_of_the_network(self):
        outcomes = self.down(10, of=12, kind=FailureKind.MALFORMED)
        assert shared_sign(outcomes) == "x"
        own = [
            replace(each, message=str(n)) if isinstance(each, Failed) else each
            for n, each in enumerate(outcomes)
        ]
        assert shared_sign(own) is None, "each has a page of its own"

    def test_files_have_no_line(self):
        files = [Failed(url=f"{n}.rss", kind=FailureKind.TIMEOUT, message="x") for n in range(20)]
        assert not line_is_down(files)

    @given(CHANCES)
    def test_nothing_is_counted_and_the_next_try_is_soon(self, chance):
        state = known(failures=2)
        after = due_after_outage(state, now=NOW, chance=chance)
        assert MINUTE <= wait(after) <= 5 * MINUTE
        assert after == feed_state(
            state,
            next_poll_at=after.schedule.next_poll_at,
            next_reason="our connection is down: retrying until it is back",
        )


class TestClock:
    @given(STATES, OUTCOMES, CHANCES, st.floats(1, 10**9))
    def test_a_clock_set_back_starts_the_planned_wait_again(self, state, outcome, chance, back):
        planned = poll(state, outcome, chance=chance)
        now = NOW - timedelta(seconds=back)
        clamped = clamp_due(planned, now)
        assert clamped.schedule.next_poll_at == now + wait(planned)
        for moment in (
            clamped.last_poll_at,
            clamped.last_success_at,
            clamped.news.last_new_at,
            clamped.trouble.failing_since,
        ):
            assert (moment or now) <= now
        assert clamp_due(clamped, now) == clamped
        assert clamp_due(clamped, now + MINUTE) == (
            clamped if wait(planned) > MINUTE else clamp_due(clamped, now + MINUTE)
        )

    def test_a_state_in_order_is_left_alone(self):
        state = poll(known(), unchanged())
        assert clamp_due(state, NOW) is state
        assert clamp_due(FeedState(), NOW) == FeedState()

    def test_a_date_in_the_far_future_without_a_poll_behind_it_is_due(self):
        assert clamp_due(feed_state(next_poll_at=NOW + 999 * DAY), NOW).schedule.next_poll_at == NOW

    @pytest.mark.parametrize("asleep", [DAY, 365 * DAY], ids=["a day's sleep", "a clock jump"])
    @pytest.mark.parametrize("feeds", [10, 500, 10_000])
    def test_no_stampede_after_a_long_sleep(self, asleep, feeds):
        state = poll(known(), unchanged())
        now = NOW + asleep
        spread = spread_for(feeds)
        due = [
            clamp_due(state, now, chance=n / feeds, spread=spread).schedule.next_poll_at
            for n in range(feeds)
        ]
        assert max(due) - now <= 5 * MINUTE
        assert min(due) == now
        a_second = Counter(math.floor((moment - now).total_seconds()) for moment in due)
        assert max(a_second.values()) <= max(10, feeds / 300) + 1

    def test_feeds_once_in_step_fall_out_of_it(self):
        state = known(interval=60 * MINUTE)
        due = {poll(state, unchanged(), chance=n / 100).schedule.next_poll_at for n in range(101)}
        assert len(due) == 101
        assert max(due) - min(due) == 12 * MINUTE


class TestStatus:
    @pytest.mark.parametrize(
        ("state", "says"),
        [
            (FeedState(), "not polled yet"),
            (known(), "ok"),
            (known(last_new_at=NOW - 12 * DAY), "ok, quiet for 12 days"),
            (known(disabled=True, error_kind=FailureKind.GONE),
             "off: its publisher says it is gone for good (410); enable it to poll it again"),
            (known(possible_gap_at=NOW - 3 * HOUR),
             "ok, but items may have been missed 3 h ago: it changes faster than it is polled"),
            (known(possible_gap_at=NOW - 3 * DAY), "ok"),
            (known(error_kind=FailureKind.TIMEOUT, error="paper.example took too long.",
                   failing_since=NOW - 3 * HOUR, next_poll_at=NOW + 40 * MINUTE),
             "failing for 3 h: paper.example took too long; next try in 40 min"),
            (known(error_kind=FailureKind.TIMEOUT, error="slow", strikes=120,
                   failing_since=NOW - 9 * DAY),
             "probably dead, failing for 9 days: slow; next try now"),
        ],
    )  # fmt: skip
    def test_it_is_a_sentence(self, state, says):
        assert plain_status(state, NOW) == says

    def test_a_feed_that_is_enabled_again_starts_afresh(self):
        state = known()
        for n in range(3):
            state = poll(state, failed(FailureKind.GONE), now=NOW + n * HOUR)
        assert state.disabled
        again = enabled(state)
        assert (again.disabled, again.schedule.next_poll_at) == (False, None)
        assert not poll(again, failed(FailureKind.GONE), now=NOW + 4 * HOUR).disabled


def after(interval):
    """A feed with this interval, just after a poll that went well."""
    feed = replace(FEED, interval=interval)
    return after_poll(feed, known(), parsed(), now=NOW, chance=MIDDLE)


@pytest.mark.parametrize(
    ("before", "then", "due"),
    [
        (6 * HOUR, 15 * MINUTE, NOW + 15 * MINUTE),
        (15 * MINUTE, 6 * HOUR, NOW + 6 * HOUR),
        (None, 2 * HOUR, NOW + 2 * HOUR),
    ],
)
def test_an_interval_that_was_edited_counts_from_the_last_poll(before, then, due):
    later = NOW + 10 * MINUTE
    feed = replace(FEED, interval=then)
    state = at_its_interval(feed, after(before), now=later, chance=MIDDLE)
    assert state.schedule.next_poll_at == due
    assert state.schedule.next_reason.endswith("as you set")


def test_an_interval_that_was_taken_out_leaves_the_pace_of_the_feed():
    state = at_its_interval(FEED, after(24 * HOUR), now=NOW, chance=MIDDLE)
    assert state.schedule.next_poll_at < NOW + HOUR
    assert "as you set" not in state.schedule.next_reason


@pytest.mark.parametrize(
    ("state", "interval"),
    [
        (after(HOUR), HOUR),
        (after(None), None),
        (FeedState(), HOUR),
        (after_poll(FEED, known(), failed(), now=NOW, chance=MIDDLE), HOUR),
    ],
    ids=["the same", "none", "never polled", "failing"],
)
def test_an_interval_changes_no_other_due_time(state, interval):
    feed = replace(FEED, interval=interval)
    assert at_its_interval(feed, state, now=NOW, chance=MIDDLE) is None
