"""A story's events as people read them: one after another, who reported each, which rules alerted.

Without this module a story would be a heap of reports, and nobody could see what of it was sent
when. Read-only.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlite_utils

from monitor.store.history.match_state import MatchState
from monitor.store.timestamps import from_text, from_text_or_none
from monitor.store.writing.stories import Why, why_from_text
from monitor.stories.assignment import Reason

NAMED = 5
"""Outlets that are named in a list."""
LONGEST = 2_000
"""Items of one story that are looked at."""
_STATES = (
    MatchState.SENT,
    MatchState.WAITING,
    MatchState.HELD,
    MatchState.DEAD,
    MatchState.WITHHELD,
)
"""What became of an alert, by the best of its deliveries."""
_TELLINGS = """
    SELECT items.id, coalesce(items.event_id, items.story_id), items.published_at, items.edited_at,
           coalesce(nullif(items.source, ''), nullif(feeds.name, ''), nullif(feeds.title, ''),
                    feeds.url),
           items.title, items.link, items.lang, items.story_why,
           (SELECT json_group_array(rule) FROM matches WHERE item_id = items.id)
    FROM items JOIN feeds ON feeds.id = items.feed_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One item of a story, as a report of its event."""

    item_id: int
    event: int
    published_at: datetime
    updated_at: datetime | None
    """When it was edited, where that changed the news."""
    source: str
    """The outlet."""
    title: str
    link: str
    lang: str
    why: Why | None
    """Why it is in its event; None: nothing resembled it, it opened the story."""
    rules: tuple[str, ...]
    """Rules that matched it."""

    @property
    def at(self) -> datetime:
        """When the item reported its event: its edit, else its publication, aware UTC."""
        return self.updated_at or self.published_at


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryEvent:
    """One event of a story."""

    id: int
    title: str
    """The headline it was opened with, as that reads now."""
    at: datetime
    """When it was first reported."""
    sources: tuple[str, ...]
    """The outlets that had it first, earliest first; ``NAMED`` at most."""
    source_count: int
    alerts: tuple[tuple[str, MatchState], ...]
    """(rule, state) for each rule that has made an alert of it: sent, waiting, held or dead."""
    tellings: tuple[Telling, ...]
    """Its reports, earliest first. None: all that there were read otherwise now."""

    @property
    def first(self) -> str:
        """The outlet that had it first."""
        return self.sources[0] if self.sources else ""

    @property
    def told_by(self) -> tuple[str, ...]:
        """The rules whose alert about the event was delivered to somebody."""
        return tuple(rule for rule, state in self.alerts if state is MatchState.SENT)


def events_of(
    db: sqlite_utils.Database, story: int, tellings: Iterable[Telling]
) -> tuple[StoryEvent, ...]:
    """Return the events of a story, the newest last.

    Args:
        db: The database to read from.
        story: The story's id.
        tellings: The story's items (``timeline``).
    """
    reports: dict[int, list[Telling]] = {}
    for telling in tellings:
        reports.setdefault(telling.event, []).append(telling)
    alerts = _alerts(db, story)
    rows = db.execute("SELECT id, title, opened_at FROM events WHERE story_id = ?", [story])
    known = {id_: (title, from_text(opened_at)) for id_, title, opened_at in rows}
    events = []
    for id_ in known.keys() | reports.keys():
        its = sorted(reports.get(id_, []), key=lambda telling: (telling.at, telling.item_id))
        title, opened_at = known[id_] if id_ in known else (its[0].title, its[0].at)
        sources = list(dict.fromkeys(telling.source for telling in its))
        event = StoryEvent(
            id=id_,
            title=title,
            at=its[0].at if its else opened_at,
            sources=tuple(sources[:NAMED]),
            source_count=len(sources),
            alerts=tuple(sorted(alerts.get(id_, {}).items())),
            tellings=tuple(its),
        )
        if event.tellings or event.alerts:  # else there is nothing left of it
            events.append(event)
    return tuple(sorted(events, key=lambda event: (event.at, event.id)))


def timeline(db: sqlite_utils.Database, story: int) -> list[Telling]:
    """Return the items of a story in the order of publication, at most ``LONGEST`` of them."""
    rows = db.execute(
        f"{_TELLINGS} WHERE items.story_id = ? ORDER BY items.published_at, items.id LIMIT ?",
        [story, LONGEST],
    )
    return [_telling(row) for row in rows]


def telling_of(db: sqlite_utils.Database, item_id: int) -> tuple[int, Telling]:
    """Return the story of a stored item, and the item as one of its reports."""
    row = db.execute(f"{_TELLINGS} WHERE items.id = ?", [item_id]).fetchone()
    (story,) = db.execute("SELECT story_id FROM items WHERE id = ?", [item_id]).fetchone()
    return story, _telling(row)


def _telling(row: tuple[Any, ...]) -> Telling:
    item_id, event, at, edited_at, source, title, link, lang, why_text, rules = row
    why = why_from_text(why_text)
    is_update = why is not None and why.reason == Reason.UPDATED
    return Telling(
        item_id=item_id,
        event=event,
        published_at=from_text(at),
        updated_at=from_text_or_none(edited_at) if is_update else None,
        source=source,
        title=title,
        link=link,
        lang=lang,
        why=why,
        rules=tuple(json.loads(rules)),
    )


def _alerts(db: sqlite_utils.Database, story: int) -> dict[int, dict[str, MatchState]]:
    """By event and rule, what became of the rule's alerts."""
    found: dict[int, dict[str, MatchState]] = {}
    rows = db.execute(
        """
        SELECT alerts.event_id, alerts.rule,
               CASE coalesce(digests.state, deliveries.state)
                   WHEN 'delivered' THEN 0 WHEN 'dead' THEN 3 WHEN 'withheld' THEN 4
                   ELSE CASE coalesce(digests.hold, deliveries.hold) WHEN '' THEN 1 ELSE 2 END END
        FROM alerts JOIN deliveries ON deliveries.alert_id = alerts.id
        LEFT JOIN deliveries AS digests ON digests.id = deliveries.digest_id
        WHERE alerts.story_id = ? ORDER BY 3 DESC
        """,
        [story],
    )
    for event, rule, best in rows:
        found.setdefault(event, {})[rule] = _STATES[best]
    return found
