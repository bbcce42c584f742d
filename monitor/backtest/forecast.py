"""Messages: what a rule's targets would have received, as it is and by each ``Group``.

Counted a decision at a time. Without this module nobody could know beforehand how many messages a
rule would send if it told every item, or once a day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from monitor.alerts.alert import Delivery
from monitor.alerts.planning.match_decision import Withheld
from monitor.alerts.planning.policy import Group, Policy, Target
from monitor.backtest.replay import EventThen, Replay
from monitor.backtest.report import Received
from monitor.rules.rule import Match
from monitor.store.reading.backtest_items import PastItem


class Messages:
    """What the targets of one rule would have received."""

    def __init__(self, targets: Iterable[str]) -> None:
        self._at_once: Counter[str] = Counter()
        # Held deliveries that fall due together go out together.
        self._digests: dict[str, Counter[datetime]] = {name: Counter() for name in targets}

    def add(self, deliveries: Iterable[Delivery]) -> None:
        """Count the deliveries that one decision made."""
        for delivery in deliveries:
            if delivery.hold is None:
                self._at_once[delivery.target] += 1
            else:
                assert delivery.next_attempt_at is not None  # of a planned delivery
                self._digests[delivery.target][delivery.next_attempt_at] += 1

    def received(self) -> tuple[Received, ...]:
        """Return what each target would have received, in the rule's order of targets."""
        return tuple(
            Received(
                target=name,
                at_once=self._at_once[name],
                digests=len(digests),
                held=digests.total(),
            )
            for name, digests in self._digests.items()
        )


class Forecast:
    """What all rules would have sent under each ``Group``: by event, by item, or once a day."""

    def __init__(
        self,
        *,
        policies: Mapping[str, Policy],
        targets: Mapping[str, Target],
        canonicals: Mapping[str, str],
        zone: ZoneInfo,
        event_then: EventThen,
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
        self._replays = {
            group: Replay(
                policies={name: replace(each, group=group) for name, each in policies.items()},
                targets=targets,
                canonicals=canonicals,
                zone=zone,
                event_then=event_then,
            )
            for group in Group
        }
        self._messages = {
            name: {group: Messages(policy.targets) for group in Group}
            for name, policy in policies.items()
        }

    def add(self, past: PastItem, matches: Sequence[Match]) -> None:
        """Count an item's matches under each ``Group``."""
        for group, replay in self._replays.items():
            decisions = replay.decide(past, matches)
            for match, decision in zip(matches, decisions, strict=True):
                if not isinstance(decision, Withheld):
                    self._messages[match.rule][group].add(decision.deliveries)

    def of(self, rule: str) -> dict[Group, tuple[Received, ...]]:
        """Return what the rule's targets would have received under each ``Group``."""
        return {group: each.received() for group, each in self._messages[rule].items()}
