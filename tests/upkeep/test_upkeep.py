"""What is done again and again beside polling and sending."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.config import load_config
from monitor.feeds.state.feed import Feed
from monitor.item import Item
from monitor.store.database import Database
from monitor.store.feeds import feeds
from monitor.store.outbox import outbox
from monitor.store.writing import events, items, stories
from monitor.upkeep.upkeep import Upkeep
from tests.damage import damage_tables
from tests.feed_states import feed_state

NOW = datetime(2025, 2, 13, 8, 14, tzinfo=UTC)
CONSOLE = '[targets.console]\nurl = "console:"\n'
HEALTH = CONSOLE + '[health]\ntargets = ["console"]\n'
LIST = '[[subscriptions]]\nurl = "https://lists.example/{}"\n'
EXPECTING = '[[rules]]\nname = "R"\nmatch = "apple"\nexpect = "36h"\n'


@pytest.fixture
def upkeep(tmp_path):
    def upkeep(text, database=None, subscriber=None, wake=lambda: None):
        path = tmp_path / "config.toml"
        path.write_text(text)
        config = load_config(path, environ={"TZ": "UTC"})
        return Upkeep(database, config, subscriber, wake=wake, clock=lambda: NOW)

    return upkeep


def _planned(upkeep):
    """Seconds from one time to the next, and to the first."""
    return [(job.seconds, job.first) for job in upkeep.jobs()]


COUNTS = (15, 15)
"""What rules find is counted every two minutes."""


MEMORY = (60, 30)
"""Memory that is free goes back each minute."""
DAMAGE = (86_400, 1_800)
"""A big database is looked through each day."""


def test_it_tidies_each_hour_and_does_nothing_else_that_nobody_asked_for(upkeep):
    assert _planned(upkeep(CONSOLE)) == [(3600, 300), DAMAGE, MEMORY, COUNTS]


def test_lists_are_looked_at_at_once_and_then_each_minute_or_as_often_as_one_wants(upkeep):
    slow, quick = LIST.format("a") + 'every = "2d"\n', LIST.format("a") + 'every = "5s"\n'
    assert _planned(upkeep(slow + LIST.format("b")))[3:] == [(60, 0), COUNTS]
    assert _planned(upkeep(quick + LIST.format("b")))[3:] == [(5, 0), COUNTS]


def test_health_is_told_of_after_the_first_polls_and_then_every_ten_minutes(upkeep):
    assert _planned(upkeep(HEALTH))[3:] == [(600, 60), COUNTS]


def test_silent_rules_are_told_of_every_ten_minutes_when_what_was_missed_is_caught_up(upkeep):
    assert _planned(upkeep(CONSOLE + EXPECTING))[3] == (600, 600)


def test_bad_votes_are_looked_at_every_ten_minutes_where_a_rule_tells_anybody(upkeep):
    rule = EXPECTING.replace('expect = "36h"', "")
    assert _planned(upkeep(CONSOLE + rule))[3:] == [(600, 120), COUNTS]
    assert _planned(upkeep(CONSOLE + rule + "targets = []\n"))[3:] == [COUNTS]


def test_of_a_damaged_database_no_chore_says_that_it_is_a_mistake_of_ours(upkeep, tmp_path, caplog):
    """It is said once, by whoever writes and sends."""
    with Database(tmp_path / "news.db") as database:
        damage_tables(database)
        chores = list(upkeep(HEALTH + EXPECTING, database).jobs())
        for job in chores:
            job.do()
    assert len(chores) > 5
    assert [record.getMessage() for record in caplog.records if record.exc_info] == []


@pytest.fixture
def old_items(tmp_path):
    """A database with an item of long ago that no rule has matched."""
    with Database(tmp_path / "news.db") as database:
        long_ago = NOW - timedelta(days=300)
        item = Item(feed="https://a.example/", key="1", title="Old", published=long_ago)

        def write(db):
            feeds.sync(db, [Feed(url="https://a.example/")], now=long_ago)
            stories.open_story(db, 1, item, now=long_ago)
            events.open_event(db, 2, 1, item, now=long_ago)
            items.add(db, 1, item, event=2, story=1, now=long_ago)

        database.write(write)
        yield database


def test_what_is_no_longer_kept_is_removed(upkeep, old_items, caplog):
    caplog.set_level("INFO")
    upkeep("", old_items).tidy()
    assert items.find(old_items.read(), "1") == [1]
    upkeep('keep = "30d"', old_items).tidy()
    assert items.find(old_items.read(), "1") == []
    assert [record.message for record in caplog.records] == ["removed 1 item no longer kept"]


def test_what_is_old_moves_into_the_archive(upkeep, old_items, caplog):
    caplog.set_level("INFO")
    item = Item(feed="https://a.example/", key="2", title="New", published=NOW)

    def write(db):
        stories.open_story(db, 2, item, now=NOW)
        events.open_event(db, 3, 2, item, now=NOW)
        items.add(db, 1, item, event=3, story=2, now=NOW)

    old_items.write(write)
    upkeep('archive_after = "30d"', old_items).tidy()
    assert [record.message for record in caplog.records] == ["moved 1 item into the archive"]
    caplog.clear()
    upkeep('keep = "30d"\nkeep_matches = "30d"', old_items).tidy()
    assert [record.message for record in caplog.records] == [
        "removed 2024-04 from the archive: nothing of it is kept any longer"
    ]


def test_a_database_that_cannot_be_tidied_is_left_for_the_next_time(upkeep, old_items, caplog):
    old_items.close()
    caplog.set_level("DEBUG")
    upkeep('keep = "30d"', old_items).tidy()
    assert "couldn't be removed" in caplog.text


@pytest.fixture
def gone(tmp_path):
    """A database with a feed that is gone."""
    with Database(tmp_path / "news.db") as database:
        wanted = Feed(url="https://a.example/", name="A")
        database.write(lambda db: feeds.sync(db, [wanted], now=NOW))
        state = feed_state(disabled=True, last_poll_at=NOW - timedelta(hours=1))
        database.write(lambda db: feeds.save_state(db, 1, state))
        yield database


def test_health_wakes_the_targets_for_its_note_and_only_then(upkeep, gone):
    woken = []
    told = upkeep(HEALTH, gone, wake=lambda: woken.append("woken"))
    told.tell_health()
    told.tell_health()
    assert woken == ["woken"]
    (row,) = outbox.due(gone.read(), "console", now=NOW)
    assert row.title == "Feeds: 1 gone"


def test_without_targets_for_it_nobody_is_told_and_it_stays_untold(upkeep, gone):
    upkeep(CONSOLE, gone).tell_health()
    assert outbox.newest(gone.read(), limit=9) == []
    upkeep(HEALTH, gone).tell_health()
    assert len(outbox.newest(gone.read(), limit=9)) == 1


def test_a_database_that_cannot_be_written_ends_no_chore(upkeep, caplog, tmp_path):
    class Broken:
        path = tmp_path / "news.db"

        def write(self, _):
            raise OSError("disk full")

        def refresh(self):
            raise OSError("disk full")

    busy = upkeep(HEALTH + EXPECTING, Broken(), Broken())
    busy.tell_health()
    busy.tell_overdue()
    busy.refresh()
    assert "health couldn't be reported" in caplog.text
    assert "silent rules couldn't be reported" in caplog.text
    assert "lists of feeds couldn't be updated" in caplog.text
