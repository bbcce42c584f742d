"""Threads: an executor that has few threads when little goes on, and keeps those it has warm.

``ThreadPoolExecutor`` never lets a thread go, and gives work to the one that has been idle for the
longest, whose memory has left the processor's caches: after a burst that took 256 threads, a poll
costs half as much again for ever. Here the thread that was busy last is used first, and one that
hasn't been used for a while ends. A thread that, at the end of a call, submits the next goes on
with it itself: nobody is woken. Polls run in such threads, and look-ups of names (``lookup``).
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import suppress
from functools import partial
from queue import Empty, SimpleQueue
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
_Work = tuple["Future[Any]", Callable[[], Any]]
_Inbox = SimpleQueue["_Work | None"]


class Threads(Executor):
    """An executor that runs calls in a bounded number of threads.

    Args:
        most: How many threads there may be; work beyond that waits for its turn.
        name: What its threads are called.
        idle: After so many seconds without work a thread ends.
    """

    def __init__(self, most: int, name: str, *, idle: float = 30.0) -> None:
        self._most = most
        self._name = name
        self._patience = idle
        self._lock = threading.Lock()
        self._threads: set[threading.Thread] = set()
        self._idle: list[_Inbox] = []
        self._waiting: deque[_Work] = deque()
        self._ending = threading.local()
        """Of a thread: whether it is about to be free, its call having ended."""
        self._closed = False

    def submit(self, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        """Have a thread call ``fn``.

        Raises:
            RuntimeError: The executor was shut down, or the system gives it not a single thread.
        """
        future: Future[R] = Future()
        work = (future, partial(fn, *args, **kwargs))
        with self._lock:
            if self._closed:
                raise RuntimeError("the threads were told to end")
            if getattr(self._ending, "is_free", False):
                self._ending.is_free = False
                self._waiting.append(work)  # this very thread looks there next
            elif self._idle:
                self._idle.pop().put(work)
            elif len(self._threads) < self._most:
                self._start(work)
            else:
                self._waiting.append(work)
        return future

    def _start(self, work: _Work) -> None:
        thread = threading.Thread(target=self._work, args=(work,), name=self._name, daemon=True)
        try:
            thread.start()
        except RuntimeError:  # the system has no more threads to give
            if not self._threads:
                raise
            self._waiting.append(work)
        else:
            self._threads.add(thread)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more work, and let the threads end when they have done what there is."""
        with self._lock:
            self._closed = True
            if cancel_futures:
                for future, _ in self._waiting:
                    future.cancel()
            for inbox in self._idle:
                inbox.put(None)
            self._idle.clear()
            threads = list(self._threads)
        for thread in threads if wait else ():
            thread.join()

    def _work(self, work: _Work | None) -> None:
        inbox: _Inbox = SimpleQueue()
        while work is not None:
            self._run(*work)
            work = self._next(inbox)

    def _next(self, inbox: _Inbox) -> _Work | None:
        """Wait for more to do; None when it is time to end."""
        with self._lock:
            if self._waiting:
                return self._waiting.popleft()
            if self._closed:
                self._end()
                return None
            self._idle.append(inbox)
        with suppress(Empty):
            return inbox.get(timeout=self._patience)
        with self._lock:
            if inbox in self._idle:
                self._idle.remove(inbox)
                self._end()
                return None
        return inbox.get()  # work came at the last moment

    def _end(self) -> None:
        """Of this thread: from now on nobody may rely on its coming back for work."""
        self._threads.discard(threading.current_thread())

    def _run(self, future: Future[Any], call: Callable[[], Any]) -> None:
        if not future.set_running_or_notify_cancel():
            return
        try:
            result, error = call(), None
        except BaseException as raised:  # noqa: BLE001 - whoever waits gets it, whatever it is
            result, error = None, raised
        self._ending.is_free = True
        if error is None:
            future.set_result(result)
        else:
            future.set_exception(error)
        self._ending.is_free = False
