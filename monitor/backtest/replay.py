"""Replay: what would have been decided about each match, had its rule been there. Pure.

The daemon's own ``planning.decider`` decides, at the moment each item came
(``reading.backtest_items``). Without this module a backtest could count what matched, but not what
would have been sent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from zoneinfo import ZoneInfo

from monitor.alerts.planning.alert_history import EventNow
from monitor.alerts.planning.match_decision import Decision
from monitor.alerts.planning.policy import Policy, Target
from monitor.alerts.planning.successive_decisions import Rulebook, SuccessiveDecisions
from monitor.rules.rule import Match
from monitor.store.reading.backtest_items import PastItem

EventThen = Callable[[PastItem], EventNow]
"""An item's event as it was when the item came."""


def only_id(past: PastItem) -> EventNow:
    """Return an item's event with nothing but its ids: enough if a rule alerts on each once."""
    return EventNow(id=past.event, story=past.story)


class Replay:
    """Decides about one item after another, in the order in which they came."""

    def __init__(
        self,
        *,
        policies: Mapping[str, Policy],
        targets: Mapping[str, Target],
        canonicals: Mapping[str, str],
        zone: ZoneInfo,
        event_then: EventThen = only_id,
    ) -> None:
        """Begin with nothing sent.

        Args:
            policies: By the rule's name; one for each.
            targets: By name; all that the policies name.
            canonicals: Each rule's canonical text, by its name.
            zone: The user's time zone.
            event_then: Gives an item's event as it was when the item came; asked only for rules
                that may alert on an event again.
        """
        self._policies = policies
        self._event_then = event_then
        self._decisions = SuccessiveDecisions(
            Rulebook(canonicals=canonicals, policies=policies, targets=targets, timezone=zone)
        )

    def decide(self, past: PastItem, matches: Sequence[Match]) -> tuple[Decision, ...]:
        """Say what would have become of an item's matches, and remember it."""
        policies = [self._policies[match.rule] for match in matches]
        grows = any(each.again_at or each.again_after is not None for each in policies)
        event = self._event_then(past) if grows else only_id(past)
        return self._decisions.decide(matches, past.item, event, now=past.seen_at)
