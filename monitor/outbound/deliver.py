"""The outbound flow: outbox → message → target, one worker per target.

    what may be sent to this target now                backlog
      → render: Alert, Bundle, Digest, Note → Message  wording.render           pure
      → send                                           sending.send             the target's own
      → delivered | retry at | dead                    planning.delivery_state  pure
      → record; of a death, a note to other targets    store.outbox, notices.dead_target

A worker is a thread of its own, so a target that hangs holds up nobody else. What it has sent but
not yet recorded when the process is killed is sent once more after the restart, under the same
key: at least once, at most one duplicate per crash and target.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import sqlite_utils

from monitor.alerts.alert import (
    Bundle,
    Content,
    Delivery,
    DeliveryState,
    Message,
    Named,
    SendFailed,
    SendResult,
)
from monitor.alerts.planning.bundle import most_urgent_first
from monitor.alerts.planning.delivery_state import after_attempt
from monitor.alerts.planning.policy import Policy, Target, TargetKind
from monitor.alerts.wording.named_items import named_by
from monitor.config.tables.web import Web
from monitor.errors import DatabaseCorrupt, DatabaseUnavailable
from monitor.notices import dead_target
from monitor.outbound.backlog import Backlog
from monitor.store.database import Database
from monitor.store.outbox import outbox
from monitor.store.outbox.outbox_row import OutboxRow
from monitor.store.trouble import explained

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]
Render = Callable[[Content, str], Message]
"""(what to send, delivery key) → the message for this target."""
Send = Callable[[Message], SendResult]

UTC = ZoneInfo("UTC")
LOOK_AGAIN = 5.0
"""Seconds after which an idle worker looks for what another process put into the outbox
(``deliveries retry``)."""
_EMPTY = "its alerts are no longer stored"
PAUSE = timedelta(seconds=60)
"""A target that just failed rests at most so long before its next delivery is tried, unless it
named a time itself."""


def page_for(kind: TargetKind, web: Web | None) -> str:
    """Return the page's address for messages to that kind of target; empty: they name none.

    A page that only this machine can see is of no use to people who read Slack or mail elsewhere.
    """
    if web is None or (web.is_loopback and not web.public and kind is not TargetKind.CONSOLE):
        return ""
    return web.url


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
    ) -> None:
        self.target = target
        self._others = others
        self._zone = zone
        self._policies = policies or {}
        self._database = database
        self._backlog = Backlog(database, target, policies=self._policies, zone=zone, gather=gather)
        self._render = render
        self._send = send
        self._clock = clock
        self._pause: tuple[datetime, datetime] | None = None
        self._stopping = threading.Event()
        self._wake = threading.Event()
        self._after: TargetWorker | None = None
        self._thread = threading.Thread(target=self._run, name=f"target-{target.name}", daemon=True)

    def start(self, *, after: TargetWorker | None = None) -> None:
        """Start the worker's thread; it begins to work when ``after``'s has ended."""
        self._after = after
        self._thread.start()

    def wake(self) -> None:
        """Have the worker look into the outbox now: there is something new in it."""
        self._wake.set()

    def stop(self) -> None:
        """Ask the worker to end after the delivery under way; ``join`` waits for that."""
        self._stopping.set()
        self._wake.set()

    def join(self, timeout: float) -> bool:
        """Wait up to ``timeout`` seconds for the end; False if a delivery is still under way."""
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def deliver_due(self) -> int:
        """Try everything that is due now, once; return how many deliveries were tried."""
        tried = 0
        while not self._stopping.is_set() and not self._paused():
            rows = self._backlog.due(self._clock())
            if not rows:
                break
            for row in rows:
                if self._stopping.is_set() or self._paused():
                    break
                if ready := self._backlog.ready(row, self._clock()):
                    self._deliver(ready)
                    tried += 1
        return tried

    def work(self) -> float:
        """Deliver what is due, whatever happens; return for how many seconds to rest."""
        try:
            with explained(self._database.path):
                self.deliver_due()
                return self._idle_seconds()
        except DatabaseUnavailable as error:  # what is due stays due
            logger.debug("deliveries to %s wait: %s", self.target.name, error)
        except DatabaseCorrupt as error:
            logger.error("deliveries to %s wait: %s", self.target.name, error)  # noqa: TRY400
        except Exception:
            if not self._stopping.is_set():  # else the database has been closed before us
                logger.exception("deliveries to %s failed to run", self.target.name)
        return LOOK_AGAIN

    def _run(self) -> None:
        while self._after and not self._stopping.is_set() and not self._after.join(0.1):
            pass
        self._after = None
        while not self._stopping.is_set():
            self._wake.clear()
            self._wake.wait(self.work())

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

    def _deliver(self, row: OutboxRow) -> None:
        started, clock_at = time.monotonic(), self._clock()
        named: tuple[Named, ...] = ()
        try:
            if row.digest is not None and not row.digest.alerts:
                result: SendResult = SendFailed(reason=_EMPTY, permanent=True)
            else:
                content = row.content
                if isinstance(content, Bundle):
                    by_urgency = most_urgent_first(content.alerts, self._policies)
                    content = replace(content, alerts=by_urgency)
                message = self._render(content, row.delivery.key)
                named = named_by(message, content)
                result = self._send(message)
        except Exception as error:
            # A bug in a sender or a template must not lose the alert, nor show a secret.
            logger.exception("sending to %s raised", self.target.name)
            result = SendFailed(reason=f"internal error: {type(error).__name__}")
        ended_at = self._clock()
        delivery = after_attempt(
            row.delivery,
            result,
            now=ended_at,
            chance=random.random(),  # noqa: S311 - jitter
            max_attempts=self.target.max_attempts,
        )
        if delivery.state is DeliveryState.PENDING and delivery.next_attempt_at is not None:
            asked = isinstance(result, SendFailed) and result.retry_at is not None
            until = delivery.next_attempt_at
            self._pause = ended_at, until if asked else min(until, ended_at + PAUSE)
        seconds = time.monotonic() - started

        def record(db: sqlite_utils.Database) -> None:
            outbox.record_attempt(db, row.id, delivery, at=clock_at, seconds=seconds, named=named)
            dead_target.tell_others(
                db, row.content, delivery, self._others, now=ended_at, zone=self._zone
            )

        # It has been sent: were that forgotten, it would be sent again and again.
        self._database.insist(record)
        if self.target.kind is not TargetKind.CONSOLE or delivery.last_error:  # one can see it
            _log(row, delivery, self.target.name)


def _log(row: OutboxRow, delivery: Delivery, target: str) -> None:
    state, reason, next_at = delivery.state, delivery.last_error, delivery.next_attempt_at
    fields = {
        "event": "delivery",
        "target": target,
        "rule": row.rule,
        "delivery": row.id,
        "state": state.value,
    }
    if state is DeliveryState.DELIVERED:
        logger.info("sent to %s: %s", target, row.title, extra=fields)
    elif state is DeliveryState.DEAD:
        logger.error(
            "%s: gave up on %s: %s; `news-monitor deliveries retry %d` retries it",
            row.rule,
            target,
            reason,
            row.id,
            extra={**fields, "reason": reason},
        )
    else:
        logger.warning(
            "%s: couldn't send to %s: %s; next try at %s",
            row.rule,
            target,
            reason,
            f"{next_at:%Y-%m-%d %H:%M:%S} UTC" if next_at else "on request",
            extra={**fields, "reason": reason},
        )
