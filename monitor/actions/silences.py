"""Silence a rule, or a story, for a while; lift a silence before its time.

Without this module a flood could only be ended by taking the rule out of the configuration.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import sqlite_utils

from monitor.alerts.alert import Silence
from monitor.config.reading.problems import suggest
from monitor.errors import MonitorError, NoSuchError
from monitor.store.by_hand import silences
from monitor.store.outbox import copies
from monitor.store.reading.story_history import survivor


def silence_rule(
    db: sqlite_utils.Database,
    name: str,
    *,
    rules: Collection[str],
    until: datetime,
    now: datetime,
    who: str = "",
) -> Silence:
    """Have nobody told of a rule. One that is silent already gets a second: the longer counts.

    Args:
        db: In a transaction.
        name: The rule's, in any capitals.
        rules: The names of those that the configuration has.
        until: When it ends, aware.
        now: Aware.
        who: Who asks for it; empty: whoever has the page or the command line.

    Raises:
        MonitorError: there is no such rule, or ``until`` is past.
    """
    known = {rule.casefold(): rule for rule in rules}
    found = known.get(name.strip().casefold())
    if found is None:
        raise MonitorError(f'there is no rule "{name}"{suggest(name, rules)}')
    _check(until, now)
    id_ = silences.add(db, rule=found, until=until, now=now, who=who)
    return Silence(id=id_, rule=found, until=until, created_at=now, created_by=who)


def silence_story(
    db: sqlite_utils.Database, story: int, *, until: datetime, now: datetime, who: str = ""
) -> Silence:
    """Have nobody told of a story, or of the one that it has been merged into.

    Args:
        db: In a transaction.
        story: Its number.
        until: When it ends, aware.
        now: Aware.
        who: As for ``silence_rule``.

    Raises:
        NoSuchError: there is no such story.
        MonitorError: ``until`` is past.
    """
    found = survivor(db, story)
    if found is None:
        raise NoSuchError(f"there is no story {story}; `news-monitor alerts` shows their IDs")
    _check(until, now)
    id_ = silences.add(db, story=found, until=until, now=now, who=who)
    copies.of_story(db, found, now=now)
    return Silence(id=id_, story=found, until=until, created_at=now, created_by=who)


def lift(db: sqlite_utils.Database, silence: int, *, now: datetime) -> None:
    """End a silence now.

    Args:
        db: In a transaction.
        silence: Its number.
        now: Aware.

    Raises:
        MonitorError: none of that number holds: it has ended, or there never was one.
    """
    ended = silences.end(db, silence, now=now)
    if ended is None:
        raise MonitorError(
            f"there is no active silence {silence}; `news-monitor silence` lists the active ones"
        )
    rule, story = ended
    if rule:
        copies.of_rule(db, rule, now=now)
    else:
        copies.of_story(db, survivor(db, story) or story, now=now)


def _check(until: datetime, now: datetime) -> None:
    if until <= now:
        raise MonitorError("a silence must end in the future")
