"""When a feed is polled next, and with what: pure arithmetic; no clock, no chance, no I/O.

    (Feed, FeedState, Outcome, now, chance) ──after_poll──▶ FeedState with its next_poll_at

The interval starts at 15 minutes; a poll that brings news shortens it (× 0.7), one that doesn't
lengthens it (× 1.2), between 5 and 60 minutes; 6 h after a week without news, 24 h after 90 days.
What the publisher asks for (``ttl``, ``max-age``) is a floor, up to an hour. A poll that shows
nothing of the poll before has perhaps missed something: the interval is halved. The user's own
interval goes before all of that; Retry-After, up to a day, goes before everything.

All waits vary by ± 10 %, so that feeds once in step fall out of it. Without this module a quiet
feed would be asked as often as a busy one, and a publisher who asks for rest would be ignored.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from monitor.feeds.state.backoff import DAY, SIX_HOURS, backoff, count_failure, is_presumed_dead
from monitor.feeds.state.feed import Feed, FeedState, Validators
from monitor.feeds.state.health import is_silent, listened
from monitor.feeds.state.outcome import Failed, FailureKind, Outcome, Parsed, Unchanged
from monitor.feeds.state.redirects import after_redirect
from monitor.human import in_words
from monitor.net.retry_after import LONGEST

FASTEST, SLOWEST = timedelta(minutes=5), timedelta(minutes=60)
FASTER, SLOWER, AFTER_GAP = 0.7, 1.2, 0.5
JITTER = 0.1
MAX_FLOOR = timedelta(minutes=60)
"""The most that a publisher's ttl or max-age is honoured."""
QUIET, SILENT = timedelta(days=7), timedelta(days=90)
FILE_INTERVAL = timedelta(minutes=1)

OUTAGE_HOSTS = 10
_UNREACHED = {FailureKind.DNS, FailureKind.CONNECT, FailureKind.TIMEOUT}


def after_poll(
    feed: Feed,
    state: FeedState,
    outcome: Outcome,
    *,
    now: datetime,
    new_items: int = 0,
    overlapped: bool = True,
    chance: float,
) -> FeedState:
    """Return what we know of a feed after a poll, with the time of its next poll.

    Args:
        feed: The feed as the user wrote it.
        state: What we knew when the poll began.
        outcome: What the poll brought.
        now: When the poll ended, aware UTC.
        new_items: Items we hadn't seen before.
        overlapped: Whether any of its items were there at an earlier poll.
        chance: 0 to 1, where in the range of the jitter the next poll falls.
    """
    if isinstance(outcome, Failed):
        return _after_failure(feed, state, outcome, now, chance)
    is_first = state.last_success_at is None
    has_gap = isinstance(outcome, Parsed) and bool(outcome.items) and not (overlapped or is_first)
    heard = listened(state, now=now, has_news=new_items > 0, interval=feed.interval)
    wait_asked, title = state.min_interval, state.title
    unread_dates, unread_date = state.unread_dates, state.unread_date
    if isinstance(outcome, Parsed):
        wait_asked, title = outcome.min_interval, outcome.title or title
        if outcome.items:  # what was parsed before isn't again, and says nothing new of the dates
            unread_dates, unread_date = outcome.unread_dates, outcome.unread_date
    interval = state.interval if is_first else _adapted(state.interval, new_items, has_gap)
    last_new_at = now if is_first or new_items else state.last_new_at
    wait, reason = _pace(feed, interval, last_new_at, now, has_gap=has_gap)
    asked = max(outcome.min_interval, wait_asked)
    floor = timedelta(0) if feed.interval or feed.path else min(asked, MAX_FLOOR)
    if floor > wait:
        reason = f"its publisher asks for {in_words(floor)} between polls"
    return replace(  # once: this is done at every poll, and copies some thirty fields
        _recovered(after_redirect(feed, state, outcome.moved_to, now)),
        validators=_validators(state, outcome),
        body_hash=outcome.body_hash,
        interval=interval,
        next_poll_at=_spread(now, wait, now + floor, chance, ceiling=max(wait, DAY)),
        next_reason=reason,
        last_poll_at=now,
        last_success_at=now,
        last_new_at=last_new_at,
        last_full_at=state.last_full_at if outcome.status == 304 else now,
        trusts_validators=state.trusts_validators and not _lied(state, outcome, new_items),
        possible_gap_at=now if has_gap else state.possible_gap_at,
        min_interval=wait_asked,
        title=title,
        unread_dates=unread_dates,
        unread_date=unread_date,
        rhythm=heard.rhythm,
        news_polls=heard.news_polls,
        quiet=heard.quiet,
    )


