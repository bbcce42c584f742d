"""After a stop, a sleep or a jump of the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.alerts.alert import Delivery, Note
from monitor.config import load_config
from monitor.feeds.state.feed import Feed
from monitor.store.database import Database
from monitor.store.feeds import feeds
from monitor.store.outbox import notes as note_store
from monitor.store.outbox import outbox
from monitor.upkeep.clock_jump import ClockWatch, said_at_start, said_of, set_times_right
from tests.feed_states import feed_state

NOW = datetime(2025, 2, 13, 8, 14, tzinfo=UTC)


@pytest.fixture
def database(tmp_path):
    with Database(tmp_path / "news.db") as database:
        yield database


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text("")
    return load_config(path, environ={"TZ": "UTC"})


def _polled(database, count, *, last, due):
    wanted = [Feed(url=f"https://host{number}.example/") for number in range(count)]
    database.write(lambda db: feeds.sync(db, wanted, now=last))
    state = feed_state(last_poll_at=last, last_success_at=last, next_poll_at=due)
    for row in feeds.all_feeds(database.read()):
        database.write(lambda db, row=row: feeds.save_state(db, row.id, state))


def _due(database):
    return [row.state.schedule.next_poll_at for row in feeds.all_feeds(database.read())]


def test_after_a_days_sleep_a_thousand_feeds_are_not_polled_at_once(database, config):
    yesterday = NOW - timedelta(days=1)
    _polled(database, 1_000, last=yesterday, due=yesterday + timedelta(minutes=15))
    set_times_right(database, config, NOW)
    due = _due(database)
    assert all(NOW <= each <= NOW + timedelta(minutes=5) for each in due)
    seconds = [int((each - NOW).total_seconds()) for each in due]
    assert max(seconds.count(second) for second in set(seconds)) < 50


def test_a_start_by_a_clock_that_is_behind_is_told(database, config):
    assert said_at_start(database.read(), NOW) == ""
    _polled(database, 2, last=NOW, due=NOW)
    assert said_at_start(database.read(), NOW - timedelta(minutes=5)) == ""
    said = said_at_start(database.read(), NOW - timedelta(days=400))
    assert said.startswith(
        "the clock shows 2024-01-10 08:14 UTC, but feeds were polled at 2025-02-13 08:14 already"
    )
    set_times_right(database, config, NOW - timedelta(days=400))
    assert said_at_start(database.read(), NOW - timedelta(days=400)) == ""


def test_a_clock_set_back_makes_nobody_wait_for_its_old_time(database, config):
    tomorrow = NOW + timedelta(days=400)
    _polled(database, 3, last=tomorrow, due=tomorrow + timedelta(minutes=15))
    set_times_right(database, config, NOW)
    assert all(each <= NOW + timedelta(minutes=15) for each in _due(database))


def test_what_is_due_later_stays_where_it_is(database, config):
    due = NOW + timedelta(minutes=10)
    _polled(database, 3, last=NOW - timedelta(minutes=5), due=due)
    set_times_right(database, config, NOW)
    assert _due(database) == [due] * 3


def test_nor_does_a_delivery_wait_for_the_old_time_of_a_clock_set_back(database, config):
    tomorrow = NOW + timedelta(days=400)
    note = Note(key="n", title="Hello", text="there", created_at=NOW)
    delivery = Delivery(key="key of the note", target="desk", next_attempt_at=tomorrow)
    database.write(lambda db: note_store.add(db, note, [delivery]))
    set_times_right(database, config, NOW)
    (row,) = outbox.newest(database.read())
    assert row.delivery.next_attempt_at == NOW


class Clocks:
    def __init__(self):
        self.wall, self.counted = NOW, 100.0
        self.watch = ClockWatch(lambda: self.wall, lambda: self.counted)

    def pass_by(self, wall, counted):
        self.wall += wall
        self.counted += counted.total_seconds()
        return self.watch.jump()


MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def test_time_that_passes_is_no_jump():
    clocks = Clocks()
    assert not clocks.pass_by(HOUR, HOUR)
    assert not clocks.pass_by(MINUTE, timedelta(0))  # a correction by the time server


@pytest.mark.parametrize("jump", [HOUR, -HOUR, timedelta(days=400)])
def test_a_jump_is_noticed_once(jump):
    clocks = Clocks()
    assert clocks.pass_by(MINUTE + jump, MINUTE) == jump
    assert not clocks.pass_by(MINUTE, MINUTE)


def test_a_machine_that_slept_has_jumped():
    assert Clocks().pass_by(8 * HOUR, MINUTE)


def test_summer_time_is_no_jump():
    berlin = ZoneInfo("Europe/Berlin")
    clocks = Clocks()
    clocks.wall = datetime(2025, 3, 30, 1, 59, tzinfo=berlin).astimezone(UTC)
    clocks.pass_by(timedelta(0), timedelta(0))
    assert not clocks.pass_by(2 * MINUTE, 2 * MINUTE)
    assert clocks.wall.astimezone(berlin).hour == 3


@pytest.mark.parametrize(
    ("jump", "said"),
    [
        (-24 * HOUR, "was set back by 24 h"),
        (12 * HOUR, "went ahead by 12 h, or this machine slept"),
    ],
)
def test_a_jump_is_said_in_words(jump, said):
    assert said in said_of(jump)
