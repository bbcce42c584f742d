"""Growth: when a message that was sent is edited, because its event has grown, and what then.

    shows all there is ──another report──► behind ──a minute after the story's last edit─► edited
           ▲               or answer        │ ▲                                              │
           │                                │ └──── failed: again, later each time           │
           └── given up until it grows on ◄─┘                                                │
           └─────────────────────────────────────────────────────────────────────────────────┘
    over: deleted by somebody, or the service lets nobody edit it; the end

How far behind a message is follows from how many reports it shows and how many there are: only the
last state counts, and nothing is queued that a crash could lose. Pure. Without this module ten
outlets would be ten edits in a minute, or none after a restart.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final, assert_never

from monitor.alerts.alert import Alert, Bundle, Content, EditResult, SendFailed
from monitor.alerts.planning.alert_key import alert_key
from monitor.alerts.planning.delivery_state import MAX_REASON, wait_after
from monitor.alerts.post import Edited, Gone

EVERY: Final = timedelta(minutes=1)
"""Of a story's messages at one target, one is edited in so long at most."""
GROWS_FOR: Final = timedelta(days=11)
"""A message is edited for so long: a story spans ten days."""
MAX_FAILURES: Final = 10
"""After so many failures in a row, an hour and a half about, an edit is given up."""
AT_ONCE: Final = datetime.min.replace(tzinfo=UTC)
LONGEST_WAIT: Final = timedelta(days=1)
"""No wait is longer; one that is comes of a clock that was set back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """How a delivered message stands that grows with its event."""

    reports: int = 0
    """The event's, when the message was last found to show them all."""
    said: int = 0
    """How many answers it says; as ``reports``."""
    shown: str
    """Digest of what it says."""
    edits: int = 0
    edited_at: datetime | None = None
    """The last time an edit succeeded."""
    tried_at: datetime | None = None
    """The last time one was tried."""
    not_before: datetime | None = None
    """It failed, or so did another at the target: not tried again before."""
    failures: int = 0
    """In a row."""
    error: str = ""
    """Why the last edit failed, was given up, or can't be made any more."""
    over: bool = False
    """It can never be edited again."""


def grows(content: Content) -> bool:
    """Whether a message names who has its event by then: not a digest, nor one about one item."""
    alerts: tuple[Alert, ...] = ()
    if isinstance(content, Alert):
        alerts = (content,)
    elif isinstance(content, Bundle):
        alerts = content.alerts
    return bool(alerts) and all(
        alert.key == alert_key(alert.rule, alert.event, alert.again) for alert in alerts
    )


def due_at(
    growth: Growth,
    *,
    reports: int,
    answers: int = 0,
    story_tried_at: datetime | None,
    now: datetime,
) -> datetime | None:
    """Return when a message is to be edited; None: it shows all there is, or can't be edited.

    Args:
        growth: The message.
        reports: How many its event has by now.
        answers: How often somebody has answered it, or taken an answer back.
        story_tried_at: When an edit of any of the story's messages at its target was last tried.
        now: The time, aware.
    """
    if growth.over or (growth.reports, growth.said) == (reports, answers):
        return None
    at = AT_ONCE
    if story_tried_at is not None and story_tried_at <= now:
        at = story_tried_at + EVERY
    if growth.not_before is not None and growth.not_before <= now + LONGEST_WAIT:
        at = max(at, growth.not_before)
    return at


def after_edit(
    growth: Growth,
    result: EditResult,
    *,
    reports: int,
    answers: int = 0,
    shown: str,
    now: datetime,
    chance: float,
) -> Growth:
    """Return how a message stands after an edit was tried.

    Args:
        growth: As it was before.
        result: What the editor returned.
        reports: How many the event had when the words were made.
        answers: How many answers there were then.
        shown: Digest of these.
        now: When the edit ended, aware UTC.
        chance: A random number from 0 to 1, for the jitter.
    """
    tried = replace(growth, tried_at=now, not_before=None)
    match result:
        case Edited():
            return replace(
                tried,
                reports=reports,
                said=answers,
                shown=shown,
                edits=growth.edits + 1,
                edited_at=now,
                failures=0,
                error="",
            )
        case Gone():
            return replace(tried, failures=0, error=result.reason, over=True)
        case SendFailed():
            failures = growth.failures + 1
            error = result.reason.strip()[:MAX_REASON] or "the target gave no reason"
            if result.permanent or failures >= MAX_FAILURES:
                return replace(tried, reports=reports, said=answers, failures=0, error=error)
            again = now + max(wait_after(failures, chance=chance), EVERY)
            if result.retry_at is not None:
                again = max(again, result.retry_at)
            return replace(tried, failures=failures, error=error, not_before=again)
    assert_never(result)


def after_look(growth: Growth, *, reports: int, answers: int = 0) -> Growth:
    """Return how a message stands that was found to say already what it should."""
    return replace(growth, reports=reports, said=answers, failures=0, error="", not_before=None)


def is_given_up(before: Growth, after: Growth) -> bool:
    """Whether an edit was given up just now, for another reason than the last time."""
    ended = bool(after.error) and (after.over or not after.failures)
    return ended and after.error != before.error


def others_rest_until(result: EditResult, *, now: datetime) -> datetime | None:
    """Until when no other message at the target is edited; None: they needn't wait.

    A service that had too much, or can't be reached, isn't asked for each message in turn.
    """
    if not isinstance(result, SendFailed) or result.permanent:
        return None
    return result.retry_at or now + EVERY
