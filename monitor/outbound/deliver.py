"""The outbound flow: outbox → message → target, one worker per target.

    what may be sent to this target now     backlog
      → written down, sent, written down    attempt

A worker is a thread of its own, so a target that hangs holds up nobody else. What it has sent but
not yet recorded when the process is killed is sent once more after the restart, under the same
key: at least once, at most one duplicate per crash and target. Where nothing can be recorded it
rests, longer each time.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from monitor.alerts.alert import Editor
from monitor.alerts.answers import Answers, Tokens
from monitor.alerts.planning.policy import Policy, Target, TargetKind
from monitor.config.tables.web import Web
from monitor.errors import DatabaseUnavailable, MonitorError
from monitor.outbound.attempt import Attempts, Send
from monitor.outbound.backlog import Backlog
from monitor.outbound.editing import Editing
from monitor.outbound.words import Render
from monitor.outbound.working_thread import LONGEST_REST, LOOK_AGAIN, WorkingThread
from monitor.store.database import Database
from monitor.store.outbox import outbox
from monitor.store.trouble import explained
from monitor.supervision import backoff
from monitor.troubles import Troubles

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]
UTC = ZoneInfo("UTC")


def page_for(kind: TargetKind, web: Web | None) -> str:
    """Return the page's address for messages to that kind of target; empty: they name none.

    A page that only this machine can see is of no use to people who read Slack or mail elsewhere.
    """
    if web is None or (web.is_loopback and not web.public and kind is not TargetKind.CONSOLE):
        return ""
    return web.url


def answers_for(target: Target, web: Web | None, *, key: Callable[[], bytes]) -> Answers | None:
    """Return what makes the links by which a target's readers answer; None: there are none.

    Args:
        target: Whose.
        web: How the page is served.
        key: Returns the key that links are signed with.

    Raises:
        StoreError: The key can't be used.
    """
    if not target.answers or web is None or not web.answers_at:
        return None
    return Answers(Tokens(key()), web.answers_at, target.name)


class Listener(Protocol):
    """Hears what is pressed under a target's messages, in a thread of its own."""

    def start(self) -> None:
        """Begin to listen."""

    def stop(self) -> None:
        """Listen no more, soon; nobody waits for that."""


