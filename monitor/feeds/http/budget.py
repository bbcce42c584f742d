"""Budget: the seconds and bytes one fetch may take, enforced at every single receive.

A read timeout alone lets a server send one byte every 19 seconds for ever, and a watchdog between
chunks never sees a slow header. So the sockets made here ask the budget before each ``recv`` how
long they may still wait, and report after it what came. Used by ``connection`` alone.
"""

from __future__ import annotations

import math
import socket
import ssl
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from monitor.feeds.state.outcome import Limits

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_FRAMING = 1_000_000
"""Bytes an answer may take on the wire beyond its body: headers, chunk sizes, redirects."""


class BudgetError(OSError):
    """The budget of one fetch is spent: see ``Budget.spent``."""


class Budget:
    """The seconds and bytes one fetch may still take at one host, its redirects there included.

    ``elapsed`` seconds were taken at other hosts before.

    ``spent`` says which limit was hit: ``total``, ``bytes`` or ``cancelled``; empty while none was.
    """

    def __init__(
        self,
        limits: Limits,
        *,
        elapsed: float = 0.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clock = clock
        self._began = clock() - elapsed
        self._deadline = self._began + limits.total
        self._bytes = limits.max_bytes + _FRAMING
        self._socket: socket.socket | None = None
        self.limits = limits
        self.spent = ""

    @property
    def elapsed(self) -> float:
        """Seconds taken so far."""
        return self._clock() - self._began

    def left(self, patience: float) -> float:
        """Seconds to wait for the next step: ``patience``, or less when the deadline is nearer.

        Raises:
            BudgetError: The deadline has passed, or another limit was hit before.
        """
        seconds = self._deadline - self._clock()
        if seconds <= 0:
            self.spent = self.spent or "total"
        if self.spent:
            raise BudgetError(self.spent)
        return min(patience, seconds)

    def timed_out(self) -> bool:
        """Whether a wait that timed out did so because the whole deadline has passed."""
        return self._clock() >= self._deadline

    def count(self, received: int) -> None:
        """Take received bytes off the budget.

        Raises:
            BudgetError: More came than any body within the limits needs.
        """
        self._bytes -= received
        if self._bytes < 0:
            self.spent = self.spent or "bytes"
            raise BudgetError(self.spent)

    def watch(self, sock: socket.socket) -> None:
        """Remember the socket in use, so that ``cancel`` can wake whoever waits on it."""
        self._socket = sock
        if self.spent:  # cancelled just before
            raise BudgetError(self.spent)

    def cancel(self) -> None:
        """End the fetch now, from another thread."""
        self.spent = "cancelled"
        self._deadline = -math.inf
        if sock := self._socket:
            with suppress(OSError):
                socket.socket.shutdown(sock, socket.SHUT_RDWR)


class PlainSocket(socket.socket):
    """A TCP socket that receives within ``budget``."""

    budget: Budget

    def settimeout(self, value: float | None) -> None:
        """Set it only if it differs: a system call, and a chance for other threads to cut in."""
        if value != self.gettimeout():
            super().settimeout(value)

    def recv_into(self, buffer: WriteableBuffer, nbytes: int = 0, flags: int = 0) -> int:
        """Receive what comes next, or raise as ``Budget.left`` and ``Budget.count`` do."""
        self.settimeout(self.budget.left(self.budget.limits.read))
        received = super().recv_into(buffer, nbytes, flags)
        self.budget.count(received)
        return received


class TLSSocket(ssl.SSLSocket):
    """The same over TLS; made by an ``SSLContext`` whose ``sslsocket_class`` it is."""

    budget: Budget

    def recv_into(self, buffer: WriteableBuffer, nbytes: int | None = None, flags: int = 0) -> int:
        """Receive what comes next, or raise as ``Budget.left`` and ``Budget.count`` do."""
        self.settimeout(self.budget.left(self.budget.limits.read))
        received = super().recv_into(buffer, nbytes, flags)
        self.budget.count(received)
        return received


def connect(addresses: Sequence[str], port: int, budget: Budget) -> PlainSocket:
    """Connect to the first of some addresses that answers; they share the time for connecting.

    Raises:
        BudgetError: The deadline has passed.
        OSError: None answered; the last one's error.
    """
    error = OSError("no address to connect to")
    until = time.monotonic() + budget.limits.connect
    for position, address in enumerate(addresses):
        share = (until - time.monotonic()) / (len(addresses) - position)
        sock = PlainSocket(socket.AF_INET6 if ":" in address else socket.AF_INET)
        try:
            sock.budget = budget
            budget.watch(sock)
            sock.settimeout(budget.left(max(share, 0.01)))
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.connect(_numeric(address, port))
            sock.settimeout(budget.left(budget.limits.connect))  # for the TLS handshake
        except BudgetError:
            sock.close()
            raise
        except OSError as failure:
            sock.close()
            error = failure
        else:
            return sock
    raise error


def _numeric(address: str, port: int) -> tuple[Any, ...]:
    """What the system calls an address; only those with a scope (``fe80::1%eth0``) need asking."""
    if "%" not in address:
        return (address, port)
    return socket.getaddrinfo(address, port, flags=socket.AI_NUMERICHOST)[0][4]
