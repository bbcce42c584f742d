"""From a feed on a server to an alert received, with a real daemon in a process of its own."""

from __future__ import annotations

import json
import os
import signal
import time
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest

from tests.alerts.servers import MailServer, WebhookServer, hanging
from tests.daemon_process import DaemonProcess, printed_by
from tests.forked_process import ran

ENTRY = """<item><guid>{guid}</guid><title>{title}</title><link>https://wire.example/{guid}</link>
<description>{summary}</description><pubDate>{published}</pubDate></item>"""
STORY = {
    "guid": "1",
    "title": "Apple picks Alibaba's AI for iPhones sold in China",
    "summary": "Joe Tsai said so in Dubai.",
}
DECOY = {"guid": "2", "title": "Apple harvest in Chinatown, he said", "summary": "Crisp."}


def rss(*entries):
    published = format_datetime(datetime.now(UTC))
    items = "".join(ENTRY.format(published=published, **entry) for entry in entries)
    return (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>Wire</title>'
        f"<link>https://wire.example/</link>{items}</channel></rss>"
    ).encode()


@pytest.fixture
def configure(tmp_path):
    def configure(url, **targets):
        lines = [
            'timezone = "Europe/Berlin"',
            'allow_private = ["127.0.0.1"]\n[web]\nlisten = "127.0.0.1:0"',
            f'[[feeds]]\nurl = "{url}"\nname = "Wire"\nbackfill = "all"\ninterval = "1s"',
            '[[rules]]\nname = "Apple in China"\nmatch = "Apple + China + AI"',
        ]
        lines += [f'[targets.{name}]\nurl = "{url}"' for name, url in targets.items()]
        path = tmp_path / "config.toml"
        path.write_text("\n".join(lines))
        return path

    return configure


def ask(config, *words):
    return json.loads(printed_by(config, *words, "--json"))


def test_a_story_reaches_slack_and_the_mailbox_and_the_history(feed_server, configure):
    url = feed_server.publish("/feed.xml", rss(STORY, DECOY), etag='"1"')
    with WebhookServer() as slack, MailServer() as mailbox:
        config = configure(url, desk=slack.slack(), me=mailbox.url())
        with DaemonProcess(config) as daemon:
            (post,) = slack.wait_for(1)
            assert "Alibaba" in json.dumps(post.json)
            (mail,) = mailbox.wait_for(1)
            assert "Apple picks Alibaba" in mail["Subject"]
            daemon.wait_for(event="delivery", target="me", state="delivered")
            daemon.wait_for(event="delivery", target="desk", state="delivered")

            # The history can be asked while the daemon runs.
            (match,) = ask(config, "matches")
            assert match["title"] == STORY["title"]
            assert match["state"] == "sent"
            assert sorted((each["target"], each["state"]) for each in match["deliveries"]) == [
                ("desk", "sent"),
                ("me", "sent"),
            ]

            # An edited headline is no second alert; another event is one.
            edited = STORY | {"title": "Update: " + STORY["title"]}
            news = {
                "guid": "3",
                "title": "Hangzhou judges fine Apple over a university's patents",
                "summary": "They concern AI. It is the highest fine for patents in China.",
            }
            feed_server.publish("/feed.xml", rss(news, edited, DECOY), etag='"2"')
            posts = slack.wait_for(2)
            assert "Hangzhou" in json.dumps(posts[1].json)
            assert daemon.stop() == 0
        assert len(slack.posts) == 2
        assert {row["title"] for row in ask(config, "matches")} == {edited["title"], news["title"]}


def test_killed_between_recording_and_sending_the_alert_is_sent_once_after_the_restart(
    feed_server, configure
):
    url = feed_server.publish("/feed.xml", rss(STORY, DECOY))
    with WebhookServer() as slack:
        slack.always(hanging)  # it has the alert in hand, and never says that it took it
        config = configure(url, desk=slack.slack())
        with DaemonProcess(config) as daemon:
            _wait(lambda: slack.tried)
            daemon.kill()
        assert slack.posts == []
        (waiting,) = ask(config, "deliveries")
        assert waiting["state"] == "pending"

        slack.next()
        slack.always(_take)
        with DaemonProcess(config) as daemon:
            slack.wait_for(1)
            daemon.wait_for(event="delivery", state="delivered")
            daemon.wait_for(event="poll", result="unchanged")  # and a poll later …
            assert daemon.stop() == 0
        assert len(slack.posts) == 1
        (done,) = ask(config, "deliveries")
        assert (done["state"], done["key"]) == ("delivered", waiting["key"])


def test_a_target_that_hangs_holds_up_no_other_and_no_stop(feed_server, configure):
    url = feed_server.publish("/feed.xml", rss(STORY))
    with WebhookServer() as sick, WebhookServer() as well:
        sick.always(hanging)
        config = configure(url, sick=sick.slack(), well=well.slack())
        with DaemonProcess(config) as daemon:
            well.wait_for(1)
            _wait(lambda: sick.tried)
            began = time.monotonic()
            assert daemon.stop() == 0
            assert time.monotonic() - began < 10


