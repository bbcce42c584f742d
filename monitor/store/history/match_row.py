"""MatchRow: a match with its item, its story and what became of it, read from the database."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlite_utils

from monitor.item import Item
from monitor.rules.rule import Hit
from monitor.store.codec import from_json
from monitor.store.history import match_state_sql
from monitor.store.history.match_state import Fate, MatchState
from monitor.store.timestamps import from_text
from monitor.store.writing import items


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchRow:
    """A match as the history knows it."""

    id: int
    rule: str
    score: float
    hits: tuple[Hit, ...]
    matched_at: datetime
    item_id: int
    item: Item
    feed_name: str
    story: int
    story_title: str
    story_items: int
    """How many items the story has."""
    alert_id: int | None
    opener: bool
    """Its alert tells of this item; False too where nobody was told."""
    vote: int | None
    """1 good, -1 bad."""
    fate: Fate
    """What became of it."""
    archived: str = ""
    """The month in whose file it stands, where nothing can be done to it; empty: it is in none."""

    @property
    def standing_hits(self) -> tuple[Hit, ...]:
        """The hits that are where they say: not in a text that was edited until none was there."""
        return tuple(hit for hit in self.hits if hit.stands_in_item(self.item))

    @property
    def state(self) -> MatchState:
        """The same in one word."""
        return self.fate.state

    @property
    def withheld(self) -> str:
        """Why nobody was told; of what was sent: why nobody was told how it reads now."""
        return self.fate.withheld


def read(db: sqlite_utils.Database, ids: Iterable[int]) -> list[MatchRow]:
    """The matches with these ids, in this order."""
    wanted = list(ids)
    rows = db.execute(
        f"""
        SELECT {items.COLUMNS}, {match_state_sql.COLUMNS}, m.id, m.rule, m.score, m.hits,
               m.matched_at, items.id,
               coalesce(nullif(feeds.name, ''), nullif(feeds.title, ''), feeds.url),
               items.story_id, coalesce(stories.title, items.title), coalesce(stories.items, 1),
               m.alert_id, alerts.item_id IS items.id, m.vote
        FROM json_each(?) wanted
        CROSS JOIN matches m ON m.id = wanted.value
        JOIN items ON items.id = m.item_id
        JOIN feeds ON feeds.id = items.feed_id
        LEFT JOIN stories ON stories.id = items.story_id
        LEFT JOIN alerts ON alerts.id = m.alert_id
        ORDER BY wanted.key
        """,  # noqa: S608 - constants
        [json.dumps(wanted)],
    )
    return [_row(row) for row in rows]


def _row(row: tuple[Any, ...]) -> MatchRow:
    (
        id_, rule, score, hits, matched_at, item_id, feed_name, story, story_title, story_items,
        alert_id, opener, vote,
    ) = row[items.COLUMN_COUNT + match_state_sql.COLUMN_COUNT :]  # fmt: skip
    item = items.from_row(row[: items.COLUMN_COUNT])
    became = row[items.COLUMN_COUNT : items.COLUMN_COUNT + match_state_sql.COLUMN_COUNT]
    return MatchRow(
        id=id_,
        rule=rule,
        score=score,
        hits=from_json(tuple[Hit, ...], hits),
        matched_at=from_text(matched_at),
        item_id=item_id,
        item=item,
        feed_name=feed_name,
        story=story,
        story_title=story_title,
        story_items=story_items,
        alert_id=alert_id,
        opener=bool(opener),
        vote=vote,
        fate=match_state_sql.fate(became, item.title),
    )
