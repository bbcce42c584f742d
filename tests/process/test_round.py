"""A round of polls and deliveries can be stopped at any moment."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from types import SimpleNamespace

import pytest

from monitor.process.round import deliver, in_background, poll_all
from monitor.process.stopping import StopSignal


def test_a_stop_ends_what_waits_for_a_hanging_target(monkeypatch):
    monkeypatch.setattr("monitor.process.round.GRACE", 0.01)
    stop, hangs, halted = StopSignal(), threading.Event(), []

    def work():
        stop.ask()
        hangs.wait(30)

    worker = SimpleNamespace(work=work, edit_due=pytest.fail, stop=lambda: halted.append(True))
    deliver([worker, worker], stop)
    assert halted == [True, True]
    assert not hangs.is_set()
    hangs.set()


def test_without_a_stop_all_is_done():
    done = []
    in_background([lambda: done.append(1)] * 3, StopSignal(), halt=pytest.fail)
    assert done == [1, 1, 1]


def test_polling_ends_at_a_stop_and_when_there_is_no_more():
    stop, left = StopSignal(), [2, 1, 0]
    poll_all(lambda: left.pop(0), stop)
    assert left == []
    stop.ask()
    poll_all(pytest.fail, stop)


def test_once_ends_within_seconds_of_ctrl_c_and_says_what_it_skipped(feed_server, tmp_path):
    slow = feed_server.hang("/slow.xml")
    config = tmp_path / "config.toml"
    config.write_text(
        f'database = "{tmp_path}/news.db"\nallow_private = ["127.0.0.1"]\n'
        'web = { listen = "" }\n'
        f'[[feeds]]\nurl = "{slow}"\n[[feeds]]\nurl = "{slow}?2"\n'
    )
    command = [sys.executable, "-m", "monitor", "once", "-c", config]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=os.environ) as once:
        end = time.monotonic() + 30
        while not feed_server.asked("/slow.xml"):
            assert time.monotonic() < end
            time.sleep(0.01)
        once.send_signal(signal.SIGINT)
        _, told = once.communicate(timeout=20)
    assert once.returncode == 1
    assert "stopped before the end: 2 feeds not polled" in told
