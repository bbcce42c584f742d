"""Connections: to addresses that were checked, kept for a while, and closable from outside.

A name is resolved, its addresses are judged (``address``), and the socket goes to one that was
judged: a second DNS answer never gets a say. Host header, SNI and certificate check keep the name.
A connection that is kept is used again only for the same host under the same rules. Leaves to
others: time and size limits (``budget``), what to ask and what the answer means (``fetch``).
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, Future, InvalidStateError
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Self, cast
from urllib.parse import unquote

from urllib3 import HTTPHeaderDict
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.response import HTTPResponse
from urllib3.util import Url, parse_url

from monitor.feeds.http.budget import Budget, BudgetError, PlainSocket, TLSSocket, connect
from monitor.feeds.http.headers import basic
from monitor.feeds.polling.threads import Threads
from monitor.feeds.state.outcome import Limits
from monitor.net.address import checked, literal

Resolve = Callable[[str, int], Sequence[str]]
"""(host, port) → addresses, best first; raises ``socket.gaierror``."""

_PORTS = {"http": 80, "https": 443}
_LOOKUPS = 512
"""Look-ups under way at a time. One that its fetch has given up goes on: there may be many. With
the threads that poll they must be fewer than the unit's TasksMax."""


class _PlainConnection(HTTPConnection):
    addresses: Sequence[str]
    budget: Budget

    def _new_conn(self) -> socket.socket:
        return connect(self.addresses, self.port, self.budget)


class _TLSConnection(HTTPSConnection):
    addresses: Sequence[str]
    budget: Budget

    def _new_conn(self) -> socket.socket:
        return connect(self.addresses, self.port, self.budget)


_Connection = _PlainConnection | _TLSConnection


@dataclass(frozen=True, slots=True)
class _Key:
    """What two requests must share to share a connection."""

    scheme: str
    host: str
    port: int
    allow_private: frozenset[str]
    proxy: str = field(repr=False)


