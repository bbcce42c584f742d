"""One attempt at a delivery: written down before, sent, written down after.

    worded                             wording.render
      → begun                          store.outbox; where nothing can be written, nothing is sent
      → sent                           sending.send
      → delivered | again | dead       planning.delivery_state, target_record   pure
      → recorded, with a note to other targets about a sick one

What has been sent but couldn't be recorded is kept here, and recorded before anything else is
sent: this process never sends it again. Without this module a full disk would send the same alert
without end.
"""

from __future__ import annotations

import logging
import random
import shlex
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import sqlite_utils

from monitor.alerts.alert import (
    Alert,
    Bundle,
    Delivery,
    DeliveryState,
    Message,
    Named,
    SendFailed,
    SendResult,
    Sent,
)
from monitor.alerts.planning.delivery_state import after_attempt
from monitor.alerts.planning.growth import grows
from monitor.alerts.planning.policy import Policy, Target, TargetKind
from monitor.alerts.planning.target_record import TargetRecord, is_patient, is_to_be_told
from monitor.alerts.wording.named_items import named_by
from monitor.human import from_now
from monitor.notices import dead_target
from monitor.outbound.wanting_no_more import WantingNoMore
from monitor.outbound.words import Render, Words, shown_by
from monitor.store.database import Database
from monitor.store.outbox import edits, outbox
from monitor.store.outbox.outbox_row import OutboxRow
from monitor.store.reading.target_record import target_record
from monitor.troubles import Troubles

logger = logging.getLogger(__name__)

Send = Callable[[Message], SendResult]

PAUSE = timedelta(seconds=60)
"""A target that just failed rests at most so long before its next delivery is tried, unless it
named a time itself."""
_EMPTY = "its alerts are no longer stored"


