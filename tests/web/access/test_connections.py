"""Connections: silent ones can't lock anybody out of the page, nor use up descriptors."""

from __future__ import annotations

import socket
import threading
from contextlib import ExitStack

import pytest
import requests

from monitor.web.access import connections
from monitor.web.context import Desk
from monitor.web.server import WebServer

PATIENCE = 20.0


class Door:
    """A page with few places."""

    def __init__(self, room, places, opened):
        self.server = WebServer.start(Desk(room.config, room.config.web), connections=places)
        self.url = self.server.url
        self._opened = opened

    def connect(self, said=b"", *, address="127.0.0.1"):
        """Connect from an address of this machine and say something."""
        port = int(self.url.rpartition(":")[2])
        visitor = self._opened.enter_context(
            socket.create_connection(("127.0.0.1", port), PATIENCE, source_address=(address, 0))
        )
        visitor.sendall(said)
        return visitor

    def get(self, path="/"):
        with requests.Session() as session:
            session.trust_env = False
            return session.get(self.url + path, timeout=PATIENCE).status_code


@pytest.fixture
def door(room, monkeypatch):
    for limit in ("HEADERS_SECONDS", "BODY_SECONDS", "STALL_SECONDS"):
        monkeypatch.setattr(connections, limit, 600.0)  # nobody is cut off for being slow
    with ExitStack() as opened:
        servers = []

        def door(places=20):
            made = Door(room, places, opened)
            servers.append(made.server)
            return made

        yield door
        for server in servers:
            server.stop()


def is_cut_off(visitor):
    """Whether a visitor is cut off, sooner or later, without an answer."""
    try:
        return visitor.recv(100) == b""
    except ConnectionResetError:
        return True


HALF_HEADERS = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
HALF_FORM = (
    b"POST /workbench/trial HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\nrule="
)
STREAM = b"GET /live HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.mark.parametrize("said", [b"", HALF_HEADERS, HALF_FORM], ids=["silent", "headers", "form"])
def test_hundreds_who_owe_us_something_lock_nobody_out(door, said):
    it = door()
    visitors = [it.connect(said) for _ in range(60)]
    assert it.get() == 200
    assert is_cut_off(visitors[0])  # the first of them made room


def test_an_address_with_many_connections_makes_room_for_another(door):
    it = door(20)
    quiet = it.connect(address="127.0.0.2")
    crowds = [it.connect(address=f"127.0.0.{n}") for n in (3, 4) for _ in range(10)]
    assert it.get() == 200
    quiet.sendall(b"GET /login HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert quiet.recv(12) == b"HTTP/1.1 303"  # there is no password to ask for
    assert any(is_cut_off(each) for each in crowds[:1])


def test_where_all_places_are_in_use_the_next_is_told_to_come_again(door):
    it = door(8)  # a quarter may listen, an address may have half
    listening = [it.connect(STREAM, address=f"127.0.0.{n}") for n in (2, 3)]
    for each in listening:
        assert each.recv(12) == b"HTTP/1.1 200"
    assert it.connect(STREAM).recv(12) == b"HTTP/1.1 503"
    assert it.get() == 200


@pytest.mark.parametrize(
    ("said", "limit"),
    [(b"", "HEADERS_SECONDS"), (HALF_HEADERS, "HEADERS_SECONDS"), (HALF_FORM, "BODY_SECONDS")],
    ids=["silent", "headers", "form"],
)
def test_single_bytes_buy_no_time(door, monkeypatch, said, limit):
    it, ended = door(), threading.Event()
    monkeypatch.setattr(connections, limit, 0.3)
    visitor = it.connect(said)

    def drip():
        while said and not ended.wait(0.02):
            try:
                visitor.send(b"a")
            except OSError:
                return

    dripping = threading.Thread(target=drip)
    dripping.start()
    assert is_cut_off(visitor)
    ended.set()
    dripping.join()


def test_who_doesnt_read_the_answer_is_cut_off(door, monkeypatch):
    it = door()
    monkeypatch.setattr(connections, "STALL_SECONDS", 0.2)
    visitor = it.connect()
    visitor.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    visitor.settimeout(PATIENCE)
    ask = b"GET /api/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n"
    # Unread answers pile up until the buffers between us are full.
    with pytest.raises((ConnectionResetError, BrokenPipeError)):
        visitor.sendall(ask * 100_000)


def test_one_who_goes_away_in_the_middle_of_a_form_leaves_no_error_in_the_log(door, caplog):
    it = door()
    visitor = it.connect(HALF_FORM)
    visitor.shutdown(socket.SHUT_RDWR)
    it.connect(b"nonsense\r\n\r\n")
    assert it.get() == 200
    it.server.stop()
    assert not caplog.records
