"""Readers vote by the links in what a real process has sent; their rule is told of once."""

from __future__ import annotations

import json
import socket
import urllib.request

import pytest

from tests.daemon_process import DaemonProcess, printed_by

BAD = (
    "Apple pie wins the village baking contest",
    "How to bake an Apple pie like grandmother",
    "Apple orchard harvest begins early, bakers rejoice over pie",
)
GOOD = ("Apple unveils a thinner laptop", "Apple shares climb on phone sales")


def document(titles):
    items = "".join(
        f"<item><guid>{number}</guid><title>{title}</title>"
        f"<link>https://outlet{number}.example/1</link></item>"
        for number, title in enumerate(titles)
    )
    return f'<rss version="2.0"><channel><title>Wire</title>{items}</channel></rss>'


@pytest.fixture
def config(feed_server, receiver, tmp_path):
    feed = feed_server.publish("/feed.xml", document(BAD + GOOD))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    path = tmp_path / "config.toml"
    path.write_text(
        'allow_private = ["127.0.0.1"]\ntimezone = "UTC"\ngroup = "item"\nanswers = true\n'
        f'[web]\nlisten = "127.0.0.1:{port}"\nanswer_url = "http://127.0.0.1:{port}"\n'
        f'[targets.hub]\nurl = "webhook+http://127.0.0.1:{receiver.port}/hook"\n'
        f'secret = "whsec_{"A" * 44}"\n'
        '[[rules]]\nname = "Apple"\nmatch = "Apple"\n'
        f'[[feeds]]\nurl = "{feed}"\nbackfill = "all"\n'
    )
    path.chmod(0o600)
    return path


def told(receiver):
    return [json.loads(post.body) for post in receiver.posts]


def test_three_bad_votes_by_links_make_one_suggestion(config, receiver):
    with DaemonProcess(config) as daemon:
        receiver.wait_for(5, timeout=60)
        for message in told(receiver):
            (alert,) = message["data"]["alerts"]
            said = "bad" if alert["item"]["title"] in BAD else "good"
            with urllib.request.urlopen(alert["answers"][said], data=b"") as page:
                assert page.status == 200
        daemon.stop()

    printed_by(config, "once")
    printed_by(config, "once")
    (note,) = (each["data"] for each in told(receiver) if each["type"] == "note")
    assert note["title"] == "A suggestion for the rule Apple"
    assert 'exclude "pie": would have lost 3 of 3 bad, 0 of 2 good' in note["text"]

    printed_by(config, "rules", "suggest", "Apple", "--apply", "1")
    assert 'match = "Apple - pie"' in config.read_text()
