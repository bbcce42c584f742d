"""Expect: when a rule has matched nothing for longer than it should, and the note about it. Pure.

The world may be quiet, or the rule or its feeds broken: only somebody who knows can tell. Without
this module nobody would be asked.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from monitor.alerts.alert import Note
from monitor.alerts.planning.policy import OWN_RHYTHM
from monitor.human import in_words
from monitor.item import digest

FEWEST = 8
"""From how many matches a rule's own rhythm can be known."""
TIMES = 2
LEAST = timedelta(days=1)
"""By its own rhythm a rule is overdue after ``TIMES`` its longest pause, and ``LEAST``."""
MEMORY = timedelta(days=90)
"""Older pauses are forgotten."""


def patience(expect: timedelta, matched: Sequence[datetime], *, now: datetime) -> timedelta | None:
    """Return how long a rule may match nothing; None: its own rhythm isn't known yet.

    Twice the longest pause: were matches to come by pure chance (exponential pauses), the pause
    after the eighth would be so long once in 36 times, that after the fiftieth once in 1,100.

    Args:
        expect: The wait that the user wrote; ``OWN_RHYTHM``: the rule's own.
        matched: When the rule matched, aware, in order.
        now: Aware.
    """
    if expect != OWN_RHYTHM:
        return expect
    lately = _lately(matched, now)
    if len(lately) < FEWEST:
        return None
    wait = max(TIMES * _longest_pause(lately), LEAST)
    # All of it one afternoon's event: that isn't a rhythm.
    return wait if lately[-1] - lately[0] >= wait else None


def overdue_at(
    expect: timedelta, matched: Sequence[datetime], *, first_seen_at: datetime, now: datetime
) -> datetime | None:
    """Return since when a rule is overdue; None: it isn't, or its rhythm isn't known yet.

    Args:
        expect: The wait that the user wrote; ``OWN_RHYTHM``: the rule's own.
        matched: When the rule matched, aware, in order; empty: never.
        first_seen_at: Since when the rule has been watched for, as it reads now.
        now: Aware.
    """
    wait = patience(expect, matched, now=now)
    if wait is None:
        return None
    due = max([first_seen_at, *matched[-1:]]) + wait
    return due if due <= now else None


def overdue_note(
    rule: str,
    canonical: str,
    expect: timedelta,
    matched: Sequence[datetime],
    *,
    first_seen_at: datetime,
    now: datetime,
) -> Note:
    """Return the note about a rule that is overdue: the same key until it matches again.

    Args:
        rule: The rule's name.
        canonical: The rule's canonical text.
        expect: The wait that the user wrote; ``OWN_RHYTHM``: the rule's own.
        matched: When the rule matched, aware, in order; empty: never.
        first_seen_at: Since when the rule has been watched for, as it reads now.
        now: Aware.
    """
    last = matched[-1] if matched else None
    silent = in_words(now - max(first_seen_at, last or first_seen_at))
    if last is None:
        since = f"It has matched nothing since it was added or last changed, {silent} ago."
    else:
        since = f"Its last match was published {in_words(now - last)} ago."
    if expect == OWN_RHYTHM:
        since += f" Its longest pause so far was {in_words(_longest_pause(_lately(matched, now)))}."
    name = shlex.quote(rule)
    return Note(
        key=digest(("expect", rule, (last or first_seen_at).isoformat())),
        title=f"Nothing for {silent}: {rule}",
        text="\n".join(
            (
                f"The rule: {canonical}",
                since,
                f"Near misses: news-monitor matches --near --rule {name}",
                "To check the feeds: news-monitor feeds",
            )
        ),
        created_at=now,
    )


def _lately(matched: Sequence[datetime], now: datetime) -> list[datetime]:
    return [moment for moment in matched if moment > now - MEMORY]


def _longest_pause(matched: Sequence[datetime]) -> timedelta:
    return max(after - before for before, after in pairwise(matched))
