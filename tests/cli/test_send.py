"""What wasn't sent can be had after all, and what people say by that is kept."""

from __future__ import annotations

import json

import pytest

from monitor.errors import MonitorError


@pytest.fixture
def polled(polled_once, cli_json):
    """The sample feed, told."""
    return lambda *words: cli_json("matches", *words)


def test_unsent_is_all_but_what_was_sent(polled):
    everything, unsent = polled(), polled("--unsent")
    assert {row["id"] for row in unsent} == {
        row["id"] for row in everything if row["state"] != "sent"
    }
    assert all(row["state"] in {"grouped", "withheld", "waiting", "held", "dead"} for row in unsent)


def test_a_grouped_match_is_sent_as_an_event_of_its_own(polled, cli, cli_json):
    grouped = polled("--state", "grouped")
    assert grouped, "the sample retells an event"
    match = grouped[0]
    assert match["fate"].startswith("grouped: not sent, same event as “")
    said = cli("alerts", "send", match["id"])
    assert "Will be sent by the next" in said
    assert "Now an event of its own, apart from: " in said
    (waiting,) = polled("--state", "waiting")
    assert waiting["id"] == match["id"]
    printed = cli("once")
    assert match["title"].split()[0].strip("*") in printed
    (sent,) = [row for row in polled("--state", "sent") if row["id"] == match["id"]]
    assert sent["state"] == "sent"
    story = cli_json("stories", match["story"])
    assert match["title"] in json.dumps(story, ensure_ascii=False)


def test_a_correction_is_counted(polled, cli, cli_json):
    match = polled("--state", "grouped")[0]
    cli("alerts", "send", match["id"])
    assert '"corrections": 1' in json.dumps(cli_json("stats", "--since", "2025-01-01"))


def test_what_was_sent_is_not_sent_again(polled, cli):
    match = polled("--state", "sent")[0]
    with pytest.raises(MonitorError, match="has already been sent"):
        cli("alerts", "send", match["id"])
    with pytest.raises(MonitorError, match="there is no match 99999"):
        cli("alerts", "send", 99999)


def test_a_held_alert_of_a_rule_that_was_removed_is_sent_where_it_was_on_its_way(
    home, cli, cli_json
):
    config = home / "config.toml"
    text = config.read_text()
    config.write_text(text.replace('url = "console:"', 'url = "console:"\ndigest = "08:00"'))
    cli("once")
    oldest = cli_json("matches", "--state", "held")[-1]  # it opened its alert
    config.write_text(text.replace('name = "Apple in China"', 'name = "Another"'))
    assert "Will be sent by the next `news-monitor run` or `once`" in cli(
        "alerts", "send", oldest["id"]
    )
