"""The inbound flow: which feeds are due → poll them → record what they brought.

    tick, each second                    daemon
      → due feeds, leased                store.feeds.feeds
      → poll: fetch, parse → Outcome     feeds.polling    in threads, each host in its own lane
      → record                           record           one thread, in the order of arrival

A tick never waits for the network. A feed is leased while it is polled; where nothing comes of it
through no fault of the feed's, the lease is given back (``poll_again``). One that a crash leaves
behind ends by itself.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from datetime import datetime, timedelta
from functools import partial

from monitor.feeds.polling.lost import LostPollError
from monitor.feeds.state.outcome import Failed, FailureKind, Outcome, PollRequest
from monitor.inbound.poll_again import PollAgain
from monitor.inbound.record import Recorder
from monitor.inbound.summary import PollSummary
from monitor.net.shortage import shortage_in
from monitor.store.database import Database
from monitor.store.feeds import feeds as feed_store
from monitor.store.feeds import known_blocks as seen_store
from monitor.store.feeds.feeds import FeedRow
from monitor.supervision import supervise
from monitor.troubles import Troubles

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]
Submit = Callable[[PollRequest], Future[Outcome]]
"""``feeds.polling.Poller.submit``: polls when it is polite to."""

MAX_IN_FLIGHT = 500
"""Feeds leased at a time where this process polls them."""
MAX_TOGETHER = 200
"""Outcomes that are recorded in one commit."""
LINGER = 0.1
"""Seconds in which outcomes gather before they are recorded, while more are to come: to wake for
each, and to commit it alone, costs more than the poll."""
SHORTAGE = "polling"
"""The trouble of that name: this machine has too little of something."""
SHORTAGE_LASTS = timedelta(minutes=10)
MAX_PER_HOST = 20
"""How many of one host's feeds may be under way: a slow host leaves room for the others."""


