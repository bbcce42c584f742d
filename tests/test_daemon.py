"""What the daemon does again and again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from apscheduler.schedulers.background import BackgroundScheduler

from monitor.config import load_config
from monitor.daemon import Daemon
from monitor.feeds.feed import Feed, FeedState
from monitor.item import Item
from monitor.store import feeds, items, outbox, stories
from monitor.store.database import Database

NOW = datetime(2025, 2, 13, 8, 14, tzinfo=UTC)
CONSOLE = '[targets.console]\nurl = "console:"\n'
LIST = '[[subscriptions]]\nurl = "https://lists.example/{}"\n'


@pytest.fixture
def daemon(tmp_path):
    def daemon(text):
        path = tmp_path / "config.toml"
        path.write_text(text)
        return Daemon(load_config(path, environ={"TZ": "UTC"}), clock=lambda: NOW)

    return daemon


def planned(daemon):
    """The jobs' intervals in seconds, and when each is first due from now."""
    scheduler = BackgroundScheduler(timezone=UTC)
    running = SimpleNamespace(intake=SimpleNamespace(tick=print))
    daemon._schedule(scheduler, running)
    jobs = [job for job, *_ in scheduler._pending_jobs]
    assert {(job.misfire_grace_time, job.coalesce, job.max_instances) for job in jobs} == {
        (None, True, 1)
    }
    now = datetime.now(UTC)
    return [
        (job.trigger.interval.total_seconds(), round((job.next_run_time - now).total_seconds()))
        for job in jobs
    ]


def test_it_ticks_each_second_tidies_each_hour_and_does_nothing_else_that_nobody_asked_for(daemon):
    assert planned(daemon(CONSOLE)) == [(1, 1), (3600, 300)]


def test_lists_are_looked_at_at_once_and_then_each_minute_or_as_often_as_one_wants(daemon):
    assert planned(daemon(LIST.format("a") + 'every = "2d"\n' + LIST.format("b")))[2:] == [(60, 0)]
    assert planned(daemon(LIST.format("a") + 'every = "5s"\n' + LIST.format("b")))[2:] == [(5, 0)]


def test_health_is_told_of_after_the_first_polls_and_then_every_ten_minutes(daemon):
    assert planned(daemon(CONSOLE + '[health]\ntargets = ["console"]\n'))[2:] == [(600, 60)]


@pytest.fixture
def old_items(tmp_path):
    """A database with an item of long ago that no rule has matched."""
    with Database(tmp_path / "news.db") as database:
        long_ago = NOW - timedelta(days=300)
        item = Item(feed="https://a.example/", key="1", title="Old", published=long_ago)

        def write(db):
            feeds.sync(db, [Feed(url="https://a.example/")], now=long_ago)
            stories.open_story(db, 1, item, now=long_ago)
            items.add(db, 1, item, story=1, now=long_ago)

        database.write(write)
        yield database


def test_what_is_no_longer_kept_is_removed(daemon, old_items, caplog):
    caplog.set_level("INFO")
    daemon("")._tidy(old_items)
    assert items.find(old_items.read(), "1") == [1]
    daemon('keep = "30d"')._tidy(old_items)
    assert items.find(old_items.read(), "1") == []
    assert [record.message for record in caplog.records] == ["removed 1 item no longer kept"]


def test_a_database_that_cannot_be_tidied_is_left_for_the_next_time(daemon, old_items, caplog):
    old_items.close()
    daemon('keep = "30d"')._tidy(old_items)
    assert "couldn't be removed" in caplog.text


EXPECTING = '[[rules]]\nname = "R"\nmatch = "apple"\nexpect = "36h"\n'


def test_silent_rules_are_told_of_every_ten_minutes_when_what_was_missed_is_caught_up(daemon):
    assert planned(daemon(CONSOLE + EXPECTING))[2:] == [(600, 600)]


def test_a_rule_that_falls_silent_is_told_of_once_whatever_is_restarted(tmp_path, capsys):
    (tmp_path / "news.xml").write_text(
        '<rss version="2.0"><channel><item><title>Apple</title></item></channel></rss>'
    )
    path = tmp_path / "config.toml"
    path.write_text(CONSOLE + EXPECTING + '[[feeds]]\nurl = "news.xml"\nbackfill = "all"\n')

    def told_after(hours):
        config = load_config(path, environ={"TZ": "UTC"})
        Daemon(config, clock=lambda: NOW + timedelta(hours=hours)).once(lambda _: None)
        return "Nothing for" in capsys.readouterr().out

    assert [told_after(hours) for hours in (0, 35, 37, 38, 90)] == [
        False,
        False,
        True,
        False,
        False,
    ]


@pytest.fixture
def gone(tmp_path):
    """A database with a feed that is gone."""
    with Database(tmp_path / "news.db") as database:
        wanted = Feed(url="https://a.example/", name="A")
        database.write(lambda db: feeds.sync(db, [wanted], now=NOW))
        state = FeedState(disabled=True, last_poll_at=NOW - timedelta(hours=1))
        database.write(lambda db: feeds.save_state(db, 1, state))
        yield database


def test_health_wakes_the_targets_for_its_note_and_only_then(daemon, gone):
    woken = []
    running = SimpleNamespace(
        intake=SimpleNamespace(database=gone),
        workers=[SimpleNamespace(wake=lambda: woken.append("desk"))],
    )
    told = daemon(CONSOLE + '[health]\ntargets = ["console"]\n')
    told._tell_health(running)
    told._tell_health(running)
    assert woken == ["desk"]
    (row,) = outbox.due(gone.read(), "console", now=NOW)
    assert row.title == "Feeds: 1 gone"


def test_without_targets_for_it_nobody_is_told_and_it_stays_untold(daemon, gone):
    running = SimpleNamespace(intake=SimpleNamespace(database=gone), workers=[])
    daemon(CONSOLE)._tell_health(running)
    assert outbox.newest(gone.read(), limit=9) == []
    daemon(CONSOLE + '[health]\ntargets = ["console"]\n')._tell_health(running)
    assert len(outbox.newest(gone.read(), limit=9)) == 1


def test_a_database_that_cannot_be_written_ends_neither_job(daemon, caplog):
    class Broken:
        def write(self, _):
            raise OSError("disk full")

        def refresh(self):
            raise OSError("disk full")

    running = SimpleNamespace(
        intake=SimpleNamespace(database=Broken()), workers=[], subscriber=Broken()
    )
    busy = daemon(CONSOLE + '[health]\ntargets = ["console"]\n')
    busy._tell_health(running)
    busy._refresh(running)
    assert "health couldn't be told" in caplog.text
    assert "lists of feeds couldn't be taken up" in caplog.text
