"""Sandbox: calls that can be killed, for documents made to keep a parser busy or to eat all memory.

A worker process may use so much CPU time and memory for one call and dies when it needs more; the
next call gets a new one. The clock that counts is the worker's own CPU time, so a loaded machine
kills nobody's feed. Each worker has a pipe of its own and shares nothing, so the death of one is
never felt by another. Without this module one such document would hang the daemon or use up its
memory.
"""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from queue import Empty, LifoQueue
from typing import Any, Generic, ParamSpec, Self, TypeVar, cast

from monitor import __version__
from monitor.feeds.parsing.sandboxed import OTHER_VERSION
from monitor.net.shortage import NO_THREAD, ShortageError, shortage_in

_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "PYTHONHOME", "LANG", "LC_ALL", "TZ")

_CANT_START = (
    "the process that reads feeds can't be started ({}): if Python or news-monitor was updated, "
    "restart news-monitor"
)

_SERVE = "from monitor.feeds.parsing.sandboxed import serve; serve({})"

PATIENCE = 2.0
"""Seconds to wait for a worker that is at work before another one is started."""
NEEDED = 60.0
"""Seconds after which a further worker that nobody has needed is ended."""

P = ParamSpec("P")
R = TypeVar("R")


class KilledError(Exception):
    """The worker had to be killed, or died, over this call; ``str(error)`` says why."""


class TooSlowError(KilledError):
    """The call took more CPU time than it may."""


