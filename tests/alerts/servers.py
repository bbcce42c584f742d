"""Servers that alerts are sent to in tests: real ones, on loopback, that can be made sick.

    WebhookServer     takes JSON like Slack, Mattermost or any other web service
    MailServer        a real SMTP server (aiosmtpd)
    TarPit            accepts connections and never says anything sensible

Each is a context manager; ``conftest`` has them as fixtures. Nothing here waits by sleeping for a
fixed time: ``wait_for`` returns as soon as there is what it waits for.
"""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

CERTIFICATE = Path(__file__).with_name("localhost.pem")
"""Self-signed, for localhost; with its key. Good for nothing but tests."""

PATIENCE = 10.0
"""Seconds after which a test that waits fails."""


# --- webhooks


@dataclass(frozen=True)
class Post:
    """One request a WebhookServer took."""

    path: str
    headers: dict[str, str]
    body: bytes
    at: float = field(default_factory=time.monotonic)
    method: str = "POST"

    @property
    def json(self):
        return json.loads(self.body)


Mood = Callable[["_Handler"], None]
"""How one request is answered."""


def well(body: bytes = b"ok", kind: str = "text/plain") -> Mood:
    """Takes the message."""

    def answer(handler):
        handler.take()
        handler.say(200, body, {"Content-Type": kind})

    return answer


def refusing(status: int, body: bytes = b"", **headers: str) -> Mood:
    """Answers with an error: ``refusing(429, retry_after="3")``."""
    named = {name.replace("_", "-").title(): value for name, value in headers.items()}
    return lambda handler: handler.say(status, body, named)


def slow(seconds: float) -> Mood:
    """Takes the message, but only after some time."""

    def answer(handler):
        handler.server.owner.closing.wait(seconds)
        handler.take()
        handler.say(200, b"ok")

    return answer


def hanging(handler) -> None:
    """Reads the request and never answers."""
    handler.server.owner.closing.wait(60)
    handler.close_connection = True


def dripping(handler) -> None:
    """Sends its status line byte by byte, without end."""
    handler.drip(b"HTTP/1.1 ")


def dripping_body(handler) -> None:
    """Takes the message, then sends its body byte by byte, without end."""
    handler.take()
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n")
    handler.drip(b"")


def endless(handler) -> None:
    """Takes the message, then sends a body without end as fast as it can."""
    handler.take()
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n")
    handler.close_connection = True
    with contextlib.suppress(OSError):
        while not handler.server.owner.closing.is_set():
            handler.server.owner.sent_bytes += handler.connection.send(b"x" * 65_536)


def closing(handler) -> None:
    """Takes the message and closes the connection without an answer."""
    handler.take()
    handler.close_connection = True
    handler.connection.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_POST(self):
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(length)
        self.post = Post(self.path, dict(self.headers), body, method=self.command)
        with self.server.owner.changed:
            self.server.owner.tried.append(self.post)
            self.server.owner.changed.notify_all()
        with contextlib.suppress(OSError):
            self.server.owner.mood()(self)

    def do_PUT(self):
        self.do_POST()

    def do_PATCH(self):
        self.do_POST()

    def do_GET(self):
        self.do_POST()

    def take(self):
        with self.server.owner.changed:
            self.server.owner.posts.append(self.post)
            self.server.owner.changed.notify_all()

    def say(self, status, body=b"", headers=()):
        self.send_response(status)
        for name, value in dict(headers).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def drip(self, start):
        self.close_connection = True
        self.wfile.write(start)
        while not self.server.owner.closing.wait(0.02):
            self.wfile.write(b"x")

    def log_message(self, *args):
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    owner: WebhookServer

    def handle_error(self, request, client_address):
        """A client that went away is what many tests are about."""


class WebhookServer:
    """Takes POSTs; sick when a test says so.

    ``posts`` is what it took, ``tried`` everything that was asked of it.
    """

    def __init__(self) -> None:
        self.posts: list[Post] = []
        self.tried: list[Post] = []
        self.sent_bytes = 0
        self.changed = threading.Condition()
        self.closing = threading.Event()
        self._moods: deque[Mood] = deque()
        self._always: Mood = well()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.owner = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self.closing.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def port(self) -> int:
        return self._server.server_address[1]

    def url(self, path: str = "/services/T00000000/B00000000/canarycanarycanary") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def slack(self, path: str = "/services/T00000000/B00000000/canarycanarycanary") -> str:
        """As a target's URL."""
        return f"slack+{self.url(path)}"

    def next(self, *moods: Mood) -> None:
        """Answer the next requests so, one mood each; after them as always."""
        self._moods.extend(moods)

    def always(self, mood: Mood) -> None:
        self._always = mood

    def mood(self) -> Mood:
        return self._moods.popleft() if self._moods else self._always

    def wait_for(self, count: int, *, timeout: float = PATIENCE) -> list[Post]:
        """Return the first ``count`` posts taken, once there are so many."""
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.posts) >= count, timeout), (
                f"{len(self.posts)} of {count} posts within {timeout:g} s"
            )
            return self.posts[:count]


