"""Tally: counts what one rule would have found and sent, a match at a time.

Memory grows with days, stories and outlets, not with items. Without this module a backtest would
have to hold all matches to count them at the end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.alerts.alert import Delivery, HoldReason
from monitor.alerts.planning.match_decision import (
    Decision,
    Grouped,
    Planned,
    Withheld,
    WithheldReason,
)
from monitor.alerts.planning.policy import Group, Policy
from monitor.backtest.forecast import Messages
from monitor.backtest.report import Change, Day, Outcome, Received, RuleReport, Sample
from monitor.rules.rule import Match, Rule
from monitor.store.reading.backtest_items import PastItem
from monitor.store.volume.reports import UNCOUNTED
from monitor.volume.past_spikes import spikes_in
from monitor.volume.rhythm import LEAST_DAYS

_DAY = timedelta(days=1)
KNOWN_AFTER = LEAST_DAYS + 1
"""Days after which a rule's rhythm is known."""


class Tally:
    """The counts of one rule."""

    def __init__(self, rule: Rule, policy: Policy, *, zone: ZoneInfo, samples: int) -> None:
        self.alerts = 0
        self._rule = rule
        self._zone = zone
        self._most_samples = samples
        self._matches: Counter[date] = Counter()
        self._at_once: Counter[date] = Counter()
        self._held: Counter[date] = Counter()
        self._reasons: Counter[str] = Counter()
        self._withheld: Counter[str] = Counter()
        self._sources: Counter[str] = Counter()
        self._stories: set[int] = set()
        self._messages = Messages(policy.targets)
        self._group = policy.group
        self._reported: set[tuple[int, str]] = set()
        self._reports: list[datetime] = []
        self._samples: dict[int, Sample] = {}

    def add(self, past: PastItem, match: Match, decision: Decision) -> None:
        """Count a match and what would have become of it."""
        self._matches[self._date(past.seen_at)] += 1
        self._stories.add(past.story)
        self._sources[past.item.source or past.item.feed] += 1
        report = past.event, past.item.source or past.item.feed
        if report not in self._reported and not _is_no_report(decision):
            self._reported.add(report)
            self._reports.append(past.seen_at)
        match decision:
            case Withheld(reason):
                self._withheld[reason.value] += 1
            case Planned(_, deliveries):
                self.alerts += 1
                self._count_alert(min(deliveries, key=_due))
                self._messages.add(deliveries)
            case Grouped(_, deliveries):
                self._withheld["grouped"] += 1
                self._messages.add(deliveries)
        self._samples.pop(past.story, None)
        self._samples[past.story] = _sample(past, match, decision)
        if len(self._samples) > self._most_samples:
            del self._samples[next(iter(self._samples))]

    def report(
        self,
        *,
        since: datetime | None,
        until: datetime | None,
        sources: int,
        forecast: Mapping[Group, tuple[Received, ...]],
        watched: Sequence[datetime] = (),
        change: Change | None = None,
    ) -> RuleReport:
        """Return the counts.

        Args:
            since: When the first item looked at came, aware UTC; None: there was none.
            until: When the last item looked at came.
            sources: How many outlets to name.
            forecast: What the targets would have received under each ``Group``.
            watched: The hours (UTC) throughout which feeds were read.
            change: What the rule gains and loses; None: it was compared with nothing.
        """
        return RuleReport(
            rule=self._rule.name,
            canonical=self._rule.canonical,
            matches=self._matches.total(),
            stories=len(self._stories),
            alerts=self.alerts,
            held=dict(self._reasons.most_common()),
            withheld=dict(self._withheld.most_common()),
            days=self._days(since, until),
            received=self._messages.received(),
            group=self._group,
            forecast=forecast,
            spikes=self._spikes(watched),
            sources=tuple(self._sources.most_common(sources)),
            samples=tuple(reversed(self._samples.values())),
            change=change,
        )

    def _spikes(self, watched: Sequence[datetime]) -> int | None:
        if len(watched) < KNOWN_AFTER * 24:
            return None
        return len(spikes_in(sorted(self._reports), watched, zone=self._zone))

    def _count_alert(self, first: Delivery) -> None:
        if first.hold is None:
            self._at_once[self._date(_due(first))] += 1
        else:
            self._held[self._date(_due(first))] += 1
            self._reasons[first.hold.value] += 1

    def _days(self, since: datetime | None, until: datetime | None) -> tuple[Day, ...]:
        if since is None or until is None:
            return ()
        last = max([self._date(until), *self._held])
        day = self._date(since)
        days = []
        while day <= last:
            days.append(
                Day(
                    date=day,
                    matches=self._matches[day],
                    at_once=self._at_once[day],
                    held=self._held[day],
                )
            )
            day += _DAY
        return tuple(days)

    def _date(self, moment: datetime) -> date:
        return moment.astimezone(self._zone).date()


def _is_no_report(decision: Decision) -> bool:
    return isinstance(decision, Withheld) and decision.reason.value in UNCOUNTED


def _due(delivery: Delivery) -> datetime:
    assert delivery.next_attempt_at is not None  # of a planned delivery
    return delivery.next_attempt_at


def _sample(past: PastItem, match: Match, decision: Decision) -> Sample:
    outcome: Outcome
    reason: HoldReason | WithheldReason | None = None
    match decision:
        case Withheld(reason):
            outcome = Outcome.NOT_TOLD
        case Grouped():
            outcome = Outcome.GROUPED
        case Planned(_, deliveries):
            reason = min(deliveries, key=_due).hold
            outcome = Outcome.HELD if reason else Outcome.TOLD
    return Sample(past=past, hits=match.hits, outcome=outcome, reason=reason)
