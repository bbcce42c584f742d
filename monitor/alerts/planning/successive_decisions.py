"""SuccessiveDecisions: who is sent what, match after match; each counts for the next. Pure.

The daemon decides about the matches of one poll over what the database remembers
(``inbound.decide``), a backtest about years of them over nothing (``backtest.replay``). Both drive
this one object: without it a backtest would forecast what the daemon doesn't do, and an event that
a feed brings twice in one poll would be alerted twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.alerts.alert import Delivery, Silence
from monitor.alerts.planning.alert_history import EventNow, History, Recent, Told, together
from monitor.alerts.planning.bundle import aligned
from monitor.alerts.planning.due import HOUR
from monitor.alerts.planning.match_decision import (
    JUST_CAME,
    Arrival,
    Decision,
    Grouped,
    Planned,
    Withheld,
    decide,
)
from monitor.alerts.planning.policy import Group, Policy, Target
from monitor.alerts.planning.recent_messages import Lately, Sending
from monitor.item import Item
from monitor.rules.rule import Match


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """What the user wrote in config.toml, as far as decisions depend on it."""

    canonicals: Mapping[str, str]
    """Each rule's canonical text, by its name."""
    policies: Mapping[str, Policy]
    """By the rule's name."""
    targets: Mapping[str, Target]
    """By name; all that the policies name."""
    timezone: ZoneInfo
    gather: timedelta = timedelta(0)
    """How long what isn't urgent waits for what other rules have to say about the same event."""

    judged_within: timedelta | None = None
    """How long the alert of a rule with ``about`` waits for a model's verdict; None: there is no
    model."""

    def judged_until(self, rule: str, decision: Decision, now: datetime) -> datetime | None:
        """Return until when a match waits for a verdict; None: it needs none.

        It does if an alert is to be sent that wouldn't be sent without it, or wasn't sent yet.
        """
        if self.judged_within is None or not self.policies[rule].about:
            return None
        match decision:
            case Planned(_, deliveries):
                needs = bool(deliveries)
            case Grouped(_, deliveries, sources):
                needs = bool(deliveries) or sources > 0
            case Withheld():
                needs = False
        return now + self.judged_within if needs else None

    def groups(self, rule: str) -> bool:
        """Whether a rule's alerts depend on what it alerted of an event before.

        Where each item is an alert of its own they don't: an event may have had hundreds.
        """
        return self.policies[rule].group is not Group.ITEM

    def limited(self, rule: str) -> Iterator[str]:
        """Yield those targets of a rule that have a limit per hour, their own or the rule's."""
        policy = self.policies[rule]
        for name in () if policy.urgent else policy.targets:
            if policy.max_per_hour is not None or self.targets[name].max_per_hour is not None:
                yield name


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """What was alerted, sent and silenced before the first decision."""

    told: Mapping[tuple[str, int], Sequence[Told]] = field(default_factory=dict)
    """By rule and event: its alerts, in the order they were made."""
    sent: Mapping[str, Sequence[Sending]] = field(default_factory=dict)
    """By target: what it was sent at once in the last hour, where a limit counts it."""
    silences: tuple[Silence, ...] = ()
    """Those that hold."""


NOTHING: Remembered = Remembered()


@dataclass(slots=True)
class _Noted:
    """A rule's alerts about an event so far, and when they are due at each target."""

    told: Told
    due: dict[str, datetime] = field(default_factory=dict)
    """By target: until when a delivery that was decided here waits."""


