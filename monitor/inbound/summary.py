"""PollSummary: one poll in numbers, for the log and for the command ``once``."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from monitor.alerts.planning.match_decision import Grouped, Planned, Withheld
from monitor.feeds.state.facts import insecure
from monitor.feeds.state.outcome import Failed, Outcome, Unchanged
from monitor.human import plural
from monitor.store.feeds.feeds import FeedRow
from monitor.store.writing.polls import RecordedItem

logger = logging.getLogger(__name__)


class PollResult(StrEnum):
    """How a poll ended."""

    POLLED = "polled"
    """A body came and was parsed, whether anything in it was new or not."""
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PollSummary:
    """What one poll of one feed brought, in numbers."""

    url: str
    feed: str
    """What to call the feed."""
    result: PollResult
    error: str = ""
    items: int = 0
    new: int = 0
    edited: int = 0
    matches: int = 0
    known: int = 0
    """Those of them that the rule had found before the item was edited."""
    alerts: int = 0
    grouped: int = 0
    """Matches of events that were alerted already."""
    deliveries: int = 0
    """Put into the outbox, held ones among them."""
    withheld: Mapping[str, int] = field(default_factory=dict)
    """Matches that were withheld, by reason (``planning.decision.WithheldReason``)."""
    parsing: float = 0.0
    """Seconds for which it was parsed."""


def summarise(row: FeedRow, outcome: Outcome, items: Sequence[RecordedItem]) -> PollSummary:
    """Count what a poll brought.

    Args:
        row: The feed, as it is after the poll.
        outcome: What the poll brought.
        items: The items that were new or edited, with what was decided about each.
    """
    label = row.label
    if isinstance(outcome, Failed):
        return PollSummary(url=row.url, feed=label, result=PollResult.FAILED, error=outcome.message)
    if isinstance(outcome, Unchanged):
        return PollSummary(url=row.url, feed=label, result=PollResult.UNCHANGED)
    counted = PollSummary(
        url=row.url,
        feed=label,
        result=PollResult.POLLED,
        items=len(outcome.items) + outcome.unchanged_items,
        new=sum(item.id is None for item in items),
        edited=sum(item.id is not None for item in items),
        parsing=outcome.parsing,
    )
    matches = [match for item in items for match in item.matches]
    if not matches:
        return counted
    decisions = [match.decision for match in matches if match.decision is not None]
    return replace(
        counted,
        matches=len(matches),
        known=len(matches) - len(decisions),
        alerts=sum(isinstance(each, Planned) for each in decisions),
        grouped=sum(isinstance(each, Grouped) for each in decisions),
        deliveries=sum(len(each.deliveries) for each in decisions),
        withheld=Counter(each.reason.value for each in decisions if isinstance(each, Withheld)),
    )


def log_poll(summary: PollSummary, outcome: Outcome) -> None:
    """Write a poll to the log, at a level that fits what it brought."""
    fields = {"event": "poll", "feed": summary.url, "result": summary.result.value}
    if isinstance(outcome, Failed):
        logger.warning(
            "%s: %s",
            summary.feed,
            summary.error,
            extra={**fields, "kind": outcome.kind.value, "error": summary.error},
        )
    elif summary.new or summary.edited:
        parts = [f"{count} {word}" for count, word in _counts(summary) if count]
        counts = {
            "new": summary.new,
            "edited": summary.edited,
            "matches": summary.matches,
            "grouped": summary.grouped,
        }
        logger.info("%s: %s", summary.feed, ", ".join(parts), extra={**fields, **counts})
    else:
        logger.debug("%s: nothing new", summary.feed, extra=fields)
    if summary.withheld:
        _log_withheld(summary)


def log_redirect(row: FeedRow, outcome: Outcome) -> None:
    """Say, the first time, that a feed with https in its address is read without encryption."""
    if not isinstance(outcome, Failed) and outcome.insecure and not row.state.redirect.insecure:
        logger.warning(
            "%s: %s",
            row.label,
            insecure(outcome.insecure),
            extra={"event": "insecure", "feed": row.url},
        )


def _counts(summary: PollSummary) -> list[tuple[int, str]]:
    return [
        (summary.new, "new"),
        (summary.edited, "edited"),
        (summary.matches, "matched"),
        (summary.known, "matched before an edit"),
        (summary.alerts, "to send"),
        (summary.grouped, "grouped"),
    ]


def reasons_in_words(withheld: Mapping[str, int]) -> str:
    """``baseline`` where that is the only reason, else ``3 baseline, 2 old``."""
    most_first = sorted(withheld.items(), key=lambda each: (-each[1], each[0]))
    if len(most_first) == 1:
        return most_first[0][0]
    return ", ".join(f"{number:,} {reason}" for reason, number in most_first)


def _log_withheld(summary: PollSummary) -> None:
    count = sum(summary.withheld.values())
    logger.info(
        "%s: %s withheld (%s); `news-monitor alerts --withheld` lists them",
        summary.feed,
        plural(count, "match", "matches"),
        reasons_in_words(summary.withheld),
        extra={
            "event": "withheld",
            "feed": summary.url,
            "matches": count,
            "reasons": dict(summary.withheld),
        },
    )
