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

from dataclasses import replace
from datetime import datetime, timedelta

from monitor.feeds.state.backoff import DAY, SIX_HOURS, backoff, count_failure, is_presumed_dead
from monitor.feeds.state.feed import Feed, Validators
from monitor.feeds.state.feed_state import NO_TROUBLE, Cache, FeedState, Redirect, Schedule
from monitor.feeds.state.health import REDESIGNED, is_redesigned, is_silent, listened
from monitor.feeds.state.outcome import Failed, Outcome, Parsed, Unchanged
from monitor.feeds.state.redirects import after_redirect
from monitor.human import in_words
from monitor.net.retry_after import LONGEST

FIRST_WAIT = timedelta(minutes=5)
"""Who was never polled waits no longer: a later time is that of a clock that was set back since."""
FASTEST, SLOWEST = timedelta(minutes=5), timedelta(minutes=60)
FASTER, SLOWER, AFTER_GAP = 0.7, 1.2, 0.5
JITTER = 0.1
MAX_FLOOR = timedelta(minutes=60)
"""The most that a publisher's ttl or max-age is honoured."""
QUIET, SILENT = timedelta(days=7), timedelta(days=90)
FILE_INTERVAL = timedelta(minutes=1)

_AS_SET = ", as you set"


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
    news = listened(state, now=now, has_news=new_items > 0, has_gap=has_gap, interval=feed.interval)
    before = state.schedule
    asked, title = before.min_interval, state.title
    unread_dates, unread_date = state.unread_dates, state.unread_date
    if isinstance(outcome, Parsed):
        asked, title = outcome.min_interval, outcome.title or title
        if outcome.items:  # what was parsed before isn't again, and says nothing new of the dates
            unread_dates, unread_date = outcome.unread_dates, outcome.unread_date
    interval = before.interval if is_first else _adapted(before.interval, new_items, has_gap)
    wait, reason = _pace(feed, interval, news.last_new_at, now, has_gap=has_gap)
    floor = min(max(outcome.min_interval, asked), MAX_FLOOR)
    if feed.interval or feed.path:
        floor = timedelta(0)
    if floor > wait:
        reason = f"its publisher asks for {in_words(floor)} between polls"
    return FeedState(
        title=title,
        unread_dates=unread_dates,
        unread_date=unread_date,
        disabled=state.disabled,
        last_poll_at=now,
        last_success_at=now,
        cache=_cached(state.cache, outcome, new_items, now),
        schedule=Schedule(
            next_poll_at=_spread(now, wait, now + floor, chance, ceiling=max(wait, DAY)),
            next_reason=reason,
            interval=interval,
            min_interval=asked,
        ),
        news=news,
        trouble=NO_TROUBLE,
        redirect=_led(after_redirect(feed, state, outcome.moved_to, now), outcome.insecure),
    )


def at_its_interval(
    feed: Feed, state: FeedState, *, now: datetime, chance: float
) -> FeedState | None:
    """Return the state with the next poll where the user's interval has it, counted from the last.

    None where nothing is to be changed: the interval is as it was, the last poll failed, or there
    was none. For a start, when it may have been edited.

    Args:
        feed: The feed as the user writes it now.
        state: What we know of it.
        now: Aware UTC.
        chance: 0 to 1, where in the range of the jitter the next poll falls.
    """
    before = state.schedule
    wait, reason = _pace(feed, before.interval, state.news.last_new_at, now)
    was_set = before.next_reason.endswith(_AS_SET)
    went_well = state.last_poll_at == state.last_success_at is not None
    if not went_well or reason == before.next_reason or not (feed.interval or was_set):
        return None
    assert state.last_poll_at is not None
    floor = timedelta(0) if feed.interval or feed.path else min(before.min_interval, MAX_FLOOR)
    last = min(state.last_poll_at, now)
    due = _spread(last, wait, last + floor, chance, ceiling=max(wait, DAY))
    return _rescheduled(state, due, reason)


def request_validators(cache: Cache, now: datetime) -> Validators:
    """Return the validators to send: none if they lied, or if no whole body came for a day."""
    last_full_at = cache.last_full_at
    if not cache.trusts_validators or last_full_at is None:
        return Validators()
    return cache.validators if timedelta(0) <= now - last_full_at < DAY else Validators()


def enabled(state: FeedState) -> FeedState:
    """Return the state of a feed that the user switches on again: due now, its 410s forgotten."""
    return replace(
        state,
        disabled=False,
        schedule=replace(state.schedule, next_poll_at=None),
        trouble=replace(state.trouble, gone_count=0, gone_since=None),
    )


def due_after_outage(state: FeedState, *, now: datetime, chance: float) -> FeedState:
    """Return the state after a poll that failed only because our own connection is down.

    Nothing is counted, and the next poll is due in one to five minutes: over the ten hosts or more
    that an outage takes, that makes a probe a minute or more.
    """
    due = now + timedelta(minutes=1 + 4 * chance)
    return _rescheduled(state, due, "our connection is down: retrying until it is back")


