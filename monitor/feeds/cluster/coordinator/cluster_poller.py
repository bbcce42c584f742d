"""ClusterPoller: gives what is due to the workers in batches, and takes back what it brought.

    submit → choice → a batch to the worker with the most room → outcome, or: polled again later

It is asked as ``feeds.polling.Poller`` is. What is lost (a worker that died, a scheduler that is
gone, a batch that is overdue) ends as ``LostPollError``: the feed is due again soon, and its host
is asked by nobody until the lost batch's time is over wherever it may still be running. Without a
worker feeds are polled here, but fewer; files and mailboxes always are. Without this module a
cluster would be a faster way to lose polls.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import uuid
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any, Final, Self, overload

from monitor.feeds.articles.article import Article, ArticleRequest
from monitor.feeds.cluster.address import Cluster
from monitor.feeds.cluster.batch import (
    Asked,
    Batch,
    Broken,
    Brought,
    Elsewhere,
    NotBegun,
    boot_clock,
)
from monitor.feeds.cluster.coordinator.batch_choice import BatchChoice, Kind, Size, Taken, Work
from monitor.feeds.cluster.coordinator.inbox import Inbox
from monitor.feeds.cluster.coordinator.link import Link, LostError
from monitor.feeds.cluster.coordinator.member import Member, unless_gone
from monitor.feeds.cluster.coordinator.membership import Membership
from monitor.feeds.cluster.coordinator.pace import USUAL, Allowance, Pace, room_for
from monitor.feeds.cluster.coordinator.suspects import Suspects
from monitor.feeds.cluster.preparation import Preparation
from monitor.feeds.cluster.state import ClusterState, Standing
from monitor.feeds.cluster.worker.batch_poller import BatchPoller
from monitor.feeds.polling.lost import LostPollError
from monitor.feeds.polling.poller import lane_of
from monitor.feeds.state.outcome import Outcome, Parsed, PollRequest
from monitor.human import plural
from monitor.net.shortage import ShortageError
from monitor.troubles import Troubles

logger = logging.getLogger(__name__)

LOCAL_BATCHES: Final = 8
_IDLE: Final = 0.25
"""Seconds after which it is looked whether something has become possible."""
_GATHER: Final = 0.05
"""Seconds in which requests gather: a small batch costs us nearly as much as a large one."""
_CANCELS: Final = 12
_PATIENCE: Final = 5.0
"""Seconds in which the connection has to end."""
_LATE: Final = 1.0
"""Seconds between two looks for what has waited too long."""


class ClusterPoller:
    """Polls by a cluster. Threads may share it.

    Args:
        cluster: Where the scheduler is.
        batch_poller: Polls here what isn't for the workers; open.
        identity: Who this coordinator is, the same after it started anew.
        troubles: Where it is told that the cluster, or a worker, can't be worked with.
        pace: How long things may take.
    """

    def __init__(
        self,
        cluster: Cluster,
        *,
        batch_poller: BatchPoller,
        identity: str,
        troubles: Troubles,
        pace: Pace = USUAL,
    ) -> None:
        self._batch_poller = batch_poller
        self._pace = pace
        self._run_id = uuid.uuid4().hex
        self._membership = Membership(
            cluster, identity, self._run_id, troubles=troubles, changed=self._poke, pace=pace
        )
        self._choice = BatchChoice()
        self._size = Size()
        self._suspects = Suspects()
        self._order = deque((Kind.QUICK, Kind.SLOW))
        self._inbox = Inbox()
        self._look_for_late_at = 0.0
        self._local_batches = 0
        self._allowance = Allowance(pace.local, now=boot_clock())
        self._loop = asyncio.new_event_loop()
        self._wake = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._threads = ThreadPoolExecutor(LOCAL_BATCHES, "local-batch")
        self.lost = 0
        """Polls so far of which nobody knows how they went."""
        self.prepared = 0
        """Items so far that came prepared."""
        self._thread = threading.Thread(target=self._run, name="cluster", daemon=True)
        self._thread.start()

    @property
    def state(self) -> ClusterState:
        """How the cluster is."""
        state, waiting = self._membership.state, self._choice.waiting
        return replace(state, lost=self.lost, prepared=self.prepared, waiting=waiting)

    @property
    def room(self) -> int:
        """How many requests may be under way at a time."""
        if self._membership.is_local:
            return self._pace.local_room
        return room_for(self._membership.places() * self._size.value)

    def take_up(self, preparation: Preparation) -> None:
        """Have the workers prepare what they bring by this from now on, as soon as they can."""
        self._membership.orders.take_up(preparation)

    @overload
    def submit(self, request: PollRequest) -> Future[Outcome]: ...

    @overload
    def submit(self, request: ArticleRequest) -> Future[Article]: ...

    def submit(self, request: Asked) -> Future[Outcome] | Future[Article]:
        """Have a feed polled, or an article read, by whoever has room for it.

        Returns:
            What comes of it; ``LostPollError`` if nobody knows; cancelled if the poller is closed.

        Raises:
            RuntimeError: The poller is closed.
        """
        if isinstance(request, PollRequest) and (request.path or request.mailbox):
            return self._batch_poller.poller.submit(request)
        future, is_first = self._inbox.put(request)
        if is_first:
            with suppress(RuntimeError):  # it has ended
                self._loop.call_soon_threadsafe(self._loop.call_later, _GATHER, self._wake.set)
        return future

    def close(self) -> None:
        """Start nothing more; what is under way has no outcome: its futures are cancelled."""
        self._inbox.close()
        self._poke()
        self._thread.join(_PATIENCE)  # nothing hangs on it: what it has is cancelled below
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._inbox.cancel_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _poke(self) -> None:
        with suppress(RuntimeError):  # it has ended
            self._loop.call_soon_threadsafe(self._wake.set)

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._work())

    async def _work(self) -> None:
        keeping = asyncio.create_task(self._membership.keep())
        try:
            while not self._inbox.is_closed:
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._until_next()):
                        await self._wake.wait()
                self._wake.clear()
                try:
                    self._take_in()
                    self._hand_out()
                except Exception:
                    logger.exception(
                        "polls couldn't be handed out; they wait for the next time",
                        extra={"event": "bug"},
                    )
                    await asyncio.sleep(_IDLE)
        finally:
            self._membership.closed = True
            left: set[asyncio.Task[None]] = {keeping, *self._tasks}
            for _ in range(_CANCELS):
                for task in left:
                    task.cancel()
                left = (await asyncio.wait(left, timeout=_IDLE))[1] if left else left

    def _until_next(self) -> float:
        freed = self._choice.next_freed()
        return _IDLE if freed is None else min(max(freed - boot_clock(), 0.0), _IDLE)

    def _take_in(self) -> None:
        now = boot_clock()
        for request, future in self._inbox.take():
            alone = self._suspects.goes_alone(request.url)
            self._choice.add(lane_of(request), Work(request, future, now, alone))
        if now < self._look_for_late_at:
            return
        self._look_for_late_at = now + _LATE
        late = self._choice.drop(before=now - self._pace.patience)
        for work in late:
            self._lose(work, "nobody had room for it")
        if late:
            logger.debug("%s found no room", plural(len(late), "feed"), extra={"event": "cluster"})

    def _hand_out(self) -> None:
        while (member := self._membership.best()) and self._give(member):
            pass
        if self._membership.is_local:
            self._poll_some_here()

    def _give(self, member: Member) -> bool:
        """Give a worker a batch; return whether there was something to give."""
        link, now = self._membership.link, boot_clock()
        if link is None or not link.is_up:  # it may be back soon, or they are polled here
            return False
        kinds = tuple(self._order) if member.has_suspect else (Kind.ALONE, *self._order)
        size = self._size.of(self._choice.waiting, self._membership.free())
        for kind in kinds:
            if taken := self._choice.take(kind, now, most=size):
                self._order.rotate()
                member.under_way += 1  # at once: the next is chosen before this one begins
                member.has_suspect |= kind is Kind.ALONE
                self._begin(self._poll_there(member, link, taken))
                return True
        return False

    def _poll_some_here(self) -> None:
        now = boot_clock()
        for kind in (Kind.ALONE, *self._order):
            most = min(self._allowance.left(now), self._size.LEAST)
            if not most or self._local_batches >= LOCAL_BATCHES:
                return
            if taken := self._choice.take(kind, now, most=most):
                self._allowance.spend(len(taken.work))
                self._local_batches += 1
                self._begin(self._poll_here(taken))

    def _begin(self, polling: Any) -> None:
        task: asyncio.Task[None] = asyncio.create_task(polling)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _poll_here(self, taken: Taken) -> None:
        begun = self._begun(taken)
        start_by = boot_clock() + self._budget(taken)
        requests = [work.request for work in begun]
        polling = partial(self._batch_poller.poll_batch, requests, start_by=start_by)
        try:
            self._settle(begun, await self._loop.run_in_executor(self._threads, polling))
        finally:
            self._local_batches -= 1
            self._choice.give_back(taken.hosts, at=boot_clock() + self._pace.gap)

    async def _poll_there(self, member: Member, link: Link, taken: Taken) -> None:
        pace, began = self._pace, boot_clock()
        budget, begun = self._budget(taken), self._begun(taken)
        free_at = began + budget + pace.poll
        """When its hosts may be asked again if there is no answer."""
        batch = Batch(
            poller=member.poller,
            start_by=began + budget + member.offset,
            run=self._run_id,
            requests=tuple(work.request for work in begun),
        )
        try:
            within = budget + pace.poll + pace.answer
            answer = await unless_gone(member, link.poll(member.address, batch, within=within))
            free_at = boot_clock() + pace.gap
            if answer.is_leaving and member.standing is Standing.WELCOME:
                member.standing = Standing.LEAVING
            if taken.kind is Kind.QUICK:
                self._size.took(boot_clock() - began, len(begun))
            self._settle(begun, answer.brought)
        except LostError as error:
            if error.is_overdue:
                self._membership.overdue(member)
            self._lost(begun, taken.kind, error)
        except Exception as error:
            logger.exception("a batch came to nothing", extra={"event": "bug"})
            self._lost(begun, taken.kind, LostError(type(error).__name__))
        finally:
            member.under_way -= 1
            if taken.kind is Kind.ALONE:
                member.has_suspect = False
            self._choice.give_back(taken.hosts, at=free_at)
            self._wake.set()

    def _budget(self, taken: Taken) -> float:
        return self._pace.budget + self._pace.gap * taken.most_of_host

    def _begun(self, taken: Taken) -> list[Work]:
        """What of it somebody still waits for."""
        begun = []
        for work in taken.work:
            if work.future.running() or work.future.set_running_or_notify_cancel():
                begun.append(work)
            else:
                self._inbox.forget(work.future)
        return begun

    def _settle(self, begun: list[Work], brought: tuple[Brought, ...]) -> None:
        for work, each in zip(begun, brought, strict=True):
            host = lane_of(work.request)
            if isinstance(each, NotBegun):
                self._choice.add(host, work)
            elif isinstance(each, Elsewhere):
                onward = replace(work, request=replace(work.request, hop=each.hop))
                self._choice.add(lane_of(onward.request), onward)
            elif isinstance(each, Broken):
                kind = ShortageError if each.is_shortage else RuntimeError
                self._inbox.forget(work.future)
                work.future.set_exception(kind(each.reason))
            else:
                if not isinstance(each, Article):
                    self._choice.took(host, each.elapsed)
                if isinstance(each, Parsed):
                    self.prepared += len(each.prepared)
                self._suspects.went_well(work.request.url)
                self._inbox.forget(work.future)
                work.future.set_result(each)

    def _lost(self, begun: list[Work], kind: Kind, error: LostError) -> None:
        if not begun:
            return
        what = f"{plural(len(begun), 'feed')} will be polled again: {error}"
        logger.warning("%s", what, extra={"event": "cluster"})
        for work in begun:
            if error.is_death and (failed := self._suspects.died(work.request, kind)):
                self._inbox.forget(work.future)
                work.future.set_result(failed)
            else:
                self._lose(work, str(error))

    def _lose(self, work: Work, reason: str) -> None:
        self.lost += 1
        self._inbox.forget(work.future)
        if work.future.running() or work.future.set_running_or_notify_cancel():
            work.future.set_exception(LostPollError(reason))
