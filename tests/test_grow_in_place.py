"""A story grows from one source to three in one message, over a kill -9; the daemon is real."""

from __future__ import annotations

import json

import pytest

from tests.aggregator import Aggregator
from tests.alerts.services import DiscordApi, SlackApi, TelegramApi
from tests.daemon_process import DaemonProcess, printed_by

THREE = "Also in Reuters, FT (3 outlets)"


@pytest.fixture
def feed(feed_server):
    return Aggregator(feed_server)


@pytest.fixture
def services():
    with SlackApi() as slack, DiscordApi() as discord, TelegramApi() as telegram:
        yield slack, discord, telegram


def applied_but_not_answered(service):
    """The service does as it is asked, and the answer never comes."""

    def mood(handler):
        with service.changed:
            service.answer(handler.post)
            service.changed.notify_all()
        service.closing.wait(60)

    return mood


def test_a_story_grows_from_one_source_to_three_in_one_message(feed, services, tmp_path):
    slack, discord, telegram = services
    config = tmp_path / "config.toml"
    config.write_text(
        f"""timezone = "Europe/Berlin"
        gather = 0
        allow_private = ["127.0.0.1"]
        web = {{ enabled = false }}
        targets.slack.url = "{slack.target()}"
        targets.discord.url = "{discord.target()}"
        targets.telegram.url = "{telegram.target()}"
        [[feeds]]
        url = "{feed.url}"
        backfill = "all"
        interval = "1s"
        [[rules]]
        name = "Apple"
        match = "Apple + China"
        again_at = [4]"""
    )
    daemon = DaemonProcess(config)
    with daemon:
        for service in services:
            (shown,) = service.wait_until(len)
            assert "Also in" not in shown.text
        slack.always(applied_but_not_answered(slack))
        feed.bring("Reuters", "FT")
        for target, service in (("discord", discord), ("telegram", telegram)):
            service.wait_until(lambda shown: shown[0].edits)
            daemon.wait_for(event="edit", target=target)
        slack.wait_until(lambda shown: shown[0].edits)
        daemon.kill()

        slack.always(slack.answered)
        daemon.start()
        daemon.wait_for(event="edit", target="slack")
        for service, edits in zip(services, (2, 1, 1), strict=True):
            (shown,) = service.shown
            assert THREE in shown.text
            assert shown.edits == edits, "once more, to the same words, where nobody knew of it"

        feed.bring("Post")
        for service in services:
            first, second = service.wait_until(lambda shown: len(shown) == 2)
            assert "Again: 4 outlets by now" in second.text
            assert second.thread == ("" if service is discord else first.id)
        assert slack.shown[1].said["reply_broadcast"]
        link = f"https://discord.com/channels/{discord.GUILD}/{discord.CHANNEL}/"
        assert f"First message: {link}{discord.shown[0].id}" in discord.shown[1].text
        assert daemon.stop() == 0

    newest, first = json.loads(printed_by(config, "alerts", "--json"))
    assert [told["edits"] for told in first["deliveries"]] == [1, 1, 1]
    assert [told["edits"] for told in newest["deliveries"]] == [0, 0, 0]
    assert printed_by(config, "alerts").count(", edited once, ") == 3
    assert printed_by(config, "deliveries", "show", "1").count("edited once") == 1