def request_validators(state: FeedState, now: datetime) -> Validators:
    """Return the validators to send: none if they lied, or if no whole body came for a day."""
    last_full_at = state.last_full_at
    if not state.trusts_validators or last_full_at is None:
        return Validators()
    return state.validators if timedelta(0) <= now - last_full_at < DAY else Validators()


def enabled(state: FeedState) -> FeedState:
    """Return the state of a feed that the user switches on again: due now, its 410s forgotten."""
    return replace(state, disabled=False, gone_count=0, gone_since=None, next_poll_at=None)


def is_unreached(outcome: Outcome) -> bool:
    """Whether nobody answered a poll at all: no name, no connection, no answer in time."""
    return isinstance(outcome, Failed) and outcome.kind in _UNREACHED


def line_is_down(outcomes: Iterable[Outcome]) -> bool:
    """Whether our own connection to the internet failed, not the feeds.

    Args:
        outcomes: Of the last minutes, of feeds that weren't failing before.

    Returns:
        True where ten hosts or more were asked and most of them couldn't be reached at all. Their
        failures then count for nothing: see ``due_after_outage``.
    """
    reached: dict[str, bool] = {}
    for outcome in outcomes:
        host = urlsplit(outcome.url).hostname
        if host:
            reached[host] = reached.get(host, False) or not is_unreached(outcome)
    unreached_hosts = sum(not was_reached for was_reached in reached.values())
    return len(reached) >= OUTAGE_HOSTS and unreached_hosts * 2 > len(reached)


def due_after_outage(state: FeedState, *, now: datetime, chance: float) -> FeedState:
    """Return the state after a poll that failed only because our own connection is down.

    Nothing is counted, and the next poll is due in one to five minutes: over the ten hosts or more
    that an outage takes, that makes a probe a minute or more.
    """
    due = now + timedelta(minutes=1 + 4 * chance)
    return replace(
        state, next_poll_at=due, next_reason="our connection is down: retrying until it is back"
    )


def clamp_due(
    state: FeedState, now: datetime, *, chance: float = 0.0, spread: timedelta = timedelta(0)
) -> FeedState:
    """Set right what a jump of the clock, a sleep or a stop has done to a feed's times.

    For the start, and whenever the clock was found to have jumped. After a jump back, the planned
    wait starts again now, and times that lie in the future become ``now``. After a jump forward or
    a long sleep, an overdue poll is put ``chance`` (0 to 1) of the way into ``spread``
    (``spread_for``).
    """
    due, last = state.next_poll_at, state.last_poll_at
    if due is None:
        return state
    if last is not None and last > now:
        return replace(
            state,
            next_poll_at=now + max(due - last, timedelta(0)),
            last_poll_at=now,
            last_success_at=_past(state.last_success_at, now),
            last_new_at=_past(state.last_new_at, now),
            last_full_at=_past(state.last_full_at, now),
            failing_since=_past(state.failing_since, now),
            gone_since=_past(state.gone_since, now),
            moved_since=_past(state.moved_since, now),
            possible_gap_at=_past(state.possible_gap_at, now),
        )
    if due <= now:
        return replace(state, next_poll_at=now + spread * chance)
    if last is None and due > now + DAY:
        return replace(state, next_poll_at=now)
    return state


def spread_for(overdue: int) -> timedelta:
    """Return over how long to spread so many overdue polls: ten a second, five minutes at most."""
    return min(timedelta(seconds=overdue / 10), timedelta(minutes=5))