# --- mail


class MailServer:
    """A real SMTP server that keeps what it is given.

    ``refuse`` maps an address to the reply its RCPT gets (``"550 no such user"``); ``after_data``
    is the reply to the message itself; ``hang_up`` closes the connection after taking one.
    """

    def __init__(
        self,
        *,
        password: str = "",
        tls: str = "",
    ) -> None:
        self.mails: list[EmailMessage] = []
        self.envelopes: list[Envelope] = []
        self.logins: list[tuple[str, str]] = []
        self.refuse: dict[str, str] = {}
        self.after_data = "250 taken"
        self.hang_up = False
        self.auth_reply = "535 5.7.8 no"
        self.changed = threading.Condition()
        self._password = password
        context = None
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(CERTIFICATE)
        self._controller = _Controller(
            self,
            hostname="127.0.0.1",
            port=0,
            ssl_context=context if tls == "ssl" else None,
            tls_context=context if tls == "starttls" else None,
            authenticator=self._authenticate if password else None,
            auth_require_tls=False,
            enable_SMTPUTF8=True,
        )

    def __enter__(self):
        self._controller.start()
        return self

    def __exit__(self, *_):
        self._controller.stop()

    @property
    def port(self) -> int:
        return self._controller.server.sockets[0].getsockname()[1]

    def url(
        self,
        to: str = "reader@example.com",
        *,
        user: str = "",
        mode: str = "",
        scheme: str = "mailto",
        more: str = "",
    ) -> str:
        """As a target's URL."""
        login = f"{user}@" if user else ""
        mode = f"&mode={mode}" if mode else ""
        address = f"{scheme}://{login}127.0.0.1:{self.port}"
        return f"{address}?from=monitor@example.com&to={to}{mode}{more}"

    def wait_for(self, count: int, *, timeout: float = PATIENCE) -> list[EmailMessage]:
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.mails) >= count, timeout), (
                f"{len(self.mails)} of {count} mails within {timeout:g} s"
            )
            return self.mails[:count]

    def _authenticate(self, server, session, envelope, mechanism, data):
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login.decode(), data.password.decode()))
        if data.password.decode() == self._password:
            return AuthResult(success=True)
        return AuthResult(success=False, handled=False, message=self.auth_reply)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address, _
    ):
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ):
        if not self.after_data.startswith("250"):
            return self.after_data
        with self.changed:
            self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
            self.envelopes.append(envelope)
            self.changed.notify_all()
        if self.hang_up:
            server.transport.abort()
        return self.after_data


class _Controller(Controller):
    """aiosmtpd's controller for port 0: its own check of readiness connects to the port given."""

    def _trigger_server(self):
        with socket.create_connection(self.server.sockets[0].getsockname()[:2], 5) as sock:
            if self.ssl_context is None:
                sock.recv(64)


# --- neither


class TarPit:
    """Accepts connections and holds them: silent, or with a byte now and then."""

    def __init__(self, *, start: bytes = b"", drip: bytes = b"") -> None:
        self.connections = 0
        self.changed = threading.Condition()
        self._start, self._drip = start, drip
        self._closing = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.05)
        self._threads = [threading.Thread(target=self._accept)]

    def __enter__(self):
        self._threads[0].start()
        return self

    def __exit__(self, *_):
        self._closing.set()
        for thread in self._threads:
            thread.join()
        self._listener.close()

    @property
    def port(self) -> int:
        return self._listener.getsockname()[1]

    def _accept(self):
        while not self._closing.is_set():
            with contextlib.suppress(TimeoutError):
                sock, _ = self._listener.accept()
                self.connections += 1
                thread = threading.Thread(target=self._hold, args=(sock,))
                self._threads.append(thread)
                thread.start()

    def _hold(self, sock):
        with sock, contextlib.suppress(OSError):
            sock.sendall(self._start)
            while not self._closing.wait(0.02):
                sock.sendall(self._drip)
