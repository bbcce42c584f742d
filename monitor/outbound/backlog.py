"""Backlog: what waits for one target, and what of it may be sent now.

    what is silenced by now → withheld                  outbox.withholding
    held deliveries whose time has come → one message   releasing
    due deliveries of this target                       outbox.outbox
      → quiet by now, or hourly limit reached → held     planning.due     pure
      → what else waits about its event goes with it    outbox.joining

Of several rules about one event the most urgent decides whether it may be sent. Without this module
what was planned would be sent although it is silenced or quiet hours have begun meanwhile.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

import sqlite_utils

from monitor.alerts.alert import Alert, Bundle, HoldReason
from monitor.alerts.planning.alert_history import Recent
from monitor.alerts.planning.digest import Member
from monitor.alerts.planning.due import HOUR, late
from monitor.alerts.planning.match_decision import WithheldReason
from monitor.alerts.planning.policy import ANYBODY, Group, Policy, Target
from monitor.outbound.releasing import release_held
from monitor.store.database import Database
from monitor.store.outbox import holds, joining, outbox, withholding
from monitor.store.outbox.outbox_row import OutboxRow
from monitor.store.reading import silences
from monitor.store.writing import alert_history

logger = logging.getLogger(__name__)


class Backlog:
    """Chooses what one target is sent next. For one thread.

    Args:
        database: Holds the outbox.
        target: The target whose backlog it is.
        policies: How each rule wants its alerts sent, by its name.
        zone: The user's time zone, for quiet hours.
        gather: What is due so soon goes with what is due now, if it is about the same event.
    """

    def __init__(
        self,
        database: Database,
        target: Target,
        *,
        policies: Mapping[str, Policy],
        zone: ZoneInfo,
        gather: timedelta = timedelta(0),
    ) -> None:
        self._database = database
        self._target = target
        self._policies = policies
        self._zone = zone
        self._gather = gather
        self._joined: set[int] = set()

    def due(self, now: datetime) -> list[OutboxRow]:
        """Return what is due, oldest first; call ``ready`` for each before sending it."""
        name, read = self._target.name, self._database.read()
        self._joined.clear()
        held_now = silences.active(read, now=now)
        if held_now and (unwanted := holds.silenced(read, name, held_now, now=now)):
            reason = WithheldReason.SILENCED.value
            self._database.write(lambda db: withholding.withhold(db, unwanted, reason))
            logger.info(
                "%d not sent to %s: silenced by now",
                len(unwanted),
                name,
                extra={"event": "withheld", "target": name},
            )
        if joining.held_due(read, name, now=now):
            self._release(now)
        return outbox.due(read, name, now=now)

    def ready(self, row: OutboxRow, now: datetime) -> OutboxRow | None:
        """Return what to send now for a due delivery: itself, or the bundle that it is now part of.

        None: it must wait after all, or is part of another bundle already.
        """
        if row.id in self._joined:
            return None
        parts = self._parts(row, now)
        until, hold = self._late_together({*_speaking(row), *(part.rule for part in parts)}, now)
        if hold and not row.delivery.asked:  # what is asked for is wanted now
            self._database.write(lambda db: holds.put_off(db, {row.id: (until, hold)}))
            return None
        if not parts:
            return row
        name = self._target.name
        id_ = self._database.write(lambda db: joining.bundle(db, name, parts, now=now))
        self._joined.update(part.id for part in parts)
        return outbox.get(self._database.read(), id_, grown=True)

    def _parts(self, row: OutboxRow, now: datetime) -> Sequence[Member]:
        """What would be in one message with a delivery, itself among it; empty if it is alone."""
        if not isinstance(row.content, Alert):
            return ()
        parts = joining.joinable(
            self._database.read(),
            self._target.name,
            row.content.event,
            now=now,
            gather=self._gather,
            asked=row.delivery.asked,
        )
        mine = next((part for part in parts if part.id == row.id), None)
        if mine is None:
            return ()
        # A rule that alerts on each item has a message for each, with that item's headline.
        rules = {
            part.rule: part
            for part in reversed(parts)
            if part.rule != mine.rule
            and (part.item == mine.item or not (self._wants_each(part) or self._wants_each(mine)))
        }
        return (mine, *rules.values()) if rules else ()

    def _wants_each(self, part: Member) -> bool:
        """Whether its rule alerts on each item."""
        return self._policies.get(part.rule, ANYBODY).group is Group.ITEM

    def _release(self, now: datetime) -> None:
        """Put together what was held; what is late for it waits until it isn't quiet."""
        name, waits = self._target.name, dict[int, tuple[datetime, HoldReason | None]]()
        daily = {rule for rule, each in self._policies.items() if each.group is Group.DAY}
        members = joining.to_release(self._database.read(), name, now=now)
        for _, of_event in groupby(sorted(members, key=_event), key=_event):
            parts = list(of_event)
            until, hold = self._late_together({part.rule for part in parts}, now, counted=False)
            if hold:
                waits |= {part.id: (until, None) for part in parts}

        def release(db: sqlite_utils.Database) -> None:
            holds.put_off(db, waits)
            release_held(db, name, now=now, gather=self._gather, daily=daily)

        self._database.write(release)

    def _late_together(
        self, rules: Collection[str], now: datetime, *, counted: bool = True
    ) -> tuple[datetime, HoldReason | None]:
        """Until when a message of these rules must wait; the most urgent of them decides."""
        taken = self._taken(rules, now) if counted else []
        found = []
        for rule in sorted(rules):
            policy = self._policies.get(rule, ANYBODY)
            lately = Recent()
            if rule:
                lately = Recent(
                    tuple(at for at, _ in taken), tuple(at for at, its in taken if rule in its)
                )
            found.append(late(policy, self._target, lately, now=now, zone=self._zone))
        return min(found, key=lambda each: (each[1] is not None, each[0]))

    def _taken(
        self, rules: Collection[str], now: datetime
    ) -> list[tuple[datetime, frozenset[str]]]:
        """What the breaker counts, where a message of the rules meets one."""
        policies = (self._policies.get(rule, ANYBODY) for rule in rules)
        limited = self._target.max_per_hour is not None or any(
            policy.max_per_hour is not None for policy in policies
        )
        if not any(rules) or not limited:
            return []
        return alert_history.taken(self._database.read(), self._target.name, since=now - HOUR)


def _speaking(row: OutboxRow) -> tuple[str, ...]:
    """The rules by whose wishes a delivery is sent; for a digest or a note nobody's."""
    return row.rules if isinstance(row.content, Alert | Bundle) else ("",)


def _event(member: Member) -> int:
    return member.event
