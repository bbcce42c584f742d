"""Connections: who may stay connected to the page, how long without saying anything, and how many.

    owing     we wait for bytes of the visitor: a request's headers, or its body
    answering the visitor waits for us, or listens to the stream of ``live``

A visitor who owes too long is cut off. Where too many are connected, in all or of one address, who
has owed longest makes room for the newcomer, of the address that has most connections: silent ones
can't lock anybody out, whoever opens them. Without this module anybody who reaches the port could
use up the descriptors with which feeds are polled, and needed no password for it.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEADERS_SECONDS: Final = 10.0
"""From the beginning of a connection, or of the wait for its next request, to whole headers."""
BODY_SECONDS: Final = 20.0
"""From a request's headers to the end of its body: a form of 64 KB."""
STALL_SECONDS: Final = 30.0
"""So long an answer may wait for a visitor who doesn't read it."""
BACKLOG: Final = 32
"""Connections that are accepted at once, before they are counted."""

_FULL_TEXT: Final = b"Too many connections are open. Try again in a few seconds.\n"
_FULL: Final = (
    b"HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/plain; charset=utf-8\r\n"
    b"connection: close\r\nretry-after: 5\r\ncontent-length: %d\r\n\r\n%s"
    % (len(_FULL_TEXT), _FULL_TEXT)
)


class Connection(H11Protocol):
    """One visitor's connection, as uvicorn has it, within limits."""

    most = 200
    """How many may be open at a time; of one address, half of them."""

    def __init__(self, *args: Any, **details: Any) -> None:
        super().__init__(*args, **details)
        self.owing_since: float | None = None
        """On the loop's clock; None while the visitor waits for us."""
        self._phase: object = None
        self._patience: asyncio.TimerHandle | None = None
        self._stall: asyncio.TimerHandle | None = None

    @property
    def address(self) -> str:
        """The visitor's, without the port."""
        return self.client[0] if self.client else ""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a visitor in, or answer that there is no room."""
        super().connection_made(transport)
        if self._has_room():
            self._look()
        else:
            transport.write(_FULL)
            transport.close()

    def data_received(self, data: bytes) -> None:
        """Read what came."""
        super().data_received(data)
        self._look()

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        super().on_response_complete()
        self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        """Let go of everything."""
        self._wait_for(None)
        self.resume_writing()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Wait for the visitor to read."""
        super().pause_writing()
        self._stall = self.loop.call_later(STALL_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on."""
        super().resume_writing()
        if self._stall is not None:
            self._stall.cancel()
            self._stall = None

    def _look(self) -> None:
        """See whether the visitor owes us anything now."""
        state = self.conn.their_state
        self._wait_for(state if state in {h11.IDLE, h11.SEND_BODY} else None)

    def _wait_for(self, phase: object) -> None:
        """Begin to count where the phase is another: single bytes don't buy time."""
        if phase is self._phase:
            return
        self._phase = phase
        if self._patience is not None:
            self._patience.cancel()
        self._patience = self.owing_since = None
        if phase is not None:
            seconds = HEADERS_SECONDS if phase is h11.IDLE else BODY_SECONDS
            self.owing_since = self.loop.time()
            self._patience = self.loop.call_later(seconds, self.transport.abort)

    def _has_room(self) -> bool:
        others = [
            each
            for each in self.connections
            if isinstance(each, Connection) and each is not self and not each.transport.is_closing()
        ]
        ours = [each for each in others if each.address == self.address]
        if len(ours) >= self.most // 2:
            return _cut_off(ours)
        if len(others) < self.most:
            return True
        ((busiest, _),) = Counter(each.address for each in others).most_common(1)
        return _cut_off(each for each in others if each.address == busiest) or _cut_off(others)


def limited_to(most: int) -> type[Connection]:
    """Return the kind of connection of which at most so many are open at a time."""
    return type("Connection", (Connection,), {"most": most})


def _cut_off(connections: Iterable[Connection]) -> bool:
    """End the connection that has owed longest; False where none owes anything."""
    owing = [each for each in connections if each.owing_since is not None]
    if not owing:
        return False
    min(owing, key=lambda each: each.owing_since or 0.0).transport.abort()
    return True
