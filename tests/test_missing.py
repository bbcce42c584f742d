"""A daemon that is started when half of what its configuration names is gone, and comes back."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest

from monitor.actions.reload import reload_daemon
from monitor.config import load_config
from tests.alerts.servers import WebhookServer
from tests.daemon_process import DaemonProcess, printed_by
from tests.forked_process import ran

LIST = '<opml version="2.0"><body><outline type="rss" xmlUrl="{0}"/></body></opml>'


def feed(title):
    now = format_datetime(datetime.now(UTC))
    item = f"<item><guid>{title}</guid><title>{title}</title><pubDate>{now}</pubDate></item>"
    return f'<rss version="2.0"><channel><title>N</title>{item}</channel></rss>'.encode()


@pytest.fixture
def place(tmp_path, feed_server):
    """A configuration that names five things, of which none is there."""
    for name in ("open", "closed", "listed"):
        feed_server.publish(f"/{name}.xml", feed(f"Launch {name} announced"))
    path = tmp_path / "config.toml"
    path.write_text(
        f"""
timezone = "UTC"
gather = "0s"
allow_private = ["127.0.0.1"]
[web]
listen = "127.0.0.1:0"
password = "file:password"
[targets.console]
url = "console:"
[targets.desk]
url = "file:desk"
[[feeds]]
url = "{feed_server.url("/open.xml")}"
backfill = "all"
[[feeds]]
url = "{feed_server.url("/closed.xml")}"
backfill = "all"
headers = {{ Authorization = "file:token" }}
[[feeds]]
url = "local.xml"
name = "Local"
backfill = "all"
[[subscriptions]]
url = "team.opml"
[[rules]]
name = "Launch"
match = "launch + announced"
targets = ["console", "desk"]
group = "item"
"""
    )
    return path


def names_of(status):
    return {each["name"]: each for each in json.loads(status.stdout)["reasons"]}


def test_it_starts_with_everything_else_tells_what_is_missing_and_takes_it_up(
    place, feed_server, tmp_path
):
    with WebhookServer() as desk, DaemonProcess(place) as daemon:
        told = {
            event["missing"] for event in list(daemon.events) if event.get("event") == "missing"
        }
        assert told == {
            "file:password",
            "file:desk",
            "file:token",
            str(tmp_path / "local.xml"),
            str(tmp_path / "team.opml"),
        }
        daemon.wait_for(event="poll", feed=feed_server.url("/open.xml"), result="polled")
        with daemon.changed:
            assert daemon.changed.wait_for(lambda: "*Launch* open" in str(daemon.output), 30)
        assert not any(event.get("event") == "page" for event in list(daemon.events))
        assert not any(each.path == "/closed.xml" for each in feed_server.requests)

        status = ran("status", "--json", "-c", place)
        assert status.returncode == 1
        reason = names_of(status)["missing"]
        assert 'there is no file "local.xml"' in reason["what"]
        assert "file desk isn't there" in reason["what"]
        assert "put it back" in reason["cure"]
        shown = printed_by(place, "feeds", "--json")
        assert "file token isn't there" in shown
        doctor = ran("doctor", "--offline", "-c", place)
        assert doctor.returncode == 1
        assert 'there is no file "local.xml"' in doctor.stdout
        check = ran("check", "-c", place)
        assert check.returncode == 1
        assert check.stderr.count("isn't there") == 3
        assert check.stderr.count("there is no file") == 2
        assert "file desk isn't there" in ran("targets", "test", "desk", "-c", place).stderr
        # Nothing is lost of what is for a target that can't be reached.
        rows = json.loads(printed_by(place, "deliveries", "--target", "desk", "--json"))
        assert [row["state"] for row in rows] == ["pending"]

        (tmp_path / "password").write_text("correct horse")
        (tmp_path / "desk").write_text(desk.slack())
        (tmp_path / "token").write_text("Bearer x")
        (tmp_path / "local.xml").write_bytes(feed("Launch local announced"))
        (tmp_path / "team.opml").write_text(LIST.format(feed_server.url("/listed.xml")))
        daemon.wait_for(event="found")
        with desk.changed:
            assert desk.changed.wait_for(lambda: len(desk.posts) >= 3, 30), daemon.events
        daemon.wait_for(event="page")
        reload_daemon(load_config(place, environ={"TZ": "UTC"}))
        assert "missing" not in names_of(ran("status", "--json", "-c", place))
        assert ran("check", "-c", place).returncode == 0
        assert daemon.stop() == 0


def test_once_does_what_it_can_and_says_what_it_cannot(place):
    done = ran("once", "-c", place)
    assert done.returncode == 1
    assert "file token isn't there" in done.stderr
    assert "not sent: 1 delivery to desk" in done.stderr
    assert "*Launch* open *announced*" in done.stdout
    assert "file token isn't there" in done.stdout


def test_commands_that_show_what_was_found_work_without_it(place):
    ran("once", "-c", place)
    assert "Launch open announced" in printed_by(place, "matches")
    assert "Local" in printed_by(place, "feeds")
    # What is missing can be taken out by a command.
    printed_by(place, "feeds", "remove", "local.xml")
    assert "local.xml" not in place.read_text()


def test_a_file_that_goes_while_the_daemon_runs_keeps_no_other_change_out(place, tmp_path):
    for name in ("password", "desk", "token"):
        (tmp_path / name).write_text("json://127.0.0.1:9/a")
    (tmp_path / "local.xml").write_bytes(feed("Launch local announced"))
    (tmp_path / "team.opml").write_text(LIST.format("https://news.example/feed"))
    whole = place.read_text()
    with DaemonProcess(place) as daemon:
        config = load_config(place, environ={"TZ": "UTC"})
        (tmp_path / "local.xml").unlink()
        place.write_text(whole.replace("launch + announced", "launch"))
        done = reload_daemon(config)
        assert (done.ok, done.lines) == (
            True,
            ("1 feed changed: Local", 'rule "Launch": launch + announced → launch'),
        )
        daemon.wait_for(event="missing")

        # A secret that it has isn't given up for one that is gone, and a new name is a mistake.
        (tmp_path / "desk").unlink()
        refused = reload_daemon(config)
        assert not refused.ok
        assert "file desk isn't there" in refused.lines[0]
        (tmp_path / "desk").write_text("json://127.0.0.1:9/a")
        place.write_text(f'{place.read_text()}\n[[feeds]]\nurl = "lokal.xml"\n')
        refused = reload_daemon(config)
        assert not refused.ok
        assert 'there is no file "lokal.xml"' in refused.lines[0]
        assert daemon.stop() == 0


def test_a_service_that_lost_its_variable_starts_without_that_target(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text(
        'web = { listen = "" }\n[targets.desk]\nurl = "env:NM_GONE_URL"\n'
        '[[rules]]\nname = "A"\nmatch = "apple"\n'
    )
    assert "NM_GONE_URL" not in os.environ
    with DaemonProcess(path) as daemon:
        daemon.wait_for(event="missing", missing="env:NM_GONE_URL")
        assert daemon.stop() == 0
