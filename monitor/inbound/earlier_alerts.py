"""What the database says before a poll is decided about: earlier alerts, and their events.

Only news that match cost a look: nearly all polls bring none. Without this module decisions would
have to ask the database themselves, and couldn't be tested without one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlite_utils

from monitor.alerts.planning.due import HOUR
from monitor.alerts.planning.successive_decisions import Remembered, Rulebook
from monitor.inbound.decide import Candidate, Earlier, EarlierEvent
from monitor.store.reading import silences
from monitor.store.writing import alert_history, events

NOTHING_EARLIER = Earlier()


def load(
    db: sqlite_utils.Database, candidates: Sequence[Candidate], book: Rulebook, *, now: datetime
) -> Earlier:
    """Read what decisions about these candidates depend on.

    Args:
        db: The database to read from.
        candidates: All candidates of one poll.
        book: What the user wants; for targets with a limit, what they were sent is read too.
        now: The moment of decision, aware.
    """
    news = [each for each in candidates if each.is_news(now)]
    if not news:
        return NOTHING_EARLIER
    # Of an event that the poll itself opens nothing is stored.
    opened = {
        each.event for each in candidates if each.assignment is not None and each.assignment.opens
    }
    asked = {(match.rule, each.event): None for each in news for match in each.matches}
    limited = {target: None for rule, _ in asked for target in book.limited(rule)}
    stored = {
        event: EarlierEvent(
            outlets=frozenset(events.outlets(db, event)),
            last_item_at=events.last_item_at(db, event),
            follows=events.followed(db, event),
        )
        for event in {each.event for each in news} - opened
    }
    followed = {each.follows for each in stored.values()}
    followed |= {each.assignment.follows for each in news if each.assignment is not None}
    return Earlier(
        remembered=Remembered(
            told={
                key: alert_history.of_event(db, *key)
                for key in asked
                if key[1] not in opened and book.groups(key[0])
            },
            sent={
                target: alert_history.sent_at_once(db, target, since=now - HOUR)
                for target in limited
            },
            silences=silences.active(db, now=now),
        ),
        events=stored,
        titles={event: events.title(db, event) for event in followed if event is not None},
    )
