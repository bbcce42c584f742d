"""History: what was matched, asked for by people.

Read-only queries over matches and items. Leaves to others: showing the answers (``cli``, ``web``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlite_utils

from monitor.item import Item
from monitor.rules.rule import Hit
from monitor.store import items
from monitor.store.codec import from_json
from monitor.store.moment import from_text, to_text
from monitor.store.search import fts_query


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
    withheld: str
    """Why nobody was told; empty where somebody was."""
    deliveries: tuple[tuple[str, str], ...]
    """(target, state) of each delivery of its alert."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchQuery:
    """What to look for; every part given must hold."""

    rule: str = ""
    since: datetime | None = None
    until: datetime | None = None
    search: str = ""
    """Full text, in the way of ``store.search``."""
    feed: str = ""
    """Part of a feed's URL, name or title, or of the item's source."""
    limit: int = 50


def matches(db: sqlite_utils.Database, query: MatchQuery) -> list[MatchRow]:
    """Matches, newest publication first."""
    conditions, values = ["1"], list[object]()
    if query.rule:
        conditions.append("matches.rule = ? COLLATE NOCASE")
        values.append(query.rule)
    if query.since is not None:
        conditions.append("items.published_at >= ?")
        values.append(to_text(query.since))
    if query.until is not None:
        conditions.append("items.published_at < ?")
        values.append(to_text(query.until))
    if query.feed:
        like = f"%{_escape_like(query.feed)}%"
        conditions.append(
            "(feeds.url LIKE ? ESCAPE '\\' OR feeds.name LIKE ? ESCAPE '\\' "
            "OR feeds.title LIKE ? ESCAPE '\\' OR items.source LIKE ? ESCAPE '\\')"
        )
        values.extend([like] * 4)
    if query.search:
        expression = fts_query(query.search)
        if expression is None:
            return []
        conditions.append("items.id IN (SELECT rowid FROM items_fts WHERE items_fts MATCH ?)")
        values.append(expression)
    rows = db.execute(
        f"""
        SELECT {items.COLUMNS}, matches.id, matches.rule, matches.score, matches.hits,
               matches.matched_at, items.id,
               coalesce(nullif(feeds.name, ''), nullif(feeds.title, ''), feeds.url),
               items.story_id, coalesce(matches.withheld, ''),
               (SELECT group_concat(target || char(31) || state, char(30)) FROM deliveries
                WHERE deliveries.alert_id = matches.alert_id)
        FROM matches
        JOIN items ON items.id = matches.item_id
        JOIN feeds ON feeds.id = items.feed_id
        WHERE {" AND ".join(conditions)}
        ORDER BY items.published_at DESC, matches.id DESC
        LIMIT ?
        """,  # noqa: S608 - our own constants; what users give are values
        [*values, query.limit],
    )
    return [_row(row) for row in rows]


def rule_counts(db: sqlite_utils.Database) -> dict[str, tuple[int, datetime]]:
    """For each rule that ever matched: how often, and when last."""
    rows = db.execute("SELECT rule, count(*), max(matched_at) FROM matches GROUP BY rule")
    return {rule: (count, from_text(last)) for rule, count, last in rows}


def _escape_like(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _row(row: tuple[object, ...]) -> MatchRow:
    item = items.from_row(row[: items.COLUMN_COUNT])  # type: ignore[arg-type]  # by COLUMNS
    id_, rule, score, hits, matched_at, item_id, feed_name, story, withheld, deliveries = row[
        items.COLUMN_COUNT :
    ]
    return MatchRow(
        id=int(str(id_)),
        rule=str(rule),
        score=float(str(score)),
        hits=from_json(tuple[Hit, ...], str(hits)),
        matched_at=from_text(str(matched_at)),
        item_id=int(str(item_id)),
        item=item,
        feed_name=str(feed_name),
        story=int(str(story)),
        withheld=str(withheld),
        deliveries=tuple(
            (target, state)
            for pair in str(deliveries or "").split("\x1e")
            if pair
            for target, _, state in [pair.partition("\x1f")]
        ),
    )