def clamp_due(
    state: FeedState, now: datetime, *, chance: float = 0.0, spread: timedelta = timedelta(0)
) -> FeedState:
    """Set right what a jump of the clock, a sleep or a stop has done to a feed's times.

    For the start, and whenever the clock was found to have jumped. After a jump back, the planned
    wait starts again now, and times that lie in the future become ``now``. After a jump forward or
    a long sleep, an overdue poll is put ``chance`` (0 to 1) of the way into ``spread``
    (``spread_for``).
    """
    due, last = state.schedule.next_poll_at, state.last_poll_at
    if due is None:
        return state
    if last is not None and last > now:
        return replace(
            state,
            last_poll_at=now,
            last_success_at=_past(state.last_success_at, now),
            cache=replace(state.cache, last_full_at=_past(state.cache.last_full_at, now)),
            schedule=replace(state.schedule, next_poll_at=now + max(due - last, timedelta(0))),
            news=replace(
                state.news,
                last_new_at=_past(state.news.last_new_at, now),
                redesigned_at=_past(state.news.redesigned_at, now),
                possible_gap_at=_past(state.news.possible_gap_at, now),
            ),
            trouble=replace(
                state.trouble,
                failing_since=_past(state.trouble.failing_since, now),
                gone_since=_past(state.trouble.gone_since, now),
            ),
            redirect=replace(state.redirect, moved_since=_past(state.redirect.moved_since, now)),
        )
    if due <= now:
        return _rescheduled(state, now + spread * chance)
    if last is None and due > now + FIRST_WAIT:
        return _rescheduled(state, now)
    return state


def spread_for(overdue: int) -> timedelta:
    """Return over how long to spread so many overdue polls: ten a second, five minutes at most."""
    return min(timedelta(seconds=overdue / 10), timedelta(minutes=5))


def may_have_missed(state: FeedState, now: datetime) -> str:
    """Say that items came and went between two polls of the last day; empty: none known."""
    gap_at = state.news.possible_gap_at
    if gap_at is None or now - gap_at >= DAY:
        return ""
    ago = in_words(now - gap_at)
    return f"items may have been missed {ago} ago: it changes faster than it is polled"


def plain_status(state: FeedState, now: datetime) -> str:
    """Return a feed's health as a sentence for people."""
    news, trouble = state.news, state.trouble
    if state.disabled:
        return "off: its publisher says it is gone for good (410); enable it to poll it again"
    if trouble.error_kind:
        since = in_words(now - (trouble.failing_since or now))
        dead = "probably dead, " if is_presumed_dead(trouble, now) else ""
        next_try = _next_try(state.schedule, now)
        return f"{dead}failing for {since}: {trouble.error.rstrip('.')}; {next_try}"
    if state.last_success_at is None:
        return "not polled yet"
    if is_redesigned(state):
        return REDESIGNED
    if missed := may_have_missed(state, now):
        return f"ok, but {missed}"
    if is_silent(news):
        silent = in_words(now - (news.last_new_at or now))
        return f"silent for {silent}: it used to bring news every {in_words(news.rhythm)}"
    if news.last_new_at and now - news.last_new_at >= QUIET:
        return f"ok, quiet for {in_words(now - news.last_new_at)}"
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
        return feed.interval, f"every {in_words(feed.interval)}{_AS_SET}"
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
    interval, _ = _pace(feed, state.schedule.interval, state.news.last_new_at, now)
    wait, reason = backoff(outcome.kind, counted.trouble, interval, now)
    earliest = min(outcome.retry_at or now, now + LONGEST)
    if earliest > now + wait:
        reason = "the server said when to come back (Retry-After)"
    due = _spread(now, wait, earliest, chance, ceiling=max(interval, DAY))
    return _rescheduled(counted, due, reason)


def _rescheduled(state: FeedState, due: datetime, reason: str = "") -> FeedState:
    """The state with its next poll at another time; without a reason, the old one stands."""
    before = state.schedule
    return replace(
        state,
        schedule=replace(before, next_poll_at=due, next_reason=reason or before.next_reason),
    )


def _adapted(interval: timedelta, new_items: int, has_gap: bool) -> timedelta:
    factor = AFTER_GAP if has_gap else FASTER if new_items else SLOWER
    adapted = timedelta(seconds=interval.total_seconds() * factor)
    return min(max(adapted, FASTEST), SLOWEST)


def _spread(
    now: datetime, wait: timedelta, earliest: datetime, chance: float, *, ceiling: timedelta
) -> datetime:
    """Where in ``wait`` ± 10 % the next poll falls, after ``earliest`` and before ``ceiling``."""
    # In seconds: a timedelta takes ten times as long to multiply.
    planned, most = wait.total_seconds(), ceiling.total_seconds()
    asked = max((earliest - now).total_seconds(), 0.0)
    low = min(max(planned * (1 - JITTER), asked), most)
    high = min(max(planned * (1 + JITTER), asked * (1 + JITTER)), most)
    return now + timedelta(seconds=low + (high - low) * min(max(chance, 0.0), 1.0))


def _cached(cache: Cache, outcome: Unchanged | Parsed, new_items: int, now: datetime) -> Cache:
    """What a poll that went well leaves to send with the next."""
    is_full = outcome.status != 304
    given, had = outcome.validators, cache.validators
    return Cache(
        validators=given
        if is_full
        else Validators(  # a 304 may leave out what hasn't changed (RFC 9110 §15.4.5)
            etag=given.etag or had.etag, last_modified=given.last_modified or had.last_modified
        ),
        trusts_validators=cache.trusts_validators and not _lied(cache, outcome, new_items),
        body_hash=outcome.body_hash,
        last_full_at=now if is_full else cache.last_full_at,
    )


def _led(redirect: Redirect, insecure: str) -> Redirect:
    return redirect if redirect.insecure == insecure else replace(redirect, insecure=insecure)


def _lied(cache: Cache, outcome: Unchanged | Parsed, new_items: int) -> bool:
    """Whether news came under the validators that had been given to the body before."""
    if not new_items or not cache.body_hash or outcome.body_hash == cache.body_hash:
        return False
    return outcome.validators == cache.validators != Validators()


def _past(moment: datetime | None, now: datetime) -> datetime | None:
    return min(moment, now) if moment else None


def _next_try(schedule: Schedule, now: datetime) -> str:
    due = schedule.next_poll_at
    return f"next try in {in_words(due - now)}" if due and due > now else "next try now"
