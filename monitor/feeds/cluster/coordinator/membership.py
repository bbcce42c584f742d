"""Membership: who polls for us at the moment. Connects, connects again, and looks at each worker.

A worker gets batches once it has said who it is and is of our version; one that has let a batch
become overdue gets none until it answers again. What is wrong is told in words, and so is its end.
Without this module a cluster whose scheduler was started anew would be polled by nobody.
"""

from __future__ import annotations

import asyncio
import logging
import platform
import random
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from monitor import __version__
from monitor.errors import MonitorError
from monitor.feeds.cluster.address import Cluster
from monitor.feeds.cluster.batch import boot_clock
from monitor.feeds.cluster.coordinator.link import Link, LostError, Seen, linked
from monitor.feeds.cluster.coordinator.member import Member
from monitor.feeds.cluster.coordinator.orders import Orders
from monitor.feeds.cluster.coordinator.pace import Pace
from monitor.feeds.cluster.state import ClusterState, Standing
from monitor.feeds.cluster.versions import worker_mismatch
from monitor.human import plural
from monitor.troubles import Troubles

logger = logging.getLogger(__name__)

LOOK: Final = 1.0
"""Seconds between two looks at who is there."""
ASK_AGAIN: Final = 5.0
"""Seconds until a worker that didn't answer, or was refused, is asked again."""
LONGEST_PAUSE: Final = 30.0
"""Seconds between two attempts to connect, at most."""
TROUBLE: Final = "cluster"
CURE: Final = "news-monitor cluster status says who is there"


