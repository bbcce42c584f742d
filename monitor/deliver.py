"""The outbound flow: outbox → message → target, one worker per target.

    due deliveries of this target        store.outbox
      → render: Alert, Note → Message    alerts.render    pure
      → send                             alerts.send      this target's own long-lived sender
      → delivered | retry at | dead      alerts.delivery  pure
      → record                           store.outbox

A worker is a thread of its own, so a target that hangs holds up nobody else. What it has sent but
not yet recorded when the process is killed is sent once more after the restart, under the same
key: at least once, at most one duplicate per crash and target.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from monitor.alerts.alert import (
    Alert,
    Delivery,
    DeliveryState,
    Message,
    Note,
    SendFailed,
    SendResult,
)
from monitor.alerts.delivery import after_attempt
from monitor.alerts.policy import Target, TargetKind
from monitor.store import outbox
from monitor.store.database import Database

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]
Render = Callable[[Alert | Note, str], Message]
"""(alert or note, delivery key) → what this target is to show."""
Send = Callable[[Message], SendResult]

LOOK_AGAIN = 5.0
"""Seconds after which an idle worker looks for what another process put into the outbox
(``deliveries retry``)."""
PAUSE = timedelta(seconds=60)
"""A target that just failed rests at most so long before its next delivery is tried, unless it
named a time itself."""


class TargetWorker:
    """Delivers what is due to one target, in order, until it is stopped."""

    def __init__(
        self, database: Database, target: Target, *, render: Render, send: Send, clock: Clock
    ) -> None:
        self.target = target
        self._database = database
        self._render = render
        self._send = send
        self._clock = clock
        self._paused_until: datetime | None = None
        self._stopping = threading.Event()
        self._wake = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"target-{target.name}", daemon=True)

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def wake(self) -> None:
        """Say that there is something new in the outbox."""
        self._wake.set()

    def stop(self) -> None:
        """Ask it to end after the delivery under way; see ``join``."""
        self._stopping.set()
        self._wake.set()

    def join(self, timeout: float) -> bool:
        """Wait for the end; False if a delivery is still under way after ``timeout`` seconds."""
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def deliver_due(self) -> int:
        """Try everything that is due now, once; return how many deliveries were tried."""
        tried = 0
        while not self._stopping.is_set() and not self._paused():
            rows = outbox.due(self._database.read(), self.target.name, now=self._clock())
            if not rows:
                break
            for row in rows:
                if self._stopping.is_set() or self._paused():
                    break
                self._deliver(row)
                tried += 1
        return tried

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                self.deliver_due()
            except Exception:
                if self._stopping.is_set():  # the database has been closed before us
                    return
                # The database is briefly locked or full: what is due stays due.
                logger.exception("deliveries to %s failed to run", self.target.name)
            self._wake.wait(self._idle_seconds())

    def _idle_seconds(self) -> float:
        now = self._clock()
        if self._paused_until is not None and self._paused_until > now:
            return min((self._paused_until - now).total_seconds(), LOOK_AGAIN)
        next_at = outbox.next_attempt_at(self._database.read(), self.target.name)
        if next_at is None:
            return LOOK_AGAIN
        return min(max((next_at - now).total_seconds(), 0.01), LOOK_AGAIN)

    def _paused(self) -> bool:
        return self._paused_until is not None and self._clock() < self._paused_until

    def _deliver(self, row: outbox.OutboxRow) -> None:
        started, clock_at = time.monotonic(), self._clock()
        try:
            result = self._send(self._render(row.content, row.delivery.key))
        except Exception as error:
            # A bug in a sender or a template must not lose the alert, nor show a secret.
            logger.exception("sending to %s raised", self.target.name)
            result = SendFailed(reason=f"internal error: {type(error).__name__}")
        delivery = after_attempt(
            row.delivery,
            result,
            now=self._clock(),
            chance=random.random(),  # noqa: S311 - jitter
            max_attempts=self.target.max_attempts,
        )
        if delivery.state is DeliveryState.PENDING and delivery.next_attempt_at is not None:
            asked = isinstance(result, SendFailed) and result.retry_at is not None
            self._paused_until = (
                delivery.next_attempt_at
                if asked
                else min(delivery.next_attempt_at, self._clock() + PAUSE)
            )
        seconds = time.monotonic() - started
        self._database.write(
            lambda db: outbox.record_attempt(db, row.id, delivery, at=clock_at, seconds=seconds)
        )
        if self.target.kind is not TargetKind.CONSOLE or delivery.last_error:  # one can see it
            _log(row, delivery, self.target.name)


def _log(row: outbox.OutboxRow, delivery: Delivery, target: str) -> None:
    state, reason, next_at = delivery.state, delivery.last_error, delivery.next_attempt_at
    fields = {
        "event": "delivery",
        "target": target,
        "rule": row.rule,
        "delivery": row.id,
        "state": state.value,
    }
    if state is DeliveryState.DELIVERED:
        logger.info("told %s: %s", target, row.title, extra=fields)
    elif state is DeliveryState.DEAD:
        logger.error(
            "%s: gave up telling %s: %s; `news-monitor deliveries retry %d` tries again",
            row.rule,
            target,
            reason,
            row.id,
            extra={**fields, "reason": reason},
        )
    else:
        logger.warning(
            "%s: couldn't tell %s: %s; next try at %s",
            row.rule,
            target,
            reason,
            f"{next_at:%H:%M:%S} UTC" if next_at else "once asked",
            extra={**fields, "reason": reason},
        )
