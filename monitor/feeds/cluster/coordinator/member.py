"""Member: a worker as the coordinator knows it.

    new        → it is asked who it is
    welcome    gets batches, as many at a time as it has threads
    refused    has another version: it gets none, and the reason is told
    silent     a batch is overdue: it gets none until it answers again
    leaving    it was told to stop: it gets none

Without this module batches would go to workers that can't read them, or no longer answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import TypeVar

from monitor.feeds.cluster.coordinator.link import LostError
from monitor.feeds.cluster.state import Standing

T = TypeVar("T")


@dataclass(slots=True, eq=False)
class Member:
    """A worker; it changes as it is heard of."""

    address: str
    name: str
    places: int
    """Batches that it may have at a time."""
    standing: Standing = Standing.NEW
    reason: str = ""
    """Why it is refused."""
    poller: str = ""
    offset: float = 0.0
    """Seconds to add to our clock for its clock, at least."""
    under_way: int = 0
    """Batches that it has."""
    has_suspect: bool = False
    """Whether one of them is of a feed that may have cost another worker its life."""
    prepares: str = ""
    """Which version of what is to be prepared it has been sent (``preparation``)."""
    asked_at: float = field(default=float("-inf"))
    """When it was last asked who it is."""
    gone: asyncio.Event = field(default_factory=asyncio.Event, repr=False)
    """Set when it is no member any more: its batches have no answer."""

    @property
    def free(self) -> int:
        """How many batches it may be given now."""
        return self.places - self.under_way if self.standing is Standing.WELCOME else 0

    def introduced(self, said: dict[str, object], *, before: float, after: float) -> None:
        """Take note of who it is; before and after it was asked, our clock said these.

        The offset is the least that is possible: nothing is begun later than we think.
        """
        if self.poller != said["poller"]:  # it is another process
            self.prepares = ""
        self.poller = str(said["poller"])
        self.offset = float(str(said["clock"])) - after
        self.standing = Standing.LEAVING if said.get("is_leaving") else Standing.WELCOME
        self.reason = ""
        self.asked_at = before


async def unless_gone(member: Member, polling: Awaitable[T]) -> T:
    """Wait for an answer, but no longer than the worker is a member.

    Raises:
        LostError: It is one no more.
    """
    answer, gone = asyncio.ensure_future(polling), asyncio.ensure_future(member.gone.wait())
    try:
        await asyncio.wait({answer, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not answer.done():
            # It may just have come; and that it died is said by who asks for the answer.
            await asyncio.wait({answer}, timeout=1.0)
        if answer.done():
            return answer.result()
        raise LostError(f"the worker {member.name} is gone")
    finally:
        gone.cancel()
        answer.cancel()
