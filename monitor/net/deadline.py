"""Deadline: the seconds and bytes a conversation may take, whatever the other end does.

A socket's own timeout counts from one byte to the next: a server that sends a byte every 19 seconds
holds a thread for ever, and a watchdog between chunks never sees a slow header. So the sockets made
here ask the deadline before each receive how long they may still wait, and report what came.

That needs sockets of our own up to the last, TLS included, as feeds have them. Where another
library puts its own TLS around a socket (requests, smtplib), ``alarm`` shuts the socket from
outside when the time is up, and whoever waits on it gets an error at once. It isn't the only means,
because it costs a thread for each deadline, and hundreds of feeds are polled at a time.

Looking up a name has no socket to shut: see ``lookup``.
"""

from __future__ import annotations

import math
import os
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

CONNECT: float = 10.0
"""Seconds for a host to accept a connection, if nothing else is said."""

_A_MOMENT = 0.2
"""Seconds after which somebody who waits for a turn sees that all is cancelled."""


class Spent(Enum):
    """Why nothing more may be waited for."""

    TIME = auto()
    BYTES = auto()
    CANCELLED = auto()


class DeadlineError(OSError):
    """Nothing more may be waited for: ``Deadline.spent`` says why."""


class Deadline:
    """The seconds and bytes that everything done under it may take together.

    For one thread; any other may ``cancel`` it.

    Args:
        seconds: How many all of it may take.
        connect: How many of these seconds a host has to accept a connection.
        read: How many seconds may pass without a byte.
        max_bytes: How many bytes may be received on the wire.
        elapsed: Seconds that are used up already.
        large: How many received bytes are many: before more are received, ``turn`` has to come.
        turn: Waits for so many seconds, which take no time off; returns whether it has come.
        clock: Returns seconds and never goes back.
    """

    def __init__(
        self,
        seconds: float,
        *,
        connect: float = CONNECT,
        read: float = math.inf,
        max_bytes: float = math.inf,
        elapsed: float = 0.0,
        large: float = math.inf,
        turn: Callable[[float], bool] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.seconds = seconds
        self.connect_patience = connect
        self.read_patience = read
        self._clock = clock
        self._began = clock() - elapsed
        self._bytes = max_bytes
        self._small = large
        self._turn = turn
        self._lock = threading.Lock()
        self._watched: list[socket.socket] = []
        self._spent: Spent | None = None

    @property
    def elapsed(self) -> float:
        """Seconds taken so far."""
        return self._clock() - self._began

    @property
    def spent(self) -> Spent | None:
        """Which limit was hit first; None while none was."""
        if self._spent is None and self.elapsed >= self.seconds:
            self._spent = Spent.TIME
        return self._spent

    def left(self, patience: float = math.inf) -> float:
        """Seconds to wait for the next step: ``patience``, or less when the end is nearer.

        Raises:
            DeadlineError: A limit was hit.
        """
        left = self.seconds - (self._clock() - self._began)
        if self._spent or left <= 0:
            self.check()
        # A hair more than nothing, since a socket takes 0 for "don't wait at all".
        return max(min(patience, left), 0.001)

    def check(self) -> None:
        """Do nothing while every limit holds.

        Raises:
            DeadlineError: A limit was hit.
        """
        if self.spent:
            raise DeadlineError(self.spent.name)

    def count(self, received: int) -> None:
        """Take received bytes off what may come.

        Raises:
            DeadlineError: A limit was hit, by these bytes or while they were waited for: a socket
                that was shut for it reads as if the other end had said all.
        """
        self._bytes -= received
        self._small -= received
        if self._bytes < 0:
            self._spend(Spent.BYTES)
        self.check()
        if self._small < 0 and self._turn:
            self._wait_for(self._turn)

    def _wait_for(self, turn: Callable[[float], bool]) -> None:
        began = self._clock()
        while not turn(_A_MOMENT) and not self._spent:  # cancelled
            pass
        self._began += self._clock() - began
        self._small = math.inf
        self.check()

    def watch(self, sock: socket.socket) -> None:
        """Remember a socket in use, so that whoever waits on it can be woken.

        ``connect`` remembers its socket itself. Call ``release`` at the end.

        Raises:
            DeadlineError: A limit was hit just before.
        """
        # A duplicate, because wrapping a socket in TLS takes its descriptor away from the object.
        twin = socket.socket(sock.family, sock.type, sock.proto, os.dup(sock.fileno()))
        with self._lock:
            self._watched.append(twin)
        self.check()

    def release(self) -> None:
        """Forget the sockets in use; those that are open stay so."""
        with self._lock:
            watched, self._watched = self._watched, []
        for twin in watched:
            twin.close()

    def cancel(self) -> None:
        """End it now, from another thread."""
        self._end(Spent.CANCELLED)

    @contextmanager
    def alarm(self) -> Iterator[None]:
        """Inside the ``with``, shut the sockets in use when the time is up; release them after."""
        timer = threading.Timer(self.seconds - self.elapsed, self._end, (Spent.TIME,))
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            self.release()

    def connect(self, addresses: Sequence[str], port: int) -> PlainSocket:
        """Connect to the first of some addresses that answers; they share the time for connecting.

        Raises:
            DeadlineError: A limit was hit.
            OSError: None answered; the last one's error.
        """
        error = OSError("no address to connect to")
        until = self._clock() + self.connect_patience
        for position, address in enumerate(addresses):
            share = (until - self._clock()) / (len(addresses) - position)
            patience = self.left(max(share, 0.01))
            sock = PlainSocket(socket.AF_INET6 if ":" in address else socket.AF_INET)
            try:
                sock.deadline = self
                self.watch(sock)
                sock.settimeout(patience)
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                sock.connect(_numeric(address, port))
                # For what comes before the next receive: the TLS handshake, or sending.
                sock.settimeout(self.left(self.connect_patience))
            except DeadlineError:
                sock.close()
                raise
            except OSError as failure:
                sock.close()
                error = failure
            else:
                return sock
        raise error

    def _spend(self, limit: Spent) -> None:
        self._spent = self.spent or limit

    def _end(self, limit: Spent) -> None:
        self._spent = limit
        with self._lock:
            for twin in self._watched:
                with suppress(OSError):
                    twin.shutdown(socket.SHUT_RDWR)


class PlainSocket(socket.socket):
    """A TCP socket that receives within ``deadline``."""

    deadline: Deadline

    def settimeout(self, value: float | None) -> None:
        """Set it only if it differs: a system call, and a chance for other threads to cut in."""
        if value != self.gettimeout():
            super().settimeout(value)

    def recv_into(self, buffer: WriteableBuffer, nbytes: int = 0, flags: int = 0) -> int:
        """Receive what comes next, or raise as ``Deadline.left`` and ``Deadline.count`` do."""
        self.settimeout(self.deadline.left(self.deadline.read_patience))
        received = super().recv_into(buffer, nbytes, flags)
        self.deadline.count(received)
        return received


class TLSSocket(ssl.SSLSocket):
    """A TLS socket that receives within ``deadline``.

    An ``SSLContext`` makes it when this is its ``sslsocket_class``.
    """

    deadline: Deadline

    def recv_into(self, buffer: WriteableBuffer, nbytes: int | None = None, flags: int = 0) -> int:
        """Receive what comes next, or raise as ``Deadline.left`` and ``Deadline.count`` do."""
        self.settimeout(self.deadline.left(self.deadline.read_patience))
        received = super().recv_into(buffer, nbytes, flags)
        self.deadline.count(received)
        return received


def _numeric(address: str, port: int) -> tuple[Any, ...]:
    """What the system calls an address; only those with a scope (``fe80::1%eth0``) need asking."""
    if "%" not in address:
        return (address, port)
    return socket.getaddrinfo(address, port, flags=socket.AI_NUMERICHOST)[0][4]
