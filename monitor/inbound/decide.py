"""Draft: what one poll has decided so far, over what the database says.

A poll's items are decided one after another before any of them is written, in one transaction, at
the end. So each decision must know those before it: an event that a feed brings twice is told once,
and the breaker counts what is about to be sent. Only news that match cost a look at the database.

Leaves to others: the decision itself (``planning.plan``), writing it (``writing.polls``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import sqlite_utils

from monitor.alerts.alert import Delivery, Silence
from monitor.alerts.planning.alert_history import EventNow, History, Recent, Told, together
from monitor.alerts.planning.bundle import aligned
from monitor.alerts.planning.due import HOUR
from monitor.alerts.planning.lately import Lately
from monitor.alerts.planning.plan import (
    Arrival,
    Decision,
    Grouped,
    Planned,
    Withheld,
    no_news,
    plan,
)
from monitor.alerts.planning.policy import Policy, Target
from monitor.item import Item
from monitor.rules import Match, Rule
from monitor.store.reading import silences
from monitor.store.writing import alert_history as told_store
from monitor.store.writing import events as event_store
from monitor.store.writing.polls import RecordedMatch


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """What decisions go by that the user wrote."""

    rules: Mapping[str, Rule]
    """By name."""
    policies: Mapping[str, Policy]
    """By the rule's name."""
    targets: Mapping[str, Target]
    """By name."""
    timezone: ZoneInfo
    gather: timedelta = timedelta(0)
    """How long what isn't urgent waits for what other rules have to say about the same event."""


class Draft:
    """The decisions of one poll, in the order of its items. Not for several threads."""

    def __init__(self, db: sqlite_utils.Database, book: Rulebook, *, now: datetime) -> None:
        self._db = db
        self._book = book
        self._now = now
        self._items: list[tuple[int, str, datetime]] = []
        self._alerts: list[tuple[str, int, Told]] = []
        self._lately: dict[str, Lately] = {}
        self._titles: dict[int, dict[int, str]] = {}  # story → its events of this poll
        self._silences: tuple[Silence, ...] | None = None

    def decide(
        self,
        matches: Iterable[Match],
        item: Item,
        *,
        event: int,
        story: int,
        outlet: str,
        arrival: Arrival,
    ) -> tuple[RecordedMatch, ...]:
        """Decide about an item's matches, and count the item to its event.

        Args:
            matches: Each of another rule.
            item: Dated.
            event: The item's.
            story: The event's.
            outlet: What the item's publisher is called.
            arrival: How it came.
        """
        found = tuple(matches)
        recorded: tuple[RecordedMatch, ...] = ()
        if reason := no_news(item, arrival, now=self._now):  # nothing needs to be looked up
            recorded = tuple(RecordedMatch(match=match, withheld=reason.value) for match in found)
        elif found:
            state = self._state_of(event, story, outlet.casefold())
            recorded = self._decide_all(found, item, state, arrival)
        self._items.append((event, outlet.casefold(), item.published or self._now))
        self._titles.setdefault(story, {}).setdefault(event, item.title)
        return recorded

    def _decide_all(
        self, matches: Sequence[Match], item: Item, event: EventNow, arrival: Arrival
    ) -> tuple[RecordedMatch, ...]:
        decisions = [self._decide(match, item, event, arrival) for match in matches]
        together = aligned(
            [() if isinstance(each, Withheld) else each.deliveries for each in decisions]
        )
        return tuple(
            self._recorded(match, decision, deliveries, event)
            for match, decision, deliveries in zip(matches, decisions, together, strict=True)
        )

    def _decide(self, match: Match, item: Item, event: EventNow, arrival: Arrival) -> Decision:
        book, policy = self._book, self._book.policies[match.rule]
        history = History(
            told=self._told(match.rule, event.id),
            recent=self._recent_of(policy, event.id),
            silences=self._active_silences(),
        )
        return plan(
            match,
            item,
            event,
            policy,
            canonical=book.rules[match.rule].canonical,
            targets=book.targets,
            now=self._now,
            zone=book.timezone,
            arrival=arrival,
            history=history,
            gather=book.gather,
        )

    def _recorded(
        self, match: Match, decision: Decision, deliveries: tuple[Delivery, ...], event: EventNow
    ) -> RecordedMatch:
        """What is to be written, noted for the decisions to come."""
        match decision:
            case Planned(alert):
                told = Told(key=alert.key, again=alert.again, at=self._now, sources=event.sources)
                self._note(match.rule, event.id, told, deliveries)
                return RecordedMatch(match=match, alert=alert, deliveries=deliveries)
            case Grouped(key, _, sources):
                before = self._told(match.rule, event.id)
                if before and (deliveries or sources > before.sources):
                    told = replace(before, sources=max(before.sources, sources))
                    self._note(match.rule, event.id, told, deliveries)
                return RecordedMatch(
                    match=match, grouped=key, deliveries=deliveries, sources=sources
                )
            case Withheld(reason):
                return RecordedMatch(match=match, withheld=reason.value)

    def _note(self, rule: str, event: int, told: Told, deliveries: Sequence[Delivery]) -> None:
        """Remember an alert that is about to be written, or goes to further targets."""
        targets = told.targets.union(delivery.target for delivery in deliveries)
        waiting = told.waiting.union(each.target for each in deliveries if self._waits(each))
        self._alerts.append((rule, event, replace(told, targets=targets, waiting=waiting)))
        for delivery in deliveries:
            if delivery.hold is None and delivery.target in self._lately:
                self._lately[delivery.target].add(self._now, rule, event)

    def _waits(self, delivery: Delivery) -> bool:
        due = delivery.next_attempt_at
        return delivery.hold is not None or (due is not None and due > self._now)

    def _state_of(self, event: int, story: int, outlet: str) -> EventNow:
        """The event with an item of this outlet that isn't counted yet."""
        here = [each for each in self._items if each[0] == event]
        outlets = event_store.outlets(self._db, event).union([outlet], (each[1] for each in here))
        dates = [published for _, _, published in here]
        if stored := event_store.last_item_at(self._db, event):
            dates.append(stored)
        return EventNow(
            id=event,
            story=story,
            sources=len(outlets),
            previous_at=max(dates, default=None),
            earlier=self._earlier(event, story),
        )

    def _earlier(self, event: int, story: int) -> str:
        """Title of the event before this one in its story."""
        before = [each for each in self._titles.get(story, {}).items() if each[0] < event]
        if stored := event_store.before(self._db, event, story):
            before.append(stored)
        # Of an event with reports here and there, the title it was given first.
        return max(reversed(before), key=lambda each: each[0])[1] if before else ""

    def _told(self, rule: str, event: int) -> Told | None:
        stored = told_store.of_event(self._db, rule, event)
        here = [
            told
            for its_rule, its_event, told in self._alerts
            if its_rule == rule and its_event == event
        ]
        return together([*stored, *here])

    def _recent_of(self, policy: Policy, event: int) -> dict[str, Recent]:
        """What the breaker counts, for the targets that have one."""
        found: dict[str, Recent] = {}
        for name in () if policy.urgent else policy.targets:
            if policy.max_per_hour is None and self._book.targets[name].max_per_hour is None:
                continue
            if name not in self._lately:
                since = self._now - HOUR
                self._lately[name] = lately = Lately(self._book.gather)
                told_store.recall(self._db, name, lately, since=since)
            found[name] = self._lately[name].recent(policy.rule, event, at=self._now)
        return found

    def _active_silences(self) -> tuple[Silence, ...]:
        if self._silences is None:
            self._silences = silences.active(self._db, now=self._now)
        return self._silences
