"""Preparing: works out on a worker what coordinators want to know of the items it brings.

Getting ready takes seconds with many rules, so a thread does it; until then, and whenever time is
short, items go as they came. Without this module what a coordinator orders would hold up the polls.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from monitor.feeds.cluster.batch import Brought
from monitor.feeds.cluster.preparation import Preparation, Prepare
from monitor.feeds.state.outcome import Parsed

logger = logging.getLogger(__name__)

MOST: Final = 4
"""Coordinators whose orders are kept: each may hold a hundred thousand rules."""
PATIENCE: Final = 2.0
"""Seconds that a batch waits for its turn, and as many that are spent on its items."""


@dataclass(slots=True)
class _Order:
    """What a coordinator wants."""

    run: str
    version: str
    prepare: Prepare | None = None
    """None: it isn't ready yet."""


class Preparing:
    """What coordinators have ordered, and what prepares items for them. Threads may share it.

    Args:
        folder: Where large tables may be kept meanwhile.
        seconds: A clock that nobody sets.
    """

    def __init__(self, folder: Path, *, seconds: Callable[[], float] = time.monotonic) -> None:
        self._folder = folder
        self._seconds = seconds
        self._lock = threading.Lock()
        self._turn = threading.Lock()
        self._orders: dict[str, _Order] = {}
        """By coordinator, the oldest first."""

    def order(self, coordinator: str, run: str, preparation: Preparation) -> threading.Thread:
        """Begin to get ready for what a coordinator wants from now on, instead of what it wanted.

        Args:
            coordinator: Who orders it, the same after it started anew.
            run: Which of its runs it is.
            preparation: What to do.

        Returns:
            The thread that gets ready.
        """
        order = _Order(run, preparation.version)
        with self._lock:
            self._orders.pop(coordinator, None)
            self._orders[coordinator] = order
            while len(self._orders) > MOST:
                del self._orders[next(iter(self._orders))]
        thread = threading.Thread(
            target=self._get_ready, args=(order, preparation), name="preparing", daemon=True
        )
        thread.start()
        return thread

    def _get_ready(self, order: _Order, preparation: Preparation) -> None:
        try:
            order.prepare = preparation.begin(self._folder)
        except Exception:
            logger.exception("items will go unprepared", extra={"event": "bug"})

    def prepared(self, run: str, brought: tuple[Brought, ...]) -> tuple[Brought, ...]:
        """Return what a batch brought, its items prepared as far as there is time for it."""
        order = self._of(run)
        if order is None or not any(isinstance(each, Parsed) and each.items for each in brought):
            return brought
        if not self._turn.acquire(timeout=PATIENCE):
            return brought
        try:
            end = self._seconds() + PATIENCE
            return tuple(self._with(order, each, end) for each in brought)
        except Exception:
            logger.exception("items go unprepared", extra={"event": "bug"})
            return brought
        finally:
            self._turn.release()

    def _of(self, run: str) -> _Order | None:
        with self._lock:
            return next((each for each in self._orders.values() if each.run == run), None)

    def _with(self, order: _Order, each: Brought, end: float) -> Brought:
        prepare = order.prepare
        if prepare is None or not isinstance(each, Parsed) or not each.items:
            return each
        found: dict[str, object] = {}
        for item in each.items:
            if self._seconds() >= end:
                break
            found[item.key] = prepare(item)
        return replace(each, prepared=found, prepared_by=order.version)
