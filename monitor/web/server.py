"""Server: serves the page in a thread with an event loop of its own, until it is stopped.

Without this module nothing would listen for browsers: no page, no API, no feeds of matches.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import uvicorn

from monitor.config import Config
from monitor.errors import MonitorError
from monitor.web.access.connections import BACKLOG, limited_to
from monitor.web.app import make_app
from monitor.web.context import Desk
from monitor.web.live import Live
from monitor.web.trial import Trials

logger = logging.getLogger(__name__)

THREADS = 4
"""How many answers are worked out at a time."""
CONNECTIONS = 200
"""How many may be open at a time, as far as descriptors allow (``access.connections``)."""
LISTENERS = 50
"""How many pages may listen to the stream of changes at a time."""
GRACE_SECONDS = 2
"""How long answers may go on when the server stops."""


class WebServer:
    """A page that is being served. Make one by ``WebServer.start``."""

    def __init__(self, desk: Desk, listening: socket.socket, connections: int) -> None:
        self._desk, self._socket = desk, listening
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="web")
        self._live = Live(desk.read, self._threads, most=min(LISTENERS, connections // 4))
        self._trials = Trials(desk.config, words=desk.words)
        self._server = uvicorn.Server(
            uvicorn.Config(
                make_app(desk, live=self._live, trials=self._trials, threads=self._threads),
                loop="asyncio",
                http=limited_to(connections),
                ws="none",
                lifespan="off",
                log_config=None,
                log_level="error",  # what visitors do wrong mustn't fill the log
                access_log=False,
                server_header=False,
                proxy_headers=False,
                backlog=min(BACKLOG, connections),
                timeout_graceful_shutdown=GRACE_SECONDS,
                h11_max_incomplete_event_size=32 * 1024,
            )
        )
        self._thread = threading.Thread(target=self._serve, name="web", daemon=True)

    @classmethod
    def start(cls, desk: Desk, *, connections: int = CONNECTIONS) -> WebServer:
        """Begin to serve; connections are taken when this returns.

        Args:
            desk: What answers work with.
            connections: How many may be open at a time.

        Raises:
            MonitorError: The address isn't an address to listen on; the message says what to do.
        """
        web = desk.web
        listening = listen(web.host, web.port)
        # Port 0 was any that is free: now it is known which.
        desk.web = replace(web, port=listening.getsockname()[1])
        server = cls(desk, listening, connections)
        server._thread.start()
        return server

    @property
    def url(self) -> str:
        """The page's address."""
        return self._desk.web.url

    @property
    def desk(self) -> Desk:
        """What its answers work with."""
        return self._desk

    def take_up(self, config: Config) -> None:
        """Show another configuration from now on, which is served in the same manner."""
        self._desk.config = config
        self._trials.take_up(config)

    def wait(self) -> None:
        """Wait until the server has stopped."""
        self._thread.join()

    def stop(self) -> None:
        """Take no more connections, end those there are, and wait for that. Safe to call twice."""
        self._live.close()
        self._trials.close()
        self._server.should_exit = True
        self._thread.join(GRACE_SECONDS + 2)
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._desk.close()

    def _serve(self) -> None:
        try:
            with asyncio.Runner() as runner:
                runner.run(self._server.serve(sockets=[self._socket]))
        except Exception:
            logger.exception(
                "the page can't be served any more; the rest goes on",
                extra={"event": "page-failed"},
            )
        finally:
            self._socket.close()


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens on an address.

    Raises:
        MonitorError: The address can't be had; the message says what to do.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        # With its protocol said: else asyncio leaves Nagle's algorithm on, and each answer waits
        # 40 ms for an acknowledgement.
        found = socket.socket(family, kind, protocol)
    except OSError as error:
        raise MonitorError(f"the page can't be served on {host}: {error.strerror}") from error
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind(address)
        found.listen(BACKLOG)
        found.setblocking(False)
    except OSError as error:
        found.close()
        raise MonitorError(
            f"the page can't be served on {host}:{port}: {(error.strerror or str(error)).lower()}; "
            'another program may have the port: set listen in [web] to another, or to ""'
        ) from error
    return found
