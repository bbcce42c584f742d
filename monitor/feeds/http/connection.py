"""Connections: to addresses that were checked, kept for a while, and closable from outside.

A name is resolved, its addresses are judged (``address``), and the socket goes to one that was
judged: a second DNS answer never gets a say. Host header, SNI and certificate check keep the name.
A connection that is kept is used again only for the same host under the same rules. Without this
module a feed's redirect could lead into the user's own network.

Targets have ``sending.exchange`` instead: their addresses are the user's own and need no check,
and they get too few messages for connections to be worth keeping.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Self, cast
from urllib.parse import unquote

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ProxyError
from urllib3.util import Url, parse_url

from monitor.feeds.http.final_response import Answer, FinalResponse
from monitor.feeds.http.headers import basic
from monitor.feeds.http.large import LARGE, Turn, Turns
from monitor.feeds.limits import Limits
from monitor.net.address import checked, literal
from monitor.net.deadline import Deadline, DeadlineError, PlainSocket, TLSSocket
from monitor.net.lookup import MOST, Lookups, Resolve, system_resolve

_PORTS = {"http": 80, "https": 443}
_FRAMING = 1_000_000
"""Bytes an answer may take on the wire beyond its body: headers, chunk sizes, redirects."""


class _PlainConnection(HTTPConnection):
    response_class = FinalResponse
    addresses: Sequence[str]
    deadline: Deadline
    to_proxy: bool

    def _new_conn(self) -> socket.socket:
        return _connected(self)


class _TLSConnection(HTTPSConnection):
    response_class = FinalResponse
    addresses: Sequence[str]
    deadline: Deadline
    to_proxy: bool

    def _new_conn(self) -> socket.socket:
        return _connected(self)


_Connection = _PlainConnection | _TLSConnection


def _connected(connection: _Connection) -> socket.socket:
    if not connection.to_proxy:
        return connection.deadline.connect(connection.addresses, connection.port)
    with _proxy_blamed():
        return connection.deadline.connect(connection.addresses, connection.port)


@dataclass(frozen=True, slots=True)
class _Key:
    """What two requests must share to share a connection."""

    scheme: str
    host: str
    port: int
    allow_private: frozenset[str]
    proxy: str = field(repr=False)


class Connections:
    """Opens, keeps and reuses connections for all fetches of a process. Threads may share it.

    Args:
        resolve: Name → addresses.
        tls: How to verify servers; default: the system's certificate authorities.
        keep: Idle connections kept open, all hosts together.
        idle: Seconds after which an idle connection isn't used again.
        lookups: How many look-ups of names may be under way.
    """

    def __init__(
        self,
        *,
        resolve: Resolve = system_resolve,
        tls: ssl.SSLContext | None = None,
        keep: int = 64,
        idle: float = 30.0,
        lookups: int = MOST,
    ) -> None:
        self._lookups = Lookups(resolve, most=lookups)
        self._given_tls = tls
        self._keep = keep
        self._idle_seconds = idle
        self._lock = threading.Lock()
        self._idle: deque[tuple[float, _Key, _Connection]] = deque()
        self._deadlines: set[Deadline] = set()
        self.turns = Turns()
        self._closed = False

    @contextmanager
    def deadline(
        self, limits: Limits, *, elapsed: float = 0.0, turn: Turn | None = None
    ) -> Iterator[Deadline]:
        """Open the deadline of one fetch that has used up ``elapsed`` seconds already."""
        deadline = Deadline(
            limits.total,
            connect=limits.connect,
            read=limits.read,
            max_bytes=limits.max_bytes + _FRAMING,
            elapsed=elapsed,
            large=LARGE,
            turn=turn.take if turn else None,
        )
        with self._lock:
            if self._closed:
                deadline.cancel()
            self._deadlines.add(deadline)
        try:
            yield deadline
        finally:
            with self._lock:
                self._deadlines.discard(deadline)
            deadline.release()

    @contextmanager
    def get(
        self,
        url: Url,
        headers: Mapping[str, str],
        *,
        deadline: Deadline,
        allow_private: frozenset[str] = frozenset(),
        proxy: str = "",
    ) -> Iterator[Answer]:
        """Send one GET and yield the answer, its body unread. Follows no redirect.

        Through a proxy (``http://[user:password@]host:port``) names are resolved by the proxy, not
        here: then only addresses written as such and ``localhost`` can be refused. The proxy
        itself is the user's word and may be anywhere.

        Raises:
            AddressRefusedError: The host isn't public, nor allowed.
            DeadlineError: A limit was hit.
            OSError, http.client.HTTPException, urllib3.exceptions.HTTPError: Connecting, sending
                or receiving failed.
        """
        scheme = url.scheme or ""
        host = (url.host or "").strip("[]")
        key = _Key(scheme, host, url.port or _PORTS[scheme], allow_private, proxy)
        connection, response = self._ask(key, url, headers, deadline)
        reusable = False
        try:
            yield response
            reusable = response.isclosed() and not (deadline.spent or response.is_longer)
        finally:
            if reusable and connection.sock is not None:
                response.release()
                self._put_back(key, connection)
            else:
                response.close()
                response.release()
                connection.close()

    def connect(
        self, host: str, port: int, *, deadline: Deadline, allow_private: frozenset[str], tls: bool
    ) -> socket.socket:
        """Connect for a protocol other than HTTP, with TLS if ``tls``; raises as ``get`` does."""
        found = self._lookups.look_up(host, port, deadline)
        plain = deadline.connect(checked(host, port, found, allow_private), port)
        if not tls:
            return plain
        with plain:  # its descriptor goes over to the other
            sock = cast(TLSSocket, self._tls.wrap_socket(plain, server_hostname=host))
        sock.deadline = deadline
        return sock

    def close(self) -> None:
        """Close what is idle, and end what is under way: those fetches fail at once."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, deque()
            for deadline in self._deadlines:
                deadline.cancel()
        self._lookups.close()
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
        self, key: _Key, url: Url, headers: Mapping[str, str], deadline: Deadline
    ) -> tuple[_Connection, Answer]:
        kept = self._take(key)
        if kept is not None:
            try:
                deadline.watch(cast(socket.socket, kept.sock))
                return kept, _send(kept, key, url, headers, deadline)
            except (ConnectionError, ssl.SSLError):
                kept.close()  # the server had closed it meanwhile: ask once more, on a new one
            except BaseException:
                kept.close()
                raise
        connection = self._open(key, deadline)
        try:
            return connection, _send(connection, key, url, headers, deadline)
        except BaseException:
            connection.close()
            raise

    def _open(self, key: _Key, deadline: Deadline) -> _Connection:
        proxy = parse_url(key.proxy) if key.proxy else None
        host, port = key.host, key.port
        if proxy is None:
            found = self._lookups.look_up(host, port, deadline)
            addresses = checked(host, port, found, key.allow_private)
        else:
            _check_unresolved(host, port, key.allow_private)
            host, port = (proxy.host or "").strip("[]"), proxy.port or _PORTS["http"]
            with _proxy_blamed():
                addresses = tuple(self._lookups.look_up(host, port, deadline))
        patience = deadline.left(deadline.connect_patience)
        connection: _Connection
        if key.scheme == "https":
            connection = _TLSConnection(host, port, timeout=patience, ssl_context=self._tls)
            if proxy is not None:
                connection.set_tunnel(key.host, key.port, headers=_proxy_headers(proxy))
        else:
            connection = _PlainConnection(host, port, timeout=patience)
        connection.addresses, connection.deadline = addresses, deadline
        connection.to_proxy = proxy is not None
        try:
            connection.connect()
        except BaseException:
            connection.close()
            raise
        return connection

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
    connection: _Connection, key: _Key, url: Url, headers: Mapping[str, str], deadline: Deadline
) -> Answer:
    """Send the request and read the answer's headers."""
    sock = cast(PlainSocket | TLSSocket, connection.sock)
    sock.deadline = deadline
    sock.settimeout(deadline.left(deadline.read_patience))
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


def _receive(connection: _Connection) -> Answer:
    """What the connection's own ``getresponse`` returns, in two thirds of the time.

    That one looks for mistakes in the headers, only to log them, and asks of each what type it is.
    """
    raw = http.client.HTTPConnection.getresponse(connection)
    return Answer(cast(FinalResponse, raw))


@contextmanager
def _proxy_blamed() -> Iterator[None]:
    """Where a proxy can't be reached, say so: the feed's own host was never asked."""
    try:
        yield
    except DeadlineError:
        raise
    except OSError as error:
        raise ProxyError("can't reach the proxy", error) from error


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
