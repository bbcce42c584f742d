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

MOST_RUNS: Final = 4
"""Coordinators' runs whose orders are kept: each may hold a hundred thousand rules."""
PATIENCE: Final = 5.0
"""Seconds that a batch waits for its turn, and as many that are spent on its items."""


@dataclass(frozen=True, slots=True)
class _Ready:
    version: str
    prepare: Prepare


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
        self._ordered: dict[str, str] = {}
        """Run of a coordinator → the version that it has ordered last."""
        self._ready: dict[str, _Ready] = {}

    def order(self, run: str, preparation: Preparation) -> threading.Thread:
        """Begin to get ready for what a coordinator's run wants from now on.

        Returns:
            The thread that does so.
        """
        with self._lock:
            self._ordered.pop(run, None)
            self._ordered[run] = preparation.version
            while len(self._ordered) > MOST_RUNS:
                oldest = next(iter(self._ordered))
                del self._ordered[oldest]
                self._ready.pop(oldest, None)
        thread = threading.Thread(
            target=self._get_ready, args=(run, preparation), name="preparing", daemon=True
        )
        thread.start()
        return thread

    def _get_ready(self, run: str, preparation: Preparation) -> None:
        try:
            prepare = preparation.begin(self._folder)
        except Exception:
            logger.exception("items will go unprepared", extra={"event": "bug"})
            return
        with self._lock:
            if self._ordered.get(run) == preparation.version:  # it may have changed meanwhile
                self._ready[run] = _Ready(preparation.version, prepare)

    def prepared(self, run: str, brought: tuple[Brought, ...]) -> tuple[Brought, ...]:
        """Return what a batch brought, its items prepared as far as there is time for it."""
        ready = self._ready.get(run)
        if ready is None or not any(isinstance(each, Parsed) and each.items for each in brought):
            return brought
        if not self._turn.acquire(timeout=PATIENCE):
            return brought
        try:
            end = self._seconds() + PATIENCE
            return tuple(self._with(ready, each, end) for each in brought)
        except Exception:
            logger.exception("items go unprepared", extra={"event": "bug"})
            return brought
        finally:
            self._turn.release()

    def _with(self, ready: _Ready, each: Brought, end: float) -> Brought:
        if not isinstance(each, Parsed) or not each.items:
            return each
        found: dict[str, object] = {}
        for item in each.items:
            if self._seconds() >= end:
                break
            found[item.key] = ready.prepare(item)
        return replace(each, prepared=found, prepared_by=ready.version)
