"""The edits of one target: messages are made to say who else has their event, and who answered.

    which are behind                                  store.outbox.edits
      → is it their time?                             planning.growth     pure
      → worded as they were sent, with who has the event by now, and who has said what
      → edited                                        sending
      → recorded, with the outlets that are named now

It is a thread of its own, beside the one that delivers: no alert waits for an edit. What is edited
but not yet recorded when the process is killed is edited once more, to the same words. An edit that
fails is no trouble: what matters was delivered. Without this module a message would say for ever
who had the event first.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime

import sqlite_utils

from monitor.alerts.alert import (
    Alert,
    Bundle,
    Editor,
    EditResult,
    Message,
    SendFailed,
    Silence,
)
from monitor.alerts.planning.growth import (
    EVERY,
    Growth,
    after_edit,
    after_look,
    due_at,
    is_given_up,
    others_rest_until,
)
from monitor.alerts.planning.policy import Policy, Target
from monitor.alerts.planning.reasons import NO_ROOM
from monitor.alerts.post import Edited, Gone, Post
from monitor.alerts.wording.named_items import named_by
from monitor.errors import MonitorError
from monitor.outbound.words import Render, Words, shown_by
from monitor.outbound.working_thread import LONGEST_REST, LOOK_AGAIN, WorkingThread
from monitor.store.database import Database
from monitor.store.outbox import edits, outbox, sent
from monitor.store.outbox.edits import Growing
from monitor.store.outbox.outbox_row import OutboxRow
from monitor.store.reading import silences
from monitor.store.trouble import explained
from monitor.supervision import backoff
from monitor.troubles import Troubles

logger = logging.getLogger(__name__)


class Editing:
    """Edits the messages of one target.

    Args:
        database: Holds what was sent.
        target: Where it was sent.
        render: Words for the target's kind.
        edit: The target's editor; only this object's thread calls it.
        clock: Returns the time, aware.
        policies: How each rule wants its alerts sent, by its name.
        troubles: Where it is told that the thread itself died.
    """

    def __init__(
        self,
        database: Database,
        target: Target,
        *,
        render: Render,
        edit: Editor,
        clock: Callable[[], datetime],
        policies: Mapping[str, Policy],
        troubles: Troubles,
    ) -> None:
        self._database = database
        self._target = target
        self._words = Words(database, target.name, render=render, policies=policies)
        self._edit = edit
        self._clock = clock
        self._failures = 0
        self.thread = WorkingThread(
            f"edits-{target.name}",
            self.work,
            can_work=lambda: not self._failures,
            troubles=troubles,
        )
        """Where it works; woken when an event may have grown."""

    def edit_due(self) -> int:
        """Make every edit whose time has come; return how many messages were looked at.

        Raises:
            MonitorError: Nothing can be read or written.
        """
        looked = set[int]()
        while not self.thread.is_stopping():
            due, _ = self._next(but=looked)
            if due is None:
                break
            self._bring_up_to_date(due)
            looked.add(due.delivery)
        return len(looked)

    def work(self) -> float:
        """Make the edits that are due, whatever happens; return for how many seconds to rest."""
        try:
            with explained(self._database.path):
                self.edit_due()
                _, next_at = self._next()
        except Exception as error:  # noqa: BLE001 - it is told, if it is a bug
            self._failures += 1
            if not self.thread.is_stopping():
                # What keeps the database from working is told by others.
                told = logger.debug if isinstance(error, MonitorError) else logger.exception
                told("edits at %s wait: %s", self._target.name, type(error).__name__)
            return backoff(self._failures, first=LOOK_AGAIN, longest=LONGEST_REST)
        self._failures = 0
        if next_at is None:
            return LOOK_AGAIN
        return min(max((next_at - self._clock()).total_seconds(), 0.01), LOOK_AGAIN)

    def _next(self, *, but: Collection[int] = ()) -> tuple[Growing | None, datetime | None]:
        """The message to edit now; without one, when the next is due. ``but`` not these."""
        now = self._clock()
        found, tried = edits.behind(self._database.read(), self._target.name, now=now)
        waits = [
            (at, growing)
            for growing in found
            if growing.delivery not in but
            and (
                at := due_at(
                    growing.growth,
                    reports=growing.reports,
                    answers=growing.answers,
                    story_tried_at=tried.get(growing.story),
                    now=now,
                )
            )
        ]
        if not waits:
            return None, None
        at, growing = min(waits, key=lambda each: each[0])
        return (growing, None) if at <= now else (None, at)

    def _bring_up_to_date(self, growing: Growing) -> None:
        read = self._database.read()
        row = outbox.get(read, growing.delivery, grown=True)
        if row is None or not isinstance(row.content, Alert | Bundle):  # it is being removed
            self._save(growing, replace(growing.growth, over=True))
            return
        now = self._clock()
        is_answered = growing.answers != growing.growth.said
        if not is_answered and (until := _silenced_until(row, silences.active(read, now=now))):
            # It may be ended early.
            self._save(growing, replace(growing.growth, not_before=min(until, now + EVERY)))
            return
        try:
            content, message = self._words.of(
                row.content, delivery=row.id, key=row.delivery.key, title=row.words
            )
        except Exception as error:  # a template
            logger.exception(
                "wording an edit for %s raised", self._target.name, extra={"event": "bug"}
            )
            reason = f"internal error: {type(error).__name__}"
            given_up = replace(
                growing.growth, reports=growing.reports, said=growing.answers, error=reason
            )
            self._save(growing, given_up)
            return
        shown = shown_by(message)
        if shown == growing.growth.shown:
            looked = after_look(growing.growth, reports=growing.reports, answers=growing.answers)
            self._save(growing, looked)
            return
        result, gone = self._edited(edits.posts(read, row.id), message)
        now = self._clock()
        growth = after_edit(
            growing.growth,
            result,
            reports=growing.reports,
            answers=growing.answers,
            shown=shown,
            now=now,
            chance=random.random(),  # noqa: S311 - jitter
        )

        def record(db: sqlite_utils.Database) -> None:
            for recipient, reason in gone.items():
                edits.lose(db, row.id, recipient, reason)
            edits.save(db, row.id, growth)
            if isinstance(result, Edited):
                at, named = row.delivery.delivered_at or now, named_by(message, content)
                sent.keep(db, row.id, named, at=at, room=NO_ROOM)
            if until := others_rest_until(result, now=now):
                edits.rest(db, self._target.name, until=until, now=now)

        self._database.write(record)
        self._tell(row, growing.growth, growth)

    def _edited(
        self, posts: tuple[Post, ...], message: Message
    ) -> tuple[EditResult, dict[str, str]]:
        """Edit a message wherever it was posted; and where it can't be edited any more, and why."""
        gone, failed, done = dict[str, str](), list[SendFailed](), 0
        for post in posts:
            match self._edit(post, message):
                case Gone(reason):
                    gone[post.recipient] = reason
                case SendFailed() as failure:
                    failed.append(failure)
                case Edited():
                    done += 1
        if failed:  # as long as one may pass, it is tried again
            return min(failed, key=lambda each: each.permanent), gone
        if done:
            return Edited(), gone
        return Gone(next(iter(gone.values()), "it isn't known where it is")), gone

    def _save(self, growing: Growing, growth: Growth) -> None:
        self._database.write(lambda db: edits.save(db, growing.delivery, growth))

    def _tell(self, row: OutboxRow, before: Growth, after: Growth) -> None:
        fields = {
            "event": "edit",
            "target": self._target.name,
            "rule": row.rule,
            "delivery": row.id,
        }
        if after.edits > before.edits:
            logger.info("edited at %s: %s", self._target.name, row.title, extra=fields)
        elif is_given_up(before, after):
            # That somebody deleted it is their good right.
            logger.log(
                logging.INFO if after.over else logging.WARNING,
                "not edited at %s: %s (%s)",
                self._target.name,
                row.title,
                after.error,
                extra=fields,
            )


def _silenced_until(row: OutboxRow, active: tuple[Silence, ...]) -> datetime | None:
    """Until when nothing that the message is about may be sent; None: it may."""
    content = row.content
    told = content.alerts if isinstance(content, Bundle) else (row.alert,)
    ends = []
    for alert in told:
        own = [
            silence.until
            for silence in active
            if alert and (silence.rule == alert.rule or silence.story == alert.story)
        ]
        if not own:
            return None
        ends.append(max(own))
    return min(ends)
