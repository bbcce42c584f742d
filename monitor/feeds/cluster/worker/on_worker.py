"""What the coordinator calls on a worker: Dask finds these functions by their names.

    introduce    who the worker is: versions, which clock
    poll_batch   Batch → Answer, both sealed

The scheduler reads calls on their way, so it imports this module, which therefore imports next to
nothing until it is called. Neither function raises: Dask would log what it was called with.
"""

from __future__ import annotations

import platform
import threading
from contextlib import ExitStack
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
    from monitor.feeds.cluster.worker.station import Station

_lock = threading.Lock()
_open = ExitStack()
_stations: list[Station] = []
"""This process's station, once it is open."""


def introduce(coordinator: str, run: str) -> dict[str, str | int | float | bool]:
    """Say who this worker is, in values that any version understands.

    Args:
        coordinator: Who asks, the same after it started anew.
        run: Which of its runs it is: what an earlier one has ordered is begun no more.
    """
    here = station()
    here.serve(coordinator, run)
    return {
        "version": __version__,
        "python": platform.python_version(),
        "protocol": PROTOCOL,
        "station": here.id,
        "clock": boot_clock(),
        "is_leaving": here.is_leaving,
    }


def poll_batch(sealed: Sealed) -> Sealed:
    """Poll a batch; return the ``Answer``."""
    batch: Batch = unseal(sealed)
    here = station()
    if batch.station != here.id:  # a worker that started anew at the same address
        return seal(Answer((NotBegun(),) * len(batch.requests)))
    try:
        brought = here.poll_batch(batch.requests, start_by=batch.start_by, run=batch.run)
    except Exception as error:  # noqa: BLE001 - see above
        broken = Broken(type(error).__name__, is_shortage=False)
        return seal(Answer((broken,) * len(batch.requests)))
    return seal(Answer(brought, here.is_leaving))


def station() -> Station:
    """Return this process's station, opened at the first call."""
    from monitor.feeds.cluster.worker.station import open_station  # noqa: PLC0415 - see above
    from monitor.net.room import limits_here, room_within  # noqa: PLC0415

    with _lock:
        if not _stations:
            room = room_within(limits_here(), targets=0)
            opened = open_station(workers=room.polls, lookups=room.lookups, keep=room.kept)
            _stations.append(_open.enter_context(opened))
        return _stations[0]


def close_station() -> None:
    """Close this process's station, if it is open."""
    with _lock:
        _stations.clear()
        _open.close()
