"""A thread that works, rests and is woken: what delivers to a target, and what edits there.

It begins once the one that it takes over from has ended, so that no two ever work on the same, and
goes on whatever happens. Without this module a target that was exchanged while the daemon runs
would be sent the same alert by both of its workers.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from monitor.supervision import supervise
from monitor.troubles import Troubles

LOOK_AGAIN = 5.0
"""Seconds after which one that has nothing to do looks for what another process has put in."""
LONGEST_REST = 60.0
"""Seconds that one rests at most when it can't work: 5, 10, 20 …"""


class WorkingThread:
    """A thread of its own for one kind of work.

    Args:
        name: What the thread is called.
        work: Does what is due, whatever happens; returns for how many seconds to rest.
        can_work: Whether it could the last time: what is new doesn't shorten the rest of one that
            can't.
        troubles: Where it is told that the thread died; it is started again.
        at_end: What is done last.
    """

    def __init__(
        self,
        name: str,
        work: Callable[[], float],
        *,
        can_work: Callable[[], bool],
        troubles: Troubles,
        at_end: Callable[[], None] = lambda: None,
    ) -> None:
        self._name = name
        self._work = work
        self._can_work = can_work
        self._troubles = troubles
        self._at_end = at_end
        self._stopping = threading.Event()
        self._wake = threading.Event()
        self._after: WorkingThread | None = None
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self, *, after: WorkingThread | None = None) -> None:
        """Start; it begins to work when ``after`` has ended."""
        self._after = after
        self._thread.start()

    def wake(self) -> None:
        """Have it work now: there is something new."""
        self._wake.set()

    def stop(self) -> None:
        """Ask it to end after what is under way; ``join`` waits for that."""
        self._stopping.set()
        self._wake.set()

    def is_stopping(self) -> bool:
        """Whether it was asked to end."""
        return self._stopping.is_set()

    def join(self, timeout: float | None) -> bool:
        """Wait up to ``timeout`` seconds for the end; False if something is still under way."""
        if self._thread.ident is not None:
            self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        if self._after:
            # Also if this one is to end already: who comes after it waits for both.
            self._after.join(None)
            self._after = None
        supervise(self._name, self._keep_working, troubles=self._troubles, rest=self._stopping.wait)

    def _keep_working(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            rest = self._work()
            (self._wake if self._can_work() else self._stopping).wait(rest)
        self._at_end()
