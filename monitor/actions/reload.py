"""Having the running daemon read its configuration again, and hearing how that went.

The daemon is found by the lock that it holds on the database, asked by SIGHUP, and answers in the
lock's file. Without this module one would have to know its process number, and to read its log.
"""

from __future__ import annotations

import os
import signal
import time

from monitor.config import Config
from monitor.errors import MonitorError
from monitor.health.daemon_status import Reloaded, daemon_status_of
from monitor.store.lock import holder_of

PATIENCE = 60.0
"""Seconds in which a daemon answers; with 100,000 rules it needs ten."""
_LOOK = 0.05


def reload_daemon(config: Config, *, patience: float = PATIENCE) -> Reloaded:
    """Ask the daemon that works on a configuration's database to reload; wait for its answer.

    Raises:
        MonitorError: None runs, it belongs to somebody else, or it doesn't answer.
    """
    process = holder_of(config.database)
    if process is None:
        raise MonitorError(
            f"no news-monitor works on {config.database}; start one: news-monitor run"
        )
    before = daemon_status_of(config.database)
    if before is None:  # SIGHUP would end it
        raise MonitorError(f"the process {process} is at work on one round only (`once`)")
    try:
        os.kill(process, signal.SIGHUP)
    except PermissionError:
        raise MonitorError(
            f"the daemon (process {process}) belongs to another user; "
            "ask as root: sudo systemctl reload news-monitor"
        ) from None
    except ProcessLookupError:
        raise MonitorError("the daemon has just ended") from None
    end = time.monotonic() + patience
    while time.monotonic() < end:
        said = daemon_status_of(config.database)
        if said is not None and said.reloaded.at != before.reloaded.at:
            return said.reloaded
        if holder_of(config.database) != process:
            raise MonitorError(f"the daemon (process {process}) has ended meanwhile")
        time.sleep(_LOOK)
    raise MonitorError(
        f"the daemon (process {process}) was asked, and hasn't answered for {patience:.0f} s; "
        "its log says why"
    )
