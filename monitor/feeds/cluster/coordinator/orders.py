"""Orders: what the workers are to prepare (``preparation``), passed on to each once a version.

Without this module workers would bring items as they come, and the coordinator would do all that
can be done with them elsewhere.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from typing import Final

from monitor.feeds.cluster.batch import Sealed, seal
from monitor.feeds.cluster.coordinator.link import Link, LostError
from monitor.feeds.cluster.coordinator.member import Member
from monitor.feeds.cluster.preparation import Preparation
from monitor.troubles import Troubles

logger = logging.getLogger(__name__)

AGAIN: Final = 5.0
"""Seconds until it is tried again with a worker that didn't answer."""
REMEMBERED: Final = timedelta(days=1)


class Orders:
    """What is ordered at the moment. All but ``take_up`` is for one event loop.

    Args:
        identity: Which coordinator orders it.
        run: Which of its runs.
        troubles: Where it is told that a worker would come to other results.
    """

    def __init__(self, identity: str, run: str, *, troubles: Troubles) -> None:
        self._identity = identity
        self._run_id = run
        self._troubles = troubles
        self._wanted: Preparation | None = None
        self._sealed: tuple[str, Sealed] | None = None
        self._sealing = asyncio.Lock()
        self._passing: dict[Member, asyncio.Task[None]] = {}
        """To whom it is being passed on, each by itself: one that hangs holds up nobody else."""

    def take_up(self, preparation: Preparation) -> None:
        """Order this from now on; for any thread."""
        self._wanted = preparation

    def pass_on(self, members: Iterable[Member], link: Link) -> None:
        """Begin to tell the workers that don't know it yet; returns at once."""
        wanted = self._wanted
        if wanted is None:
            return
        for member in members:
            if member.prepares != wanted.version and member not in self._passing:
                task = asyncio.create_task(self._tell(wanted, member, link))
                self._passing[member] = task
                task.add_done_callback(partial(self._passed, member))

    def _passed(self, member: Member, _: asyncio.Task[None]) -> None:
        self._passing.pop(member, None)

    def stop(self) -> None:
        """Tell nobody any more: the connection has ended."""
        for task in self._passing.values():
            task.cancel()

    async def _tell(self, wanted: Preparation, member: Member, link: Link) -> None:
        try:
            await self._tell_one(member, wanted.version, await self._seal(wanted), link)
        except Exception:
            logger.exception("a worker wasn't given the rules", extra={"event": "bug"})
            await asyncio.sleep(AGAIN)

    async def _seal(self, wanted: Preparation) -> Sealed:
        async with self._sealing:
            if self._sealed is None or self._sealed[0] != wanted.version:
                # A hundred thousand rules take seconds, in which polls go on.
                self._sealed = (wanted.version, await asyncio.to_thread(seal, wanted))
            return self._sealed[1]

    async def _tell_one(self, member: Member, version: str, sealed: Sealed, link: Link) -> None:
        try:
            unlike = await link.order(member.address, self._identity, self._run_id, sealed)
        except LostError as error:
            logger.debug(
                "the worker %s wasn't given the rules: %s",
                *(member.name, error),
                extra={"event": "cluster"},
            )
            await asyncio.sleep(AGAIN)
            return
        member.prepares = version
        if unlike:
            what = f"what the worker {member.name} brings is matched here, not there: {unlike}"
            if self._troubles.met(f"rules {member.name}", what, lasting=REMEMBERED):
                logger.warning("%s", what, extra={"event": "cluster"})