def system_resolve(host: str, port: int) -> Sequence[str]:
    """Ask the system's resolver."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(address[0]) for *_, address in found))


class Connections:
    """Opens, keeps and reuses connections for all fetches of a process. Threads may share it.

    Args:
        resolve: Name → addresses.
        tls: How to verify servers; default: the system's certificate authorities.
        keep: Idle connections kept open, all hosts together.
        idle: Seconds after which an idle one isn't used again.
    """

    def __init__(
        self,
        *,
        resolve: Resolve = system_resolve,
        tls: ssl.SSLContext | None = None,
        keep: int = 64,
        idle: float = 30.0,
    ) -> None:
        self._resolve = resolve
        self._given_tls = tls
        self._keep = keep
        self._idle_seconds = idle
        self._lock = threading.Lock()
        self._idle: deque[tuple[float, _Key, _Connection]] = deque()
        self._budgets: set[Budget] = set()
        self._lookups: set[Future[Sequence[str]]] = set()
        self._resolvers = Threads(_LOOKUPS, "resolve")
        self._closed = False

    @contextmanager
    def budget(self, limits: Limits, *, elapsed: float = 0.0) -> Iterator[Budget]:
        """Open the budget of one fetch that has taken ``elapsed`` seconds before."""
        budget = Budget(limits, elapsed=elapsed)
        with self._lock:
            if self._closed:
                budget.cancel()
            self._budgets.add(budget)
        try:
            yield budget
        finally:
            with self._lock:
                self._budgets.discard(budget)

    @contextmanager
    def get(
        self,
        url: Url,
        headers: Mapping[str, str],
        *,
        budget: Budget,
        allow_private: frozenset[str] = frozenset(),
        proxy: str = "",
    ) -> Iterator[HTTPResponse]:
        """Send one GET and yield the answer, its body unread. Follows no redirect.

        Through a proxy (``http://[user:password@]host:port``) names are resolved by the proxy, not
        here: then only addresses written as such and ``localhost`` can be refused. The proxy
        itself is the user's word and may be anywhere.

        Raises:
            AddressRefusedError: The host isn't public, nor allowed.
            BudgetError: ``budget`` is spent.
            OSError, http.client.HTTPException, urllib3.exceptions.HTTPError: Connecting, sending
                or receiving failed.
        """
        scheme = url.scheme or ""
        host = (url.host or "").strip("[]")
        key = _Key(scheme, host, url.port or _PORTS[scheme], allow_private, proxy)
        connection, response = self._ask(key, url, headers, budget)
        reusable = False
        try:
            yield response
            reusable = response.isclosed() and not budget.spent
        finally:
            if reusable and connection.sock is not None:
                self._put_back(key, connection)
            else:
                response.close()
                connection.close()

    def close(self) -> None:
        """Close what is idle, and end what is under way: those fetches fail at once."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, deque()
            for budget in self._budgets:
                budget.cancel()
            for lookup in self._lookups:
                lookup.cancel()
        self._resolvers.shutdown(wait=False)
        for _, _, connection in idle:
            connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        context = self._given_tls or ssl.create_default_context()
        context.sslsocket_class = TLSSocket
        return context

    def _ask(
        self, key: _Key, url: Url, headers: Mapping[str, str], budget: Budget
    ) -> tuple[_Connection, HTTPResponse]:
        kept = self._take(key)
        if kept is not None:
            try:
                return kept, _send(kept, key, url, headers, budget)
            except (ConnectionError, ssl.SSLError):
                kept.close()  # the server had closed it meanwhile: ask once more, on a new one
            except BaseException:
                kept.close()
                raise
        connection = self._open(key, budget)
        try:
            return connection, _send(connection, key, url, headers, budget)
        except BaseException:
            connection.close()
            raise

    def _open(self, key: _Key, budget: Budget) -> _Connection:
        proxy = parse_url(key.proxy) if key.proxy else None
        host, port = key.host, key.port
        if proxy is None:
            addresses = checked(host, port, self._look_up(host, port, budget), key.allow_private)
        else:
            _check_unresolved(host, port, key.allow_private)
            host, port = (proxy.host or "").strip("[]"), proxy.port or _PORTS["http"]
            addresses = tuple(self._look_up(host, port, budget))
        patience = budget.left(budget.limits.connect)
        connection: _Connection
        if key.scheme == "https":
            connection = _TLSConnection(host, port, timeout=patience, ssl_context=self._tls)
            if proxy is not None:
                connection.set_tunnel(key.host, key.port, headers=_proxy_headers(proxy))
        else:
            connection = _PlainConnection(host, port, timeout=patience)
        connection.addresses, connection.budget = addresses, budget
        try:
            connection.connect()
        except BaseException:
            connection.close()
            raise
        return connection

    def _look_up(self, host: str, port: int, budget: Budget) -> Sequence[str]:
        """Resolve in another thread: the system's resolver can't be told when to stop."""
        if (address := literal(host)) is not None:
            return (str(address),)
        answer: Future[Sequence[str]] = Future()
        with self._lock:
            if self._closed:
                raise BudgetError("cancelled")
            self._lookups.add(answer)
            self._resolvers.submit(_answer, answer, self._resolve, host, port)
        try:
            return answer.result(timeout=budget.left(budget.limits.connect))
        except TimeoutError:
            raise socket.gaierror(socket.EAI_AGAIN, "no answer in time") from None
        except UnicodeError:  # an empty label, or one too long
            raise socket.gaierror(socket.EAI_NONAME, "not a host name") from None
        except CancelledError:
            raise BudgetError("cancelled") from None
        finally:
            with self._lock:
                self._lookups.discard(answer)

    def _take(self, key: _Key) -> _Connection | None:
        """Take the idle connection used last, if one is alive; close those that are too old."""
        stale: list[_Connection] = []
        found = None
        oldest = time.monotonic() - self._idle_seconds
        with self._lock:
            while self._idle and self._idle[0][0] < oldest:
                stale.append(self._idle.popleft()[2])
            for position in range(len(self._idle) - 1, -1, -1):
                if self._idle[position][1] == key:
                    found = self._idle[position][2]
                    del self._idle[position]
                    break
        for connection in stale:
            connection.close()
        if found is not None and not found.is_connected:
            found.close()
            return None
        return found

    def _put_back(self, key: _Key, connection: _Connection) -> None:
        surplus: _Connection | None = connection
        with self._lock:
            if not self._closed:
                self._idle.append((time.monotonic(), key, connection))
                surplus = self._idle.popleft()[2] if len(self._idle) > self._keep else None
        if surplus is not None:
            surplus.close()


def _send(
    connection: _Connection, key: _Key, url: Url, headers: Mapping[str, str], budget: Budget
) -> HTTPResponse:
    """Send the request and read the answer's headers."""
    sock = cast(PlainSocket | TLSSocket, connection.sock)
    sock.budget = budget
    budget.watch(sock)
    sock.settimeout(budget.left(budget.limits.read))
    target = url.request_uri
    if key.proxy and key.scheme == "http":
        target = url.url
        headers = {**headers, **_proxy_headers(parse_url(key.proxy))}
    # As its own ``request`` does, which has bodies and more to think of.
    has_host = any(name.lower() == "host" for name in headers)
    client = http.client.HTTPConnection
    client.putrequest(connection, "GET", target, skip_host=has_host, skip_accept_encoding=True)
    for name, value in headers.items():
        client.putheader(connection, name, value)
    connection.endheaders()
    return _receive(connection)


def _receive(connection: _Connection) -> HTTPResponse:
    """What the connection's own ``getresponse`` returns, in two thirds of the time.

    That one looks for mistakes in the headers, only to log them, and asks of each what type it is.
    """
    raw = http.client.HTTPConnection.getresponse(connection)
    headers = HTTPHeaderDict()
    for name, value in raw.msg.items():
        headers.add(name, " ".join(value.split()) if "\n" in value else value)  # RFC 9112 §5.2
    return HTTPResponse(
        body=raw,
        headers=headers,
        status=raw.status,
        version=raw.version,
        reason=raw.reason,
        preload_content=False,
        original_response=raw,
        request_method="GET",
    )


def _answer(answer: Future[Sequence[str]], resolve: Resolve, host: str, port: int) -> None:
    with suppress(InvalidStateError):  # cancelled meanwhile: nobody wants to know
        try:
            found = resolve(host, port)
        except Exception as error:  # noqa: BLE001 - handed to whoever waits
            answer.set_exception(error)
        else:
            answer.set_result(found)


def _check_unresolved(host: str, port: int, allow_private: frozenset[str]) -> None:
    """Judge a host whose name the proxy will resolve."""
    if (address := literal(host)) is not None:
        checked(host, port, [str(address)], allow_private)
    elif host == "localhost" or host.endswith(".localhost"):
        checked(host, port, ["127.0.0.1"], allow_private)


def _proxy_headers(proxy: Url) -> dict[str, str]:
    if not proxy.auth:
        return {}
    user, _, password = proxy.auth.partition(":")
    return {"Proxy-Authorization": basic(unquote(user), unquote(password))}
