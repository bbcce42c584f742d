"""Lists of what was matched, asked for by people.

Read-only queries over matches and items; ``narrowing`` chooses what they read. Without this module
each of command line, page and API would have its own idea of what was matched.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from itertools import islice
from typing import Any

import sqlite_utils

from monitor.store.history.condition import BY_ITEM, Condition
from monitor.store.history.match_query import MatchQuery, Sort
from monitor.store.history.match_row import MatchRow, read
from monitor.store.history.narrowing import (
    BY_TIME,
    Narrowing,
    count_up_to,
    is_common,
    is_often,
    narrow,
)
from monitor.store.history.near_misses import NearMissRow, near
from monitor.store.history.paging import Page, cursor, read_cursor
from monitor.store.search.text_index import FOUND
from monitor.store.timestamps import from_text

__all__ = [
    "MatchQuery", "MatchRow", "NearMissRow", "Page", "count", "match", "matches", "matches_of",
    "near", "rule_counts",
]  # fmt: skip


TITLE_WEIGHT = 4.0
"""What a word in the title counts, against one in the text."""


_LOOKED_AT = 300
"""So many matches are looked at one by one before all is gathered that has a common word."""
_STRETCH = 50_000
"""Items between those of the matches that are looked at."""
Place = tuple[int, Any]
"""A match's id and where it stands in the order."""


def matches(db: sqlite_utils.Database, query: MatchQuery) -> Page[MatchRow]:
    """A page of matches.

    Raises:
        SearchError: the search can't be read.
        StoreError: ``query.after`` leads nowhere.
    """
    ranked = query.sort is Sort.RELEVANCE and bool(query.search)
    narrowing = narrow(db, query, ranked=ranked)
    if narrowing is None:
        return Page()
    sort, page = "time", _newest
    if ranked:
        common = is_common(db, narrowing.words)
        sort, page = ("title", _by_title) if common else ("relevance", _best)
    last = read_cursor(query.after, sort, float if sort == "relevance" else str)
    found = page(db, narrowing, last, query.limit + 1)
    shown = found[: query.limit]
    more = cursor(sort, shown[-1][1], shown[-1][0]) if len(found) > len(shown) > 0 else ""
    return Page(tuple(read(db, [id_ for id_, _ in shown])), more)


def _newest(
    db: sqlite_utils.Database, narrowing: Narrowing, last: tuple[Any, int] | None, limit: int
) -> list[Place]:
    """Ids and times of publication of matches, newest first."""
    beyond, values = "", list[object]()
    if last:
        beyond = "AND m.published_at <= ? AND (m.published_at < ? OR m.id < ?)"
        values = [last[0], *last]

    def select(parts: Iterable[Condition], most: int) -> list[Place]:
        these = Narrowing(tuple(parts), narrowing.index)
        return db.execute(
            f"""
            SELECT m.id, m.published_at FROM {these.source} WHERE {these.where} {beyond}
            ORDER BY m.published_at DESC, m.id DESC LIMIT ?
            """,  # noqa: S608 - our own constants; what users give are values
            [*these.values, *values, most],
        ).fetchall()

    probes = []
    if narrowing.index == BY_TIME:
        probes = [part for part in narrowing.parts if is_often(db, part)]
    if probes:
        looked_at = select((part for part in narrowing.parts if part not in probes), _LOOKED_AT)
        among = looked_at
        for part in probes:
            if part.sample == FOUND:
                among = _with_words(db, among, part)
        others = [part for part in probes if part.sample != FOUND]
        found = list(islice((place for place in among if _holds(db, place, others)), limit))
        if len(found) == limit or len(looked_at) < _LOOKED_AT:
            return found
    return select(narrowing.parts, limit)


