"""Vote: say whether a match was any good.

Without this module nobody could tell a rule that it finds the wrong things, and ``rules suggest``
would have nothing to learn from.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlite_utils

from monitor.errors import MonitorError, NoSuchError
from monitor.store.archive.reading import no_such_match
from monitor.store.by_hand import votes
from monitor.store.history import feedback
from monitor.store.outbox import copies

_VALUES = {"good": 1, "bad": -1, "none": None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Voted:
    """What was voted on."""

    rule: str
    title: str
    """The item's."""


def vote(
    db: sqlite_utils.Database, match_id: int, said: str, *, now: datetime, who: str = ""
) -> Voted:
    """Count a vote; it takes the place of the one before.

    Args:
        db: In a transaction.
        match_id: Which match.
        said: ``good``, ``bad``, or ``none``, which takes a vote back.
        now: Aware.
        who: Who votes, such as ``a link in desk``; empty: whoever has the page or the command line.

    Raises:
        NoSuchError: there is no such match.
        MonitorError: ``said`` is something else.
    """
    if said not in _VALUES:
        raise MonitorError("a vote is good, bad or none")
    subject = feedback.subject(db, match_id)
    if subject is None or not votes.vote(db, match_id, _VALUES[said], now=now, who=who):
        raise NoSuchError(no_such_match(db, match_id))
    copies.of_match(db, match_id, now=now)
    rule, title = subject
    return Voted(rule=rule, title=title)
