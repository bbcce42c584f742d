"""Reasons in words: why a match was withheld, and why a delivery waits. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from monitor.alerts.alert import HoldReason, Silence
from monitor.alerts.planning.match_decision import WithheldReason

BACKTEST = "backtest"
"""``matches.withheld`` of what a rule found among items that were there before it."""

NO_ROOM = "room"
"""``matches.withheld`` of what a digest counted and didn't show."""

WITHHELD = {
    WithheldReason.BASELINE: "in the feed when it was first polled",
    WithheldReason.BACKFILL: "added late: published a day or more before the feed was last polled",
    WithheldReason.REBUILT: "the feed was rebuilt, and the item has no date to show that it is new",
    WithheldReason.OLD: "published more than three days ago",
    WithheldReason.EDITED: "edited since it was sent",
    WithheldReason.SILENCED: "silenced",
    WithheldReason.SCOPE: "not in the languages, feeds or tags asked for",
    WithheldReason.NOBODY: "the rule has no targets",
    WithheldReason.PAUSED: "the target was paused",
    WithheldReason.JUDGED: "not what the rule is about, the model says",
    NO_ROOM: "only counted: the digest had no room to show it",
    BACKTEST: "recorded by a backtest, among older items",
}
"""By ``WithheldReason``: what people read instead."""

HELD = {
    HoldReason.DIGEST: "digest",
    HoldReason.QUIET: "quiet hours",
    HoldReason.BREAKER: "hourly limit reached",
}


@dataclass(frozen=True, slots=True)
class Withholding:
    """Why a target isn't told what others are, or were to be."""

    reason: str
    """As of a match: ``WithheldReason``, ``NO_ROOM``."""
    silence: Silence | None = None
    """By which silence; None: by none, or it is no longer kept."""

    def in_words(self, when: Callable[[datetime], str]) -> str:
        """Say it to people: ``story silenced until 08:00 by Ann in chat``."""
        if self.silence is None:
            return why_withheld(self.reason)
        what = "rule" if self.silence.rule else "story"
        who = f" by {self.silence.created_by}" if self.silence.created_by else ""
        return f"{what} silenced until {when(self.silence.until)}{who}"


def why_withheld(reason: str) -> str:
    """Return a reason (``WithheldReason``) in words; an unknown reason comes back unchanged."""
    return WITHHELD.get(reason, reason)
