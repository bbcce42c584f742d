"""From names to addresses, within a deadline."""

from __future__ import annotations

import socket
import threading
import time

import pytest

from monitor.net.deadline import Deadline, DeadlineError
from monitor.net.lookup import Lookups, connect
from tests.alerts.servers import TarPit


@pytest.fixture
def lookups():
    made = []

    def lookups(resolve):
        made.append(Lookups(resolve))
        return made[-1]

    yield lookups
    for each in made:
        each.close()


def test_a_name_has_the_addresses_that_the_resolver_says(lookups):
    found = lookups(lambda host, port: [f"{host}:{port}"]).look_up("a.example", 80, Deadline(5))
    assert found == ["a.example:80"]


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "0x7f.1"])
def test_an_address_needs_no_look_up(lookups, host):
    assert lookups(None).look_up(host, 80, Deadline(5)) == ("127.0.0.1",)


def test_name_servers_that_do_not_answer_are_left(lookups):
    silent = threading.Event()
    started = time.monotonic()
    with pytest.raises(socket.gaierror) as raised:
        lookups(lambda *_: silent.wait(30)).look_up("a.example", 80, Deadline(30, connect=0.1))
    silent.set()
    assert raised.value.errno == socket.EAI_AGAIN
    assert time.monotonic() - started < 10


def test_a_wait_ends_when_all_of_it_is_closed(lookups):
    silent = threading.Event()
    all_ = lookups(lambda *_: silent.wait(30))
    threading.Timer(0.1, all_.close).start()
    with pytest.raises(DeadlineError):
        all_.look_up("a.example", 80, Deadline(30))
    silent.set()
    with pytest.raises(DeadlineError):
        all_.look_up("a.example", 80, Deadline(30))


@pytest.mark.parametrize("name", ["nowhere.invalid", "x" * 70 + ".example", "a..b"])
def test_a_name_without_address_is_an_error_of_the_resolver(name):
    with pytest.raises(socket.gaierror):
        connect(name, 80, Deadline(10))


def test_every_address_of_a_name_is_tried(monkeypatch):
    """IPv6 first, where nobody listens, then IPv4."""
    deadline = Deadline(5)
    with TarPit() as pit:
        found = [
            (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("::1", pit.port, 0, 0)),
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", pit.port)),
        ]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
        with deadline.alarm(), connect("two.example", pit.port, deadline) as sock:
            assert sock.getpeername()[0] == "127.0.0.1"


def test_who_is_slow_to_talk_has_all_the_time_there_is():
    """Not just that for connecting: some mail servers greet after half a minute."""
    deadline = Deadline(60, connect=1)
    with TarPit() as pit, deadline.alarm(), connect("127.0.0.1", pit.port, deadline) as sock:
        assert sock.gettimeout() > 50
