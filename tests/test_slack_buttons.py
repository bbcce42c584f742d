"""Answered from Slack: buttons under a message, a real daemon, and a workspace's stand-in."""

from __future__ import annotations

import json

from monitor.answering.presses import UNKNOWN
from tests.aggregator import TITLE, Aggregator
from tests.alerts.slack_workspace import SlackWorkspace
from tests.daemon_process import DaemonProcess, printed_by


def shown_in(message):
    """What a reader sees of a message but its buttons."""
    return json.dumps([block for block in message.said["blocks"] if block["type"] != "actions"])


def test_a_reader_votes_and_mutes_in_slack_while_the_story_grows(
    feed_server, tmp_path, monkeypatch
):
    feed = Aggregator(feed_server)
    with SlackWorkspace() as slack:
        monkeypatch.setenv("SLACK_APP_TOKEN", slack.APP_TOKEN)
        config = tmp_path / "config.toml"
        config.write_text(
            f"""
            allow_private = ["127.0.0.1"]
            [web]
            enabled = false
            [[feeds]]
            url = "{feed.url}"
            backfill = "all"
            interval = "1s"
            [[rules]]
            name = "Apple in China"
            match = "Apple + China"
            [targets.desk]
            url = "{slack.target()}"
            buttons = true
            app_token = "env:SLACK_APP_TOKEN"
            """
        )
        with DaemonProcess(config) as daemon:
            daemon.wait_for(event="delivery", target="desk", state="delivered")
            assert list(slack.buttons()) == [
                "Good",
                "Bad",
                "Mute the story",
                "Mute the rule for a day",
            ]
            envelopes = [slack.press("Bad"), slack.press("Bad")]  # a nervous finger
            slack.wait_until(lambda shown: "Voted bad, by ann in desk." in shown_in(shown[0]))
            assert "✓ Bad" in slack.buttons()
            slack.wait_until(lambda _: set(envelopes) <= slack.acknowledged.keys())
            assert all(slack.acknowledged[each] - slack.sent[each] < 3 for each in envelopes)

            feed.bring("Reuters", "FT")  # the message says so, too
            slack.wait_until(lambda shown: "Reuters" in shown_in(shown[0]))
            assert "Voted bad, by ann in desk." in shown_in(slack.shown[0])
            assert "✓ Bad" in slack.buttons()

            left = slack.linked()
            left.leave()  # refreshed
            slack.linked(but=(left,))
            slack.press("Mute the rule for a day", who="bob")
            slack.wait_until(lambda shown: "The rule is muted until" in shown_in(shown[0]))
            (silence,) = json.loads(printed_by(config, "silence", "--json"))
            assert (silence["rule"], silence["created_by"]) == ("Apple in China", "bob in desk")
            daemon.kill()

        with DaemonProcess(config) as daemon:
            slack.press("Unmute the rule")
            slack.wait_until(lambda shown: "muted" not in shown_in(shown[0]))
            assert json.loads(printed_by(config, "silence", "--json")) == []
            slack.press("", data="b999")  # made up
            slack.press("Good", message="1600000000.000001")  # another's
            slack.wait_until(lambda _: len(slack.notices) == 2)
            assert daemon.stop() == 0
            assert "canary" not in f"{daemon.events}{daemon.output}"

    assert slack.notices == [("Uann", UNKNOWN)] * 2
    (voted,) = json.loads(printed_by(config, "matches", "--vote", "bad", "--json"))
    assert voted["title"] == TITLE
    assert len(slack.shown) == 1
