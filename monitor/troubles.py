"""Troubles: what is wrong with the program at the moment, by name, for whoever asks how it is.

Flows, threads and the database say here what fails them and when that is over; a health check, the
page and the log read it. Each trouble has a name ("database", "deliveries to desk"), so the same
one told a thousand times is one. Without this module what is wrong would stand in the log only,
over and over.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

AGAIN = timedelta(hours=1)
"""Trouble that goes on is news again after so long."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that is wrong."""

    name: str
    """What is in trouble; at a time there is one trouble of a name."""
    what: str
    """What is wrong, in words fit to show; without secrets."""
    cure: str
    """What a person can do about it; empty: nothing, or ``what`` says so."""
    since: datetime
    """When it was first met, aware UTC."""
    told: datetime
    """When it was last news."""
    until: datetime | None = None
    """When it is over unless it is met again; None: when somebody says so."""


class Troubles:
    """The troubles of one process. Threads may share it.

    Args:
        clock: Returns the time, aware UTC.
    """

    def __init__(self, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._current: dict[str, Trouble] = {}
        self._met: Counter[str] = Counter()

    def met(
        self, name: str, what: str, *, cure: str = "", lasting: timedelta | None = None
    ) -> bool:
        """Take note of a trouble; return whether it is news: new, another one, or an hour old.

        Args:
            name: What is in trouble.
            what: What is wrong; without secrets.
            cure: What a person can do about it.
            lasting: After so long it is over by itself, unless it is met again.
        """
        now = self._clock()
        until = None if lasting is None else now + lasting
        with self._lock:
            self._met[name] += 1
            self._drop_ended(now)
            before = self._current.get(name)
            is_news = before is None or before.what != what or abs(now - before.told) >= AGAIN
            if before is None:
                self._current[name] = Trouble(name, what, cure, now, now, until)
            else:
                told = now if is_news else before.told
                self._current[name] = replace(before, what=what, cure=cure, told=told, until=until)
        return is_news

    def over(self, name: str) -> bool:
        """Say that a trouble has ended; return whether there was one."""
        with self._lock:
            return self._current.pop(name, None) is not None

    def now(self) -> tuple[Trouble, ...]:
        """Return what is wrong, the oldest first; empty: nothing is."""
        with self._lock:
            self._drop_ended(self._clock())
            return tuple(sorted(self._current.values(), key=lambda each: each.since))

    def counts(self) -> Mapping[str, int]:
        """Return how often each was met since the start, those that are over too."""
        with self._lock:
            return dict(self._met)

    def _drop_ended(self, now: datetime) -> None:
        for name, trouble in tuple(self._current.items()):
            if trouble.until is not None and trouble.until <= now:
                del self._current[name]
