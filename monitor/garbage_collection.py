"""Garbage collection, where much is built that stays, and memory given back.

While a hundred thousand rules are built, looking through them for garbage again and again takes a
third of the time. Code that builds so much uses ``uncollected`` and gets that third back. Where to
use it is the caller's choice: matching must not switch off the whole process's collector by itself.
What a first poll has taken for a moment would stay the daemon's for ever without ``give_back``.
"""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress


def give_back() -> None:
    """Give memory that is free back to the system, where the C library can (glibc)."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)


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
