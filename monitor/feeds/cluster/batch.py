"""What travels between the coordinator and the workers: plain frozen values, sealed.

    Batch    requests, at most one batch for a host at a time     coordinator → worker
    Answer   what came of each of them                            worker → coordinator
    Preparation   what to work out about items (``preparation``)  coordinator → worker

Requests hold the feeds' passwords and tokens. What Dask shows or logs of a task is the ``repr`` of
its arguments, so they travel in a ``Sealed``, which shows its size and nothing else. Without this
module they would stand in Dask's log as soon as a task fails.
"""

from __future__ import annotations

import pickle
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from monitor.feeds.articles.article import Article, ArticleRequest
from monitor.feeds.cluster.packing import pack
from monitor.feeds.cluster.preparation import Preparation
from monitor.feeds.state.outcome import Hop, Outcome, PollRequest

PROTOCOL: Final = 6
"""Of these values; a worker that has another one is refused."""
LEAVING: Final = "leaving"
"""The number among a worker's that is 1 once it takes no more batches."""
_LEVEL: Final = 1
_SMALL: Final = 1_000
"""Bytes that aren't worth compressing."""

Asked = PollRequest | ArticleRequest


@dataclass(frozen=True, slots=True)
class NotBegun:
    """A request that wasn't begun: the time for it had passed, or the worker is leaving."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A redirect leads to another host: the poll goes on when the coordinator gives it a turn."""

    hop: Hop


@dataclass(frozen=True, slots=True)
class Broken:
    """It came to nothing, through no fault of the feed's."""

    reason: str
    is_shortage: bool
    """Whether the machine had too little of something."""


Brought = Outcome | Article | Elsewhere | NotBegun | Broken


@dataclass(frozen=True, slots=True)
class Batch:
    """Requests for one worker; no other has requests for any of their hosts meanwhile."""

    poller: str
    """Which worker it is for, and whose clock counts."""
    start_by: float
    """When its time is over on the worker's clock (``boot_clock``): nothing is begun after it."""
    run: str
    """Which run of the coordinator it comes from."""
    requests: tuple[Asked, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a batch: as much as there were requests, in their order."""

    brought: tuple[Brought, ...] = field(repr=False)
    is_leaving: bool = False
    """Whether the worker takes no more batches."""


class Sealed:
    """Bytes that show nothing of what they hold."""

    __slots__ = ("data",)

    def __init__(self, data: bytes) -> None:
        self.data = data

    def __repr__(self) -> str:
        return f"<sealed, {len(self.data):,} bytes>"

    def __reduce__(self) -> tuple[type[Sealed], tuple[bytes]]:
        return Sealed, (self.data,)

    def __sizeof__(self) -> int:
        return len(self.data) + 33


def seal(value: Batch | Answer | Preparation) -> Sealed:
    """Pack a value for the way.

    Answers and rules shrink to a third; batches are digests for the most part, which don't.
    """
    data = pack(value)
    if len(data) > _SMALL and not isinstance(value, Batch):
        return Sealed(b"z" + zlib.compress(data, _LEVEL))
    return Sealed(b"p" + data)


def unseal(sealed: Sealed) -> Any:
    """Return what was packed. Only for what a member of the cluster has sent: it is a pickle."""
    data = sealed.data[1:]
    return pickle.loads(zlib.decompress(data) if sealed.data[:1] == b"z" else data)  # noqa: S301


def _clock() -> Callable[[], float]:
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic if boot is None else lambda: time.clock_gettime(boot)


boot_clock: Callable[[], float] = _clock()
"""Seconds since the machine started, those it slept included, whatever is done to its clock."""
