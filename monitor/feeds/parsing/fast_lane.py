"""FastLane: documents that are read quickly never wait for those that aren't.

    each document    → a fast worker, which has one second of CPU time
    what takes longer → the slow worker, from the beginning, with all the time there is for any
    what took longer → the slow worker at once, the next times
    large documents  → one fast worker after another, so that another is left for all the rest

A document that is made to keep its reader busy holds a fast worker for a second, once; its feed's
next ones wait for others of their kind only. Where too many wait there, a further one is refused.
Without this module two such documents, at the start, hold up every feed for half a minute.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Final, Generic, ParamSpec, Self, TypeVar

from monitor.feeds.parsing.sandbox import KilledError, Sandbox, TooSlowError

P = ParamSpec("P")
R = TypeVar("R")

FAST: Final = 1.0
"""Seconds of CPU time: twenty times what a newspaper's feed takes."""
MOST_WAITING: Final = 32
"""Documents that may wait for the slow worker: each keeps a poll waiting with it."""
MOST_KNOWN: Final = 10_000
AGAIN_AFTER: Final = 10
"""After so many documents somebody who was slow is tried as a quick one again."""


class FastLane(Generic[P, R]):
    """Calls one function in workers that can be killed, quick calls apart from slow ones.

    Threads may share it. It is called as ``Sandbox`` is, and raises what that raises.

    Args:
        function: What to call: importable by name, its arguments and result picklable.
        whose: From a call's arguments: whose document it is.
        is_large: Of a call's arguments: whether it is a large document.
        workers: How many fast ones there may be.
        fast: Seconds of CPU time that those have for a call.
        slow: Seconds of CPU time that the slow one has.
    """

    def __init__(
        self,
        function: Callable[P, R],
        whose: Callable[P, str],
        is_large: Callable[P, bool],
        *,
        workers: int = 2,
        fast: float = FAST,
        slow: float = 5.0,
    ) -> None:
        self._whose, self._is_large = whose, is_large
        self._large = threading.Lock()
        self._fast = Sandbox(function, workers=workers, cpu=fast)
        self._slow = Sandbox(function, workers=1, cpu=slow)
        self._lock = threading.Lock()
        self._enough = fast
        self._slow_ones: dict[str, int] = {}
        """Whose document was slow → how many more of theirs go to the slow worker at once."""
        self._waiting = 0

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Call the function in a worker and wait for its result.

        Raises:
            KilledError: It took too much time or memory, or so many slow ones wait already.
            Exception: As ``Sandbox`` does.
        """
        whose = self._whose(*args, **kwargs)
        if not self._is_known(whose):
            try:
                with self._large if self._is_large(*args, **kwargs) else nullcontext():
                    return self._fast(*args, **kwargs)
            except TooSlowError:
                self._remember(whose)
        with self._turn():
            return self._slow(*args, **kwargs)

    def close(self) -> None:
        """End the workers, whatever they are at; calls under way raise ``CancelledError``."""
        self._fast.close()
        self._slow.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Wait for the slow worker with the others, if they aren't too many."""
        with self._lock:
            if self._waiting >= MOST_WAITING:
                raise KilledError(
                    f"reading it takes more than {self._enough:g} s of computing, and "
                    f"{MOST_WAITING} others that do wait already"
                )
            self._waiting += 1
        try:
            yield
        finally:
            with self._lock:
                self._waiting -= 1
                if not self._waiting:
                    self._slow.rest()  # it takes 20 MB

    def _is_known(self, whose: str) -> bool:
        with self._lock:
            left = self._slow_ones.pop(whose, 0)
            if left > 1:
                self._slow_ones[whose] = left - 1
            return left > 0

    def _remember(self, whose: str) -> None:
        with self._lock:
            self._slow_ones[whose] = AGAIN_AFTER
            if len(self._slow_ones) > MOST_KNOWN:
                del self._slow_ones[next(iter(self._slow_ones))]
