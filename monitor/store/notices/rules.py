"""Rules in the database: since when each is watched for; and telling of those that fell silent.

Leaves to others: when a rule is overdue and what is said (``planning.expect``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlite_utils

from monitor.alerts.alert import Delivery, Note
from monitor.alerts.planning.alert_history import Recent
from monitor.alerts.planning.delivery import delivery_key
from monitor.alerts.planning.due import due_at
from monitor.alerts.planning.expect import overdue, overdue_at
from monitor.alerts.planning.policy import OWN_RHYTHM, Mode, Policy, Target
from monitor.rules.rule import Rule
from monitor.store.moment import from_text, from_text_or_none, to_text
from monitor.store.outbox import outbox
from monitor.store.reading import silences

_MOST = 5_000
"""Matches that a rhythm is read from."""


def sync(db: sqlite_utils.Database, rules: Iterable[Rule], *, now: datetime) -> None:
    """Mirror the configuration; a rule that is new, back or reads differently begins now."""
    kept = {rule.name: rule.canonical for rule in rules}
    for name, canonical in kept.items():
        db.execute(
            """
            INSERT INTO rules (name, canonical, first_seen_at) VALUES (?, ?, ?)
            ON CONFLICT (name) DO UPDATE SET canonical = excluded.canonical, active = 1,
                first_seen_at = excluded.first_seen_at
            WHERE canonical <> excluded.canonical OR NOT active
            """,
            [name, canonical, to_text(now)],
        )
    for (name,) in db.execute("SELECT name FROM rules WHERE active").fetchall():
        if name not in kept:
            db.execute("UPDATE rules SET active = 0 WHERE name = ?", [name])


def tell_overdue(
    db: sqlite_utils.Database,
    policies: Mapping[str, Policy],
    targets: Mapping[str, Target],
    *,
    now: datetime,
    zone: ZoneInfo,
) -> int:
    """Write a note about each rule that has just become overdue; count the notes.

    A rule that is silenced is waited for, and so is a line: nothing is told before a feed has been
    read since the rule was due. Notes respect quiet hours.

    Args:
        db: In a transaction.
        policies: By the rule's name.
        targets: By name; all that the policies name.
        now: Aware.
        zone: The user's, for quiet hours.
    """
    silent = {silence.rule for silence in silences.active(db, now=now)}
    read_at = _last_read_at(db)
    told = 0
    for rule, policy in policies.items():
        if policy.expect is None or not policy.targets or rule in silent or read_at is None:
            continue
        note = _overdue(db, rule, policy, read_at, now=now)
        if note is not None and not _is_told(db, note):
            outbox.add_note(db, note, _deliveries(note, policy, targets, now=now, zone=zone))
            told += 1
    return told


def _overdue(
    db: sqlite_utils.Database, rule: str, policy: Policy, read_at: datetime, *, now: datetime
) -> Note | None:
    row = db.execute("SELECT canonical, first_seen_at FROM rules WHERE name = ?", [rule]).fetchone()
    if row is None or policy.expect is None:
        return None
    canonical, since_text = row
    since = from_text(since_text)
    # By publication: what was there when the rule was new tells of its rhythm, too.
    moments = db.execute(
        """
        SELECT published_at FROM matches WHERE rule = ? AND matched_at >= ?
        ORDER BY published_at DESC LIMIT ?
        """,
        [rule, since_text, _MOST if policy.expect == OWN_RHYTHM else 1],
    )
    matched = [from_text(moment) for (moment,) in moments][::-1]
    due = overdue_at(policy.expect, matched, first_seen_at=since, now=now)
    if due is None or read_at < due:
        return None
    return overdue(rule, canonical, policy.expect, matched, first_seen_at=since, now=now)


def _last_read_at(db: sqlite_utils.Database) -> datetime | None:
    (moment,) = db.execute("SELECT max(last_success_at) FROM feeds WHERE active").fetchone()
    return from_text_or_none(moment)


def _is_told(db: sqlite_utils.Database, note: Note) -> bool:
    row = db.execute("SELECT 1 FROM notes WHERE key = ?", [note.key]).fetchone()
    return row is not None


def _deliveries(
    note: Note,
    policy: Policy,
    targets: Mapping[str, Target],
    *,
    now: datetime,
    zone: ZoneInfo,
) -> list[Delivery]:
    at_once = replace(policy, mode=Mode.INSTANT, max_per_hour=None)
    made = []
    for name in dict.fromkeys(policy.targets):
        target = replace(targets[name], max_per_hour=None)
        due, hold = due_at(at_once, target, Recent(), now=now, zone=zone)
        key = delivery_key(policy.rule, note.key, name)
        made.append(Delivery(key=key, target=name, next_attempt_at=due, hold=hold))
    return made
