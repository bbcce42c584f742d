"""A real HTTP server on loopback whose every answer a test decides.

    def test_x(feed_server):
        url = feed_server.publish("/feed.xml", body, etag='"1"')     # → its URL
        feed_server.redirect("/old", to="/feed.xml", status=301)
        feed_server.answer("/busy", status=429, headers={"Retry-After": "120"})
        feed_server.hang("/never")
        ...
        assert feed_server.requests[0].headers["user-agent"]
        assert feed_server.asked("/feed.xml") == 2

Publishing again under a path replaces what was there. A published page answers conditional
requests by itself: 304 when the ETag or the Last-Modified date sent is the page's. The server
listens on 127.0.0.1, so a ``PollRequest`` for it needs ``allow_private=frozenset({"127.0.0.1"})``;
``feed_server.request(path)`` makes one. Everything that hangs ends when the fixture does.
"""

from __future__ import annotations

import gzip
import ssl
import threading
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import Any, Self

from monitor.feeds.limits import Limits
from monitor.feeds.state.outcome import PollRequest


@dataclass(frozen=True)
class Request:
    """What a client sent."""

    path: str
    """With the query, as sent; absolute when it came as to a proxy."""
    headers: Mapping[str, str]
    """Names in lower case."""
    client: tuple[str, int]
    """Its address and port: the same for requests on one connection."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server
    close_connection = True

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        feeds = self.server.feeds
        feeds.requests.append(Request(self.path, headers, self.client_address))
        answer = feeds.answers.get(self.path.partition("?")[0], _missing)
        try:
            answer(self)
        except OSError:  # the client has had enough
            self.close_connection = True

    def do_CONNECT(self) -> None:
        self.do_GET()

    def log_message(self, *args: object) -> None:
        pass

    def send(self, body: bytes, status: int, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if status != 304:
            self.wfile.write(body)


Answer = Callable[[_Handler], None]


def _missing(handler: _Handler) -> None:
    handler.send(b"nothing here", 404, {})


class _Server(ThreadingHTTPServer):
    feeds: FeedServer
    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    def server_bind(self) -> None:
        TCPServer.server_bind(self)  # without HTTPServer's reverse lookup of our own address

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that hang up are what many tests are about."""


class FeedServer:
    """See the module. Start with ``with``."""

    def __init__(self, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> None:
        self.host = host
        self.requests: list[Request] = []
        """All that were received, in order."""
        self.answers: dict[str, Answer] = {}
        """Path → what is done for it; anything may be put here."""
        self.stopping = threading.Event()
        """Set when the test is over; what hangs waits for it."""
        self._server = _Server((host, 0), _Handler)
        self._server.feeds = self
        if tls:
            self._server.socket = tls.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self._scheme = "https" if tls else "http"
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.005}, daemon=True
        )

    @property
    def port(self) -> int:
        return self._server.server_address[1]

    def url(self, path: str, *, host: str = "") -> str:
        """The URL of a path here, by another host name if given."""
        return f"{self._scheme}://{host or self.host}:{self.port}{path}"

    def request(self, path: str, **details: Any) -> PollRequest:
        """A ``PollRequest`` for a path here; short limits unless given."""
        details.setdefault("allow_private", frozenset({self.host}))
        details.setdefault("limits", Limits(connect=2, read=5, total=10))
        return PollRequest(url=self.url(path), **details)

    def asked(self, path: str) -> int:
        """How often a path was asked for."""
        return sum(request.path.partition("?")[0] == path for request in self.requests)

    # What it answers

    def publish(
        self,
        path: str,
        body: bytes | str,
        *,
        content_type: str = "application/rss+xml",
        etag: str = "",
        last_modified: str = "",
        encoding: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> str:
        """Serve a page, with conditional requests and, on demand, ``gzip`` or ``deflate``."""
        content = body.encode() if isinstance(body, str) else body
        sent = dict(headers or {})
        sent["Content-Type"] = content_type
        if etag:
            sent["ETag"] = etag
        if last_modified:
            sent["Last-Modified"] = last_modified
        if encoding:
            sent["Content-Encoding"] = encoding
            content = {"gzip": gzip.compress, "deflate": zlib.compress}[encoding](content)

        def answer(handler: _Handler) -> None:
            asked = handler.headers.get("If-None-Match")
            since = handler.headers.get("If-Modified-Since")
            same = asked == etag if asked else bool(since) and since == last_modified
            handler.send(content, 304 if same and (etag or last_modified) else 200, sent)

        self.answers[path] = answer
        return self.url(path)

    def answer(
        self,
        path: str,
        body: bytes = b"",
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> str:
        """Give one fixed answer, whatever is asked."""
        self.answers[path] = lambda handler: handler.send(body, status, headers or {})
        return self.url(path)

    def redirect(self, path: str, *, to: str, status: int = 302) -> str:
        """Redirect to a URL or path, which goes out in UTF-8."""
        sent = to.encode().decode("latin-1")
        return self.answer(path, status=status, headers={"Location": sent})

    def raw(self, path: str, *pieces: bytes) -> str:
        """Send bytes as they are, status line included, and close."""
        return self.stream(path, pieces)

    def stream(self, path: str, pieces: Iterable[bytes], *, every: float = 0.0) -> str:
        """Send raw pieces, one ``every`` so many seconds, until the client hangs up; then close.

        ``itertools.repeat(b"x")`` is a body without end.
        """

        def answer(handler: _Handler) -> None:
            handler.close_connection = True
            for piece in pieces:
                handler.wfile.write(piece)
                if self.stopping.wait(every) if every else self.stopping.is_set():
                    return

        self.answers[path] = answer
        return self.url(path)

    def hang(self, path: str) -> str:
        """Accept the request and never answer."""

        def answer(handler: _Handler) -> None:
            handler.close_connection = True
            self.stopping.wait()

        self.answers[path] = answer
        return self.url(path)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
