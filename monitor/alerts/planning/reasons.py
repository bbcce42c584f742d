"""Reasons in words: why nobody was told of a match, and why a delivery waits. Pure."""

from __future__ import annotations

from monitor.alerts.alert import HoldReason
from monitor.alerts.planning.plan import WithheldReason

BACKTEST = "backtest"
"""``matches.withheld`` of what a rule found among items that were there before it."""

NO_ROOM = "room"
"""``matches.withheld`` of what a digest counted and didn't show."""

WITHHELD = {
    WithheldReason.BASELINE: "there when the feed was first read",
    WithheldReason.BACKFILL: "added late: published a day or more before the feed was last read",
    WithheldReason.REBUILT: "the feed was rebuilt, and it has no date to say that it is new",
    WithheldReason.OLD: "published more than three days ago",
    WithheldReason.EDITED: "edited since it was sent",
    WithheldReason.SILENCED: "silenced",
    WithheldReason.SCOPE: "not in the languages, feeds or tags asked for",
    WithheldReason.NOBODY: "the rule tells nobody",
    NO_ROOM: "only counted: the digest had no room for it",
    BACKTEST: "found later, among items that were there already",
}
"""By ``WithheldReason``: what people read instead."""

HELD = {
    HoldReason.DIGEST: "for the digest",
    HoldReason.QUIET: "quiet hours",
    HoldReason.BREAKER: "too many in an hour",
}


def why_withheld(reason: str) -> str:
    """Why nobody was told, in words; a reason that isn't known as it is."""
    return WITHHELD.get(reason, reason)