class SuccessiveDecisions:
    """Takes one decision after another. Not for several threads.

    Args:
        book: What the user wants.
        remembered: What was alerted before.
    """

    def __init__(self, book: Rulebook, remembered: Remembered = NOTHING) -> None:
        self._book = book
        self._silences = remembered.silences
        self._noted = {
            key: _Noted(told)
            for key, alerts in remembered.told.items()
            if (told := together(alerts)) is not None
        }
        self._lately = {
            target: Lately.of(sent, book.gather) for target, sent in remembered.sent.items()
        }

    def decide(
        self,
        matches: Sequence[Match],
        item: Item,
        event: EventNow,
        *,
        now: datetime,
        arrival: Arrival = JUST_CAME,
    ) -> tuple[Decision, ...]:
        """Decide about all matches of an item.

        Args:
            matches: At most one of each rule.
            item: With ``published`` set (``item.dated``).
            event: The event that the item reports, with this item counted.
            now: The moment of decision, aware; never earlier than at the call before.
            arrival: How the item came.

        Returns:
            A decision for each match, in order. All alerts for one target are due together.
        """
        decided = [self._decide(match, item, event, now, arrival) for match in matches]
        together_ = aligned([each.deliveries for each in decided])
        decisions = tuple(
            each if deliveries == each.deliveries else _with(each, deliveries)
            for each, deliveries in zip(decided, together_, strict=True)
        )
        for match, decision in zip(matches, decisions, strict=True):
            self._note(match.rule, event, decision, now)
        return decisions

    def _decide(
        self, match: Match, item: Item, event: EventNow, now: datetime, arrival: Arrival
    ) -> Decision:
        book = self._book
        return decide(
            match,
            item,
            event,
            book.policies[match.rule],
            canonical=book.canonicals[match.rule],
            targets=book.targets,
            now=now,
            zone=book.timezone,
            arrival=arrival,
            history=History(
                told=self._told(match.rule, event.id, now),
                recent=self._recent(match.rule, event.id, now),
                silences=self._silences,
            ),
            gather=book.gather,
        )

    def _told(self, rule: str, event: int, now: datetime) -> Told | None:
        """The rule's alerts about the event, as if each delivery had gone out when it was due."""
        noted = self._noted.get((rule, event))
        if noted is None:
            return None
        waiting = {target for target, due in noted.due.items() if due >= now}
        return replace(noted.told, waiting=noted.told.waiting | waiting)

    def _recent(self, rule: str, event: int, now: datetime) -> dict[str, Recent]:
        """What each limited target was sent at once in the last hour."""
        recent = {}
        for target in self._book.limited(rule):
            if lately := self._lately.get(target):
                lately.forget(now - HOUR)
                recent[target] = lately.recent(rule, event, at=now)
        return recent

    def _note(self, rule: str, event: EventNow, decision: Decision, now: datetime) -> None:
        """Remember an alert that is about to be written, or goes to further targets."""
        noted = self._noted.get((rule, event.id))
        match decision:
            case Planned(alert, deliveries):
                told = Told(
                    key=alert.key,
                    again=alert.again,
                    at=now,
                    sources=event.sources,
                    targets=frozenset(each.target for each in deliveries),
                )
            case Grouped(_, deliveries, sources) if noted is not None:
                told = replace(
                    noted.told,
                    sources=max(noted.told.sources, sources),
                    targets=noted.told.targets.union(each.target for each in deliveries),
                )
            case _:
                return
        so_far = told if noted is None else together([noted.told, told])
        assert so_far is not None
        waiting = {
            each.target: each.next_attempt_at
            for each in deliveries
            if each.next_attempt_at is not None and _waits(each, now)
        }
        due = waiting if noted is None else noted.due | waiting
        self._noted[rule, event.id] = _Noted(so_far, due)
        for each in deliveries:
            # What a model may yet withhold uses up no limit; ``late`` looks at it again.
            if each.hold is None and self._book.judged_until(rule, decision, now) is None:
                lately = self._lately.setdefault(each.target, Lately(self._book.gather))
                lately.add(now, rule, event.id)


def _with(decision: Decision, deliveries: tuple[Delivery, ...]) -> Decision:
    assert not isinstance(decision, Withheld)  # it has none
    return replace(decision, deliveries=deliveries)


def _waits(delivery: Delivery, now: datetime) -> bool:
    due = delivery.next_attempt_at
    return delivery.hold is not None or (due is not None and due > now)
