"""Near misses: items that lacked exactly one clause of a rule, the newest of them.

Kept so that one can ask "what did I nearly get?"; bounded, since nobody asks for old ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import msgpack
import sqlite_utils

from monitor.item import Item
from monitor.rules.rule import Hit, NearMiss
from monitor.store.codec import from_json, to_json
from monitor.store.history.match_query import MatchQuery
from monitor.store.history.narrowing import feed_ids
from monitor.store.history.paging import Page, cursor, read_cursor
from monitor.store.search.fts_expression import sought
from monitor.store.timestamps import from_text, to_text, to_text_or_none
from monitor.store.writing import articles, items
from monitor.store.writing.articles import ArticleRow
from monitor.store.writing.matches import site_of

KEPT = 10_000
_LONE = "surrogatepass"  # half a character is possible in a str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedNearMiss:
    """A near miss as it is written down: a cluster's workers do all of that but the writing."""

    rule: str
    missing: str
    hits: str
    """JSON of the hits, ``NearMiss.hits``."""
    text_decides: bool

    @classmethod
    def of(cls, miss: NearMiss) -> RecordedNearMiss:
        """Return what is written down of a near miss."""
        return cls(
            rule=miss.rule,
            missing=miss.missing,
            hits=to_json(miss.hits),
            text_decides=miss.text_decides,
        )


def pack(misses: Iterable[RecordedNearMiss]) -> bytes:
    """Write near misses so that whoever doesn't want them needn't read them."""
    rows = [(each.rule, each.missing, each.hits, each.text_decides) for each in misses]
    packed: bytes = msgpack.packb(rows, unicode_errors=_LONE)
    return packed


def unpack(packed: bytes) -> tuple[RecordedNearMiss, ...]:
    """Read what ``pack`` wrote."""
    return tuple(
        RecordedNearMiss(rule=rule, missing=missing, hits=hits, text_decides=text_decides)
        for rule, missing, hits, text_decides in msgpack.unpackb(packed, unicode_errors=_LONE)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class NearMissRow:
    """A near miss as the history knows it."""

    id: int
    rule: str
    missing: str
    """The clause that wasn't found (or, for NOT, was), in canonical text."""
    hits: tuple[Hit, ...]
    seen_at: datetime
    item_id: int
    item: Item
    article: ArticleRow | None = None
    """What became of the article behind it; None: nobody wanted to read it."""


def add(
    db: sqlite_utils.Database, item_id: int, misses: Sequence[RecordedNearMiss], *, now: datetime
) -> None:
    """Keep near misses of an item; the caller lets the oldest go (``keep_newest``)."""
    if not misses:
        return
    at = to_text(now)
    db.conn.executemany(
        """
        INSERT INTO near_misses (item_id, rule, missing, hits, seen_at) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (item_id, rule) DO UPDATE SET missing = excluded.missing, hits = excluded.hits
        """,
        [(item_id, miss.rule, miss.missing, miss.hits, at) for miss in misses],
    )


def keep_newest(db: sqlite_utils.Database) -> None:
    """Let the oldest go."""
    db.execute("DELETE FROM near_misses WHERE id <= (SELECT max(id) FROM near_misses) - ?", [KEPT])


def forget(db: sqlite_utils.Database, item_id: int, rule: str) -> None:
    """An edit made a match of it."""
    db.execute("DELETE FROM near_misses WHERE item_id = ? AND rule = ?", [item_id, rule])


def forget_item(db: sqlite_utils.Database, item_id: int) -> None:
    """Forget all near misses of an item: it reads otherwise now."""
    db.execute("DELETE FROM near_misses WHERE item_id = ?", [item_id])


def newest(db: sqlite_utils.Database, *, rule: str = "", limit: int) -> list[NearMissRow]:
    """Near misses, newest first."""
    return list(near(db, MatchQuery(rule=rule, limit=limit)))


def near(db: sqlite_utils.Database, query: MatchQuery) -> Page[NearMissRow]:
    """A page of near misses, the last found first.

    Of the query's parts, those hold that a near miss can have: rule, times, feed, site, lang,
    story, search.

    Raises:
        SearchError: the search can't be read.
        StoreError: ``query.after`` leads nowhere.
    """
    last = read_cursor(query.after, "near", str)
    conditions = _conditions(db, query, last[1] if last else None)
    rows = db.execute(
        f"""
        SELECT {items.COLUMNS}, near_misses.id, near_misses.rule, near_misses.missing,
               near_misses.hits, near_misses.seen_at, items.id, items.feed_id
        FROM near_misses
        CROSS JOIN items ON items.id = near_misses.item_id
        JOIN feeds ON feeds.id = items.feed_id
        WHERE {" AND ".join(conditions) or "1"}
        ORDER BY near_misses.id DESC
        """,  # noqa: S608 - constants; what users give are values
        list(conditions.values()),
    )
    ids = frozenset(feed_ids(db, query.feed)) if query.feed else frozenset[int]()
    found: list[NearMissRow] = []
    for *row, feed_id in rows:
        read = _row(tuple(row))
        if _is_meant(query, read, of_feed=feed_id in ids):
            if len(found) == query.limit:
                return Page(tuple(found), cursor("near", "", found[-1].id))
            found.append(replace(read, article=articles.of_item(db, read.item_id)))
    return Page(tuple(found))


def _conditions(
    db: sqlite_utils.Database, query: MatchQuery, before: int | None
) -> dict[str, object]:
    """Conditions for the database, each with its value."""
    search = sought(db, query.search).expression if query.search else None
    conditions: dict[str, object | None] = {
        "near_misses.id < ?": before,
        "items.published_at >= ?": to_text_or_none(query.since),
        "items.published_at < ?": to_text_or_none(query.until),
        "items.lang = ?": query.lang.lower() or None,
        "items.story_id = ?": query.story,
        "items.id IN (SELECT rowid FROM items_fts WHERE items_fts MATCH ? "
        "AND +rowid IN (SELECT item_id FROM near_misses))": search,
    }
    return {condition: value for condition, value in conditions.items() if value is not None}


def _is_meant(query: MatchQuery, row: NearMissRow, *, of_feed: bool) -> bool:
    """What is easier seen than asked for: there are few."""
    return (
        query.rule.casefold() in {"", row.rule.casefold()}
        and (not query.feed or of_feed or query.feed.casefold() in row.item.source.casefold())
        and (not query.site or _is_of(row.item.link, query.site))
    )


def _is_of(link: str, site: str) -> bool:
    return f".{site_of(link)}".endswith(f".{site.lower().removeprefix('www.')}")


def _row(row: tuple[object, ...]) -> NearMissRow:
    item = items.from_row(row[: items.COLUMN_COUNT])  # type: ignore[arg-type]  # by COLUMNS
    id_, rule, missing, hits, seen_at, item_id = row[items.COLUMN_COUNT :]
    return NearMissRow(
        id=int(str(id_)),
        rule=str(rule),
        missing=str(missing),
        hits=from_json(tuple[Hit, ...], str(hits)),
        seen_at=from_text(str(seen_at)),
        item_id=int(str(item_id)),
        item=item,
    )
