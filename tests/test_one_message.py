"""One article, three rules: one message on Slack and one mail that name them all; a real daemon."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest

from tests.alerts.servers import MailServer, WebhookServer, refusing
from tests.daemon_process import DaemonProcess, printed_by

NAMES = ("Apple in China", "Alibaba", "Chairmen")
TITLE = "Apple picks Alibaba's AI for iPhones sold in China"


@pytest.fixture
def feed(feed_server):
    published = format_datetime(datetime.now(UTC))
    return feed_server.publish(
        "/feed.xml",
        f"""<?xml version="1.0"?><rss version="2.0"><channel><title>Wire</title><item>
        <guid>1</guid><title>{TITLE}</title><link>https://wire.example/1</link>
        <description>Joe Tsai, the chairman of Alibaba, said so in Dubai.</description>
        <pubDate>{published}</pubDate></item></channel></rss>""".encode(),
    )


@pytest.fixture
def configure(tmp_path, feed):
    def configure(more="", **targets):
        lines = [
            'timezone = "Europe/Berlin"',
            more,
            'allow_private = ["127.0.0.1"]\n[web]\nenabled = false',
            f'[[feeds]]\nurl = "{feed}"\nname = "Wire"\nbackfill = "all"\ninterval = "1s"',
            '[[rules]]\nname = "Apple in China"\nmatch = "Apple + China + AI"',
            '[[rules]]\nname = "Alibaba"\nmatch = "Alibaba"\npriority = "high"',
            '[[rules]]\nname = "Chairmen"\nmatch = "chairman + Tsai"',
        ]
        lines += [f'[targets.{name}]\nurl = "{url}"' for name, url in targets.items()]
        path = tmp_path / "config.toml"
        path.write_text("\n".join(lines))
        return path

    return configure


def test_the_daemon_sends_one_message_to_each_target(configure):
    with WebhookServer() as slack, MailServer() as mailbox:
        config = configure(desk=slack.slack(), me=mailbox.url())
        with DaemonProcess(config) as daemon:
            (post,) = slack.wait_for(1)
            (mail,) = mailbox.wait_for(1)
            daemon.wait_for(event="delivery", target="me", state="delivered")
            daemon.wait_for(event="delivery", target="desk", state="delivered")
            assert daemon.stop() == 0
        assert (len(slack.posts), len(mailbox.mails)) == (1, 1)
    blocks = json.dumps(post.json["blocks"])
    for name in NAMES:
        assert name in blocks
        assert name in post.json["text"]
        assert name in mail.get_body(("plain",)).get_content()
        assert name in mail.get_body(("html",)).get_content()
    assert mail["Subject"] == f"[Alibaba, Apple in China, Chairmen] {TITLE}"
    assert mail["Importance"] == "high"

    (row,) = json.loads(printed_by(config, "alerts", "--json"))
    assert row["rules"] == ["Alibaba", "Apple in China", "Chairmen"]
    assert [(told["target"], told["state"]) for told in row["deliveries"]] == [
        ("desk", "delivered"),
        ("me", "delivered"),
    ]
    listed = json.loads(printed_by(config, "deliveries", "--json"))
    assert [delivery["rules"] for delivery in listed] == [row["rules"]] * 2
    matches = json.loads(printed_by(config, "matches", "--json"))
    assert [{each["state"] for each in match["deliveries"]} for match in matches] == [{"sent"}] * 3


def test_once_sends_it_before_it_ends_and_tries_it_again_whole(configure):
    with WebhookServer() as slack:
        slack.next(refusing(500))
        config = configure('gather = "1m"', desk=slack.slack())
        printed_by(config, "once", code=1)  # doesn't wait a minute
        (failed,) = json.loads(printed_by(config, "deliveries", "--json"))
        assert (failed["state"], failed["attempts"]) == ("pending", 1)
        with DaemonProcess(config):
            (post,) = slack.wait_for(1, timeout=30)
        assert all(name in post.json["text"] for name in NAMES)
