"""A press of many hosts on loopback, which keeps the log that politeness is judged by.

with Press(hosts=40, feeds=3) as press:
    press.urls()                # http://127.0.1.1:PORT/0 …
    press.publish(2)            # two further items in each feed
    press.misconduct()          # → what broke the rules, in words; empty: nothing
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from socketserver import TCPServer

from monitor.feeds.limits import Limits
from monitor.feeds.state.outcome import PollRequest

GAP, AT_A_TIME = 1.0, 2
TOLERANCE = 0.5
"""Seconds by which, on a busy machine, a request may come later than it was begun. Two workers that
asked the same host would come at any time: of many hosts, half nearer to each other than this."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.press.answer(self)

    def log_message(self, *_):
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 512

    def server_bind(self):
        TCPServer.server_bind(self)

    def handle_error(self, request, client_address):
        pass


class Press:
    def __init__(self, *, hosts: int, feeds: int = 1, items: int = 3, delay: float = 0.0):
        self.hosts = [f"127.0.{1 + number // 200}.{1 + number % 200}" for number in range(hosts)]
        self.feeds = feeds
        self.delay = delay
        """Seconds that each answer takes."""
        self.published = items
        self.log: dict[str, list[list[float]]] = defaultdict(list)
        """Host → when each request began and ended."""
        self.headers: list[str] = []
        self.changed = threading.Condition()
        self.redirects: dict[tuple[str, str], str] = {}
        """Host and path → where it leads."""
        self._server = _Server(("0.0.0.0", 0), _Handler)
        self._server.press = self
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )

    @property
    def port(self) -> int:
        return self._server.server_address[1]

    def url(self, host: str, path: str = "/0") -> str:
        return f"http://{host}:{self.port}{path}"

    def urls(self) -> list[str]:
        return [self.url(host, f"/{feed}") for host in self.hosts for feed in range(self.feeds)]

    def requests(self, **details) -> list[PollRequest]:
        allowed = frozenset(self.hosts)
        details.setdefault("limits", Limits(connect=2, read=3, total=3))
        return [PollRequest(url=url, allow_private=allowed, **details) for url in self.urls()]

    def publish(self, count: int) -> None:
        self.published += count

    def titles(self) -> set[str]:
        """Of all items that were ever published."""
        return {
            f"{host} {feed} reports {number}"
            for host in self.hosts
            for feed in range(self.feeds)
            for number in range(self.published)
        }

    def asked(self) -> int:
        return sum(map(len, self.log.values()))

    def wait_until(self, asked: int, patience: float = 30.0) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: self.asked() >= asked, patience), self.asked()

    def misconduct(self) -> list[str]:
        """Requests of a host that came too soon after another, or while too many were open."""
        found = []
        for host, log in self.log.items():
            spans = sorted(tuple(span) for span in log)
            for before, after in pairwise(spans):
                if after[0] - before[0] < GAP - TOLERANCE:
                    found.append(f"{host}: asked again after {after[0] - before[0]:.3f} s")
            for begun, _ in spans:
                open_then = sum(start <= begun < end for start, end in spans)
                if open_then > AT_A_TIME:
                    found.append(f"{host}: {open_then} requests open at a time")
        return found

    def answer(self, handler: _Handler) -> None:
        host = handler.headers["Host"].partition(":")[0]
        span = [time.monotonic(), float("inf")]
        with self.changed:
            self.log[host].append(span)
            self.headers.append(str(handler.headers))
            self.changed.notify_all()
        if self.delay:
            time.sleep(self.delay)
        path = handler.path.partition("?")[0]
        try:
            if target := self.redirects.get((host, path)):
                handler.send_response(302)
                handler.send_header("Location", target)
                handler.send_header("Content-Length", "0")
                handler.end_headers()
                return
            body = self._feed(host, path.strip("/"))
            handler.send_response(200)
            handler.send_header("Content-Type", "application/rss+xml")
            handler.send_header("Content-Length", str(len(body)))
            handler.send_header("Connection", "close")
            handler.end_headers()
            handler.wfile.write(body)
        finally:
            span[1] = time.monotonic()
            handler.close_connection = True

    def _feed(self, host: str, feed: str) -> bytes:
        items = "".join(
            f"<item><guid>{host}-{feed}-{number}</guid>"
            f"<title>{host} {feed} reports {number}</title><link>http://{host}/{feed}/{number}</link></item>"
            for number in reversed(range(self.published))
        )
        return (
            f'<rss version="2.0"><channel><title>{host} {feed}</title>'
            f"<language>en</language>{items}</channel></rss>"
        ).encode()

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()
