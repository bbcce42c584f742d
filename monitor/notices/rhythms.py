"""Rhythms: what is usual for each rule, read from its tallies, reckoned once a day.

A rule's rhythm begins when it began to read as it does, and anew with what has become its usual.
Without this module each check would reckon a month of hours for each busy rule.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import sqlite_utils

from monitor.store.volume import spikes, tallies
from monitor.store.writing import rules
from monitor.volume.rhythm import DAYS, Rhythm, rhythm_of
from monitor.volume.uptime import watched_hours
from monitor.volume.window import DAY


class Rhythms:
    """Remembers rhythms until the day is over. Not for several threads."""

    def __init__(self) -> None:
        self._day: tuple[date, ZoneInfo] | None = None
        self._known: dict[str, Rhythm | None] = {}

    def of(
        self, db: sqlite_utils.Database, rule: str, *, now: datetime, zone: ZoneInfo
    ) -> Rhythm | None:
        """Return a rule's rhythm by the days before today; None: too little is known of it."""
        today = now.astimezone(zone).date(), zone
        if self._day != today:
            self._day = today
            self._known.clear()
        if rule not in self._known:
            self._known[rule] = rhythm_in(db, rule, now=now, zone=zone)
        return self._known[rule]

    def forget(self, rule: str) -> None:
        """Reckon a rule's rhythm anew."""
        self._known.pop(rule, None)


def rhythm_in(
    db: sqlite_utils.Database, rule: str, *, now: datetime, zone: ZoneInfo
) -> Rhythm | None:
    """Return a rule's rhythm by the days before today; None: too little is known of it."""
    watched = rules.watched(db, rule, most=0)
    if watched is None:
        return None
    today = now.astimezone(zone).date()
    first = datetime.combine(today, time(), zone).astimezone(UTC) - (DAYS + 1) * DAY
    since = max(first, watched.first_seen_at, spikes.settled_at(db, rule) or first)
    hours = watched_hours(tallies.uptimes(db, since=since), since=since, until=now)
    past = tallies.of_rule(db, rule, since=since)
    return rhythm_of(past, hours, today=today, zone=zone)