def test_a_feed_and_a_target_that_hang_are_waited_for_together(feed_server, configure):
    """4 s each, one after the other, would be too long for some service managers."""
    url = feed_server.publish("/feed.xml", rss(STORY))
    with WebhookServer() as sick:
        sick.always(hanging)
        config = configure(url, sick=sick.slack())
        with config.open("a") as file:
            file.write(f'\n[[feeds]]\nurl = "{feed_server.hang("/never")}"\n')
        with DaemonProcess(config) as daemon:
            _wait(lambda: sick.tried and feed_server.asked("/never"))
            began = time.monotonic()
            assert daemon.stop() == 0
            assert time.monotonic() - began < 7.5


def test_a_second_daemon_on_the_same_database_refuses_to_start(feed_server, configure):
    config = configure(feed_server.publish("/feed.xml", rss(DECOY)), desk="console:")
    with DaemonProcess(config):
        done = ran("run", "--config", config, code=1)
        assert "in use by another news-monitor" in done.stderr


def test_no_secret_is_in_a_log_or_the_database(feed_server, configure, tmp_path):
    url = feed_server.publish("/feed.xml", rss(STORY)) + "?key=canary-of-the-feed"
    with WebhookServer() as slack:
        slack.next(_fail)
        environ = {"DESK": slack.slack("/services/T0/B0/canary-of-the-desk")}
        config = configure(url, desk="env:DESK")
        with DaemonProcess(config, **environ) as daemon:
            slack.wait_for(1, timeout=40)
            daemon.wait_for(event="delivery", state="delivered")
            assert daemon.stop() == 0
        told = "".join(map(str, daemon.events)) + "".join(daemon.output)
        stored = b"".join(path.read_bytes() for path in tmp_path.glob("news.db*"))
        assert "canary-of-the-desk" not in told
        assert b"canary-of-the-desk" not in stored
        assert len(daemon.events) > 3


def test_an_interrupt_stops_it_as_well(feed_server, configure):
    config = configure(feed_server.publish("/feed.xml", rss(DECOY)), desk="console:")
    with DaemonProcess(config) as daemon:
        daemon.process.send_signal(signal.SIGINT)
        assert daemon.process.wait(30) == 0
        daemon.wait_for(event="stopped")


def test_it_leaves_no_process_behind(feed_server, configure):
    config = configure(feed_server.publish("/feed.xml", rss(STORY)), desk="console:")
    with DaemonProcess(config) as daemon:
        daemon.wait_for(event="poll", result="polled")
        children = _children(daemon.process.pid)
        daemon.kill()
    _wait(lambda: not any(map(_alive, children)))


def _take(handler):
    handler.take()
    handler.say(200, b"ok")


def _fail(handler):
    handler.say(500, b"no")


def _wait(condition, timeout=30):
    end = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def _children(pid):
    import psutil

    return [child.pid for child in psutil.Process(pid).children(recursive=True)]


def _alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    import psutil

    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_the_feeds_of_a_list_come_and_go_with_it_while_the_daemon_runs(feed_server, configure):
    def opml(*names):
        feeds = "".join(f'<outline text="{n}" xmlUrl="{feed_server.url(f"/{n}")}"/>' for n in names)
        return f"<opml><body>{feeds}</body></opml>"

    for name in ("one", "two"):
        feed_server.publish(f"/{name}", rss(DECOY))
    team = feed_server.publish("/team.opml", opml("one"))
    config = configure(feed_server.publish("/feed.xml", rss(DECOY)), desk="console:")
    with config.open("a") as file:
        file.write(f'\n[[subscriptions]]\nurl = "{team}"\nevery = "1s"\n')
    with DaemonProcess(config) as daemon:
        daemon.wait_for(event="poll", feed=feed_server.url("/one"), result="polled")
        feed_server.publish("/team.opml", opml("two"))
        daemon.wait_for(event="poll", feed=feed_server.url("/two"), result="polled")
        listed = {each["url"]: each["via"] for each in ask(config, "feeds")}
        assert listed[feed_server.url("/two")] == "team.opml"
        assert feed_server.url("/one") not in listed

        feed_server.hang("/team.opml")
        asked = feed_server.asked("/team.opml")
        _wait(lambda: feed_server.asked("/team.opml") > asked)
        began = time.monotonic()
        assert daemon.stop() == 0
        assert time.monotonic() - began < 10
    # After a restart the list is used as it was, though it doesn't answer.
    with DaemonProcess(config) as daemon:
        start = daemon.wait_for(event="start")
        assert "2 feeds" in start["message"]
