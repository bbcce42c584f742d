"""Report: what a backtest found. Plain values.

``tally`` and ``compare`` fill it; the command line and the workbench show it. Without it each of
these two would count in a way of its own, and their numbers differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from monitor.alerts.alert import HoldReason
from monitor.alerts.planning.match_decision import WithheldReason
from monitor.alerts.planning.policy import Group
from monitor.alerts.planning.reasons import HELD, why_withheld
from monitor.human import plural
from monitor.rules.rule import Hit
from monitor.store.reading.backtest_items import PastItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day in the user's zone."""

    date: date
    matches: int = 0
    """Items first seen that day that match."""
    at_once: int = 0
    """Alerts that would have gone out that day, each as a message of its own."""
    held: int = 0
    """Alerts that would have gone out that day after waiting: for a digest, for the end of quiet
    hours or of a flood."""

    @property
    def alerts(self) -> int:
        """All alerts that would have gone out that day."""
        return self.at_once + self.held


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What one target would have received."""

    target: str
    at_once: int = 0
    """Messages sent at once, each with one alert."""
    digests: int = 0
    """Messages with alerts that had been held."""
    held: int = 0
    """How many alerts these messages hold."""

    @property
    def messages(self) -> int:
        """How many messages of any kind."""
        return self.at_once + self.digests


class Outcome(StrEnum):
    """What would have become of a match."""

    TOLD = "told"
    HELD = "held"
    GROUPED = "grouped"
    NOT_TOLD = "not told"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A matching item to show, and what would have become of the match."""

    past: PastItem
    hits: tuple[Hit, ...]
    outcome: Outcome
    reason: HoldReason | WithheldReason | None = None
    """Why it would have been held, or not told."""

    @property
    def fate(self) -> str:
        """What would have become of it: ``told``, ``held: quiet``, ``not told: old`` and so on."""
        return f"{self.outcome}: {self.reason}" if self.reason else self.outcome.value

    @property
    def fate_in_words(self) -> str:
        """What would have become of the match, in words that nobody takes for what did."""
        match self.reason:
            case HoldReason():
                return f"would be held: {HELD[self.reason]}"
            case WithheldReason():
                return f"wouldn't be sent: {why_withheld(self.reason)}"
        is_told = self.outcome is Outcome.TOLD
        return "would be sent" if is_told else "would be grouped with an earlier alert"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """An item that only one of the two sides of a comparison matches."""

    past: PastItem
    hits: tuple[Hit, ...] = ()
    """Of the version that matches; empty where it was found in the records only."""
    why: str = ""
    """Of one that is lost: what the new version misses."""


class Against(StrEnum):
    """What a rule was compared with; the value completes "compared with"."""

    VERSION = "the current version"
    RECORDS = "what was recorded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a rule gains and loses."""

    against: Against
    canonical: str = ""
    """The current version's text; empty for ``RECORDS``."""
    kept: int
    gained: int
    lost: int
    gained_items: tuple[Difference, ...]
    """The newest of them, as many as were asked for; newest first."""
    lost_items: tuple[Difference, ...]
    alerts: int | None = None
    """How many the current version would have sent; None for ``RECORDS``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleReport:
    """What one rule would have found, and what it would have sent."""

    rule: str
    canonical: str
    matches: int = 0
    """Items."""
    stories: int = 0
    """Stories that they belong to."""
    alerts: int = 0
    """Alerts that would have gone out, each counted once however many targets it has."""
    held: Mapping[str, int] = field(default_factory=dict)
    """Of the alerts, those that would have waited, by reason (``HoldReason``)."""
    withheld: Mapping[str, int] = field(default_factory=dict)
    """Matches that would have been withheld, by reason (``WithheldReason``)."""
    days: tuple[Day, ...] = ()
    """Without a gap, from the first item looked at to the last alert."""
    received: tuple[Received, ...] = ()
    """For each of its targets. What several rules put into one digest counts for each."""
    group: Group = Group.STORY
    """What the rule makes one message of."""
    forecast: Mapping[Group, tuple[Received, ...]] = field(default_factory=dict)
    """What its targets would have received, had all rules looked at this ``Group``."""
    spikes: int | None = None
    """Spikes that would have been told; None: the time is too short to know what is usual."""
    sources: tuple[tuple[str, int], ...] = ()
    """Outlets with their matches, most first, as many as were asked for."""
    samples: tuple[Sample, ...] = ()
    """The newest match of each of the newest stories, newest first."""
    change: Change | None = None
    """None: there was nothing to compare with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a backtest found: the items it looked at, and a report for each rule."""

    items: int
    """How many items were looked at."""
    of: int
    """How many there are in the time asked for; more than ``items`` if it was stopped."""
    since: datetime | None
    """When the first item looked at came, aware UTC; None: there was none."""
    until: datetime | None
    """When the last item looked at came."""
    rules: tuple[RuleReport, ...]
    seconds: float
    """How long the backtest took, in seconds."""
    unkept_texts: int = 0
    """How many articles were read whose text wasn't kept: what only they say isn't counted."""

    @property
    def of_unkept_texts(self) -> str:
        """The same in words; empty where there are none."""
        if not self.unkept_texts:
            return ""
        return (
            f"{plural(self.unkept_texts, 'article')} that the daemon read can't be counted here, "
            "as the full text wasn't kept; other articles were never read. keep_full_text = true "
            "keeps full texts from now on."
        )

    @property
    def complete(self) -> bool:
        """Whether all items were looked at."""
        return self.items >= self.of