class Sandbox(Generic[P, R]):
    """Calls one function in worker processes that can be killed. Threads may share it.

    Workers start when they are first needed, as programs of their own: forking a program that has
    threads isn't safe. A further one starts only when no other has become free for ``PATIENCE``:
    each takes 20 MB, and is ended when it wasn't needed for ``NEEDED``. All end with ``close``, or
    by themselves when this process is gone.

    Args:
        function: What to call: importable by name, its arguments and result picklable.
        workers: How many calls may run at a time; more wait for their turn.
        cpu: Seconds of CPU time for one call.
        wall: Seconds on the clock for one call, should a worker hang without working.
        memory: Bytes a worker may take beyond what it starts with (Linux only).
        calls: A worker is replaced after so many calls, and after any call that left it an eighth
            of ``memory`` larger: what was once in use seldom goes back to the system, and would
            leave too little for the largest document that is allowed.
    """

    def __init__(
        self,
        function: Callable[P, R],
        *,
        workers: int = 2,
        cpu: float = 5.0,
        wall: float = 60.0,
        memory: int = 100_000_000,
        calls: int = 1_000,
    ) -> None:
        self._setup = (function, cpu, memory)
        self._wall = wall
        self._calls = calls
        self._closed = threading.Event()
        self._free: LifoQueue[_Worker | None] = LifoQueue()
        self._lock = threading.Lock()
        self._most = self._unused = workers
        self._alive: set[_Worker] = set()
        self._looking: threading.Timer | None = None

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Call the function in a worker and wait for its result.

        Raises:
            TooSlowError: It took too much time.
            KilledError: It took too much memory, or the worker died of it.
            CancelledError: The sandbox was closed.
            ShortageError: The system lets no worker start, or its program is gone.
            Exception: Whatever the function raised.
        """
        worker = self._take()
        try:
            # Twice: a SIGTERM to the whole process group is no fault of the document.
            for _ in range(2):
                if worker is None or worker.calls_left <= 0 or not worker.is_alive():
                    self._end(worker)
                    worker = self._start()
                try:
                    done, result = worker.call(args, kwargs, self._wall)
                except _DiedError as death:
                    self._end(worker)
                    if self._closed.is_set():
                        raise CancelledError from None
                    if death.too_slow:
                        raise TooSlowError(str(death)) from None
                    if not death.by_request:
                        raise KilledError(str(death)) from None
                else:
                    if done:
                        return cast(R, result)
                    raise result
            raise KilledError("the process that reads it was ended from outside, twice")
        finally:
            if self._closed.is_set():
                self._end(worker)
                worker = None
            self._free.put(worker)
            self._look_later()

    def close(self) -> None:
        """End the workers, whatever they are at; calls under way raise ``CancelledError``."""
        with self._lock:
            self._closed.set()
            if self._looking:
                self._looking.cancel()
            for worker in self._alive:
                worker.kill()
        self.rest()  # those at work are ended by whoever called them

    def rest(self) -> None:
        """End the workers that have nothing to do; the next call starts one anew."""
        for unused in self._all_free():
            self._end(unused)
            self._free.put(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _all_free(self) -> list[_Worker | None]:
        """Take all that are free, the one that was used last first."""
        free: list[_Worker | None] = []
        with suppress(Empty):
            while True:
                free.append(self._free.get_nowait())
        return free

    def _look_later(self) -> None:
        """See in a while whether so many are needed, if there is more than one."""
        with self._lock:
            if len(self._alive) > 1 and not self._looking and not self._closed.is_set():
                self._looking = threading.Timer(NEEDED / 2, self._end_unneeded)
                self._looking.daemon = True
                self._looking.start()

    def _end_unneeded(self) -> None:
        """End those that have had nothing to do for long, but for one."""
        for number, worker in reversed(list(enumerate(self._all_free()))):
            idle = number and worker and time.monotonic() - worker.used > NEEDED
            if idle or self._closed.is_set():
                self._end(worker)
                with self._lock:
                    self._unused += 1
            else:
                self._free.put(worker)
        with self._lock:
            self._looking = None
        self._look_later()

    def _take(self) -> _Worker | None:
        """A worker that is free; None where one may be started."""
        with suppress(Empty):
            return self._free.get_nowait()
        if self._open_place(first=True):
            return None
        with suppress(Empty):
            return self._free.get(timeout=PATIENCE)
        return None if self._open_place() else self._free.get()

    def _open_place(self, *, first: bool = False) -> bool:
        """Claim a place that no worker has had yet; ``first``: only if none has been claimed."""
        with self._lock:
            if not self._unused or (first and self._unused < self._most):
                return False
            self._unused -= 1
            return True

    def _start(self) -> _Worker:
        with self._lock:
            if self._closed.is_set():
                raise CancelledError
            try:
                worker = _Worker(self._setup, self._calls)
            except BlockingIOError as error:  # fork
                raise ShortageError(NO_THREAD) from error
            except OSError as error:  # Python was updated, or may no longer be run
                known = shortage_in(error)
                raise known or ShortageError(_CANT_START.format(error.strerror)) from error
            self._alive.add(worker)
        return worker

    def _end(self, worker: _Worker | None) -> None:
        if worker is not None:
            worker.end()
            with self._lock:
                self._alive.discard(worker)


class _DiedError(Exception):
    too_slow = False
    by_request = False
    """Whether it was ended by SIGTERM: by an operator, not by what it was reading."""


class _Worker:
    """One process, and our end of the pipe to it."""

    def __init__(self, setup: tuple[Any, ...], calls: int) -> None:
        self.calls_left = calls
        self.used = 0.0
        """When its last call ended (monotonic)."""
        self._cpu, self._memory = setup[1:]
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                    [*(sys.executable, "-P", "-c"), _SERVE.format(theirs.fileno())],
                    env=_environment(),
                    pass_fds=[theirs.fileno()],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    start_new_session=True,  # so that Ctrl-C in a terminal is for us alone
                )
        except BaseException:
            ours.close()
            raise
        self._pipe = Connection(ours.detach())
        self._pipe.send(__version__)
        self._pipe.send(setup)

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def call(self, args: tuple[Any, ...], kwargs: dict[str, Any], wall: float) -> tuple[bool, Any]:
        """Return (True, result) or (False, exception).

        Raises:
            _DiedError: The worker did.
            ShortageError: What would be read with is of another version than this program.
        """
        self.calls_left -= 1
        try:
            self._pipe.send((args, kwargs))
            if not self._pipe.poll(wall):
                raise _DiedError(f"it was not read after {wall:g} s")
            done, result, is_bloated = self._pipe.recv()
        except (EOFError, OSError):
            raise self._death() from None
        if is_bloated:
            self.calls_left = 0
        self.used = time.monotonic()
        return done, result

    def kill(self) -> None:
        self._process.kill()

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        self._pipe.close()

    def _death(self) -> Exception:
        code = self._process.wait()  # its end of the pipe is closed: it is dead or about to be
        if code == OTHER_VERSION:
            return ShortageError(_CANT_START.format("another version is installed by now"))
        if code == -signal.SIGPROF:
            slow = _DiedError(f"reading it takes more than {self._cpu:g} s of computing")
            slow.too_slow = True
            return slow
        if code == errno.ENOMEM:
            return _DiedError(f"reading it takes more than {self._memory / 1e6:.0f} MB of memory")
        death = _DiedError(f"the process that read it died ({code})")
        death.by_request = code == -signal.SIGTERM
        return death


def _environment() -> dict[str, str]:
    """What a worker needs to start, and none of the secrets that the environment may hold."""
    kept = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    return {**kept, "PYTHONPATH": os.pathsep.join(path or str(Path.cwd()) for path in sys.path)}
