"""Garbage collection, where much is built that stays.

To look through a hundred thousand rules for garbage, again and again while they are being built,
takes a third of the time. Whoever builds them says so here: a package that matches must not switch
off the collector of the whole process by itself.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Build without looking for garbage; what was built is taken to be old at once.

    Else the collector would go through all of it as soon as it is on again.
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
