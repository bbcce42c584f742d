"""Link: a connection to Dask's scheduler, and what we ask over it. The only user of its client.

Nothing here waits without a limit, and no batch is begun twice: one whose worker is lost, or that
is overdue, is given up with a reason, and the coordinator decides what becomes of its feeds.
"""

from __future__ import annotations

import asyncio
import logging
import platform
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Final, TypeVar

from monitor.errors import MonitorError
from monitor.feeds.cluster.address import Cluster
from monitor.feeds.cluster.batch import LEAVING, Answer, Batch, Sealed, seal, unseal
from monitor.feeds.cluster.engine import CannotJoinError, knock, security, set_up
from monitor.feeds.cluster.versions import scheduler_mismatch
from monitor.feeds.cluster.worker import on_worker

logger = logging.getLogger(__name__)

PATIENCE: Final = 10.0
"""Seconds that the scheduler, or a worker that is asked who it is, may take to answer."""
LONG: Final = 60.0
"""Seconds that a worker may take to receive what is large."""
CUT_OFF: Final = "the connection to the scheduler broke"

T = TypeVar("T")


class LostError(MonitorError):
    """A batch has no answer; ``str(error)`` says why."""

    is_death: bool = False
    """Whether its worker ended meanwhile, though nobody had told it to."""
    is_overdue: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """A worker as the scheduler knows it."""

    address: str
    name: str
    places: int
    is_running: bool
    memory: int
    """Bytes."""
    cpu: float
    """Percent of one core."""


class Link:
    """A connection that is open. For one event loop."""

    def __init__(self, client: Any, cluster: Cluster, dashboard: int | None) -> None:
        self._client = client
        self._names: dict[str, str] = {}
        """What workers are called, by their addresses."""
        self.dashboard = f"http://{cluster.host}:{dashboard}/status" if dashboard else ""
        """Where the scheduler says its dashboard is; empty: it has none."""

    @property
    def is_up(self) -> bool:
        """Whether it is connected."""
        return bool(self._client.status == "running")

    async def workers(self) -> dict[str, Seen]:
        """Return the workers that the scheduler knows, by their addresses.

        Raises:
            LostError: It doesn't say.
        """
        try:
            identity = await _within(PATIENCE, self._client.scheduler.identity())
        except (OSError, TimeoutError) as error:
            raise LostError(f"the scheduler doesn't answer ({_said(error)})") from None
        found = {
            address: Seen(
                address=address,
                name=str(each["name"]),
                places=int(each["nthreads"]),
                is_running=each["status"] == "running" and not each["metrics"].get(LEAVING),
                memory=int(each["metrics"].get("memory", 0)),
                cpu=float(each["metrics"].get("cpu", 0.0)),
            )
            for address, each in identity["workers"].items()
        }
        self._names = {each.address: each.name for each in found.values()}
        return found

    async def introduce(self, address: str, coordinator: str, run: str) -> dict[str, Any]:
        """Ask a worker who it is.

        Raises:
            LostError: It doesn't say.
        """
        said = await self._call(on_worker.introduce, (coordinator, run), address, PATIENCE)
        return dict(said)

    async def order(self, address: str, coordinator: str, run: str, sealed: Sealed) -> str:
        """Have a worker prepare items for a run of ours from now on (``preparation``).

        Returns:
            Why it can't; empty if it can.

        Raises:
            LostError: It doesn't say.
        """
        return str(await self._call(on_worker.prepare, (coordinator, run, sealed), address, LONG))

    async def poll(self, address: str, batch: Batch, *, within: float) -> Answer:
        """Have a worker poll a batch.

        Args:
            address: The worker's.
            batch: What to poll.
            within: Seconds after which it is given up.

        Raises:
            LostError: There is no answer.
        """
        sealed = await self._call(on_worker.poll_batch, (seal(batch),), address, within)
        answer: Answer = unseal(sealed)
        return answer

    async def _call(
        self, function: Callable[..., Any], args: tuple[Any, ...], address: str, within: float
    ) -> Any:
        from distributed.client import ClosedClientError  # noqa: PLC0415 - an optional extra

        called = self._names.get(address, address)
        try:
            future = self._client.submit(
                function,
                *args,
                key=f"{function.__name__}-{uuid.uuid4().hex}",
                workers=[address],
                allow_other_workers=False,
                pure=False,
                retries=0,
            )
        except ClosedClientError:
            raise LostError(CUT_OFF) from None
        try:
            error = await _within(within, future.exception())
            if error is None:
                return await _within(PATIENCE, future.result())
        except TimeoutError:
            lost = LostError(f"the worker {called} didn't answer within {within:.0f} s")
            lost.is_overdue = True
            with suppress(Exception):
                await _within(PATIENCE, self._client.cancel([future], force=True))
            raise lost from None
        except Exception as error:  # noqa: BLE001 - whatever the library raises when it is cut off
            logger.debug("cut off: %r", error, extra={"event": "cluster"})
            raise LostError(CUT_OFF) from None
        finally:
            future.release()
        raise _lost(error, called)


def _lost(error: BaseException, called: str) -> LostError:
    from distributed import KilledWorker  # noqa: PLC0415 - an optional extra

    if isinstance(error, KilledWorker):
        lost = LostError(f"the worker {called} has died")
        lost.is_death = True
        return lost
    if "Cancelled" in type(error).__name__:
        return LostError(CUT_OFF)
    # What a worker without our functions, or with others, makes of a call.
    return LostError(f"the worker {called} can't do it ({type(error).__name__})")


def _said(error: OSError | TimeoutError) -> str:
    return str(error) or "it takes too long"


async def _within(seconds: float, waiting: Awaitable[T]) -> T:
    async with asyncio.timeout(seconds):
        return await waiting


@asynccontextmanager
async def linked(cluster: Cluster) -> AsyncIterator[Link]:
    """Connect to a scheduler, and disconnect at the end.

    Raises:
        CannotJoinError: It can't be reached, refuses us, or has another version.
        MonitorError: The certificate's files can't be used, or the extra isn't installed.
    """
    set_up()
    import distributed  # noqa: PLC0415 - an optional extra

    await asyncio.to_thread(knock, cluster)
    try:
        client: Any = await distributed.Client(  # type: ignore[no-untyped-call]
            cluster.address,
            security=security(cluster.tls),
            asynchronous=True,
            timeout=PATIENCE,
            direct_to_workers=False,
            set_as_default=False,
            name="news-monitor",
        )
    except (OSError, TimeoutError) as error:
        raise CannotJoinError(f"the scheduler {cluster.address}: {error}") from None
    try:
        identity = await _within(PATIENCE, client.scheduler.identity())
        versions = await _within(PATIENCE, client.scheduler.versions())
        if reason := scheduler_mismatch(
            versions["packages"],
            distributed=version("distributed"),
            python=platform.python_version(),
        ):
            raise CannotJoinError(f"the scheduler {cluster.address} is refused: {reason}")
        yield Link(client, cluster, identity["services"].get("dashboard"))
    except (OSError, TimeoutError) as error:
        raise CannotJoinError(f"the scheduler {cluster.address}: {_said(error)}") from None
    finally:
        with suppress(Exception):
            await _within(PATIENCE, client.close())
