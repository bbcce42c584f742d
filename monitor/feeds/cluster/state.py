"""ClusterState: how the cluster is, in words and numbers, for whoever asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from monitor.human import plural


class Standing(StrEnum):
    """How a worker stands with the coordinator."""

    NEW = "new"
    WELCOME = "ready"
    REFUSED = "refused"
    SILENT = "silent"
    LEAVING = "leaving"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterState:
    """How it is at a moment, as the coordinator sees it."""

    address: str
    """The scheduler's."""
    dashboard: str
    """Dask's; empty: there is none, or no scheduler."""
    is_connected: bool
    workers: Mapping[Standing, int]
    """How many stand how."""
    is_local: bool
    """Whether feeds are polled here because nobody else does."""
    waiting: int = 0
    """Requests that wait for a worker."""
    prepared: int = 0
    """Items since the start that came with what the rules find in them (``preparation``)."""
    lost: int = 0
    """Polls since the start of which nobody knows how they went; they were made again."""

    @property
    def said(self) -> str:
        """Who polls."""
        if self.is_local:
            return "by this machine alone, at a reduced rate"
        ready = self.workers[Standing.WELCOME]
        return f"by {plural(ready, 'worker')}" if ready else "by a cluster that isn't ready yet"
