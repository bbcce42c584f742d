"""Lookup: from a host's name to its addresses, within a deadline.

The system's resolver takes no deadline: with name servers that don't answer, it holds
whoever asks for half a minute. So it is asked in another thread, and left there when the time is
up.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Future, InvalidStateError
from contextlib import suppress

from monitor.net.address import literal
from monitor.net.deadline import Deadline, DeadlineError, PlainSocket
from monitor.net.threads import Threads

Resolve = Callable[[str, int], Sequence[str]]
"""(host, port) → addresses, best first; raises ``socket.gaierror``."""

MOST = 512
"""Look-ups under way at a time. One that was given up goes on: there may be many."""

MOST_SHARED = 32
"""How many look-ups of ``connect`` may be under way: each target sends one message at a time."""


def system_resolve(host: str, port: int) -> Sequence[str]:
    """Ask the system's resolver.

    Raises:
        socket.gaierror: It knows no address, or didn't answer.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(address[0]) for *_, address in found))


class Lookups:
    """Looks names up in threads of its own. Threads may share it.

    Args:
        resolve: Name → addresses.
        most: How many look-ups may be under way at a time; more wait for their turn.
    """

    def __init__(self, resolve: Resolve = system_resolve, *, most: int = MOST) -> None:
        self._resolve = resolve
        self._threads = Threads(most, "resolve")
        self._lock = threading.Lock()
        self._pending: set[Future[Sequence[str]]] = set()
        self._closed = False

    def look_up(self, host: str, port: int, deadline: Deadline) -> Sequence[str]:
        """Resolve a host's name; an address is its own, however it is written.

        Args:
            host: IPv6 without brackets.
            port: Where the connection will go.
            deadline: The look-up may take as long as connecting may.

        Raises:
            socket.gaierror: There is no such name (``EAI_NONAME`` and others), or no answer in
                time (``EAI_AGAIN``).
            DeadlineError: A limit was hit, or ``close`` was called.
            RuntimeError: The system gives it not a single thread.
        """
        if (address := literal(host)) is not None:
            return (str(address),)
        patience = deadline.left(deadline.connect_patience)
        answer: Future[Sequence[str]] = Future()
        with self._lock:
            if self._closed:
                raise DeadlineError("closed")
            self._threads.submit(_answer, answer, self._resolve, host, port)
            self._pending.add(answer)
        try:
            return answer.result(timeout=patience)
        except TimeoutError:
            raise socket.gaierror(socket.EAI_AGAIN, "no answer in time") from None
        except UnicodeError:  # an empty label, or one too long
            raise socket.gaierror(socket.EAI_NONAME, "not a host name") from None
        except CancelledError:
            raise DeadlineError("closed") from None
        finally:
            with self._lock:
                self._pending.discard(answer)

    def close(self) -> None:
        """End what is under way: whoever waits gets a ``DeadlineError`` at once."""
        with self._lock:
            self._closed = True
            for answer in self._pending:
                answer.cancel()
        self._threads.shutdown(wait=False)


def connect(host: str, port: int, deadline: Deadline) -> PlainSocket:
    """Connect to a host that the user named: whatever its addresses are, they are allowed.

    Raises:
        socket.gaierror: As ``Lookups.look_up`` does.
        DeadlineError: A limit was hit.
        OSError: No address answers.
    """
    sock = deadline.connect(_SHARED.look_up(host.strip("[]"), port, deadline), port)
    sock.settimeout(deadline.left(deadline.read_patience))
    return sock


_SHARED = Lookups(most=MOST_SHARED)


def _answer(answer: Future[Sequence[str]], resolve: Resolve, host: str, port: int) -> None:
    with suppress(InvalidStateError):  # cancelled meanwhile: nobody wants to know
        try:
            found = resolve(host, port)
        except Exception as error:  # noqa: BLE001 - handed to whoever waits
            answer.set_exception(error)
        else:
            answer.set_result(found)
