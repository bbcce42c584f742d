"""CutOff: a time limit that holds whatever the other end does.

A socket's own timeout counts from one byte to the next, so a server that sends a byte a second
holds a thread for ever. A CutOff shuts its sockets when the time is up; whoever waits on one gets
an error at once. Looking up a name is the one thing it can't cut short (the system's resolver gives
up by itself).
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from types import TracebackType
from typing import Self

MAX_CONNECT = 10.0
"""Seconds for one address to accept the connection."""


class CutOff:
    """A time limit over the sockets that ``connect`` made; use it as a context manager."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds
        self._lock = threading.Lock()
        self._watched: list[socket.socket] = []
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        with self._lock:
            for sock in self._watched:
                sock.close()
            self._watched.clear()

    @property
    def expired(self) -> bool:
        """Whether the time is up."""
        return time.monotonic() >= self._end

    @property
    def remaining(self) -> float:
        """Seconds left; a little more than none in the end, since 0 would mean no limit."""
        return max(self._end - time.monotonic(), 0.001)

    def connect(self, host: str, port: int) -> socket.socket:
        """Return a TCP connection that is shut when the time is up.

        Raises:
            OSError: no address answers in time; ``socket.gaierror`` when there is none.
        """
        try:
            addresses = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
        except UnicodeError:
            raise socket.gaierror(socket.EAI_NONAME, "not a host name") from None
        failure: OSError = TimeoutError("timed out")
        for family, kind, protocol, _, address in addresses:
            if self.expired:
                break
            sock = socket.socket(family, kind, protocol)
            try:
                sock.settimeout(min(MAX_CONNECT, self.remaining))
                sock.connect(address)
                self._watch(sock)
            except OSError as error:
                sock.close()
                failure = error
            else:
                sock.settimeout(self.remaining)
                return sock
        raise failure

    def _watch(self, sock: socket.socket) -> None:
        # A duplicate, because wrapping a socket in TLS takes its descriptor away from the object.
        with self._lock:
            self._watched.append(sock.dup())
        if self.expired:
            self._cut()

    def _cut(self) -> None:
        with self._lock:
            for sock in self._watched:
                with contextlib.suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)
