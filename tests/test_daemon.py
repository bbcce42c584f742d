"""What the daemon does again and again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from apscheduler.schedulers.background import BackgroundScheduler

from monitor.config import load_config
from monitor.daemon import Daemon
from monitor.feeds.feed import Feed, FeedState
from monitor.store import feeds, outbox
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


def test_it_ticks_each_second_and_does_nothing_else_that_nobody_asked_for(daemon):
    assert planned(daemon(CONSOLE)) == [(1, 1)]


def test_lists_are_looked_at_at_once_and_then_each_minute_or_as_often_as_one_wants(daemon):
    assert planned(daemon(LIST.format("a") + 'every = "2d"\n' + LIST.format("b")))[1:] == [(60, 0)]
    assert planned(daemon(LIST.format("a") + 'every = "5s"\n' + LIST.format("b")))[1:] == [(5, 0)]


def test_health_is_told_of_after_the_first_polls_and_then_every_ten_minutes(daemon):
    assert planned(daemon(CONSOLE + '[health]\ntargets = ["console"]\n'))[1:] == [(600, 60)]


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
