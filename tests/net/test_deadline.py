"""A limit of seconds and bytes that holds whatever the other end does."""

from __future__ import annotations

import socket
import ssl
import threading
import time

import pytest

from monitor.net.deadline import Deadline, DeadlineError, Spent, TLSSocket
from tests.alerts.servers import TarPit


@pytest.fixture
def tar_pit():
    """Accepts connections and says nothing."""
    with TarPit() as server:
        yield server


def connected(deadline, server):
    return deadline.connect(["127.0.0.1"], server.port)


def drain(sock):
    """Read as much as there is; how much it was."""
    received = 0
    buffer = bytearray(64)
    while got := sock.recv_into(buffer):
        received += got
    return received


class TestOurOwnSockets:
    def test_a_peer_that_drips_is_left_when_the_time_is_up(self):
        deadline = Deadline(0.3, read=30)
        started = time.monotonic()
        with (
            TarPit(drip=b"x") as pit,
            connected(deadline, pit) as sock,
            pytest.raises((DeadlineError, TimeoutError)),
        ):
            drain(sock)
        deadline.release()
        assert deadline.spent is Spent.TIME
        assert time.monotonic() - started < 10

    def test_a_peer_that_says_nothing_is_left_sooner(self, tar_pit):
        deadline = Deadline(30, read=0.2)
        with connected(deadline, tar_pit) as sock, pytest.raises(TimeoutError):
            sock.recv_into(bytearray(1))
        deadline.release()
        assert deadline.spent is None

    def test_a_peer_that_says_too_much_is_left(self):
        deadline = Deadline(30, max_bytes=1_000)
        with (
            TarPit(start=b"x" * 1_001) as pit,
            connected(deadline, pit) as sock,
            pytest.raises(DeadlineError),
        ):
            drain(sock)
        deadline.release()
        assert deadline.spent is Spent.BYTES

    def test_a_wait_is_cancelled_from_another_thread(self, tar_pit):
        deadline = Deadline(30)
        with connected(deadline, tar_pit) as sock:
            threading.Timer(0.1, deadline.cancel).start()
            with pytest.raises(DeadlineError):
                sock.recv_into(bytearray(1))
        deadline.release()
        assert deadline.spent is Spent.CANCELLED

    def test_a_handshake_is_cancelled_too(self, tar_pit):
        """While it lasts, the descriptor belongs to neither of the two sockets."""
        context = ssl.create_default_context()
        context.sslsocket_class = TLSSocket
        deadline = Deadline(30)
        sock = connected(deadline, tar_pit)
        threading.Timer(0.1, deadline.cancel).start()
        started = time.monotonic()
        with pytest.raises(OSError):  # noqa: PT011 - how TLS says it differs by version
            context.wrap_socket(sock, server_hostname="feeds.test")
        deadline.release()
        assert time.monotonic() - started < 5

    def test_what_was_shut_does_not_read_as_the_end(self, tar_pit):
        """A body without a length ends where the connection does: half of it would pass for all."""
        deadline = Deadline(30)
        with connected(deadline, tar_pit) as sock:
            deadline.cancel()
            with pytest.raises(DeadlineError):
                sock.recv_into(bytearray(1))
        deadline.release()


class TestAlarm:
    def test_a_socket_that_is_not_ours_is_shut_in_the_middle_of_a_read(self):
        """As TLS makes one of ours into another."""
        deadline = Deadline(0.3)
        with TarPit(drip=b"x") as pit, deadline.alarm():
            descriptor = connected(deadline, pit).detach()
            with socket.socket(fileno=descriptor) as taken:
                taken.settimeout(30)
                assert drain(taken), "it never was silent, so no timeout of its own ended it"
        assert deadline.spent is Spent.TIME

    def test_what_ends_in_time_is_left_alone(self, tar_pit):
        deadline = Deadline(60)
        with deadline.alarm(), connected(deadline, tar_pit) as sock:
            sock.sendall(b"hello")
            assert deadline.spent is None
            assert 50 < deadline.left() <= 60
        assert deadline.spent is None

    def test_the_connection_outlives_its_deadline(self, tar_pit):
        """It may be kept, and used under another one."""
        deadline = Deadline(60)
        with deadline.alarm():
            sock = connected(deadline, tar_pit)
        sock.sendall(b"hello")
        sock.close()

    def test_none_of_several_connections_escapes(self):
        """A service may be posted to at two hosts by turns."""
        deadline = Deadline(0.3)
        with TarPit() as first, TarPit() as second, deadline.alarm():
            waiting = connected(deadline, first).detach()
            with connected(deadline, second), socket.socket(fileno=waiting) as taken:
                taken.settimeout(30)
                assert drain(taken) == 0
        assert deadline.spent is Spent.TIME


class TestConnecting:
    def test_every_address_is_tried(self, tar_pit):
        deadline = Deadline(5)
        with deadline.connect(["127.0.0.9", "::1", "127.0.0.1"], tar_pit.port) as sock:
            assert sock.getpeername()[1] == tar_pit.port
        deadline.release()

    def test_nothing_is_begun_when_the_time_is_up(self, tar_pit):
        with pytest.raises(DeadlineError):
            connected(Deadline(0.0), tar_pit)
        assert tar_pit.connections == 0

    def test_a_host_without_an_address_is_an_error(self):
        with pytest.raises(OSError, match="no address"):
            Deadline(5).connect([], 80)


class TestTheClock:
    def test_no_step_may_wait_longer_than_there_is_time(self):
        now = [100.0]
        deadline = Deadline(45, elapsed=5, clock=lambda: now[0])
        assert deadline.left(20) == 20
        now[0] += 30
        assert deadline.elapsed == 35
        assert deadline.left(20) == 10
        now[0] += 10
        with pytest.raises(DeadlineError):
            deadline.left(20)
        assert deadline.spent is Spent.TIME

    def test_waiting_for_ones_turn_takes_no_time_off(self):
        now = [0.0]

        def turn(seconds):
            now[0] += 40.0
            return now[0] > 100.0

        deadline = Deadline(10, large=1_000, turn=turn, clock=lambda: now[0])
        deadline.count(1_000)
        assert now[0] == 0.0, "so much isn't large"
        deadline.count(1)
        assert now[0] == 120.0
        deadline.count(1_000)
        assert now[0] == 120.0, "its turn comes but once"
        assert deadline.elapsed == 0.0

    def test_the_limit_that_was_hit_first_is_the_one(self):
        now = [0.0]
        deadline = Deadline(10, max_bytes=5, clock=lambda: now[0])
        with pytest.raises(DeadlineError):
            deadline.count(6)
        now[0] = 11
        assert deadline.spent is Spent.BYTES