def plain_status(state: FeedState, now: datetime) -> str:
    """Return a feed's health as a sentence for people."""
    if state.disabled:
        return "off: its publisher says it is gone for good (410); enable it to poll it again"
    if state.error_kind:
        since = in_words(now - (state.failing_since or now))
        dead = "probably dead, " if is_presumed_dead(state, now) else ""
        return f"{dead}failing for {since}: {state.error.rstrip('.')}; {_next_try(state, now)}"
    if state.last_success_at is None:
        return "not polled yet"
    if state.possible_gap_at and now - state.possible_gap_at < DAY:
        ago = in_words(now - state.possible_gap_at)
        return f"ok, but items may have been missed {ago} ago: it changes faster than it is polled"
    if is_silent(state):
        silent = in_words(now - (state.last_new_at or now))
        return f"silent for {silent}: it used to bring news every {in_words(state.rhythm)}"
    if state.last_new_at and now - state.last_new_at >= QUIET:
        return f"ok, quiet for {in_words(now - state.last_new_at)}"
    return "ok"


def _pace(
    feed: Feed,
    interval: timedelta,
    last_new_at: datetime | None,
    now: datetime,
    *,
    has_gap: bool = False,
) -> tuple[timedelta, str]:
    """The wait between two polls that go well, and why."""
    if feed.interval:
        return feed.interval, f"every {in_words(feed.interval)}, as you set"
    if feed.path:
        return FILE_INTERVAL, f"every {in_words(FILE_INTERVAL)}, like every file"
    quiet = now - last_new_at if last_new_at else timedelta(0)
    if quiet >= QUIET:
        wait = DAY if quiet >= SILENT else SIX_HOURS
        return wait, f"every {in_words(wait)}: nothing new for {in_words(quiet)}"
    if has_gap:
        return interval, f"every {in_words(interval)}: items may have been missed"
    return interval, f"every {in_words(interval)}, as often as it brings news"


def _after_failure(
    feed: Feed, state: FeedState, outcome: Failed, now: datetime, chance: float
) -> FeedState:
    counted = count_failure(state, outcome, now)
    interval, _ = _pace(feed, state.interval, state.last_new_at, now)
    wait, reason = backoff(outcome.kind, counted, interval, now)
    earliest = min(outcome.retry_at or now, now + LONGEST)
    if earliest > now + wait:
        reason = "the server said when to come back (Retry-After)"
    return replace(
        counted,
        next_poll_at=_spread(now, wait, earliest, chance, ceiling=max(interval, DAY)),
        next_reason=reason,
    )


def _recovered(state: FeedState) -> FeedState:
    if not (state.failures or state.error_kind or state.gone_count):
        return state  # nearly always
    return replace(
        state,
        failures=0,
        failing_since=None,
        error_kind="",
        error="",
        strikes=0,
        throttles=0,
        kills=0,
        gone_count=0,
        gone_since=None,
    )


def _adapted(interval: timedelta, new_items: int, has_gap: bool) -> timedelta:
    factor = AFTER_GAP if has_gap else FASTER if new_items else SLOWER
    return min(max(interval * factor, FASTEST), SLOWEST)


def _spread(
    now: datetime, wait: timedelta, earliest: datetime, chance: float, *, ceiling: timedelta
) -> datetime:
    """Where in ``wait`` ± 10 % the next poll falls, after ``earliest`` and before ``ceiling``."""
    asked = max(earliest - now, timedelta(0))
    low = min(max(wait * (1 - JITTER), asked), ceiling)
    high = min(max(wait * (1 + JITTER), asked * (1 + JITTER)), ceiling)
    return now + low + (high - low) * min(max(chance, 0.0), 1.0)


def _validators(state: FeedState, outcome: Unchanged | Parsed) -> Validators:
    if outcome.status != 304:
        return outcome.validators
    return Validators(  # a 304 may leave out what hasn't changed (RFC 9110 §15.4.5)
        etag=outcome.validators.etag or state.validators.etag,
        last_modified=outcome.validators.last_modified or state.validators.last_modified,
    )


def _lied(state: FeedState, outcome: Unchanged | Parsed, new_items: int) -> bool:
    """Whether news came under the validators that had been given to the body before."""
    same = outcome.validators == state.validators != Validators()
    return same and new_items > 0 and outcome.body_hash != state.body_hash != ""


def _past(moment: datetime | None, now: datetime) -> datetime | None:
    return min(moment, now) if moment else None


def _next_try(state: FeedState, now: datetime) -> str:
    due = state.next_poll_at
    return f"next try in {in_words(due - now)}" if due and due > now else "next try now"
