"""Notes about rules that have matched nothing for longer than they should: one for each such time.

    a rule says how often it expects a match, and is overdue    one note, to its own targets
    it is silenced                                              no note before the silence ends
    no feed has been read since it was due                      no note yet: we are offline
    quiet hours at a target                                     the note is held until their end

When a rule is overdue is arithmetic (``volume.silence``). Without this module a rule that can't
match any more, by a typing error or a dead feed, would look like a quiet world.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlite_utils

from monitor.alerts.alert import Silence
from monitor.alerts.planning.policy import Policy, Target
from monitor.notices.notice import Notice, addressed
from monitor.notices.rule_notes import overdue_note
from monitor.store.feeds import feeds
from monitor.store.outbox import notes as note_store
from monitor.store.reading import silences
from monitor.store.writing import rules
from monitor.store.writing.rules import Watched
from monitor.volume.silence import OWN_RHYTHM, overdue_at

_MOST = 5_000
"""Matches that a rhythm is read from."""


def tell_overdue(
    db: sqlite_utils.Database,
    policies: Mapping[str, Policy],
    targets: Mapping[str, Target],
    *,
    now: datetime,
    zone: ZoneInfo,
) -> int:
    """Write a note about each rule that has just become overdue; return how many notes.

    Args:
        db: In a transaction.
        policies: By the rule's name.
        targets: By name; all that the policies name.
        now: Aware.
        zone: The user's time zone, for quiet hours.
    """
    silent, read_at = silences.active(db, now=now), feeds.last_read_at(db)
    told = 0
    for policy in policies.values():
        if not is_expected(policy, silent):
            continue
        watched = rules.watched(db, policy.rule, most=_needed(policy))
        if watched is None:
            continue
        notice = notice_of(policy, watched, targets, read_at=read_at, now=now, zone=zone)
        if notice is not None and not note_store.exists(db, notice.note.key):
            note_store.add(db, *notice)
            told += 1
    return told


def is_expected(policy: Policy, silent: Iterable[Silence]) -> bool:
    """Whether a note is wanted should the rule match nothing. Pure.

    Args:
        policy: The rule's.
        silent: The silences that hold now.
    """
    return (
        policy.expect is not None
        and bool(policy.targets)
        and policy.rule not in {silence.rule for silence in silent}
    )


def notice_of(
    policy: Policy,
    watched: Watched,
    targets: Mapping[str, Target],
    *,
    read_at: datetime | None,
    now: datetime,
    zone: ZoneInfo,
) -> Notice | None:
    """Return the note about a rule that is overdue, the same until it matches again. Pure.

    Args:
        policy: The rule's.
        watched: What the database knows of the rule.
        targets: By name; all that the policy names.
        read_at: When a feed was last read well, aware UTC; None: never.
        now: Aware.
        zone: The user's time zone, for quiet hours.

    Returns:
        None where the rule isn't overdue, or no feed has been read since it was due.
    """
    if policy.expect is None or read_at is None:
        return None
    since = watched.first_seen_at
    due = overdue_at(policy.expect, watched.matched, first_seen_at=since, now=now)
    if due is None or read_at < due:
        return None
    note = overdue_note(
        policy.rule, watched.canonical, policy.expect, watched.matched, first_seen_at=since, now=now
    )
    return addressed(note, policy, targets, now=now, zone=zone)


def _needed(policy: Policy) -> int:
    """How many matches decide whether a rule is overdue: the last, or all that make a rhythm."""
    return _MOST if policy.expect == OWN_RHYTHM else 1
