"""Live: says to open pages that something has come in, as server-sent events (HTML, §9.2).

The newest ids are looked up each second, while a page listens: that costs next to nothing, and
works the same beside a daemon in another process. An event says that there is something new, not
what: the page asks for that, by the usual way.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Executor
from contextlib import suppress

import sqlite_utils
from starlette.exceptions import HTTPException
from starlette.responses import Response, StreamingResponse

from monitor.errors import StoreError
from monitor.store.reading.latest import Latest, latest

EVERY = 1.0
"""Seconds between two looks."""
KEEP_ALIVE = 20.0
"""Seconds after which a line is sent, so that a dead connection is noticed."""


class Live:
    """The streams of all open pages, for one event loop; any thread may call ``close``.

    Args:
        read: Returns the calling thread's connection to the database.
        threads: Where the database is read.
        most: Pages that may listen at a time.
    """

    def __init__(
        self, read: Callable[[], sqlite_utils.Database], threads: Executor, *, most: int
    ) -> None:
        self._read, self._threads, self._most = read, threads, most
        self._listeners: set[asyncio.Queue[str]] = set()
        self._looking: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closed = False

    def stream(self) -> Response:
        """The stream, for one page.

        Raises:
            HTTPException: Too many pages listen already, or the server is about to stop.
        """
        if self._closed or len(self._listeners) >= self._most:
            raise HTTPException(503, "Too many pages are open: reload this one to see what is new.")
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
        return StreamingResponse(self._events(), media_type="text/event-stream", headers=headers)

    def close(self) -> None:
        """End all streams."""
        self._closed = True
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop has ended already
                self._loop.call_soon_threadsafe(self._tell, "")

    async def _events(self) -> AsyncIterator[str]:
        self._loop = asyncio.get_running_loop()
        queue: asyncio.Queue[str] = asyncio.Queue(maxsize=8)
        self._listeners.add(queue)
        if self._looking is None or self._looking.done():
            self._looking = self._loop.create_task(self._look())
        try:
            yield "retry: 3000\nevent: hello\ndata:\n\n"
            while not self._closed:
                try:
                    event = await asyncio.wait_for(queue.get(), KEEP_ALIVE)
                except TimeoutError:
                    event = ":\n\n"
                if event:
                    yield event
        finally:
            self._listeners.discard(queue)

    async def _look(self) -> None:
        """Look for changes as long as anybody listens."""
        loop = asyncio.get_running_loop()
        before = await loop.run_in_executor(self._threads, self._latest)
        while self._listeners and not self._closed:
            await asyncio.sleep(EVERY)
            try:
                now = await loop.run_in_executor(self._threads, self._latest)
            except RuntimeError:  # stopped meanwhile: the threads are gone
                return
            if now != before:
                before = now
                self._tell("event: news\ndata:\n\n")

    def _tell(self, event: str) -> None:
        for queue in self._listeners:
            if not queue.full():
                queue.put_nowait(event)

    def _latest(self) -> Latest:
        try:
            return latest(self._read())
        except (StoreError, sqlite3.Error):  # not there yet, or not to be read now
            return Latest(0, 0)
