"""Garbage collection, where much is built that stays, and memory not taken or given back.

While a hundred thousand rules are built, looking through them for garbage again and again takes a
third of the time. Code that builds so much uses ``uncollected`` and gets that third back. Where to
use it is the caller's choice: matching must not switch off the whole process's collector by itself.
What a first poll has taken for a moment would stay the daemon's for ever without ``give_back``, and
each command would take a sixth longer without ``end_at_once``.
"""

from __future__ import annotations

import atexit
import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_M_ARENA_MAX = -8
"""mallopt(3), as malloc.h has it."""
_OBJECTS, _TIMES = 5_000, 5
"""So many more than were freed, and the youngest are looked through; after so many times the older
ones, too, and so on: that the oldest are is as likely as it usually is."""


def give_back() -> None:
    """Give memory that is free back to the system, where the C library can (glibc)."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)


def share_pools() -> None:
    """Have threads share two pools of memory (glibc), before any is started.

    Each would get one of its own, up to eight for each processor, and little goes back from one.
    """
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 2)


def end_at_once() -> None:
    """Have this process end without being looked through for garbage, which goes with it anyway.

    That takes a command 0.1 to 0.2 s, and would be the last thing that it does.
    """
    atexit.register(gc.freeze)


@contextmanager
def settled() -> Iterator[None]:
    """Inside the ``with``, leave alone what is there already, and look for garbage less often.

    Rules and words stay: to look them through takes 70 ms. What a batch of polls brings is gone by
    itself before so many objects more are made; looked through 700 at a time, as is usual, it takes
    a thirtieth of a poll with news.
    """
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_OBJECTS, _TIMES, _TIMES)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


@contextmanager
def uncollected() -> Iterator[None]:
    """Switch garbage collection off inside the ``with``; count what was built as old afterwards.

    Were it not counted as old, the collector would go through all of it once it is on again.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        if not gc.get_freeze_count():  # what somebody else has frozen stays so
            gc.freeze()
            gc.unfreeze()
        gc.enable()
