"""What the daemon does again and again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.config import load_config
from monitor.errors import MonitorError
from monitor.inbound.poll_loop import Intake
from monitor.process.daemon import Daemon
from monitor.store.database import reading

NOW = datetime(2025, 2, 13, 8, 14, tzinfo=UTC)
CONSOLE = '[targets.console]\nurl = "console:"\n'
EXPECTING = '[[rules]]\nname = "R"\nmatch = "apple"\nexpect = "36h"\n'


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


def test_once_removes_what_is_no_longer_kept(tmp_path):
    """Whoever lets cron poll has no hour of upkeep."""
    (tmp_path / "news.xml").write_text(
        '<rss version="2.0"><channel><item><title>Weather</title></item></channel></rss>'
    )
    path = tmp_path / "config.toml"
    path.write_text(f'keep = "30d"\n{CONSOLE}[[feeds]]\nurl = "news.xml"\n')
    config = load_config(path, environ={"TZ": "UTC"})

    def kept_after(days):
        Daemon(config, clock=lambda: NOW + timedelta(days=days)).once(lambda _: None)
        with reading(config.database) as db:
            return db["items"].count

    assert [kept_after(days) for days in (0, 29, 31)] == [1, 1, 0]


def test_what_is_held_waits_as_the_configuration_is_now(tmp_path, capsys):
    (tmp_path / "news.xml").write_text(
        '<rss version="2.0"><channel><item><title>Apple</title></item></channel></rss>'
    )
    path = tmp_path / "config.toml"

    def once(wishes):
        path.write_text(
            f'{CONSOLE}{wishes}[[rules]]\nname = "R"\nmatch = "apple"\n'
            '[[feeds]]\nurl = "news.xml"\nbackfill = "all"\n'
        )
        held = (
            Daemon(load_config(path, environ={"TZ": "UTC"}), clock=lambda: NOW)
            .once(print)
            .waiting.held
        )
        return held["console"][1] if held else None

    assert once('digest = "mon 08:00"\n') == datetime(2025, 2, 17, 8, tzinfo=UTC)
    assert once('digest = "daily 08:00"\n') == datetime(2025, 2, 14, 8, tzinfo=UTC)
    assert "Matched: apple" not in capsys.readouterr().out
    assert once("") is None
    assert "Matched: apple" in capsys.readouterr().out


def test_a_daemon_that_records_nothing_any_more_ends_with_an_error(tmp_path, monkeypatch):
    """So that the service manager starts it anew."""
    monkeypatch.setattr(Intake, "_record_all", lambda _: None)
    monkeypatch.setattr("monitor.process.daemon.CHECK_SECONDS", 0.05)
    path = tmp_path / "config.toml"
    path.write_text('web = { listen = "" }\n')
    with pytest.raises(MonitorError, match="records what feeds bring has ended"):
        Daemon(load_config(path, environ={"TZ": "UTC"})).run()
