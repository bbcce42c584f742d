"""One round of the daemon: poll each feed once, try the outbox once, and end; for ``once``.

A signal ends it within seconds, whatever it is at, and what it left undone is told. Without this
module whoever runs it by hand or by cron could neither stop it nor know what was skipped.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from monitor.process.stopping import StopSignal
from monitor.store.outbox.unsent import Waiting

LOOK = 0.02
"""Seconds from one look at polls under way to the next."""
GRACE = 3.0
"""Deliveries under way at a stop get so long to finish."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What a round has left undone."""

    waiting: Waiting = field(default_factory=Waiting)
    """What is still to be sent, and what was given up."""
    stuck: Mapping[str, str] = field(default_factory=dict)
    """By target: why nothing at all could be sent to it."""
    unrecorded: int = 0
    """Polls of which nothing could be written."""
    unknown: tuple[str, ...] = ()
    """Headlines of what was sent when that couldn't be written: they are sent again."""
    stopped: bool = False
    """Whether a signal ended it."""
    unpolled: int = 0
    """Feeds that it didn't come to poll."""


class Worker(Protocol):
    """As ``outbound.deliver.TargetWorker``."""

    def work(self) -> float:
        """Deliver what is due."""

    def edit_due(self) -> None:
        """Edit what has grown since it was sent."""

    def stop(self) -> None:
        """End after the delivery under way."""


def poll_all(more: Callable[[], object], stop: StopSignal) -> None:
    """Call ``more`` until it says that there is no more to poll, or a stop is asked for."""
    while not stop.asked and more():
        stop.wait(LOOK)


def deliver(workers: Iterable[Worker], stop: StopSignal) -> None:
    """Have each worker deliver what is due, all at once; at a stop, what is under way only.

    What was sent before and has grown since is edited after that.
    """
    workers = tuple(workers)
    for do in ([worker.work for worker in workers], [worker.edit_due for worker in workers]):
        if not stop.asked:
            in_background(do, stop, halt=lambda: _halt(workers))


def in_background(
    calls: Iterable[Callable[[], object]], stop: StopSignal, *, halt: Callable[[], None]
) -> None:
    """Call these in threads and wait for them, so that a signal is heard meanwhile.

    Args:
        calls: What to call.
        stop: After it they get a few seconds to end; then they are left to themselves.
        halt: Makes them end soon; called at a stop.
    """
    threads = [threading.Thread(target=call, daemon=True) for call in calls]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        if stop.wait(LOOK):
            halt()
            break
    end = time.monotonic() + GRACE
    for thread in threads:
        thread.join(max(end - time.monotonic(), 0.0))


def _halt(workers: Iterable[Worker]) -> None:
    for worker in workers:
        worker.stop()