class Membership:
    """Who polls for us. All but ``state`` is for one event loop.

    Args:
        cluster: Where the scheduler is.
        identity: Who we are, the same after we started anew.
        run: Which of our runs it is.
        troubles: Where it is told what is wrong.
        changed: Called when a worker may be given batches that couldn't before.
        pace: When we are on our own, and how much is polled here then.
    """

    def __init__(
        self,
        cluster: Cluster,
        identity: str,
        run: str,
        *,
        troubles: Troubles,
        changed: Callable[[], None],
        pace: Pace,
    ) -> None:
        self._cluster = cluster
        self._identity = identity
        self._run_id = run
        self._troubles = troubles
        self._changed = changed
        self._pace = pace
        self._members: dict[str, Member] = {}
        self._alone_since = boot_clock()
        self._reason = ""
        self._told = -1
        self._asking: set[asyncio.Task[None]] = set()
        self.orders = Orders(identity, run, troubles=troubles)
        """What the workers are to prepare."""
        self.link: Link | None = None
        self.closed = False

    async def keep(self) -> None:
        """Stay connected, until ``closed`` is set and it is cancelled."""
        pause = 1.0
        # Cancelling it isn't enough: while it connects or disconnects, Dask may swallow that.
        while not self.closed:
            try:
                async with linked(self._cluster) as self.link:
                    pause = 1.0
                    self._reason = ""
                    await self._watch(self.link)
                    self._reason = f"the connection to the scheduler {self._cluster.address} broke"
            except MonitorError as error:
                self._reason = str(error)
            except Exception as error:
                logger.exception("the connection to the cluster failed", extra={"event": "bug"})
                self._reason = f"the connection to the cluster failed ({type(error).__name__})"
            finally:
                self.link = None
                for member in self._members.values():
                    member.gone.set()
                self._members.clear()
            end = boot_clock() + pause * (0.5 + random.random() / 2)  # noqa: S311
            while boot_clock() < end and not self.closed:
                self._tell()
                await asyncio.sleep(LOOK / 4)
            pause = min(pause * 2, LONGEST_PAUSE)

    def best(self) -> Member | None:
        """Return the worker with the most room for another batch; None: none has any."""
        best = max(self._members.values(), key=lambda each: each.free, default=None)
        return best if best and best.free > 0 else None

    def free(self) -> int:
        """Return for how many batches there is room."""
        return sum(member.free for member in self._members.values())

    def places(self) -> int:
        """Return how many batches may be under way with those who are ready."""
        return sum(member.places for member in self._ready())

    @property
    def is_local(self) -> bool:
        """Whether nobody has polled for us for a while."""
        if self._ready():
            return False
        return boot_clock() - self._alone_since >= self._pace.offline

    def overdue(self, member: Member) -> None:
        """Say that a worker has let a batch become overdue."""
        if member.standing is Standing.WELCOME:
            member.standing = Standing.SILENT
            member.asked_at = boot_clock()
            logger.warning(
                "the worker %s doesn't answer; it gets no feeds until it does",
                member.name,
                extra={"event": "cluster"},
            )

    @property
    def state(self) -> ClusterState:
        """How it is; for any thread."""
        link, members = self.link, tuple(self._members.values())
        standings = [member.standing for member in members]
        return ClusterState(
            address=self._cluster.address,
            dashboard=link.dashboard if link else "",
            is_connected=link is not None,
            workers={each: standings.count(each) for each in Standing},
            is_local=self.is_local,
        )

    async def _watch(self, link: Link) -> None:
        """Look again and again at who is there, until the connection breaks."""
        self._look_at_certificate()
        try:
            while link.is_up:
                self._compare(await link.workers(), link)
                self._tell()
                self.orders.pass_on(self._ready(), link)
                await asyncio.sleep(LOOK)
        finally:
            self.orders.stop()
            for task in self._asking:
                task.cancel()

    def _compare(self, seen: Mapping[str, Seen], link: Link) -> None:
        for address in self._members.keys() - seen.keys():
            self._members.pop(address).gone.set()
        now = boot_clock()
        for address, each in seen.items():
            member = self._members.get(address)
            if member is None:
                member = self._members[address] = Member(address, each.name, each.places)
            if not each.is_running:
                if member.standing is Standing.WELCOME:
                    member.standing = Standing.LEAVING
            elif member.standing is not Standing.WELCOME and now - member.asked_at >= ASK_AGAIN:
                member.asked_at = now
                task = asyncio.create_task(self._ask(member, link))
                self._asking.add(task)
                task.add_done_callback(self._asking.discard)

    async def _ask(self, member: Member, link: Link) -> None:
        before = boot_clock()
        try:
            said = await link.introduce(member.address, self._identity, self._run_id)
        except LostError as error:
            self._refuse(member, str(error), f"{error}; it gets no feeds until it does")
            return
        reason = worker_mismatch(said, version=__version__, python=platform.python_version())
        if reason:
            self._refuse(member, reason, f"the worker {member.name} gets no feeds: {reason}")
            return
        member.introduced(said, before=before, after=boot_clock())
        self._tell()
        self._changed()

    def _refuse(self, member: Member, reason: str, what: str) -> None:
        if member.standing is not Standing.SILENT:
            member.standing, member.reason = Standing.REFUSED, reason
        if self._troubles.met(
            f"worker {member.name}", what, lasting=timedelta(seconds=6 * ASK_AGAIN)
        ):
            logger.warning("%s", what, extra={"event": "cluster"})

    def _ready(self) -> list[Member]:
        members = tuple(self._members.values())  # at once: other threads ask, too
        return [each for each in members if each.standing is Standing.WELCOME]

    def _tell(self) -> None:
        """Say in the log and among the troubles how it is, where that is news."""
        ready = len(self._ready())
        if ready:
            self._alone_since = boot_clock()
            if self._troubles.over(TROUBLE) or ready != self._told:
                workers = plural(ready, "worker")
                logger.info("feeds are polled by %s", workers, extra={"event": "cluster"})
            self._told = ready
        elif self.is_local:
            self._told = 0
            why = self._reason if self.link is None else "the cluster has no worker that is ready"
            what = (
                f"{why}; meanwhile feeds are polled here, {self._pace.local:.0f} a second at most"
            )
            if self._troubles.met(TROUBLE, what, cure=CURE):
                logger.warning("%s", what, extra={"event": "cluster"})

    def _look_at_certificate(self) -> None:
        if self._cluster.tls is None:
            return
        from monitor.feeds.cluster.certificates import RENEW, ends  # noqa: PLC0415 - an extra

        try:
            left = ends(self._cluster.tls.certificate) - datetime.now(UTC)
        except ValueError:  # it was good enough to connect with
            return
        if left < RENEW:
            what = f"the certificate {self._cluster.tls.certificate} ends in {left.days} days"
            cure = (
                "make another one where ca.key is: news-monitor cluster certificates "
                f"--for {self._cluster.tls.certificate.stem}"
            )
            if self._troubles.met("certificate", what, cure=cure, lasting=timedelta(days=1)):
                logger.warning("%s", what, extra={"event": "cluster"})
