"""Answered from Telegram: buttons under a message, a real daemon, and the API's stand-in."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from email.utils import format_datetime

from tests.alerts.services import TelegramApi
from tests.daemon_process import DaemonProcess, printed_by

TITLE = "Apple picks Alibaba's AI for iPhones sold in China"


def test_a_reader_votes_and_mutes_by_buttons_and_all_see_who_did(feed_server, tmp_path):
    feed = feed_server.publish(
        "/feed.xml",
        f"""<?xml version="1.0"?><rss version="2.0"><channel><title>Wire</title><item>
        <guid>1</guid><title>{TITLE}</title><link>https://wire.example/1</link>
        <pubDate>{format_datetime(datetime.now(UTC))}</pubDate></item></channel></rss>""".encode(),
    )
    with TelegramApi() as telegram:
        config = tmp_path / "config.toml"
        config.write_text(
            f"""
            allow_private = ["127.0.0.1"]
            [web]
            enabled = false
            [[feeds]]
            url = "{feed}"
            name = "Wire"
            backfill = "all"
            [[rules]]
            name = "Apple in China"
            match = "Apple + China"
            [targets.chat]
            url = "{telegram.target()}"
            buttons = true
            """
        )
        with DaemonProcess(config) as daemon:
            daemon.wait_for(event="delivery", target="chat", state="delivered")
            assert list(telegram.buttons()) == [
                "Good",
                "Bad",
                "Mute the story",
                "Mute the rule for a day",
            ]
            telegram.press("Bad", times=2)  # a nervous finger
            telegram.wait_until(lambda _: telegram.notices)
            assert telegram.notices[0] == "Voted bad."
            telegram.wait_until(lambda shown: "Voted bad, by Ann in chat." in shown[0].text)
            assert "✓ Bad" in telegram.buttons()
            telegram.press("Mute the rule for a day", who="Bob")
            telegram.wait_until(lambda shown: "The rule is muted until" in shown[0].text)
            (silence,) = json.loads(printed_by(config, "silence", "--json"))
            assert (silence["rule"], silence["created_by"]) == ("Apple in China", "Bob in chat")
            telegram.wait_until(lambda _: not telegram.updates)
            daemon.kill()

        with DaemonProcess(config) as daemon:  # what was settled isn't done again
            telegram.press("Unmute the rule")
            telegram.press("", data="b999")  # made up
            telegram.wait_until(lambda _: len(telegram.notices) == 5)
            assert json.loads(printed_by(config, "silence", "--json")) == []
            assert daemon.stop() == 0

    assert telegram.notices == [
        "Voted bad.",
        "Voted bad.",
        "The rule is muted for a day.",
        "The rule is no longer muted.",
        "This message is too old, or isn't one of news-monitor's alerts.",
    ]
    (voted,) = json.loads(printed_by(config, "matches", "--vote", "bad", "--json"))
    assert voted["title"] == TITLE
    assert len(telegram.shown) == 1
    assert "muted" not in telegram.shown[0].text
