"""What people were told of the feeds' health, so that each change is told once.

A feed's row holds its health as its last poll left it, and what was told last; a note about those
that differ is written into the outbox in the transaction that remembers it as told.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import sqlite_utils

from monitor.alerts.alert import Delivery, Note
from monitor.alerts.planning.delivery import delivery_key
from monitor.feeds.state.backoff import DAY
from monitor.feeds.state.feed import FeedState
from monitor.feeds.state.health import Change, Health, is_unreached, note_of, trouble_since
from monitor.item import digest
from monitor.net.location import shown
from monitor.store.codec import from_json
from monitor.store.moment import from_text_or_none, to_text, to_text_or_none
from monitor.store.outbox import outbox

SPEAKER = "news-monitor"
"""Stands where a rule's name would."""


def tell_changes(db: sqlite_utils.Database, targets: Iterable[str], *, now: datetime) -> int:
    """Write one note about all feeds whose health isn't what was told, due now; count the feeds.

    Feeds that merely fail are waited for. One that nobody answers for isn't called dead while no
    other host answers either: then it is our line.
    """
    rows = db.execute(
        """
        SELECT id, url, coalesce(nullif(name, ''), title), health, told_since, state FROM feeds
        WHERE active AND health NOT IN (told_health, 'failing')
        ORDER BY coalesce(nullif(name, ''), nullif(title, ''), url) COLLATE NOCASE
        """
    ).fetchall()
    found: dict[int, Change] = {}
    line_is_down = bool(rows) and _nobody_answers(db, now)
    for id_, url, label, health_text, told_since, state_text in rows:
        health, state = Health(health_text), from_json(FeedState, state_text)
        if health is Health.DEAD and line_is_down and is_unreached(state):
            continue
        is_well = health is Health.OK
        found[id_] = Change(
            label=label or shown(url),
            health=health,
            since=from_text_or_none(told_since) if is_well else trouble_since(state, health),
            error=state.error,
            rhythm=state.rhythm,
        )
    if not found:
        return 0
    title, text = note_of(list(found.values()), now)
    key = digest(("health", to_text(now), *map(str, found)))
    note = Note(key=key, title=title, text=text, created_at=now)
    deliveries = [
        Delivery(key=delivery_key(SPEAKER, key, target), target=target, next_attempt_at=now)
        for target in dict.fromkeys(targets)
    ]
    outbox.add_note(db, note, deliveries)
    db.conn.executemany(
        "UPDATE feeds SET told_health = ?, told_since = ? WHERE id = ?",
        [
            (change.health, to_text_or_none(None if change.health == "ok" else change.since), id_)
            for id_, change in found.items()
        ],
    )
    return len(found)


def _nobody_answers(db: sqlite_utils.Database, now: datetime) -> bool:
    """Whether of several hosts none has answered for a day."""
    hosts, last = db.execute(
        "SELECT count(DISTINCT host), max(last_success_at) FROM feeds "
        "WHERE active AND NOT disabled AND host <> ''"
    ).fetchone()
    return hosts > 1 and (last is None or last < to_text(now - DAY))
