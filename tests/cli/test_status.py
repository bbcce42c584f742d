"""One screen, and an exit code for scripts."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from monitor.health.daemon_status import DaemonStatus, Reloaded
from monitor.store.database import Database
from monitor.store.lock import InstanceLock
from monitor.troubles import Trouble
from tests.cli.conftest import run


@pytest.fixture
def daemon(polled_once):
    """What a daemon says: ``daemon(ago=…, troubles=…)``, while it holds the lock."""
    now = datetime.now(UTC)
    with InstanceLock(polled_once / "news.db") as lock:

        def say(*troubles, ago=timedelta(seconds=3)):
            at = now - ago
            daemon = DaemonStatus(
                at=at,
                started=at,
                version="1.2.3",
                watching="watching 1 feed for 1 rule, alerting console",
                reloaded=Reloaded(at=at, ok=True),
                troubles=tuple(Trouble(name, what, "make room", at, at) for name, what in troubles),
            )
            lock.say(daemon.to_json())

        yield say


@pytest.fixture(autouse=True)
def polls_are_on_time(polled_once):
    """The sample was polled at some time of the session."""
    later = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    with Database(polled_once / "news.db") as database:
        database.write(lambda db: db.execute("UPDATE feeds SET next_poll_at = ?", [later]))


def test_all_is_well(daemon):
    daemon()
    shown = run("status")
    assert shown.startswith("news-monitor 1.2.3: well\n")
    assert "watching 1 feed for 1 rule" in shown
    assert "1 feed ok" in shown
    assert "console: nothing waits, last delivered" in shown


def test_what_is_wrong_stands_first_with_its_cure(daemon):
    daemon(("database", "the disk is full"))
    shown = run("status", code=1)
    assert shown.startswith("news-monitor 1.2.3: something is wrong\n\n✗ the disk is full (since ")
    assert "\n  make room\n" in shown
    told = json.loads(run("status", "--json", code=1))
    assert told["state"] == "degraded"
    assert told["reasons"][0]["name"] == "database"


def test_no_daemon_is_running(polled_once):
    shown = run("status", code=3)
    assert shown.startswith("news-monitor: not running\n\n✗ no daemon is running\n  start it: ")
    assert json.loads(run("status", "--json", code=3))["daemon"] is None


def test_a_daemon_that_says_nothing_any_more_is_stuck(daemon):
    daemon(ago=timedelta(minutes=5))
    assert "it is stuck\n  end it and start it anew" in run("status", code=3)


def test_a_round_of_once_is_no_daemon(polled_once):
    with InstanceLock(polled_once / "news.db"):
        assert "only a round of `once`" in run("status", code=3)


def test_before_anything_was_ever_run_that_is_all_there_is_to_say(home):
    shown = run("status", code=3)
    assert shown.count("✗") == 1


def test_with_mistakes_in_the_configuration_it_still_answers(daemon, home):
    daemon()
    path = home / "config.toml"
    text = path.read_text()
    for broken in (text.replace("match", "mach"), text + "[[rules"):
        path.write_text(broken)
        shown = run("status", code=1)
        assert shown.startswith(
            "news-monitor 1.2.3: something is wrong\n\n✗ config.toml can't be used"
        )
        assert "watching 1 feed for 1 rule" in shown
        assert json.loads(run("status", "--json", code=1))["daemon"]["version"] == "1.2.3"
        assert "✗ configuration: config.toml: " in run("doctor", "--offline", code=1)


def test_a_paused_target_is_said_to_be(daemon, home):
    daemon()
    path = home / "config.toml"
    path.write_text(path.read_text().replace('"console:"', '"console:"\nenabled = false'))
    assert "Targets   console: paused; nothing waits" in run("status")


def test_a_checkup_finds_mistakes_in_what_the_configuration_refers_to(home):
    path = home / "config.toml"
    path.write_text(path.read_text() + '[targets.e]\nurl = "env:NOPE"\n[[rules]]\nname = "B"\n')
    (home / "templates").mkdir()
    (home / "templates" / "alert.txt").write_text("{{ broken")
    (told,) = (
        each
        for each in json.loads(run("doctor", "--offline", "--json", code=1))
        if each["name"] == "configuration"
    )
    for mistake in ("alert.txt: unexpected end of template", "variable NOPE isn't set", "match"):
        assert told["what"].count(mistake) == 1


def test_a_daemon_that_runs_has_its_secrets_wherever_they_are(daemon, home):
    daemon()
    path = home / "config.toml"
    path.write_text(path.read_text() + '[targets.e]\nurl = "env:NOPE"\n')
    assert "✓ configuration: " in run("doctor", "--offline")
