"""PollAgain: feeds of whose polls nothing came, for a reason that isn't theirs.

    no descriptor, thread or memory for it · nothing could be written · a mistake of ours

Such a feed is due again soon, and later each time it happens again: from half a minute to ten
minutes, never all of them at once. What is to be given back is kept until it can be written.
Without this module a feed would stay leased, polled by nobody, for ten minutes after a shortage of
seconds.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from monitor.store.database import Database
from monitor.store.feeds import feeds as feed_store
from monitor.store.feeds.feeds import FeedRow

FIRST: Final = timedelta(seconds=30)
LONGEST: Final = timedelta(minutes=10)


class PollAgain:
    """Gives leases back. Threads may share it.

    Args:
        database: Where feeds are.
        chance: Returns 0 to 1, where in the range of the jitter a wait falls.
    """

    def __init__(self, database: Database, *, chance: Callable[[], float] = random.random) -> None:
        self._database = database
        self._chance = chance
        self._lock = threading.Lock()
        self._due: dict[int, datetime] = {}
        self._times: dict[int, int] = {}

    def add(self, row: FeedRow, *, now: datetime) -> None:
        """Note that a feed is to be polled anew."""
        with self._lock:
            times = self._times[row.id] = self._times.get(row.id, 0) + 1
            self._due[row.id] = now + pause(times, chance=self._chance())

    def went_well(self, row: FeedRow) -> None:
        """Note that a poll of a feed was recorded."""
        if self._times:
            with self._lock:
                self._times.pop(row.id, None)

    def write(self) -> None:
        """End the leases.

        Raises:
            StoreError: They couldn't be; the next call tries again.
        """
        with self._lock:
            due = dict(self._due)
        if not due:
            return
        self._database.write(lambda db: feed_store.give_back(db, due))
        with self._lock:
            for id_, moment in due.items():
                if self._due.get(id_) == moment:
                    del self._due[id_]


def pause(times: int, *, chance: float) -> timedelta:
    """How long a feed waits whose poll came to nothing so many times in a row. Pure.

    ``chance`` (0 to 1) doubles it at most, so that a thousand feeds don't come back together.
    """
    return min(FIRST * (1 << min(times - 1, 10)), LONGEST) * (1 + chance)
