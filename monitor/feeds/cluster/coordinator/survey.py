"""Survey: who is in the cluster at the moment, asked from outside the daemon.

Without this module a user could see what a cluster does only in Dask's terms.
"""

from __future__ import annotations

import asyncio
import platform
from dataclasses import dataclass

from monitor import __version__
from monitor.feeds.cluster.address import Cluster
from monitor.feeds.cluster.coordinator.link import Link, LostError, Seen, linked
from monitor.feeds.cluster.versions import worker_mismatch


@dataclass(frozen=True, slots=True)
class Found:
    """A worker, and whether it can be worked with."""

    seen: Seen
    problem: str
    """Why it gets no feeds; empty: it gets some."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What a cluster consists of."""

    dashboard: str
    workers: tuple[Found, ...]


async def survey(cluster: Cluster) -> Survey:
    """Ask the scheduler who is there, and each worker who it is.

    Raises:
        CannotJoinError: The scheduler can't be reached, refuses us, or has another version.
        LostError: It doesn't answer.
        MonitorError: The certificate's files can't be used, or the extra isn't installed.
    """
    async with linked(cluster) as link:
        workers = sorted((await link.workers()).values(), key=lambda each: each.name)
        problems = await asyncio.gather(*(_problem(link, each) for each in workers))
        return Survey(link.dashboard, tuple(map(Found, workers, problems)))


async def _problem(link: Link, worker: Seen) -> str:
    if not worker.is_running:
        return "it is about to leave"
    try:
        # As nobody: what the coordinator has ordered goes on.
        said = await link.introduce(worker.address, "", "")
    except LostError as error:
        return str(error)
    if said.get("is_leaving"):
        return "it is about to leave"
    return worker_mismatch(said, version=__version__, python=platform.python_version())
