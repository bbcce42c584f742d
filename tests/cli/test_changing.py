"""Changing the configuration by commands, and taking it back."""

from __future__ import annotations

import json

import pytest
import typer

from monitor.cli.configuration.settings import settings
from monitor.errors import MonitorError
from tests.cli.conftest import run


def test_a_day_with_the_configuration(home):
    config = home / "config.toml"
    before = config.read_text()
    run("rules", "add", "Tea", "tea", "--set", "urgent=true")
    run("rules", "change", "Tea", "--match", "green + tea", "--unset", "urgent")
    run("rules", "pause", "Tea")
    listed = run("rules")
    assert "paused" in listed
    assert "To watch for a paused rule again: news-monitor rules resume Tea" in listed
    assert [rule["paused"] for rule in json.loads(run("rules", "--json"))] == [False, True]
    run("rules", "resume", "tea")
    assert "green + tea" in run("rules")
    assert "paused" not in run("rules")
    run("feeds", "change", "Sample", "--tag", "news", "--set", "interval=15m")
    run("feeds", "pause", "Sample")
    run("feeds", "resume", "Sample")
    run("targets", "add", "desk", "ntfy://127.0.0.1:9/x", "--set", "quiet_hours=22:00-07:00")
    run("targets", "change", "desk", "--set", "max_per_hour=3")
    run("targets", "pause", "desk")
    assert "news-monitor targets resume desk" in run("targets")
    history = run("config", "history")
    assert 'target "desk" paused' in " ".join(history.split())
    assert 'target "desk" resumed' in run("config", "undo")
    run("targets", "remove", "desk")
    listed = json.loads(run("config", "history", "--json"))
    assert listed[0]["changes"] == ['target "desk" removed']
    assert len(listed) == 10
    run("feeds", "change", "Sample", "--unset", "tags", "--unset", "interval")
    run("rules", "remove", "Tea")
    assert [line for line in config.read_text().splitlines() if line] == before.splitlines()


def test_nothing_to_change_and_nothing_to_undo_are_told(home):
    for words in (("rules", "change", "Apple in China"), ("feeds", "change", "Sample")):
        run(*words, code=2)
    assert "hasn't changed" in " ".join(run("config").split())
    with pytest.raises(MonitorError, match="no history"):
        run("config", "undo")


def test_a_feed_is_polled_at_the_next_start_if_no_daemon_runs(polled_once):
    assert "when `news-monitor run` is started" in run("feeds", "poll", "sample")


def test_a_paused_feed_stays_in_the_list_and_says_how_it_is_resumed(polled_once):
    run("feeds", "change", "Sample", "--unset", "name")
    title = json.loads(run("feeds", "--json"))[0]["title"]
    run("feeds", "pause", title.upper())  # as the list shows it
    cure = f"news-monitor feeds resume '{title}'"
    assert cure in run("feeds")
    assert "paused; to poll it again: news-monitor feeds resume" in run("feeds", "show", title)
    with pytest.raises(MonitorError, match=r"is paused; .*feeds resume"):
        run("feeds", "poll", title)
    (listed,) = json.loads(run("feeds", "--json"))
    assert (listed["paused"], listed["health"], listed["next_poll_at"]) == (True, "paused", None)
    run("feeds", "resume", title)
    assert not json.loads(run("feeds", "--json"))[0]["paused"]
    run("feeds", "remove", title)
    assert "No feeds" in run("feeds")


def test_when_a_feed_is_polled_that_was_just_added_is_said(home):
    assert "when a daemon runs" in run("feeds")


def test_a_target_of_an_unknown_name_is_told_as_such(polled_once):
    assert "delivered" in run("deliveries", "--target", "console")
    with pytest.raises(MonitorError, match='no target "consle"; did you mean "console"'):
        run("deliveries", "--target", "consle")


def test_values_are_read_as_in_the_file_and_else_as_text():
    assert settings(
        ["urgent=true", "max_per_hour=3", "quiet_hours=22:00-07:00", 'tags=["a"]', "x='a=b'"],
        ["mode"],
    ) == {
        "urgent": True,
        "max_per_hour": 3,
        "quiet_hours": "22:00-07:00",
        "tags": ["a"],
        "x": "a=b",
        "mode": None,
    }
    with pytest.raises(typer.BadParameter, match="KEY=VALUE"):
        settings(["urgent"])