class Intake:
    """Polls what is due and records the outcomes, one after another."""

    def __init__(
        self,
        database: Database,
        recorder: Recorder,
        *,
        submit: Submit,
        allow_private: frozenset[str],
        clock: Clock,
        recorded: Callable[[PollSummary], None],
        troubles: Troubles | None = None,
        room: Callable[[], int] = lambda: MAX_IN_FLIGHT,
    ) -> None:
        """Take what is needed; ``start`` begins the work.

        Args:
            database: Where feeds, items and the outbox are.
            recorder: Decides what an outcome means.
            submit: Has a feed polled: ``Poller.submit``.
            allow_private: Hosts whose addresses need not be public.
            clock: Returns the time, aware.
            recorded: Called on the recording thread after each poll has been recorded.
            troubles: Where a shortage, or the death of the recording thread, is told.
            room: How many feeds may be leased at a time: more wait in the database, where waiting
                costs nothing.
        """
        self.database = database
        self._recorder = recorder
        self._submit = submit
        self._allow_private = allow_private
        self._clock = clock
        self._recorded = recorded
        self._arrived: queue.SimpleQueue[tuple[FeedRow, Outcome] | None] = queue.SimpleQueue()
        self._poll_again = PollAgain(database)
        self._troubles = troubles or Troubles(clock)
        self._lock = threading.Lock()
        self._in_flight: dict[str, FeedRow] = {}
        self._by_host: Counter[str] = Counter()
        """How many of them are in flight."""
        self._stopping = False
        self.unrecorded = 0
        """Polls so far of which nothing could be written; the log says why."""
        self._recording = threading.Thread(
            target=self._keep_recording, name="recorder", daemon=True
        )
        self._troubles = troubles or Troubles()
        self._room = room

    def take_up(self, *, allow_private: frozenset[str]) -> None:
        """Begin the polls from now on with these hosts allowed."""
        self._allow_private = allow_private

    def start(self) -> None:
        """Start the thread that records; ``tick`` starts polls."""
        self._recording.start()

    def tick(self, *, due_by: datetime | None = None) -> int:
        """Start polling what is due and not being polled yet; return how many feeds that is.

        Args:
            due_by: Only what was due then; default: now.
        """
        with self._lock:
            free = self._room() - len(self._in_flight)
            busy = [host for host, count in self._by_host.items() if count >= MAX_PER_HOST]
        if free <= 0 or self._stopping:
            return 0
        self._poll_again.write()
        now = self._clock()
        read = self.database.read()
        rows = feed_store.due(read, now=due_by or now, limit=free, busy_hosts=busy)
        # A lease that was cleared while the poll goes on (a clock set right) starts no second one.
        rows = [row for row in rows if row.url not in self._in_flight]
        if not rows:
            return 0
        ids = [row.id for row in rows]
        seen = seen_store.of(read, ids)
        self.database.write(lambda db: feed_store.lease(db, ids, until=now + feed_store.LEASE))
        with self._lock:
            self._in_flight |= {row.url: row for row in rows}
            self._by_host.update(row.host for row in rows if row.host)
        for row in rows:
            self._poll(row, now, seen.get(row.id, b""))
        return len(rows)

    def _poll(self, row: FeedRow, now: datetime, seen: bytes) -> None:
        try:
            request = self._recorder.request(
                row, now=now, allow_private=self._allow_private, seen=seen
            )
            polling = self._ask(request) if request else None
        except Exception as error:  # noqa: BLE001 - the next is polled all the same
            if not self._stopping:  # the poller has been closed
                self._failed(row, error)
            polling = None
        if polling is None:
            self._ended(row)
        else:
            polling.add_done_callback(partial(self._arrive, row))

    def _ask(self, request: PollRequest) -> Future[Outcome]:
        if not request.lacks:
            return self._submit(request)
        failed: Future[Outcome] = Future()
        failed.set_result(Failed(url=request.url, kind=FailureKind.FILE, message=request.lacks))
        return failed

    @property
    def works(self) -> bool:
        """Whether outcomes are recorded; without that, feeds are polled once and never again."""
        return self._recording.is_alive() and self.database.works

    @property
    def busy(self) -> bool:
        """Whether anything is being polled or recorded."""
        with self._lock:
            return bool(self._in_flight)

    def stop(self, timeout: float) -> bool:
        """Start nothing new, and record what arrives within ``timeout`` seconds.

        Returns:
            False if polls are still under way then. They are abandoned: nothing of theirs is
            written, and their feeds are due again at the next start.
        """
        self._stopping = True
        end = time.monotonic() + timeout
        while self.busy and time.monotonic() < end:
            time.sleep(0.02)
        self._arrived.put(None)
        if self._recording.is_alive():
            self._recording.join(timeout)
        return not self.busy

    def _arrive(self, row: FeedRow, future: Future[Outcome]) -> None:
        outcome: Outcome
        try:
            outcome = future.result()
        except CancelledError:  # the poller is closing
            self._ended(row)
            return
        except BaseException as error:  # whatever it is, the feed must be due again
            if shortage_in(error) or isinstance(error, LostPollError):
                self._failed(row, error)
                self._ended(row)
                return
            logger.exception("polling %s failed", row.label, extra={"event": "bug"})
            outcome = Failed(
                url=row.url,
                kind=FailureKind.INTERNAL,
                message=f"it couldn't be polled: {str(error) or type(error).__name__}",
            )
        self._arrived.put((row, outcome))

    def _failed(self, row: FeedRow, error: BaseException) -> None:
        """Give a feed back whose poll couldn't be made, or was lost."""
        self.unrecorded += 1
        self._poll_again.add(row, now=self._clock())
        if shortage := shortage_in(error):
            what = f"feeds wait to be polled: {shortage}"
            if self._troubles.met(SHORTAGE, what, lasting=SHORTAGE_LASTS):
                logger.warning("%s", what, extra={"event": "shortage"})
        elif isinstance(error, LostPollError):  # whoever lost it has told
            logger.debug(
                "%s will be polled again: %s", row.label, error, extra={"event": "poll-again"}
            )
        else:
            logger.error("polling %s failed", row.label, exc_info=error, extra={"event": "bug"})

    def _keep_recording(self) -> None:
        def rest(seconds: float) -> bool:
            time.sleep(seconds)
            return self._stopping

        supervise("recorder", self._record_all, troubles=self._troubles, rest=rest)

    def _record_all(self) -> None:
        ended = False
        while not ended:
            arrived: list[tuple[FeedRow, Outcome]] = []
            try:
                self._take(arrived)
                ended = not arrived
                summaries = self._recorder.record_all(arrived, now=self._clock())
                for (row, _), summary in zip(arrived, summaries, strict=True):
                    # Before the feed is out of flight, so that nobody takes the flow for idle.
                    if summary is None:
                        self.unrecorded += 1
                        self._poll_again.add(row, now=self._clock())
                    else:
                        self._poll_again.went_well(row)
                        self._recorded(summary)
            except Exception:
                self.unrecorded += len(arrived)
                for row, _ in arrived:
                    self._poll_again.add(row, now=self._clock())
                # Whatever it is: who doesn't record polls nothing any more.
                logger.exception(
                    "%d polls couldn't be recorded", len(arrived), extra={"event": "bug"}
                )
                time.sleep(LINGER)
            finally:
                for row, _ in arrived:
                    self._ended(row)

    def _take(self, arrived: list[tuple[FeedRow, Outcome]]) -> None:
        """Wait for an outcome and take those that have come with it; none at the end."""
        newest = self._arrived.get()
        if newest is not None and self._more_to_come():
            time.sleep(LINGER)
        while newest is not None:
            arrived.append(newest)
            if len(arrived) == MAX_TOGETHER:
                return
            try:
                newest = self._arrived.get_nowait()
            except queue.Empty:
                return
        if arrived:
            self._arrived.put(None)

    def _more_to_come(self) -> bool:
        """Whether waiting brings more outcomes than there are, and there is room for them."""
        here = self._arrived.qsize() + 1
        with self._lock:
            return here < min(len(self._in_flight), MAX_TOGETHER)

    def _ended(self, row: FeedRow) -> None:
        with self._lock:
            ended = self._in_flight.pop(row.url, None)
            if ended and ended.host:
                self._by_host[ended.host] -= 1
                if not self._by_host[ended.host]:
                    del self._by_host[ended.host]
