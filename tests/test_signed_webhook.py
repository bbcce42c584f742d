"""A program that is told: a real daemon, and the receiver that docs/webhook.md has."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import partial
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from standardwebhooks import Webhook

from monitor.shipped import SCHEMA, shipped
from tests.alerts.servers import WebhookServer, refusing
from tests.daemon_process import DaemonProcess, printed_by

GUIDE = (Path(__file__).parents[1] / "docs" / "webhook.md").read_text("utf-8")
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYqr"
cli = partial(printed_by, HUB_SECRET=SECRET)
TITLE = "Apple picks Alibaba's AI for iPhones sold in China"
VALIDATOR = Draft202012Validator(json.loads(shipped(SCHEMA).read_text("utf-8")))


@pytest.fixture
def receiver():
    """The receiver of the docs, as it stands there but for its port; gives its URL and output."""
    (code,) = re.findall(r"(?ms)^```python receiver\n(.*?)^```", GUIDE)
    assert len([line for line in code.splitlines() if line]) <= 12
    code = code.replace('HTTPServer(("127.0.0.1", 9000), Receiver).serve_forever()', "")
    code += (
        'server = HTTPServer(("127.0.0.1", 0), Receiver)\n'
        "print(server.server_port, flush=True)\nserver.serve_forever()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=os.environ | {"HUB_SECRET": SECRET},
    )
    with process:
        port = process.stdout.readline().strip()
        yield f"webhook+http://127.0.0.1:{port}/hooks/news", process.stdout
        process.kill()


def item(number, title):
    published = format_datetime(datetime.now(UTC))
    return (
        f"<item><guid>{number}</guid><title>{title}</title><link>https://wire.example/{number}"
        "</link><description>Joe Tsai, the chairman, said that artificial intelligence is next."
        f"</description><pubDate>{published}</pubDate></item>"
    )


def publish(feed_server, *items):
    return feed_server.publish(
        "/feed.xml",
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>Wire</title>{"".join(items)}'
        "</channel></rss>".encode(),
    )


def test_a_daemon_tells_programs_which_know_who_it_is(feed_server, receiver, tmp_path):
    url, printed = receiver
    feed = publish(feed_server, item(1, TITLE))
    with WebhookServer() as hub, WebhookServer() as leaver:
        leaver.always(refusing(410))
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
            interval = "1s"
            [[rules]]
            name = "Apple in China"
            match = "Apple + China + AI"
            group = "item"
            [targets.docs]
            url = "{url}"
            secret = "env:HUB_SECRET"
            [targets.board]
            url = "json://127.0.0.1:{hub.port}/in"
            format = "full"
            secret = "env:HUB_SECRET"
            [targets.leaver]
            url = "webhook+{leaver.url("/x")}"
            secret = "env:HUB_SECRET"
            """
        )
        with DaemonProcess(config, HUB_SECRET=SECRET) as daemon:
            assert printed.readline() == f"alert.new [Apple in China] {TITLE}\n"
            (post,) = hub.wait_for(1)
            daemon.wait_for(event="delivery", target="docs", state="delivered")
            daemon.wait_for(event="delivery", target="leaver", state="dead")
            second = "China bans Apple from AI, Apple says"
            publish(feed_server, item(1, TITLE), item(2, second))
            told = {printed.readline() for _ in range(2)}
            hub.wait_for(2)
            daemon.stop()

    message = Webhook(SECRET).verify(post.body, post.headers)
    VALIDATOR.validate(message)
    (alert,) = message["data"]["alerts"]
    text = alert["item"]["summary"]
    assert "artificial intelligence" in {
        text[hit["start"] : hit["end"]] for hit in alert["hits"] if hit["field"] == "summary"
    }
    assert message["data"]["event"]["reports"][0]["why"] == "opens the story"
    # The leaver is asked once, its other alerts are given up; the others hear of it in a note.
    assert len(leaver.tried) == 1
    assert {line.partition(" ")[0] for line in told} <= {"alert.new", "alert.development", "note"}
    dead = json.loads(cli(config, "deliveries", "--dead", "--target", "leaver", "--json"))
    assert len(dead) >= 1
    assert all("wants no more" in each["last_error"] for each in dead)

    shown = json.loads(cli(config, "targets", "preview", "board"))
    VALIDATOR.validate(shown)
    assert shown["id"] == "preview"
    assert json.loads(cli(config, "targets", "preview", "--schema")) == VALIDATOR.schema
    digest = json.loads(cli(config, "targets", "preview", "docs", "--digest"))
    VALIDATOR.validate(digest)
    assert digest["type"] == "digest"

    cli(config, "targets", "resume", "leaver")
    with WebhookServer() as back:
        config.write_text(config.read_text().replace(str(leaver.port), str(back.port)))
        cli(config, "targets", "test", "leaver")
        (test,) = back.wait_for(1)
    assert Webhook(SECRET).verify(test.body, test.headers)["type"] == "test"
