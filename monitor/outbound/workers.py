"""TargetWorkers: one worker for each target, exchanged while the daemon runs.

Whoever takes a target over begins when the one before has ended its last delivery, so nothing is
sent twice, and what waits is waited for by somebody at all times. Without this module a target that
was added would need a restart, and one that was changed would have two workers at a time.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping

from monitor.alerts.planning.policy import Target
from monitor.outbound.deliver import TargetWorker

logger = logging.getLogger(__name__)


class TargetWorkers:
    """The workers of all targets. Changed by one thread, woken by any.

    Args:
        make: Makes the worker of a target.
    """

    def __init__(self, make: Callable[[Target], TargetWorker]) -> None:
        self._make = make
        self._at_work: dict[str, TargetWorker] = {}
        self._leaving: list[TargetWorker] = []

    def take_up(self, targets: Mapping[str, Target], *, anew: bool = False) -> None:
        """Work for these targets from now on.

        Args:
            targets: By name. A target that hasn't changed keeps its worker; one that lacks a secret
                has none, and what is for it waits in the outbox.
            anew: No target does: what all workers work by has changed.
        """
        before = self._at_work
        targets = {name: target for name, target in targets.items() if not target.lacks}
        kept = {
            name: worker
            for name, worker in before.items()
            if not anew and targets.get(name) == worker.target
        }
        self._leaving = [worker for worker in self._leaving if not worker.join(0)]
        for name, worker in before.items():
            if name not in kept:
                worker.stop()
                self._leaving.append(worker)
        now = {name: kept.get(name) or self._make(target) for name, target in targets.items()}
        for name, worker in now.items():
            if name not in kept:
                worker.start(after=before.get(name))
        self._at_work = now

    def wake(self) -> None:
        """Have all look into the outbox: there is something new in it."""
        for worker in tuple(self._at_work.values()):
            worker.wake()

    def stop(self) -> None:
        """Ask all of them to end after the delivery under way; ``join`` waits for that."""
        for worker in tuple(self._at_work.values()):
            worker.stop()

    def join(self, seconds: float) -> None:
        """Wait so long at most for all of them."""
        deadline = time.monotonic() + seconds
        for worker in (*self._leaving, *self._at_work.values()):
            if not worker.join(max(deadline - time.monotonic(), 0.0)):
                # Its delivery stays pending: sent again, under the same key, at the next start.
                logger.warning(
                    "a delivery to %s was cut off", worker.target.name, extra={"event": "cut-off"}
                )
