"""What the daemon does again and again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from apscheduler.schedulers.background import BackgroundScheduler

from monitor.config import load_config
from monitor.daemon import Daemon
from monitor.upkeep import Job

NOW = datetime(2025, 2, 13, 8, 14, tzinfo=UTC)
CONSOLE = '[targets.console]\nurl = "console:"\n'
EXPECTING = '[[rules]]\nname = "R"\nmatch = "apple"\nexpect = "36h"\n'


def test_it_ticks_each_second_and_does_the_upkeep_when_it_is_time(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text(CONSOLE)
    daemon = Daemon(load_config(path, environ={"TZ": "UTC"}), clock=lambda: NOW)
    scheduler = BackgroundScheduler(timezone=UTC)
    chores = SimpleNamespace(jobs=lambda: [Job(600, print, 60)])
    daemon._schedule(scheduler, SimpleNamespace(intake=SimpleNamespace(tick=print), upkeep=chores))
    now = datetime.now(UTC)
    jobs = [job for job, *_ in scheduler._pending_jobs]
    assert [
        (job.trigger.interval.total_seconds(), round((job.next_run_time - now).total_seconds()))
        for job in jobs
    ] == [(1, 1), (600, 60)]
    # What is late is still done, once however often it is due, and never twice at a time.
    assert {(job.misfire_grace_time, job.coalesce, job.max_instances) for job in jobs} == {
        (None, True, 1)
    }


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
