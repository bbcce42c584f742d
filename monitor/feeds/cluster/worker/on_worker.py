"""What the coordinator calls on a worker: Dask finds these functions by their names.

    introduce    who the worker is: versions, which clock
    prepare      what to work out about items from now on (``preparation``), sealed
    poll_batch   Batch → Answer, both sealed

The scheduler reads calls on their way, so it imports this module, which therefore imports next to
nothing until it is called. No function raises: Dask would log what it was called with.
"""

from __future__ import annotations

import platform
import threading
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from monitor import __version__
from monitor.feeds.cluster.batch import (
    PROTOCOL,
    Answer,
    Batch,
    Broken,
    NotBegun,
    Sealed,
    boot_clock,
    seal,
    unseal,
)

if TYPE_CHECKING:
    from monitor.feeds.cluster.preparation import Preparation
    from monitor.feeds.cluster.worker.batch_poller import BatchPoller
    from monitor.feeds.cluster.worker.preparing import Preparing

_lock = threading.Lock()
_open = ExitStack()
_pollers: list[BatchPoller] = []
"""This process's batch poller, once it is open."""
_preparing: list[Preparing] = []
"""What prepares items in this process, once it is open."""


def introduce(coordinator: str, run: str) -> dict[str, str | int | float | bool]:
    """Say who this worker is, in values that any version understands.

    Args:
        coordinator: Who asks, the same after it started anew.
        run: Which of its runs it is: what an earlier one has ordered is begun no more.
    """
    here = batch_poller()
    here.serve(coordinator, run)
    return {
        "version": __version__,
        "python": platform.python_version(),
        "protocol": PROTOCOL,
        "poller": here.id,
        "clock": boot_clock(),
        "is_leaving": here.is_leaving,
    }


def prepare(coordinator: str, run: str, sealed: Sealed) -> str:
    """Get ready to work out something about the items that a coordinator's run is brought.

    Args:
        coordinator: Who asks, as for ``introduce``.
        run: Which of its runs.
        sealed: The ``Preparation``.

    Returns:
        Why it would come out otherwise here than there; empty if it wouldn't.
    """
    try:
        preparation: Preparation = unseal(sealed)
        if unlike := preparation.unlike_here():
            return unlike
        _preparing_here().order(coordinator, run, preparation)
    except Exception as error:  # noqa: BLE001 - see above
        return f"it can't prepare items ({type(error).__name__})"
    return ""


def poll_batch(sealed: Sealed) -> Sealed:
    """Poll a batch; return the ``Answer``."""
    batch: Batch = unseal(sealed)
    here = batch_poller()
    if batch.poller != here.id:  # a worker that started anew at the same address
        return seal(Answer((NotBegun(),) * len(batch.requests)))
    try:
        brought = here.poll_batch(batch.requests, start_by=batch.start_by, run=batch.run)
        brought = _preparing_here().prepared(batch.run, brought)
    except Exception as error:  # noqa: BLE001 - see above
        broken = Broken(type(error).__name__, is_shortage=False)
        return seal(Answer((broken,) * len(batch.requests)))
    return seal(Answer(brought, here.is_leaving))


def batch_poller() -> BatchPoller:
    """Return this process's batch poller, opened at the first call."""
    from monitor.feeds.cluster.worker.batch_poller import open_batch_poller  # noqa: PLC0415 - see above
    from monitor.net.system_limits import limits_here, room_within  # noqa: PLC0415

    with _lock:
        if not _pollers:
            room = room_within(limits_here(), targets=0)
            opened = open_batch_poller(workers=room.polls, lookups=room.lookups, keep=room.kept)
            _pollers.append(_open.enter_context(opened))
        return _pollers[0]


def _preparing_here() -> Preparing:
    from monitor.feeds.cluster.worker.preparing import Preparing  # noqa: PLC0415 - see above

    with _lock:
        if not _preparing:
            folder = _open.enter_context(TemporaryDirectory(prefix="news-monitor-words-"))
            _preparing.append(Preparing(Path(folder)))
        return _preparing[0]


def close_batch_poller() -> None:
    """Close this process's batch poller, if it is open, and remove what it has kept."""
    with _lock:
        _pollers.clear()
        _preparing.clear()
        _open.close()