class Attempts:
    """Makes the attempts for one target. For one thread.

    Args:
        database: Holds the outbox.
        target: Where they go.
        render: Words what is due for the target's kind.
        send: The target's sender.
        clock: Returns the time, aware.
        others: Names of the targets that get a note when this one is in trouble; its own may be
            among them.
        zone: The user's time zone, for what a day is: of one target's troubles there is one note
            a day.
        policies: How each rule wants its alerts sent, by its name.
        troubles: Where it is told that the target takes nothing.
    """

    def __init__(
        self,
        database: Database,
        target: Target,
        *,
        render: Render,
        send: Send,
        clock: Callable[[], datetime],
        others: Collection[str],
        zone: ZoneInfo,
        policies: Mapping[str, Policy],
        troubles: Troubles,
    ) -> None:
        self._database = database
        self._target = target
        self._words = Words(database, target.name, render=render, policies=policies)
        self._send = send
        self._clock = clock
        self._others = others
        self._zone = zone
        self._troubles = troubles
        self._sent: _Sent | None = None
        self._wanting_no_more = WantingNoMore(target, zone)

    @property
    def unrecorded(self) -> str:
        """The headline of what was sent and couldn't be written down yet; empty: there is none."""
        return self._sent.row.title if self._sent is not None else ""

    def make(self, row: OutboxRow) -> datetime | None:
        """Try to deliver it once.

        Returns:
            Until when the target is to be left alone; None: it needn't be.

        Raises:
            MonitorError: It couldn't be written down. If that was so before, nothing has been sent;
                if afterwards, ``catch_up`` does it.
        """
        self.catch_up()
        refused = self._wanting_no_more.refusal(self._database.read())
        message, named = (refused, ()) if refused else self._worded(row)
        started, at = time.monotonic(), self._clock()
        begun = self._database.write(lambda db: outbox.begin_attempt(db, row.id, at=at))
        if begun is None:
            return None
        result = self._delivered(message) if isinstance(message, Message) else message
        self._sent = _Sent(
            row=row,
            begun=begun,
            result=result,
            named=named,
            shown=shown_by(message) if isinstance(message, Message) else "",
            at=at,
            ended_at=self._clock(),
            seconds=time.monotonic() - started,
            chance=random.random(),  # noqa: S311 - jitter
        )
        return self.catch_up()

    def catch_up(self) -> datetime | None:
        """Record what was sent last, unless that is done; to be called before all else.

        Returns:
            As ``make`` does.

        Raises:
            MonitorError: It can't be written now.
        """
        sent = self._sent
        if sent is None:
            return None
        delivery, is_sick = self._database.write(lambda db: self._record(db, sent))
        self._sent = None
        self._tell(sent, delivery, is_sick=is_sick)
        if delivery.state is not DeliveryState.PENDING or delivery.next_attempt_at is None:
            return None
        until = delivery.next_attempt_at
        return until if sent.asked else min(until, sent.ended_at + PAUSE)

    def _worded(self, row: OutboxRow) -> tuple[Message | SendFailed, tuple[Named, ...]]:
        """The message, or why there is none; and what it names."""
        if row.digest is not None and not row.digest.alerts:
            return SendFailed(reason=_EMPTY, permanent=True), ()
        try:
            content, message = self._words.of(row.content, delivery=row.id, key=row.delivery.key)
            return message, named_by(message, content)
        except Exception as error:  # a template
            logger.exception("wording it for %s raised", self._target.name, extra={"event": "bug"})
            return _our_mistake(error), ()

    def _delivered(self, message: Message) -> SendResult:
        try:
            return self._wanting_no_more.in_words(self._send(message))
        except Exception as error:
            logger.exception("sending to %s raised", self._target.name, extra={"event": "bug"})
            return _our_mistake(error)

    def _record(self, db: sqlite_utils.Database, sent: _Sent) -> tuple[Delivery, bool]:
        """Write it down; return what the delivery has become, and whether its target is sick."""
        now, lately = sent.ended_at, TargetRecord()
        if isinstance(sent.result, SendFailed):
            lately = target_record(db, self._target.name, sent.row.id)
        delivery = after_attempt(
            sent.row.delivery,
            sent.result,
            now=now,
            chance=sent.chance,
            max_attempts=self._target.max_attempts,
            patient=is_patient(lately, now=now),
        )
        is_there = outbox.record_attempt(
            db,
            sent.row.id,
            delivery,
            at=sent.at,
            seconds=sent.seconds,
            named=sent.named,
            begun=sent.begun,
        )
        if is_there and delivery.state is DeliveryState.DELIVERED:
            _keep_posts(db, sent, at=now)
        self._wanting_no_more.keep(db, sent.result, now=now)
        is_sick = is_to_be_told(lately, asked=sent.asked, now=now)
        if is_there:
            dead_target.tell_others(
                db,
                sent.row.content,
                delivery,
                self._others,
                failing_since=lately.failing_since if is_sick else None,
                now=now,
                zone=self._zone,
            )
        return delivery, is_sick

    def _tell(self, sent: _Sent, delivery: Delivery, *, is_sick: bool) -> None:
        """Tell the log, and whoever asks how the program is."""
        name = self._target.name
        trouble = f"target {name}"
        if is_sick or delivery.state is DeliveryState.DEAD:
            cure = f"`news-monitor deliveries --target {shlex.quote(name)}` shows what it was sent"
            self._troubles.met(trouble, f"{name} takes nothing: {delivery.last_error}", cure=cure)
        elif delivery.state is DeliveryState.DELIVERED:
            self._troubles.over(trouble)
        if self._target.kind is not TargetKind.CONSOLE or delivery.last_error:  # one can see it
            _log(sent.row, delivery, name, now=sent.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sent:
    """An attempt that has been made and is to be written down."""

    row: OutboxRow
    begun: int
    """Its number."""
    result: SendResult
    named: tuple[Named, ...]
    shown: str
    """Digest of what it said."""
    at: datetime
    ended_at: datetime
    seconds: float
    chance: float

    @property
    def asked(self) -> bool:
        """Whether the target named the time of the next attempt."""
        return isinstance(self.result, SendFailed) and self.result.retry_at is not None


def _keep_posts(db: sqlite_utils.Database, sent: _Sent, *, at: datetime) -> None:
    """Keep what the service calls a message about an event: it is edited as that grows."""
    content = sent.row.content
    posts = sent.result.posts if isinstance(sent.result, Sent) else ()
    if not posts or not isinstance(content, Alert | Bundle):
        return
    edits.keep(db, sent.row.id, posts)
    if grows(content):
        event = (content.alerts[0] if isinstance(content, Bundle) else content).event
        edits.begin(db, sent.row.id, event, shown=sent.shown, at=at)


def _our_mistake(error: Exception) -> SendFailed:
    """A bug in a sender or a template must not lose the alert, nor show a secret."""
    return SendFailed(reason=f"internal error: {type(error).__name__}")


def _log(row: OutboxRow, delivery: Delivery, target: str, *, now: datetime) -> None:
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
            "%s: couldn't send to %s: %s; next try %s",
            row.rule,
            target,
            reason,
            from_now(next_at, now) if next_at else "on request",
            extra={**fields, "reason": reason, "next_try": next_at.isoformat() if next_at else ""},
        )