class TargetWorker:
    """Delivers what is due to one target, in order, until it is stopped.

    Args:
        database: Holds the outbox.
        target: Where this worker delivers to.
        render: Words what is due for the target's kind.
        send: The target's sender; only this worker's thread calls it.
        clock: Returns the time, aware.
        others: Names of the targets that get a note when this one is in trouble; its own may be
            among them.
        zone: The user's time zone, for quiet hours and for what a day is: about one target's
            troubles there is one note a day.
        policies: How each rule wants its alerts sent, by its name.
        gather: What is due so soon goes with what is due now, if it is about the same event.
        troubles: Where it is told that the target takes nothing, or that the worker can't work.
        edit: Edits what was sent to the target; only one thread of the worker's calls it. None:
            nothing can be edited there.
        listener: Hears what is pressed under its messages; None: they have no buttons.
    """

    def __init__(
        self,
        database: Database,
        target: Target,
        *,
        render: Render,
        send: Send,
        clock: Clock,
        others: Collection[str] = (),
        zone: ZoneInfo = UTC,
        policies: Mapping[str, Policy] | None = None,
        gather: timedelta = timedelta(0),
        troubles: Troubles | None = None,
        edit: Editor | None = None,
        listener: Listener | None = None,
    ) -> None:
        self.target = target
        self._listener = listener
        self._database = database
        self._troubles = troubles or Troubles(clock)
        self._backlog = Backlog(database, target, policies=policies or {}, zone=zone, gather=gather)
        self._attempts = Attempts(
            database,
            target,
            render=render,
            send=send,
            clock=clock,
            others=others,
            zone=zone,
            policies=policies or {},
            troubles=self._troubles,
        )
        self.editing: Editing | None = None
        """Edits what was sent; None: it can't be."""
        if edit is not None:
            self.editing = Editing(
                database,
                target,
                render=render,
                edit=edit,
                clock=clock,
                policies=policies or {},
                troubles=self._troubles,
            )
        self._clock = clock
        self._pause: tuple[datetime, datetime] | None = None
        self._failures = 0
        """Times in a row that it couldn't work."""
        self.failure = ""
        """Why it couldn't work the last time; empty: it could."""
        self.thread = WorkingThread(
            f"target-{target.name}",
            self.work,
            can_work=lambda: not self._failures,
            troubles=self._troubles,
            at_end=self._catch_up,
        )

    def start(self, *, after: TargetWorker | None = None) -> None:
        """Start the worker; it begins to work when ``after`` has ended."""
        self.thread.start(after=after.thread if after else None)
        if self.editing:
            before = after.editing if after else None
            self.editing.thread.start(after=before.thread if before else None)
        if self._listener:
            self._listener.start()

    def wake(self) -> None:
        """Have the worker look into the outbox now: there is something new in it."""
        self.thread.wake()
        if self.editing:
            self.editing.thread.wake()

    def stop(self) -> None:
        """Ask the worker to end after the delivery under way; ``join`` waits for that."""
        self.thread.stop()
        if self.editing:
            self.editing.thread.stop()
        if self._listener:
            self._listener.stop()

    def join(self, timeout: float | None) -> bool:
        """Wait up to ``timeout`` seconds for the end; False if a delivery is still under way.

        An edit under way is waited for as long, but may be cut off: it is made once more.
        """
        began = time.monotonic()
        ended = self.join_deliveries(timeout)
        if self.editing:
            left = None if timeout is None else max(timeout - (time.monotonic() - began), 0.0)
            self.editing.thread.join(left)
        return ended

    def join_deliveries(self, timeout: float | None) -> bool:
        """As ``join``, but wait for no edit."""
        return self.thread.join(timeout)

    def edit_due(self) -> None:
        """Make the edits that are due, once, whatever happens: for who doesn't ``start`` it."""
        if self.editing:
            self.editing.work()

    @property
    def unrecorded(self) -> str:
        """The headline of what was sent and couldn't be written down; empty: there is none."""
        return self._attempts.unrecorded

    def deliver_due(self) -> int:
        """Try everything that is due now, once; return how many deliveries were tried.

        Raises:
            MonitorError: Nothing can be written, so nothing more is sent.
        """
        self._rest_until(self._attempts.catch_up())
        tried = 0
        while not self.thread.is_stopping() and not self._paused():
            rows = self._backlog.due(self._clock())
            if not rows:
                break
            for row in rows:
                if self.thread.is_stopping() or self._paused():
                    break
                if ready := self._backlog.ready(row, self._clock()):
                    self._rest_until(self._attempts.make(ready))
                    tried += 1
        return tried

    def work(self) -> float:
        """Deliver what is due, whatever happens; return for how many seconds to rest."""
        trouble = f"deliveries to {self.target.name}"
        try:
            with explained(self._database.path):
                self.deliver_due()
                rest = self._idle_seconds()
        except Exception as error:
            if self.thread.is_stopping():  # the database may have been closed before us
                return LOOK_AGAIN
            self._failures += 1
            is_ours = not isinstance(error, MonitorError)
            self.failure = type(error).__name__ if is_ours else str(error)
            what = f"they wait: {self.failure}"
            if self._troubles.met(trouble, what):
                told, waits = ("%s: %s", trouble, what), {"event": "deliveries-wait"}
                if isinstance(error, DatabaseUnavailable):  # ``WriteLog`` says so
                    logger.debug(*told, extra=waits)
                elif is_ours:
                    logger.exception(*told, extra={"event": "bug"})
                else:
                    logger.error(*told, extra=waits)  # noqa: TRY400 - it is no mistake of ours
            return backoff(self._failures, first=LOOK_AGAIN, longest=LONGEST_REST)
        if self._failures:
            self._failures, self.failure = 0, ""
            self._troubles.over(trouble)
        return rest

    def _catch_up(self) -> None:
        with suppress(MonitorError):
            self._attempts.catch_up()

    def _rest_until(self, until: datetime | None) -> None:
        if until is not None:
            self._pause = self._clock(), until

    def _idle_seconds(self) -> float:
        now = self._clock()
        if self._pause is not None and self._paused():
            return min(max((self._pause[1] - now).total_seconds(), 0.01), LOOK_AGAIN)
        next_at = outbox.next_attempt_at(self._database.read(), self.target.name)
        if next_at is None:
            return LOOK_AGAIN
        return min(max((next_at - now).total_seconds(), 0.01), LOOK_AGAIN)

    def _paused(self) -> bool:
        # Not before it began: the clock was set back.
        return self._pause is not None and self._pause[0] <= self._clock() < self._pause[1]
