"""A tick: what is done each second, also where the clock was set."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from monitor.config import load_config
from monitor.feeds.state.feed import Feed
from monitor.process.tick import AGAIN_SECONDS, Tick
from monitor.process.watch import Watchdog
from monitor.store.database import Database
from monitor.store.feeds import feeds
from monitor.troubles import Troubles
from tests.feed_states import feed_state

NOW = datetime(2025, 2, 13, 8, 14, tzinfo=UTC)
DAY = timedelta(days=1)


class Bench:
    """A tick over a database, with clocks of the test's."""

    def __init__(self, database, config):
        self.wall, self.counted = NOW, 0.0
        self.database = database
        idle = SimpleNamespace(tick=lambda: None, wake=lambda: None)
        running = SimpleNamespace(
            **dict.fromkeys(("intake", "articles", "judging", "briefing", "workers"), idle),
            database=database,
        )
        self.tick = Tick(
            running,
            config=lambda: config,
            watchdog=Watchdog(),
            troubles=Troubles(lambda: self.wall),
            clock=lambda: self.wall,
            counting=lambda: self.counted,
        )

    def pass_time(self, seconds):
        self.wall += timedelta(seconds=seconds)
        self.counted += seconds
        self.tick()

    def due_in(self):
        (row,) = feeds.all_feeds(self.database.read())
        return row.state.schedule.next_poll_at - self.wall

    def poll_by(self, now):
        """Write a poll down as it was by this clock."""
        (row,) = feeds.all_feeds(self.database.read())
        later = now + timedelta(minutes=15)
        state = feed_state(last_poll_at=now, last_success_at=now, next_poll_at=later)
        self.database.write(lambda db: feeds.save_state(db, row.id, state))


@pytest.fixture
def bench(tmp_path):
    (tmp_path / "config.toml").write_text("")
    config = load_config(tmp_path / "config.toml", environ={"TZ": "UTC"})
    with Database(tmp_path / "news.db") as database:
        wanted = [Feed(url="https://wire.example/feed")]
        database.write(lambda db: feeds.sync(db, wanted, now=NOW))
        yield Bench(database, config)


@pytest.mark.parametrize("hours", [1, 24, 24 * 400])
def test_a_feed_that_was_never_polled_does_not_wait_for_a_clock_set_back(bench, hours):
    bench.wall -= timedelta(hours=hours)
    bench.tick()
    assert bench.due_in() <= timedelta(0)


@pytest.mark.parametrize("late", AGAIN_SECONDS)
def test_a_poll_under_way_when_the_clock_is_set_back_makes_its_feed_wait_no_longer(bench, late):
    old = bench.wall
    bench.wall -= DAY
    bench.tick()
    bench.pass_time(late - 1)
    bench.poll_by(old)
    assert bench.due_in() > timedelta(hours=23)
    bench.pass_time(1)
    assert bench.due_in() <= timedelta(minutes=15)


def test_a_clock_that_nobody_sets_changes_nothing(bench):
    bench.poll_by(bench.wall)
    for _ in range(5):
        bench.pass_time(60)
    assert bench.due_in() == timedelta(minutes=10)
