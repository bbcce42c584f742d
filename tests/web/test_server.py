"""Serving: in its own thread, beside polls that it never delays, until it is stopped."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
import time

import pytest
import requests
import sqlite_utils

from monitor.errors import MonitorError
from monitor.store.lock import InstanceLock
from monitor.web.context import Desk
from monitor.web.server import THREADS, WebServer
from monitor.web.server import listen as bind
from tests.forked_process import ran


def test_a_port_in_use_is_told_with_the_cure(make_room):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        room = make_room(web=f'listen = "127.0.0.1:{port}"')
        with pytest.raises(MonitorError, match=rf"127\.0\.0\.1:{port}.*in use.*set listen"):
            WebServer.start(Desk(room.config, room.config.web))


def test_a_name_nobody_knows_is_told():
    with pytest.raises(MonitorError, match="can't be served on"):
        bind("no-such-host.invalid", 1)


def test_answers_dont_wait_for_acknowledgements():
    with bind("127.0.0.1", 0) as listening:
        assert listening.proto == socket.IPPROTO_TCP, "asyncio turns Nagle's algorithm off then"


def test_any_free_port_is_told_by_its_number(page):
    assert page.server.url == page.url
    assert not page.url.endswith(":0")


def test_it_is_gone_when_it_has_stopped_and_stopping_twice_is_fine(serve, room):
    before = set(threading.enumerate())
    page = serve(room)
    assert page.get("/").ok
    page.server.stop()
    page.server.stop()
    with pytest.raises(requests.ConnectionError):
        page.get("/")
    for thread in set(threading.enumerate()) - before:  # those that were free end on their own
        thread.join(10)
    assert set(threading.enumerate()) <= before


def test_answers_are_worked_out_at_the_same_time(serve, room):
    page = serve(room)
    answers = []
    threads = [
        threading.Thread(
            target=lambda: answers.append(requests.get(f"{page.url}/matches", timeout=20))
        )
        for _ in range(2 * THREADS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status_code for answer in answers] == [200] * len(threads)


def test_what_a_page_reads_is_read_only(serve, room):
    desk = Desk(room.config, room.config.web)
    with pytest.raises(Exception, match="readonly|read-only|query_only"):
        desk.read().execute("DELETE FROM matches")
    desk.close()


def test_half_a_request_holds_nobody_up(page):
    host, port = "127.0.0.1", int(page.url.rpartition(":")[2])
    slow = [socket.create_connection((host, port)) for _ in range(20)]
    try:
        for each in slow:
            each.sendall(b"POST /matches/1/vote HTTP/1.1\r\nHost: localhost\r\nContent-Le")
        assert page.get("/").status_code == 200
    finally:
        for each in slow:
            each.close()


def test_the_command_serves_the_page_alone_and_stops_when_told(make_room):
    room = make_room(web='listen = ""')
    path = room.config.path
    with subprocess.Popen(
        [sys.executable, "-m", "monitor", "web", "-c", path, "--listen", "127.0.0.1:0"],
        stdout=subprocess.PIPE,
        text=True,
        env={"PATH": "", "PYTHONUNBUFFERED": "1"},
    ) as process:
        said = process.stdout.readline()
        url = said.split()[1]
        assert said.startswith("page: http://127.0.0.1:")
        answer = requests.get(url, timeout=20)
        assert "read only" in answer.text
        started = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
        assert time.monotonic() - started < 5


def test_the_command_serves_strangers_only_with_a_password(make_room):
    room = make_room(web='listen = ""')
    done = ran("web", "-c", room.config.path, "-l", "0.0.0.0:0")
    assert done.returncode == 2
    assert "password" in done.stderr


@pytest.fixture
def old_room(room):
    """A newsroom whose database an older version wrote, as far as this one can tell."""
    room.database.close()
    db = sqlite_utils.Database(room.config.database)
    db["_sqlite_migrations"].delete_where("name = ?", ["m005_what_was_sent"])
    db.close()
    return room


@pytest.mark.parametrize("path", ["/", "/matches", "/api/matches"])
def test_the_page_alone_beside_a_daemon_of_an_older_version_says_so(serve, old_room, path):
    page = serve(old_room, can_write=False)
    with InstanceLock(old_room.config.database):
        answer = page.get(path)
    assert answer.status_code == 503
    assert "written by an older news-monitor" in answer.text
    assert "restart that process" in answer.text
