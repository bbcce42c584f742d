"""Inbox: what was asked of the poller and isn't in the queue yet, and whoever still waits.

Other threads put requests in; the cluster's thread takes them out. Without this module a poller
that is closed would leave somebody waiting for ever.
"""

from __future__ import annotations

import threading
from concurrent.futures import CancelledError, Future
from typing import Any

from monitor.feeds.cluster.batch import Asked


class Inbox:
    """Requests and their futures. Threads may share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._arrived: list[tuple[Asked, Future[Any]]] = []
        self._waiting: set[Future[Any]] = set()
        self._closed = False

    @property
    def is_closed(self) -> bool:
        """Whether nothing more is taken."""
        return self._closed

    def put(self, request: Asked) -> tuple[Future[Any], bool]:
        """Take a request.

        Returns:
            What will come of it; and whether it is the only one that waits to be taken out.

        Raises:
            RuntimeError: It is closed.
        """
        future: Future[Any] = Future()
        with self._lock:
            if self._closed:
                raise RuntimeError("the poller is closed")
            self._waiting.add(future)
            self._arrived.append((request, future))
            return future, len(self._arrived) == 1

    def take(self) -> list[tuple[Asked, Future[Any]]]:
        """Return what has arrived since the last call, oldest first."""
        with self._lock:
            arrived, self._arrived = self._arrived, []
        return arrived

    def forget(self, future: Future[Any]) -> None:
        """Nobody need be told any more what came of it."""
        with self._lock:
            self._waiting.discard(future)

    def close(self) -> None:
        """Take nothing more."""
        with self._lock:
            self._closed = True

    def cancel_all(self) -> None:
        """Tell whoever still waits that nothing will come."""
        with self._lock:
            left, self._waiting = self._waiting, set()
        for future in left:
            if not future.cancel():
                future.set_exception(CancelledError())
