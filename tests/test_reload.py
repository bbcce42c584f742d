"""A real daemon whose configuration is changed under load: nothing is lost, nothing comes twice."""

from __future__ import annotations

import os
import re
import signal
from datetime import UTC, datetime
from email.utils import format_datetime
from itertools import count

import pytest

from monitor.actions.reload import reload_daemon
from monitor.config import load_config
from monitor.errors import MonitorError
from monitor.health.daemon_status import DaemonStatus, Reloaded
from monitor.store.lock import InstanceLock
from tests.alerts.servers import WebhookServer
from tests.daemon_process import DaemonProcess
from tests.forked_process import ran

RELOADS = 100
FEEDS = 8
ITEM = "<item><guid>{0}</guid><title>Launch {0} announced</title><pubDate>{1}</pubDate></item>"

NAMED = re.compile(r"\d+x\d+")


def configuration(urls, slack, *, turn=0):
    """What is watched; with each turn, something else of it is different."""
    odd = turn % 2
    lines = [
        'timezone = "UTC"\ngroup = "item"\ngather = "0s"\nwatch_config = false',
        'allow_private = ["127.0.0.1"]\nweb = { listen = "" }',
        f'[targets.desk]\nurl = "{slack}"\nmax_per_hour = 0\nmax_attempts = {30 + turn % 3}',
        '[[rules]]\nname = "Launch"\nmatch = "launch + announced"',
        f'[[rules]]\nname = "Turn"\nmatch = "nothing{turn}"',
    ]
    lines += [
        f'[[feeds]]\nurl = "{url}"\ninterval = "1s"\nbackfill = "all"\nname = "N{number}"'
        # Feeds come and go as well, but for those that bring the news.
        for number, url in enumerate(urls)
        if number < FEEDS or odd
    ]
    return "\n".join(lines)


def test_a_hundred_reloads_under_load_lose_nothing_and_double_nothing(feed_server, tmp_path):
    published, numbers = [], count()

    def more():
        """Another item in each feed; the last ten stay."""
        now = format_datetime(datetime.now(UTC))
        for feed in range(FEEDS):
            published.append(f"{feed}x{next(numbers)}")
            own = [each for each in published if each.startswith(f"{feed}x")][-10:]
            items = "".join(ITEM.format(each, now) for each in own)
            body = f'<rss version="2.0"><channel><title>N</title>{items}</channel></rss>'
            feed_server.publish(f"/{feed}.xml", body.encode(), etag=f'"{len(published)}"')

    more()
    for number in range(FEEDS, FEEDS + 3):
        feed_server.publish(f"/{number}.xml", b'<rss version="2.0"><channel/></rss>')
    urls = [feed_server.url(f"/{number}.xml") for number in range(FEEDS + 3)]
    path = tmp_path / "config.toml"
    with WebhookServer() as slack:
        path.write_text(configuration(urls, slack.slack()))
        with DaemonProcess(path) as daemon:
            for turn in range(1, RELOADS + 1):
                if turn % 20 == 0:
                    more()
                path.write_text(configuration(urls, slack.slack(), turn=turn))
                config = load_config(path, environ={"TZ": "UTC"})
                answer = reload_daemon(config)
                assert answer.ok, answer
                assert any(f"nothing{turn}" in line for line in answer.lines), answer
            with slack.changed:
                slack.changed.wait_for(lambda: len(set(named(slack))) == len(published), 60)
            assert daemon.stop() == 0
        assert sorted(named(slack)) == sorted(published)


def named(slack):
    """The items in each message, as often as they were sent."""
    return [each for post in slack.posts for each in sorted(set(NAMED.findall(str(post.json))))]


def reload(path):
    return ran("reload", "-c", path)


def test_a_change_is_taken_up_by_itself_and_a_mistake_is_not(tmp_path):
    path = tmp_path / "config.toml"
    good = 'web = { listen = "" }\n[[rules]]\nname = "A"\nmatch = "apple"\n'
    path.write_text(good)
    with DaemonProcess(path) as daemon:
        path.write_text(good.replace('"apple"', '"apple + china"'))
        said = daemon.wait_for(event="reload")["message"]
        assert said == 'configuration reloaded: rule "A": apple → apple + china'
        path.write_text("[[rules")
        daemon.wait_for(event="reload-failed")
        refused = reload(path)
        assert refused.returncode == 1
        assert "line 1" in refused.stderr
        path.write_text(good)
        done = reload(path)
        assert (done.returncode, done.stderr) == (0, "")
        # It may have been taken up already; then that is told.
        taken_up = 'rule "A": apple + china → apple\n' in done.stdout
        assert taken_up or done.stdout == "nothing has changed\n"
        assert daemon.stop() == 0


def test_without_a_daemon_there_is_nothing_to_reload(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text("")
    done = reload(path)
    assert done.returncode == 1
    assert "start one: news-monitor run" in done.stderr


def test_a_round_of_once_is_not_ended_by_a_reload(tmp_path):
    """SIGHUP would."""
    path = tmp_path / "config.toml"
    path.write_text("")
    config = load_config(path, environ={"TZ": "UTC"})
    with InstanceLock(config.database), pytest.raises(MonitorError, match="one round only"):
        reload_daemon(config)


def test_a_daemon_that_does_not_answer_is_said_to(tmp_path, monkeypatch):
    path = tmp_path / "config.toml"
    path.write_text("")
    config = load_config(path, environ={"TZ": "UTC"})
    asked = []
    monkeypatch.setattr("os.kill", lambda *words: asked.append(words))
    with InstanceLock(config.database) as lock:
        now = datetime.now(UTC)
        before = Reloaded(at=now, ok=True)
        lock.say(
            DaemonStatus(at=now, started=now, version="1", watching="", reloaded=before).to_json()
        )
        with pytest.raises(MonitorError, match="hasn't answered for 0 s; its log says why"):
            reload_daemon(config, patience=0.1)
    assert asked == [(os.getpid(), signal.SIGHUP)]
