"""What became of an alert, as far as its readers can answer it. Read-only.

Without this module the page behind a link in an alert couldn't say what the link is about, nor what
somebody has already said.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlite_utils

from monitor.alerts.alert import Silence
from monitor.alerts.buttons import Standing
from monitor.store.history import feedback
from monitor.store.reading import silences
from monitor.store.reading.story_history import survivor
from monitor.store.timestamps import from_text, from_text_or_none


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An alert, and what people have said to it."""

    alert: int
    """Its number."""
    created_at: datetime
    rule: str
    title: str
    """The headline of the item that opened it, as it reads now."""
    link: str
    story: int
    """Its story, or the one that this was merged into."""
    match: int | None
    """The match that made it; None: it is no longer kept."""
    vote: int = 0
    """1: good, -1: bad, 0: nobody has voted."""
    voted_at: datetime | None = None
    voted_by: str = ""
    rule_silence: Silence | None = None
    """The longest that holds."""
    story_silence: Silence | None = None


def answered(db: sqlite_utils.Database, alert: int, *, now: datetime) -> Answered | None:
    """Return what has been said to an alert; None: it is no longer kept."""
    row = db.execute(
        """
        SELECT alerts.created_at, alerts.rule, items.title, items.link, alerts.story_id, items.id
        FROM alerts JOIN items ON items.id = alerts.item_id WHERE alerts.id = ?
        """,
        [alert],
    ).fetchone()
    if row is None:
        return None
    created_at, rule, title, link, story, item = row
    story = survivor(db, story) or story
    match = feedback.match_of(db, item, rule)
    voted = db.execute("SELECT vote, voted_at, voted_by FROM matches WHERE id = ?", [match])
    vote, voted_at, voted_by = voted.fetchone() or (None, None, "")
    active = silences.active(db, now=now)  # the longest is the last
    return Answered(
        alert=alert,
        created_at=from_text(created_at),
        rule=rule,
        title=title,
        link=link,
        story=story,
        match=match,
        vote=vote or 0,
        voted_at=from_text_or_none(voted_at),
        voted_by=voted_by,
        rule_silence=next((each for each in reversed(active) if each.rule == rule), None),
        story_silence=next((each for each in reversed(active) if each.story == story), None),
    )


def standing(db: sqlite_utils.Database, alert: int, *, now: datetime) -> Standing:
    """Return the same as far as a message shows it."""
    found = answered(db, alert, now=now)
    if found is None:
        return Standing()
    story, rule = found.story_silence, found.rule_silence
    return Standing(
        vote=found.vote,
        voted_by=found.voted_by,
        story_until=story.until if story else None,
        story_by=story.created_by if story else "",
        rule_until=rule.until if rule else None,
        rule_by=rule.created_by if rule else "",
    )


def told_beside(db: sqlite_utils.Database, alert: int, target: str) -> tuple[int, ...]:
    """Return the alerts that a target was sent about the event of one, that one first."""
    rows = db.execute(
        """
        SELECT DISTINCT other.id FROM alerts JOIN alerts other ON other.event_id = alerts.event_id
        JOIN deliveries ON deliveries.alert_id = other.id AND deliveries.target = ?
            AND deliveries.state <> 'withheld'
        WHERE alerts.id = ? AND other.id <> alerts.id ORDER BY other.id
        """,
        [target, alert],
    )
    return (alert, *(id_ for (id_,) in rows))
