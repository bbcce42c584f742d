"""What a failed poll does to a feed, by kind: each its own counter, wait and reason. Pure.

    429, 503 with Retry-After     interval × 2ⁿ, at most 24 h
    410                           6 h; the third within a day disables the feed
    parser killed                 × 2, then 6 h, then daily
    a file, a fault of our own    the interval
    not reached, broken off, 5xx  interval × 2ⁿ, at most 6 h; a failure counts half
    DNS                           the same; a failure counts a quarter
    anything else                 interval × 2ⁿ, at most 6 h
    30 failures and 7 days        daily

Only 410 ends polling for good. Without this module a feed that is down would be asked as often as
one that works, and one that throttles us would block us.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from monitor.feeds.state.feed_state import FeedState, Trouble
from monitor.feeds.state.outcome import Failed, FailureKind
from monitor.human import in_words

SIX_HOURS, DAY = timedelta(hours=6), timedelta(days=1)
DEAD_FAILURES, DEAD_AFTER = 30, timedelta(days=7)
GONE_TIMES = 3
QUARTERS = 4
"""A failure's weight in ``Trouble.strikes``; one of DNS weighs a single quarter."""
_STRIKES = {FailureKind.DNS: 1, FailureKind.INTERNAL: 0}
_PASSING = {FailureKind.CONNECT, FailureKind.TIMEOUT, FailureKind.SERVER_ERROR}
"""What is often over by the next poll, so that one of them must not delay the news: they double
the wait only every other time."""
_MAX_EXPONENT = 20
_ONCE_MORE = "it failed, perhaps in passing: again at its interval"
_REFUSED = "access was refused, perhaps in passing: waiting longer each time, up to 6 h"
_FAILING = "it fails: waiting longer each time, up to 6 h"


def count_failure(state: FeedState, outcome: Failed, now: datetime) -> FeedState:
    """Return the feed's state with this failure counted."""
    kind, before = outcome.kind, state.trouble
    trouble = replace(
        before,
        failures=before.failures + 1,
        failing_since=before.failing_since or now,
        error_kind=kind,
        error=outcome.message,
        strikes=before.strikes + _STRIKES.get(kind, QUARTERS),
        throttles=before.throttles + (kind is FailureKind.THROTTLED),
        kills=before.kills + (kind is FailureKind.QUARANTINED),
    )
    if kind is FailureKind.GONE and state.redirect.fetch_url:
        # Where it had moved to is gone; where it came from may not be.
        home = replace(state.redirect, fetch_url="")
        return replace(state, last_poll_at=now, trouble=trouble, redirect=home)
    if kind is FailureKind.GONE:
        trouble = _count_gone(trouble, now)
    return replace(
        state,
        last_poll_at=now,
        trouble=trouble,
        disabled=state.disabled or trouble.gone_count >= GONE_TIMES,
    )


def _count_gone(trouble: Trouble, now: datetime) -> Trouble:
    if trouble.gone_since is None or now - trouble.gone_since > DAY:
        return replace(trouble, gone_count=1, gone_since=now)
    return replace(trouble, gone_count=trouble.gone_count + 1)


def backoff(
    kind: FailureKind, trouble: Trouble, interval: timedelta, now: datetime
) -> tuple[timedelta, str]:
    """How long to wait after a failure, and why.

    Args:
        kind: What sort of failure it was.
        trouble: The feed's, in which ``count_failure`` has counted it.
        interval: The feed's wait between polls that go well.
        now: When the poll ended, aware UTC.

    Returns:
        The wait, without jitter and Retry-After (``schedule`` adds them); and the reason in words.
    """
    if kind is FailureKind.INTERNAL:
        return interval, f"it couldn't be polled: again after {in_words(interval)}"
    if kind is FailureKind.FILE:
        return interval, f"its file is looked for every {in_words(interval)}"
    if is_presumed_dead(trouble, now):
        return max(interval, DAY), "it has failed for more than a week: once a day"
    match kind:
        case FailureKind.THROTTLED:
            wait = _doubled(interval, trouble.throttles, DAY)
            return wait, "the server is overloaded: waiting longer each time, up to 24 h"
        case FailureKind.GONE if trouble.gone_count:
            return SIX_HOURS, f"it says it is gone: asked {GONE_TIMES} times within a day"
        case FailureKind.QUARANTINED if trouble.kills == 2:
            return max(interval, SIX_HOURS), "reading it took too much time or memory: again in 6 h"
        case FailureKind.QUARANTINED if trouble.kills > 2:
            return max(interval, DAY), "reading it took too much time or memory: once a day"
        case _:
            strikes = trouble.strikes // (2 if kind in _PASSING else 1)
            wait = _doubled(interval, strikes // QUARTERS, SIX_HOURS)
            if kind is FailureKind.UNAUTHORIZED:
                return wait, _REFUSED
            return wait, _FAILING if wait > interval else _ONCE_MORE


def is_presumed_dead(trouble: Trouble, now: datetime) -> bool:
    """Whether a feed has failed so often and for so long that it is asked only once a day."""
    not_its_fault = (FailureKind.FILE, FailureKind.INTERNAL)
    if trouble.failing_since is None or trouble.error_kind in not_its_fault:
        return False
    often = trouble.strikes >= DEAD_FAILURES * QUARTERS
    return often and now - trouble.failing_since >= DEAD_AFTER


def _doubled(interval: timedelta, times: int, ceiling: timedelta) -> timedelta:
    return max(interval, min(interval * (1 << min(times, _MAX_EXPONENT)), ceiling))
