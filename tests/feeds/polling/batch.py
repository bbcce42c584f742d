"""Many polls at once, as tests ask for them."""

from __future__ import annotations

from concurrent.futures import CancelledError
from contextlib import suppress
from queue import SimpleQueue


def poll_batch(requests, *, poller):
    """Submit all, then yield each outcome as soon as it is there; none of polls given up."""
    done, count = SimpleQueue(), 0
    for request in requests:
        poller.submit(request).add_done_callback(done.put)
        count += 1
    return _outcomes(done, count)


def _outcomes(done, count):
    for _ in range(count):
        with suppress(CancelledError):
            yield done.get().result()
