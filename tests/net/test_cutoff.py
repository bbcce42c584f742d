"""A time limit that holds whatever the other end does."""

from __future__ import annotations

import socket
import time

import pytest

from monitor.net.cutoff import CutOff
from tests.alerts.servers import TarPit


@pytest.fixture
def tar_pit():
    """Accepts connections and says nothing."""
    with TarPit() as server:
        yield server


def test_a_peer_that_drips_is_cut_off_in_the_middle_of_a_read():
    with TarPit(drip=b"x") as pit, CutOff(0.5) as cut, cut.connect("127.0.0.1", pit.port) as sock:
        sock.settimeout(30)
        started = time.monotonic()
        received = b""
        while chunk := sock.recv(64):
            received += chunk

    assert received, "it never was silent, so no timeout of the socket's own ended it"
    assert time.monotonic() - started < 10
    assert cut.expired


def test_it_holds_for_a_socket_whose_descriptor_was_taken_over(tar_pit):
    """As TLS does with it."""
    with CutOff(0.3) as cut:
        descriptor = cut.connect("127.0.0.1", tar_pit.port).detach()
        with socket.socket(fileno=descriptor) as taken:
            taken.settimeout(5)
            assert taken.recv(1) == b""


def test_it_leaves_alone_what_ends_in_time(tar_pit):
    with CutOff(60) as cut, cut.connect("127.0.0.1", tar_pit.port) as sock:
        sock.sendall(b"hello")
        assert not cut.expired
        assert 50 < cut.remaining <= 60


def test_every_address_of_a_name_is_tried(monkeypatch):
    """IPv6 first, where nobody listens, then IPv4."""
    with TarPit() as pit:
        found = socket.getaddrinfo("127.0.0.1", pit.port, type=socket.SOCK_STREAM)
        with TarPit() as gone:
            dead = socket.getaddrinfo("127.0.0.1", gone.port, type=socket.SOCK_STREAM)
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: dead + found)
        with CutOff(5) as cut, cut.connect("two.example", pit.port) as sock:
            assert sock.getpeername()[1] == pit.port


@pytest.mark.parametrize("name", ["nowhere.invalid", "x" * 70 + ".example", "a..b"])
def test_a_name_without_address_is_an_error_of_the_resolver(name):
    with CutOff(10) as cut, pytest.raises(socket.gaierror):
        cut.connect(name, 80)


def test_nothing_is_begun_when_the_time_is_up(tar_pit):
    with CutOff(0.0) as cut, pytest.raises(TimeoutError):
        cut.connect("127.0.0.1", tar_pit.port)
    assert tar_pit.connections == 0
