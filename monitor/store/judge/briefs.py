"""Briefs of events, and which are still to be written before a digest goes out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlite_utils

from monitor.human import listed
from monitor.judge.brief import MOST_REPORTS, Source
from monitor.store.timestamps import to_text

AHEAD = timedelta(minutes=10)
"""So long before a digest its briefs are begun."""
GROWN = 1.5
"""A brief is written anew when an event has so many times the items it was written from."""
_NAMED = 4


def wanted(db: sqlite_utils.Database, *, now: datetime) -> int | None:
    """Return an event of a digest to come that several outlets have, and no fresh brief tells of.

    The soonest first; an empty brief says that the model couldn't write one.
    """
    row = db.execute(
        """
        SELECT alerts.event_id
        FROM deliveries JOIN alerts ON alerts.id = deliveries.alert_id
        JOIN events ON events.id = alerts.event_id
        LEFT JOIN briefs ON briefs.event_id = events.id
        WHERE deliveries.state = 'pending' AND deliveries.hold = 'digest' AND next_attempt_at <= ?
            AND events.items > 1 AND (briefs.items IS NULL OR events.items >= briefs.items * ?)
            AND (SELECT count(DISTINCT source) FROM items WHERE event_id = events.id) > 1
        ORDER BY next_attempt_at, deliveries.id LIMIT 1
        """,
        [to_text(now + AHEAD), GROWN],
    ).fetchone()
    return int(row[0]) if row else None


def sources(db: sqlite_utils.Database, event: int) -> tuple[list[Source], int]:
    """Return each outlet's first report of an event, and how many items it has."""
    rows = db.execute(
        """
        SELECT source, title, CASE WHEN length(content) > length(summary) THEN content
                                   ELSE summary END, min(id)
        FROM items WHERE event_id = ? GROUP BY source ORDER BY min(id) LIMIT ?
        """,
        [event, MOST_REPORTS],
    ).fetchall()
    (items,) = db.execute("SELECT count(*) FROM items WHERE event_id = ?", [event]).fetchone()
    return [Source(outlet=outlet, title=title, text=text) for outlet, title, text, _ in rows], items


def keep(
    db: sqlite_utils.Database,
    event: int,
    text: str,
    *,
    model: str,
    outlets: Sequence[str],
    items: int,
    now: datetime,
) -> None:
    """Store a brief; an empty text: there is none, and it isn't tried again before it has grown."""
    db.execute(
        """
        INSERT INTO briefs (event_id, text, model, outlets, items, at)
        SELECT id, ?, ?, ?, ?, ? FROM events WHERE id = ?
        ON CONFLICT (event_id) DO UPDATE SET text = excluded.text, model = excluded.model,
            outlets = excluded.outlets, items = excluded.items, at = excluded.at
        """,
        [text, model, json.dumps(list(outlets), ensure_ascii=False), items, to_text(now), event],
    )


def of_event(db: sqlite_utils.Database, event: int) -> str:
    """Return an event's brief, with who wrote it from what; empty: there is none."""
    row = db.execute(
        "SELECT text, model, outlets FROM briefs WHERE event_id = ? AND text <> ''", [event]
    ).fetchone()
    if row is None:
        return ""
    text, model, outlets = row
    names = [name for name in json.loads(outlets) if name]
    origin = listed(names[:_NAMED], more=len(names) - _NAMED)
    return f"{text} (Written by {model} from {origin}.)"
