"""The page of a running daemon, in a process of its own."""

from __future__ import annotations

import re
import shutil
import socket
import time

import pytest
import requests

from monitor.shipped import shipped
from tests.daemon_process import PATIENCE, DaemonProcess


@pytest.fixture
def configure(tmp_path):
    def configure(listen):
        shutil.copy(shipped("sample.rss"), tmp_path / "sample.rss")
        path = tmp_path / "config.toml"
        path.write_text(
            'timezone = "UTC"\n[targets.console]\nurl = "console:"\n'
            f'[web]\nlisten = "{listen}"\n'
            '[[feeds]]\nurl = "sample.rss"\nname = "Sample"\nbackfill = "all"\n'
            '[[rules]]\nname = "Apple in China"\nmatch = "Apple + China + AI"\n'
        )
        return path

    return configure


def event(daemon, name):
    """Wait until the log has an event of that name."""
    deadline = time.monotonic() + PATIENCE
    with daemon.changed:
        while True:
            for each in daemon.events:
                if each.get("event") == name:
                    return each
            assert daemon.changed.wait(deadline - time.monotonic()), daemon.events


def test_it_tells_its_address_shows_what_came_in_and_ends_with_the_daemon(configure):
    with DaemonProcess(configure("127.0.0.1:0")) as daemon, requests.Session() as visitor:
        visitor.trust_env = False
        told = event(daemon, "page")
        assert told["message"] == f"page: {told['url']}"
        event(daemon, "poll")
        deadline = time.monotonic() + PATIENCE
        while True:
            matches = visitor.get(f"{told['url']}/api/matches", timeout=20).json()["matches"]
            if matches:
                break
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert {match["rule"] for match in matches} == {"Apple in China"}
        with visitor.get(f"{told['url']}/live", stream=True, timeout=20) as stream:
            said = stream.iter_lines()
            next(said)
            started = time.monotonic()
            assert daemon.stop() == 0
            assert time.monotonic() - started < 10


def test_a_port_in_use_is_told_and_the_rest_goes_on(configure):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with DaemonProcess(configure(f"127.0.0.1:{port}")) as daemon:
            told = event(daemon, "page-failed")
            assert told["level"] == "warning"
            assert f"127.0.0.1:{port}" in told["message"]
            assert "set listen in [web]" in told["message"]
            assert event(daemon, "poll")
            assert daemon.stop() == 0


def test_the_first_look_shows_something_and_the_second_start_says_what_is_there(configure):
    path = configure("127.0.0.1:0")
    with DaemonProcess(path) as daemon, requests.Session() as visitor:
        visitor.trust_env = False
        url = event(daemon, "page")["url"]
        event(daemon, "poll")
        deadline = time.monotonic() + PATIENCE
        while not visitor.get(f"{url}/api/matches", timeout=20).json()["matches"]:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        today = visitor.get(url, timeout=20).text
        assert "<b>0</b> matches in the last 24 hours" not in today
        assert "No matches in the last 48 hours" not in today
        assert 'class="story' in today
        assert [each for each in daemon.events if each.get("event") == "history"] == []
        # What is saved on the page is in use within seconds, and the banner goes.
        form = re.search(r'name="form_token" value="(\w+)"', visitor.get(f"{url}/workbench").text)
        rule = {"form_token": form[1], "new_name": "Tsai", "rule": '"Joe Tsai"', "group": "story"}
        saved = visitor.post(f"{url}/rules/save", data=rule, timeout=20)
        assert "It takes effect within seconds." in saved.text
        told = event(daemon, "reload")["message"]
        assert "Tsai" in told
        while "Tsai" not in {
            each["name"] for each in visitor.get(f"{url}/api/rules").json()["rules"]
        }:
            assert time.monotonic() < deadline
        assert "has changed" not in visitor.get(f"{url}/rules").text
        assert daemon.stop() == 0
    with DaemonProcess(path) as daemon:
        told = event(daemon, "history")["message"]
        assert re.match(r"\d+ matches in \d+ stor(y|ies) so far, the newest ", told)
        assert "`news-monitor matches` shows them" in told
        assert daemon.stop() == 0