def _with_words(db: sqlite_utils.Database, places: list[Place], part: Condition) -> list[Place]:
    """The matches whose items have what is searched for.

    Matches that follow each other in time are of items that do so, too, but for a few: what there
    is between them is read at once, which takes as long as to look at a few one by one.
    """
    rows = db.execute(
        "SELECT id, item_id FROM matches WHERE id IN (SELECT value FROM json_each(?))",
        [json.dumps([id_ for id_, _ in places])],
    ).fetchall()
    ids = sorted({item_id for _, item_id in rows})
    few, close = ids[: len(ids) // 10], ids[len(ids) // 10 :]
    if not close or close[-1] - close[0] > _STRETCH:
        return [place for place in places if _holds(db, place, [part])]
    stretches = [(close[0], close[-1]), *((one, one) for one in few)]
    has = {
        item_id
        for first, last in stretches
        for (item_id,) in db.execute(
            f"{FOUND} AND rowid BETWEEN ? AND ?", [*part.values, first, last]
        )
    }
    having = {id_ for id_, item_id in rows if item_id in has}
    return [place for place in places if place[0] in having]


def _holds(db: sqlite_utils.Database, place: Place, probes: Iterable[Condition]) -> bool:
    return all(
        db.execute(
            f"SELECT 1 FROM matches m WHERE m.id = ? AND {part.probe}",  # noqa: S608
            [place[0], *part.probe_values],
        ).fetchone()
        for part in probes
    )


def _best(
    db: sqlite_utils.Database, narrowing: Narrowing, last: tuple[Any, int] | None, limit: int
) -> list[Place]:
    """Ids and ranks (BM25, the best is lowest) of matches, best first."""
    beyond = "WHERE rank > ? OR (rank = ? AND id < ?)" if last else ""
    return db.execute(
        f"""
        WITH found AS MATERIALIZED (
            SELECT rowid AS item_id, bm25(items_fts, {TITLE_WEIGHT}, 1.0) AS rank FROM items_fts
            WHERE items_fts MATCH ?
                AND EXISTS (SELECT 1 FROM matches WHERE item_id = +items_fts.rowid)
        ), ranked AS (
            SELECT m.id, found.rank
            FROM found CROSS JOIN matches m INDEXED BY {BY_ITEM} ON m.item_id = found.item_id
            WHERE {narrowing.where}
        )
        SELECT id, rank FROM ranked {beyond} ORDER BY rank, id DESC LIMIT ?
        """,  # noqa: S608 - our own constants; what users give are values
        [
            narrowing.words,
            *narrowing.values,
            *((last[0], *last) if last else ()),
            limit,
        ],
    ).fetchall()


def _by_title(
    db: sqlite_utils.Database, narrowing: Narrowing, last: tuple[Any, int] | None, limit: int
) -> list[Place]:
    """Ids and places of matches: those that have it in the title, then the others; newest first.

    A word in a good part of all items says nothing by how often it stands in one.
    """
    found: list[Place] = []
    in_title = f"{{title}} : ({narrowing.words})"
    stages = (("0", in_title), ("1", f"({narrowing.words}) NOT ({in_title})"))
    for stage, words in stages:
        if last and last[0][:1] > stage:
            continue
        after = (last[0][1:], last[1]) if last and last[0][:1] == stage else None
        rows = _newest(db, narrowing.among(words), after, limit - len(found))
        found += [(id_, stage + published_at) for id_, published_at in rows]
        if len(found) == limit:
            break
    return found


def count(db: sqlite_utils.Database, query: MatchQuery, *, at_most: int = 10_000) -> int:
    """How many matches there are; ``at_most`` where there are more."""
    narrowing = narrow(db, query)
    if narrowing is None:
        return 0
    source = narrowing.source
    if query.search and len(narrowing.parts) == 1:  # what has the word is more than enough
        source = (
            f"items_fts CROSS JOIN matches m INDEXED BY {BY_ITEM} ON m.item_id = +items_fts.rowid"
        )
        narrowing = Narrowing((Condition("items_fts MATCH ?", narrowing.parts[0].values),), BY_ITEM)
    return count_up_to(
        db,
        f"SELECT 1 FROM {source} WHERE {narrowing.where}",  # noqa: S608 - our own constants
        narrowing.values,
        at_most - 1,
    )


def match(db: sqlite_utils.Database, id_: int) -> MatchRow | None:
    """The match with this id."""
    return next(iter(read(db, [id_])), None)


def match_of(db: sqlite_utils.Database, item_id: int, rule: str) -> MatchRow | None:
    """A rule's match of an item."""
    row = db.execute(
        "SELECT id FROM matches WHERE item_id = ? AND rule = ?", [item_id, rule]
    ).fetchone()
    return match(db, row[0]) if row else None


def matches_of(db: sqlite_utils.Database, item_id: int) -> list[MatchRow]:
    """All matches of an item."""
    rows = db.execute("SELECT id FROM matches WHERE item_id = ? ORDER BY id", [item_id])
    return read(db, [id_ for (id_,) in rows])


def rule_counts(db: sqlite_utils.Database) -> dict[str, tuple[int, datetime]]:
    """For each rule that ever matched: how often, and when last."""
    rows = db.execute("SELECT rule, count(*), max(matched_at) FROM matches GROUP BY rule")
    return {rule: (count, from_text(last)) for rule, count, last in rows}
