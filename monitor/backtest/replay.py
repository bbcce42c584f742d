"""Replay: what would have been decided about each match, had its rule been there. Pure.

The decisions are ``planning.plan``'s, taken at the moment each item came
(``reading.backtest_items``), and each stands before the next is taken, as in the daemon. Leaves to
others: finding the matches (``sweep``), counting (``tally``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from monitor.alerts.planning.alert_history import EventNow, History, Recent, Told
from monitor.alerts.planning.due import HOUR
from monitor.alerts.planning.lately import Lately
from monitor.alerts.planning.plan import Decision, Grouped, Planned, plan
from monitor.alerts.planning.policy import Policy, Target
from monitor.rules.rule import Match
from monitor.store.reading.backtest_items import PastItem

EventThen = Callable[[PastItem], EventNow]
"""An item's event as it was when the item came."""


def only_id(past: PastItem) -> EventNow:
    """The event with nothing known about it: enough for rules that tell of each once."""
    return EventNow(id=past.event, story=past.story)


class Replay:
    """Decides about one match after another, in the order of their items."""

    def __init__(
        self,
        *,
        policies: Mapping[str, Policy],
        targets: Mapping[str, Target],
        canonicals: Mapping[str, str],
        zone: ZoneInfo,
        event_then: EventThen = only_id,
    ) -> None:
        """Begin with nothing told.

        Args:
            policies: By the rule's name; one for each.
            targets: By name; all that the policies name.
            canonicals: Each rule's text, by its name.
            zone: The user's.
            event_then: Asked for rules that may tell of an event again.
        """
        self._policies = policies
        self._targets = targets
        self._canonicals = canonicals
        self._zone = zone
        self._event_then = event_then
        self._told: dict[tuple[str, int], Told] = {}
        self._held: dict[tuple[str, int], dict[str, datetime]] = {}
        self._lately: dict[str, Lately] = {}

    def decide(self, past: PastItem, match: Match) -> Decision:
        """Say what would have become of a match, and remember it."""
        policy = self._policies[match.rule]
        now = past.seen_at
        told = self._told_by((match.rule, past.event), now)
        grows = policy.again_at or policy.again_after is not None
        event = self._event_then(past) if grows else only_id(past)
        decision = plan(
            match,
            past.item,
            event,
            policy,
            canonical=self._canonicals[match.rule],
            targets=self._targets,
            now=now,
            zone=self._zone,
            history=History(told=told, recent=self._pace(policy, past.event, now)),
        )
        if told is not None and isinstance(decision, Grouped):
            told = replace(told, sources=max(told.sources, decision.sources))
            self._told[match.rule, past.event] = told
        if not isinstance(decision, Planned | Grouped) or not decision.deliveries:
            return decision
        self._held.setdefault((match.rule, past.event), {}).update(
            (each.target, each.next_attempt_at or now)
            for each in decision.deliveries
            if each.hold is not None
        )
        names = frozenset(delivery.target for delivery in decision.deliveries)
        if isinstance(decision, Planned):
            alert = decision.alert
            self._told[match.rule, past.event] = Told(
                key=alert.key,
                again=alert.again,
                at=now,
                sources=max(event.sources, told.sources if told else 1),
                targets=names | (told.targets if told else frozenset()),
            )
        elif told is not None:
            self._told[match.rule, past.event] = replace(told, targets=told.targets | names)
        for delivery in decision.deliveries:
            if delivery.hold is None:
                lately = self._lately.setdefault(delivery.target, Lately())
                lately.add(now, match.rule, past.event)
        return decision

    def _told_by(self, of: tuple[str, int], now: datetime) -> Told | None:
        """What was told by then, as if each delivery had gone out when it was due."""
        told = self._told.get(of)
        waiting = (target for target, due in self._held.get(of, {}).items() if due >= now)
        return told and replace(told, waiting=frozenset(waiting))

    def _pace(self, policy: Policy, event: int, now: datetime) -> dict[str, Recent]:
        """What each target was told at once in the last hour, where it matters."""
        for lately in self._lately.values():
            lately.forget(now - HOUR)
        limited = {
            name
            for name in policy.targets
            if policy.max_per_hour is not None or self._targets[name].max_per_hour is not None
        }
        return {
            name: self._lately[name].recent(policy.rule, event, at=now)
            for name in limited & self._lately.keys()
        }
