"""Sandboxed: the other side of ``sandbox``, a process that answers calls and may be killed.

Nothing of the program is imported here but what is called: each such process takes memory.
"""

from __future__ import annotations

import errno
import os
import resource
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from monitor import __version__

OTHER_VERSION = errno.ESTALE
"""Exit code: what is installed is another version than the program that started it."""

R = TypeVar("R")


def serve(descriptor: int) -> None:
    """Be a worker: answer calls from the pipe until it closes."""
    pipe = Connection(descriptor)
    try:
        version = pipe.recv()
        if version != __version__:
            os._exit(OTHER_VERSION)  # what it sends next may name what there isn't any more
        function, cpu, memory = pipe.recv()
    except (EOFError, OSError):  # the other side was killed as soon as it had started us
        return
    begun = _pages()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if begun.in_use:
        most = begun.in_use * resource.getpagesize() + memory
        resource.setrlimit(resource.RLIMIT_AS, (most, resource.RLIM_INFINITY))
    bloated = begun.resident + memory // 8 // resource.getpagesize()
    while True:
        try:
            args, kwargs = pipe.recv()
            done, result = _called(function, args, kwargs, cpu)
            pipe.send((done, result, _pages().resident > bloated))
        except MemoryError:
            os._exit(errno.ENOMEM)  # there may not be enough left to say it in any other way
        except (EOFError, OSError):  # the other side has ended
            return


def _called(
    function: Callable[..., R], args: tuple[Any, ...], kwargs: dict[str, Any], cpu: float
) -> tuple[bool, R | Exception]:
    # The kernel's alarm for CPU time: SIGPROF kills, even in the midst of C code.
    signal.setitimer(signal.ITIMER_PROF, cpu)
    try:
        return True, function(*args, **kwargs)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - handed to the caller
        return False, error
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


class _Pages(NamedTuple):
    in_use: int
    resident: int


def _pages() -> _Pages:
    """This process's memory (proc(5), statm); zeros where the system doesn't tell."""
    try:
        numbers = Path("/proc/self/statm").read_text("ascii").split()
    except OSError:
        return _Pages(0, 0)
    return _Pages(int(numbers[0]), int(numbers[1]))
