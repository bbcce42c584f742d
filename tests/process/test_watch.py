"""What the daemon says of trouble, and when it ends by itself."""

from __future__ import annotations

import logging
import subprocess
import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from monitor.errors import DiskFull, MonitorError
from monitor.process.stopping import StopSignal
from monitor.process.watch import (
    AGAIN_SECONDS,
    CALM_SECONDS,
    SETTLED_SECONDS,
    STALLED_SECONDS,
    Watchdog,
    WriteLog,
    once_there_is_space,
)
from monitor.troubles import Troubles
from tests.daemon_process import DaemonProcess

FULL = DiskFull("the disk is full: nothing can be written to news.db")


class Seconds:
    """A clock that the test sets."""

    def __init__(self):
        self.now = 1_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def seconds(caplog):
    caplog.set_level(logging.INFO)
    return Seconds()


def test_a_full_disk_is_told_once_an_hour_and_once_when_it_is_over(seconds, caplog):
    troubles = Troubles()
    log = WriteLog(troubles, seconds)
    for _ in range(AGAIN_SECONDS + 10):  # each second, as the daemon tries
        log.written(FULL)
        log.written(None)  # a small write still fits
        seconds.now += 1
    assert [record.message for record in caplog.records] == [
        f"{FULL}; polls and alerts wait until this is over"
    ] * 2
    (trouble,) = troubles.now()
    assert (trouble.name, trouble.what) == ("database", str(FULL))
    assert trouble.cure == "make room on its disk"
    caplog.clear()
    seconds.now += CALM_SECONDS
    for _ in range(3):
        log.written(None)
    assert troubles.now() == ()
    assert [record.message for record in caplog.records] == ["the database can be written again"]


def test_that_writing_works_again_is_said_within_seconds(seconds):
    clock = [datetime(2026, 11, 29, tzinfo=UTC)]
    troubles = Troubles(lambda: clock[0])
    log = WriteLog(troubles, seconds)
    log.written(FULL)
    seconds.now += SETTLED_SECONDS
    log.written(None)
    (trouble,) = troubles.now()
    assert trouble.what.startswith(f"writing failed until a moment ago ({FULL}); it works again")
    assert trouble.cure == ""
    log.written(FULL)
    assert [each.what for each in troubles.now()] == [str(FULL)]
    seconds.now += SETTLED_SECONDS
    log.written(None)
    clock[0] += timedelta(seconds=CALM_SECONDS)  # nothing was written meanwhile
    assert troubles.now() == ()


def test_one_write_that_fails_by_itself_is_not_taken_for_a_full_disk(seconds, caplog):
    WriteLog(Troubles(), seconds).written(ValueError("no"))
    assert not caplog.records


def test_a_tick_that_fails_is_told_once_an_hour_and_the_next_one_comes(seconds, caplog):
    dog = Watchdog(seconds)
    for _ in range(100):
        with dog.ticking():
            raise ValueError("a bug")
        seconds.now += 1
    with dog.ticking():
        raise FULL  # the log of writes says so
    assert len(caplog.records) == 1


def test_a_daemon_whose_threads_have_died_ends(seconds):
    dog = Watchdog(seconds)
    dog.check(SimpleNamespace(works=True))
    with pytest.raises(MonitorError, match="records what feeds bring has ended"):
        dog.check(SimpleNamespace(works=False))


def test_a_daemon_that_looks_for_no_feeds_any_more_ends(seconds, caplog):
    ended = []
    dog = Watchdog(seconds, abort=ended.append)
    seconds.now += STALLED_SECONDS
    dog.check(SimpleNamespace(works=True))
    with dog.ticking():
        seconds.now += 1
    seconds.now += STALLED_SECONDS + 1
    assert not ended
    dog.check(SimpleNamespace(works=True))
    assert ended == [1]
    assert "nothing looked for due feeds for 15 minutes" in caplog.text


def test_a_start_waits_for_space_until_a_stop_is_asked_for(monkeypatch):
    monkeypatch.setattr("monitor.process.watch.RETRY_SECONDS", 0.01)
    stop, left = StopSignal(), [FULL] * 3

    def start():
        if left:
            raise left.pop()

    once_there_is_space(start, stop=stop)
    assert not left
    stop.ask()
    left.append(FULL)
    with pytest.raises(DiskFull):
        once_there_is_space(start, stop=stop)


@pytest.fixture
def small_disk(tmp_path):
    """A folder on a disk of its own that is soon full."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", folder]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root can mount a small disk")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def test_a_daemon_on_a_full_disk_stays_says_so_and_loses_nothing(small_disk, tmp_path, feed_server):
    def publish(numbers):
        items = "".join(
            f"<item><title>Apple news {n}</title><guid>{n}</guid>"
            f"<description>{'word ' * 400}</description></item>"
            for n in numbers
        )
        body = f'<rss version="2.0"><channel>{items}</channel></rss>'
        return feed_server.publish("/feed.xml", body)

    config = tmp_path / "config.toml"
    config.write_text(
        f'database = "{small_disk}/news.db"\nallow_private = ["127.0.0.1"]\n'
        'web = { listen = "" }\n'
        f'[[feeds]]\nurl = "{publish([0])}"\ninterval = "1s"\n'
    )
    with DaemonProcess(config) as daemon:
        daemon.wait_for(event="poll", new=1)
        with (small_disk / "fill").open("ab", buffering=0) as fill, suppress(OSError):
            while True:
                fill.write(b"x" * 4096)
        publish(range(60))
        said = daemon.wait_for(event="unwritable")
        assert said["message"].startswith("the disk is full: nothing can be written to ")
        threading.Event().wait(3)
        assert daemon.process.poll() is None
        (small_disk / "fill").unlink()
        daemon.wait_for(event="poll", new=59)
        assert sum(event.get("event") == "unwritable" for event in daemon.events) == 1
        assert [event for event in daemon.events if "exception" in event] == []
        assert daemon.stop() == 0
