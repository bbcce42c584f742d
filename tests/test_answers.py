"""Answered from a mail: a real daemon, a real mailbox, and a reader without a password."""

from __future__ import annotations

import json
import re
import socket
import time
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
import requests

from tests.alerts.servers import MailServer
from tests.daemon_process import PATIENCE, DaemonProcess, printed_by

TITLE = "Apple picks Alibaba's AI for iPhones sold in China"


def publish(feed_server, *titles):
    items = "".join(
        f"<item><guid>{number}</guid><title>{title}</title>"
        f"<link>https://wire.example/{number}</link>"
        f"<pubDate>{format_datetime(datetime.now(UTC))}</pubDate></item>"
        for number, title in enumerate(titles)
    )
    return feed_server.publish(
        "/feed.xml",
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>Wire</title>{items}'
        "</channel></rss>".encode(),
    )


def wait_for_match(config, *options):
    """The matches that these options find, once there are some."""
    end = time.monotonic() + PATIENCE
    while not (found := json.loads(printed_by(config, "matches", *options, "--json"))):
        assert time.monotonic() < end
    return found


@pytest.fixture
def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def test_a_reader_votes_and_mutes_from_a_mail_also_after_a_restart(
    feed_server, tmp_path, free_port
):
    feed = publish(feed_server, TITLE)
    page = f"http://127.0.0.1:{free_port}"
    with MailServer() as mailbox, requests.Session() as reader:
        reader.trust_env = False
        config = tmp_path / "config.toml"
        config.write_text(
            f"""
            answers = true
            allow_private = ["127.0.0.1"]
            [web]
            listen = "127.0.0.1:{free_port}"
            url = "{page}"
            password = "correct horse battery staple"
            [[feeds]]
            url = "{feed}"
            name = "Wire"
            backfill = "all"
            interval = "1s"
            [[rules]]
            name = "Apple in China"
            match = "Apple + China"
            [targets.me]
            url = "{mailbox.url()}"
            """
        )
        with DaemonProcess(config) as daemon:
            (mail,) = mailbox.wait_for(1)
            text = mail.get_body(("plain",)).get_content()
            links = dict(re.findall(r"(?m)^(.+): (http\S+/answer/\S+)", text))
            assert list(links) == ["Good", "Bad", "Mute the story", "Mute the rule for a day"]
            html = mail.get_body(("html",)).get_content()
            assert all(link in html for link in links.values())
            for link in links.values():  # as a scanner of mails does
                assert reader.get(link).status_code == 200
            assert json.loads(printed_by(config, "silence", "--json")) == []
            assert reader.post(links["Bad"]).status_code == 200
            daemon.stop()

        with DaemonProcess(config) as daemon:
            assert "Voted bad" in reader.get(links["Bad"]).text
            assert reader.post(links["Mute the rule for a day"]).status_code == 200
            publish(feed_server, TITLE, "Apple leaves China, says Apple")
            muted = reader.get(links["Mute the rule for a day"]).text
            assert "Muted until" in muted
            (silence,) = json.loads(printed_by(config, "silence", "--json"))
            assert (silence["rule"], silence["created_by"]) == ("Apple in China", "a link in me")
            withheld = wait_for_match(config, "--withheld", "silenced")
            assert (
                reader.post(links["Mute the rule for a day"], data={"undo": "1"}).status_code == 200
            )
            assert json.loads(printed_by(config, "silence", "--json")) == []
            daemon.stop()
        assert len(mailbox.mails) == 1
    assert [row["title"] for row in withheld] == ["Apple leaves China, says Apple"]
    (voted,) = json.loads(printed_by(config, "matches", "--vote", "bad", "--json"))
    assert voted["title"] == TITLE
    assert (tmp_path / "news.db.key").stat().st_mode & 0o777 == 0o600
    shown = printed_by(config, "targets", "preview", "me")
    assert f"Bad: {page}/answer/preview" in shown
