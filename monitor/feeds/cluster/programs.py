"""The two programs of a cluster beside the coordinator: Dask's scheduler, and its workers.

Both run until they are told to stop. A worker that loses the scheduler waits for it and comes back;
told to stop, it finishes what it has begun. Without this module each machine would need Dask's own
commands with two dozen options, any of which, forgotten, opens it to the world.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from monitor.errors import MonitorError
from monitor.feeds.cluster.address import Cluster
from monitor.feeds.cluster.batch import LEAVING
from monitor.feeds.cluster.engine import CannotJoinError, knock, security, set_up
from monitor.feeds.cluster.starting import CannotStartError, started
from monitor.feeds.cluster.worker import on_worker
from monitor.garbage_collection import give_back

BATCHES: Final = 16
"""Batches under way at a time on a worker: most of their polls wait for the network."""
LONGEST_PAUSE: Final = 30.0
"""Seconds between two attempts to find the scheduler."""
FINISH: Final = 60.0
"""Seconds in which a worker that was told to stop finishes what it has begun."""

_TIDY: Final = 30.0
"""Seconds between two times that memory is given back."""
_LOOK: Final = 0.05
_QUIET: Final = 50
"""Looks without anything under way after which a worker may go: the coordinator looks once a second
who is leaving."""

Say = Callable[[str], None]


async def run_scheduler(
    cluster: Cluster, *, dashboard: tuple[str, int], stop: asyncio.Event, say: Say
) -> None:
    """Be the scheduler.

    Args:
        cluster: Where to listen, and the scheduler's certificate.
        dashboard: The host and port at which Dask's dashboard listens; it asks nobody who they are.
        stop: Set when it is to end.
        say: Told what goes on.

    Raises:
        MonitorError: It can't listen there.
    """
    set_up()
    from distributed import Scheduler  # noqa: PLC0415 - an optional extra

    host, wanted = dashboard
    try:
        scheduler = Scheduler(
            host=cluster.host,
            port=cluster.port,
            protocol=cluster.address.partition("://")[0],
            security=security(cluster.tls),
            dashboard_address=_joined(host, wanted),
        )
    except OSError as error:
        raise MonitorError(
            f"the dashboard can't listen at {_joined(host, wanted)} ({error.strerror}); "
            "--dashboard names another address"
        ) from None
    try:
        async with started(scheduler) as running:
            port = running.http_server.port
            instead = f" (port {wanted} is taken)" if wanted not in {port, 0} else ""
            say(
                f"the scheduler listens at {scheduler.address}, "
                f"its dashboard at http://{_joined(host, port)}{instead}"
            )
            await _first(stop.wait(), running.finished())
    except CannotStartError as error:
        raise MonitorError(
            f"the scheduler can't listen at {cluster.address} ({error}); "
            "--listen names another address"
        ) from None


async def run_worker(
    cluster: Cluster,
    *,
    listen: tuple[str, int],
    name: str,
    batches: int = BATCHES,
    stop: asyncio.Event,
    say: Say,
) -> None:
    """Be a worker.

    Args:
        cluster: Where the scheduler is, and the worker's certificate.
        listen: The address of this machine at which the scheduler reaches it, empty for the one
            that leads to the scheduler; and the port, 0 for any.
        name: What it is called; empty: its address.
        batches: How many batches may be under way at a time.
        stop: Set when it is to end.
        say: Told what goes on.
    """
    set_up()
    from distributed import Worker  # noqa: PLC0415 - an optional extra

    here = await asyncio.to_thread(on_worker.batch_poller)
    host, port = listen
    tidying = asyncio.create_task(_tidy())
    pause, said = 1.0, ""
    with tempfile.TemporaryDirectory(prefix="news-monitor-worker-") as scratch:
        while not stop.is_set():
            try:
                await asyncio.to_thread(knock, cluster)
                joining = Worker(
                    cluster.address,
                    nthreads=batches,
                    name=name or None,
                    host=host or None,
                    port=port,
                    security=security(cluster.tls),
                    memory_limit=0,
                    death_timeout=20,
                    local_directory=scratch,
                    dashboard=False,
                    dashboard_address="127.0.0.1:0",
                    metrics={LEAVING: lambda _: here.is_leaving},
                )
                async with started(joining) as worker:
                    called = f"{name} ({worker.address})" if name else worker.address
                    say(f"worker {called} has joined {cluster.address}")
                    pause, said = 1.0, ""
                    await _first(stop.wait(), worker.finished())
                    if stop.is_set():
                        here.leave()
                        with suppress(Exception):  # it is told with the next one, if not now
                            await worker.heartbeat()
                        await _finish(lambda: here.busy or bool(worker.state.tasks))
                if not stop.is_set():
                    say("the scheduler is gone; waiting for it")
            except (CannotJoinError, CannotStartError, OSError, TimeoutError) as error:
                reason = str(error) or "the scheduler doesn't answer"
                if isinstance(error, CannotStartError):
                    reason = f"the worker can't join {cluster.address}: {reason}"
                if reason != said:
                    say(f"{reason}; trying again")
                    said = reason
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause * (0.5 + random.random() / 2))  # noqa: S311
            pause = min(pause * 2, LONGEST_PAUSE)
    tidying.cancel()
    on_worker.close_batch_poller()
    say("the worker has left")


async def _tidy() -> None:
    """Give memory back now and then: what a first round has taken would stay the worker's."""
    while True:
        await asyncio.sleep(_TIDY)
        await asyncio.to_thread(give_back)


def _joined(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


async def _finish(is_busy: Callable[[], bool]) -> None:
    """Wait until what was begun has ended and was fetched, and nothing more comes."""
    with suppress(TimeoutError):
        async with asyncio.timeout(FINISH):
            quiet = 0
            while quiet < _QUIET:
                await asyncio.sleep(_LOOK)
                quiet = 0 if is_busy() else quiet + 1


async def _first(*waiting: object) -> None:
    tasks = [asyncio.ensure_future(each) for each in waiting]  # type: ignore[call-overload]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
