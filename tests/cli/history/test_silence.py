"""``silence``: asked for, listed, ended, and heeded."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from monitor.errors import MonitorError
from tests.forked_process import ran

RULE = "Apple in China"


def seconds_left(row):
    return (datetime.fromisoformat(row["until"]) - datetime.now(UTC)).total_seconds()


def test_a_rule_is_silenced_for_a_while_and_listed(cli, cli_json):
    printed = cli("silence", "apple in CHINA", "--for", "2h")
    assert re.match(
        r"Apple in China is silenced until \d{4}-\d\d-\d\d \d\d:\d\d \(2 h\)\.", printed
    )
    assert "news-monitor silence --end 1" in printed
    (row,) = cli_json("silence")
    assert (row["id"], row["rule"], row["story"]) == (1, RULE, None)
    assert 7190 < seconds_left(row) <= 7200
    assert "2 h" in cli("silence")


def test_until_a_time_in_the_users_zone(cli, cli_json):
    cli("silence", RULE, "--until", "tomorrow 8:00")
    (row,) = cli_json("silence")
    until = datetime.fromisoformat(row["until"])
    assert (until.hour, until.minute) == (8, 0)
    assert until.utcoffset() in {timedelta(hours=1), timedelta(hours=2)}


def test_a_story_is_silenced_by_its_id(cli, cli_json):
    cli("once")
    alert = cli_json("alerts")[0]
    made = cli_json("silence", "--story", alert["story"], "--for", "30m")
    assert (made["rule"], made["story"]) == ("", alert["story"])
    assert f"story {alert['story']}" in " ".join(cli("silence").split())
    assert cli_json("silence")[0]["title"]


def test_a_silence_is_ended_before_its_time(cli, cli_json):
    cli("silence", RULE, "--for", "2h")
    assert "has ended" in cli("silence", "--end", 1)
    assert cli_json("silence") == []
    assert "Nothing is silenced" in cli("silence")
    with pytest.raises(MonitorError, match="there is no active silence 1"):
        cli("silence", "--end", 1)


def test_what_a_silenced_rule_finds_is_withheld_and_can_be_looked_up(cli, cli_json):
    cli("silence", RULE, "--for", "2h")
    assert "Tsai" not in cli("once")
    assert cli_json("alerts") == []
    rows = cli_json("alerts", "--withheld", "--reason", "silenced")
    assert rows
    assert {row["rule"] for row in rows} == {RULE}


def test_a_mistyped_rule_gets_a_suggestion(cli):
    with pytest.raises(MonitorError, match='did you mean "Apple in China"'):
        cli("silence", "Aple in China", "--for", "2h")


def test_a_story_that_is_not_there_is_refused(cli):
    with pytest.raises(MonitorError, match="there is no story 99"):
        cli("silence", "--story", 99, "--for", "2h")


def test_before_any_run_the_list_says_what_to_do(cli):
    with pytest.raises(MonitorError, match="news-monitor run"):
        cli("silence")


@pytest.mark.parametrize(
    "words",
    [
        [RULE],
        [RULE, "--for", "2h", "--until", "8:00"],
        [RULE, "--for", "a while"],
        [RULE, "--for", "0s"],
        [RULE, "--until", "2020-01-01"],
        [RULE, "--story", "1", "--for", "2h"],
        ["--for", "2h"],
        ["--end", "1", "--for", "2h"],
    ],
)
def test_what_cannot_be_meant_is_refused(cli, words):
    cli("silence", *words, code=2)


def test_it_needs_no_secret(cli, home):
    text = (home / "config.toml").read_text().replace('"console:"', '"env:NOT_SET"')
    (home / "config.toml").write_text(text)
    cli("silence", RULE, "--for", "2h")


def test_its_help_shows_how(home):
    assert "--for 2h" in ran("silence", "--help", code=0).stdout
