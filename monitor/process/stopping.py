"""StopSignal: SIGTERM and SIGINT ask the program to stop; whoever waits is woken.

SIGHUP asks a daemon to read its configuration anew.

A signal's handler may run in the middle of anything the main thread does, so it touches no lock:
setting a ``threading.Event`` there deadlocks when the main thread is just inside that event's own
``wait`` or ``set``. It sets a flag and writes a byte into a pipe, nothing else.

Nor is the handler enough to wake who waits: Python runs it once the main thread is back from what
it does, and a signal that comes just before the main thread falls asleep, or that the system gives
to another thread, wakes nobody. So the interpreter's own, lower half of the handler writes into the
pipe as well (``signal.set_wakeup_fd``).
"""

from __future__ import annotations

import os
import select
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType


class StopSignal:
    """Whether a stop was asked for. For the main thread; ``ask`` may be called from any."""

    def __init__(self, *, hangup: bool = False) -> None:
        """Listen for a stop; with ``hangup``, for SIGHUP as well, which sets ``hung_up``."""
        self.asked = False
        self.hung_up = False
        self._numbers = (signal.SIGTERM, signal.SIGINT, *((signal.SIGHUP,) if hangup else ()))
        self._read, self._write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)

    def __del__(self, close: Callable[[int], None] = os.close) -> None:
        # At the end of the interpreter modules may be gone before this is.
        close(self._read)
        close(self._write)

    def ask(self) -> None:
        """Ask for a stop."""
        self.asked = True
        self.wake()

    def wake(self) -> None:
        """Have whoever waits look at what there is to do."""
        with suppress(BlockingIOError):  # full: whoever waits is awake already
            os.write(self._write, b"x")

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until a stop is asked for, or for SIGHUP, ``seconds`` at most.

        Returns:
            Whether a stop was asked for.
        """
        end = None if seconds is None else time.monotonic() + seconds
        while not self.asked and not self.hung_up:
            left = None if end is None else end - time.monotonic()
            if left is not None and left <= 0:
                break
            select.select([self._read], [], [], left)
            with suppress(BlockingIOError):
                os.read(self._read, 4096)  # of any signal: most don't ask for a stop
        return self.asked

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Heed the signals within a ``with`` statement; then it is as before."""

        def handle(number: int, _: FrameType | None) -> None:
            if number == signal.SIGHUP:
                self.hung_up = True
                self.wake()
            else:
                self.ask()

        before = {each: signal.signal(each, handle) for each in self._numbers}
        woken = signal.set_wakeup_fd(self._write, warn_on_full_buffer=False)
        try:
            yield
        finally:
            signal.set_wakeup_fd(woken)
            for number, handler in before.items():
                signal.signal(number, handler)
