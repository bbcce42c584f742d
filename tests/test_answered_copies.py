"""What somebody says to an alert in one service is seen in the messages that others have of it."""

from __future__ import annotations

import pytest

from tests.aggregator import Aggregator
from tests.alerts.services import DiscordApi, TelegramApi
from tests.alerts.slack_workspace import SlackWorkspace
from tests.daemon_process import DaemonProcess
from tests.test_slack_buttons import shown_in

PRESSED = "Voted bad, by ann in desk."


@pytest.fixture
def services(monkeypatch):
    with SlackWorkspace() as slack, TelegramApi() as chat, DiscordApi() as board:
        monkeypatch.setenv("SLACK_APP_TOKEN", slack.APP_TOKEN)
        yield slack, chat, board


@pytest.fixture
def config(services, feed_server, tmp_path):
    slack, chat, board = services
    path = tmp_path / "config.toml"
    path.write_text(
        f"""
        allow_private = ["127.0.0.1"]
        [web]
        enabled = false
        [[feeds]]
        url = "{Aggregator(feed_server).url}"
        backfill = "all"
        [[rules]]
        name = "Apple in China"
        match = "Apple + China"
        [targets.desk]
        url = "{slack.target()}"
        buttons = true
        app_token = "env:SLACK_APP_TOKEN"
        [targets.chat]
        url = "{chat.target()}"
        buttons = true
        [targets.board]
        url = "{board.target()}"
        """
    )
    return path


def test_a_vote_and_a_mute_in_slack_are_seen_in_telegram_and_discord(services, config):
    slack, chat, board = services
    with DaemonProcess(config) as daemon:
        for target in ("desk", "chat", "board"):
            daemon.wait_for(event="delivery", target=target, state="delivered")
        slack.press("Bad")
        slack.wait_until(lambda shown: PRESSED in shown_in(shown[0]))
        for other in (chat, board):
            other.wait_until(lambda shown: PRESSED in shown[0].text)
        assert "✓ Bad" in chat.buttons()
        assert [len(each.shown) for each in services] == [1, 1, 1], "nothing is posted anew"
        assert [each.shown[0].edits for each in services] == [1, 1, 1]
