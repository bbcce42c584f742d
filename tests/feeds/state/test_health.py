"""When a feed is well, failing, dead, gone or silent."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.feeds.state import schedule
from monitor.feeds.state.feed import Feed, Validators
from monitor.feeds.state.feed_state import FeedState
from monitor.feeds.state.health import Health, health_of
from monitor.feeds.state.outcome import Failed, FailureKind, Parsed, Unchanged

NOW = datetime(2025, 2, 13, 8, 14, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FEED = Feed(url="https://a.example/")


class Life:
    """A feed that is polled as the test says."""

    def __init__(self, **settings):
        self.feed = replace(FEED, **settings)
        self.state = FeedState()
        self.now = NOW

    def poll(self, *, after=HOUR, news=0, fails=None):
        self.now += after
        outcome = Unchanged(url=FEED.url, validators=Validators(), body_hash="h", status=304)
        if news:
            outcome = Parsed(url=FEED.url, items=(), validators=Validators(), body_hash="n")
        if fails:
            outcome = Failed(url=FEED.url, kind=fails, message="It broke.")
        self.state = schedule.after_poll(
            self.feed, self.state, outcome, now=self.now, new_items=news, chance=0.5
        )
        return self

    def polls(self, count, **rest):
        for _ in range(count):
            self.poll(**rest)
        return self

    @property
    def health(self):
        return health_of(self.state, self.now)


@pytest.fixture
def hourly():
    """A feed that has brought news each hour for a day."""
    return Life().poll(news=30).polls(24, news=1)


def test_a_feed_that_was_never_polled_is_well():
    assert health_of(FeedState(), NOW) is Health.OK


def test_a_busy_feed_is_silent_after_four_quiet_days(hourly):
    assert hourly.state.news.rhythm == HOUR
    assert hourly.polls(4 * 24).health is Health.OK
    assert hourly.poll().health is Health.SILENT
    status = schedule.plain_status(hourly.state, hourly.now)
    assert status == "silent for 4 days: it used to bring news every 60 min"


def test_news_ends_the_silence(hourly):
    hourly.polls(5 * 24)
    assert hourly.poll(news=1).health is Health.OK


def test_a_weekly_feed_may_be_quiet_for_eight_weeks():
    weekly = Life().poll()
    for _ in range(6):
        weekly.polls(27, after=6 * HOUR).poll(after=6 * HOUR, news=1)
    assert weekly.state.news.rhythm == 7 * DAY
    assert weekly.polls(8 * 7 * 4, after=6 * HOUR).health is Health.OK
    assert weekly.poll(after=6 * HOUR).health is Health.SILENT


def test_a_habit_takes_five_times_to_be_one():
    assert Life().poll(news=9).polls(4, news=1).polls(200).health is Health.OK
    assert Life().poll(news=9).polls(5, news=1).polls(200).health is Health.SILENT


def test_what_stood_there_at_first_is_no_habit():
    assert Life().poll(news=500).state.news.news_polls == 0


def test_time_in_which_polls_failed_is_no_silence(hourly):
    """A week's outage, in which nothing could be heard, isn't held against the feed."""
    hourly.polls(80, after=2 * HOUR, fails=FailureKind.CONNECT)
    assert hourly.poll().health is Health.OK


def test_time_in_which_nothing_was_polled_is_no_silence(hourly):
    """Our line was down (nothing is counted), or the machine was off."""
    assert hourly.poll(after=9 * DAY).health is Health.OK
    assert hourly.state.news.quiet == DAY


def test_a_clock_that_was_set_back_is_no_silence(hourly):
    assert hourly.poll(after=-9 * DAY).state.news.quiet == timedelta(0)


def test_a_feed_that_is_polled_weekly_has_weekly_silence():
    slow = Life(interval=7 * DAY).poll().polls(6, after=7 * DAY, news=1)
    assert slow.state.news.rhythm == 7 * DAY
    assert slow.polls(9, after=7 * DAY).health is Health.SILENT


def test_a_feed_that_fails_is_dead_only_after_a_week_of_it(hourly):
    assert hourly.poll(fails=FailureKind.SERVER_ERROR).health is Health.FAILING
    assert hourly.polls(40, after=6 * HOUR, fails=FailureKind.SERVER_ERROR).health is Health.DEAD
    assert hourly.poll().health is Health.OK


def test_a_feed_that_says_so_is_gone(hourly):
    assert hourly.polls(3, fails=FailureKind.GONE).health is Health.GONE
