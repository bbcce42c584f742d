"""Feeds as people ask for them: those in trouble first, a page at a time.

Read-only. A feed's health is the one that its last poll left in the row, which ``latest`` counts
too: judging each feed anew would mean reading all that is known of thousands of them.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass

import sqlite_utils

from monitor.feeds.state.health import Health
from monitor.store.feeds import feeds
from monitor.store.feeds.feeds import FeedRow
from monitor.store.history.paging import Page, cursor, read_cursor

_WORST_FIRST = (
    Health.GONE,
    Health.DEAD,
    Health.CHANGED,
    Health.FAILING,
    Health.SILENT,
    Health.OK,
)
_RANK = " ".join(f"WHEN '{health}' THEN '{rank}'" for rank, health in enumerate(_WORST_FIRST))
_PLACE = (
    f"(CASE health {_RANK} ELSE '0' END || coalesce(nullif(name, ''), nullif(title, ''), url))"
    " COLLATE NOCASE"
)
"""How bad it is, then what it is called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedQuery:
    """Which of the feeds to list; every part given must hold."""

    text: str = ""
    """Stands in the URL, the name or the title, in any case."""
    trouble: bool = False
    """Only those that aren't well."""
    paused: Collection[str] = frozenset()
    """Addresses of feeds that are listed although nobody polls them."""
    limit: int = 100
    after: str = ""
    """``Page.next`` of the page before."""


def listed(db: sqlite_utils.Database, query: FeedQuery) -> Page[FeedRow]:
    """Return a page of feeds: those in trouble first, then the others, each sorted by name.

    Raises:
        StoreError: ``query.after`` is no page of this list.
    """
    conditions, values = ["active"], list[object]()
    if query.trouble:
        conditions.append("health <> 'ok'")
    elif query.paused:
        conditions[0] = "(active OR url IN (SELECT value FROM json_each(?)))"
        values.append(json.dumps(sorted(query.paused)))
    if query.text:
        # SQLite's own LIKE knows capitals of ASCII only.
        db.conn.create_function("casefold", 1, str.casefold, deterministic=True)
        conditions.append("instr(casefold(url || char(10) || name || char(10) || title), ?)")
        values.append(query.text.casefold())
    if last := read_cursor(query.after, "feeds", str):
        conditions.append(f"({_PLACE}, id) > (?, ?)")
        values += last
    found = db.execute(
        f"SELECT id, {_PLACE} AS place FROM feeds WHERE {' AND '.join(conditions)} "  # noqa: S608 - our own constants
        "ORDER BY place, id LIMIT ?",
        [*values, query.limit + 1],
    ).fetchall()
    shown = found[: query.limit]
    more = cursor("feeds", shown[-1][1], shown[-1][0]) if len(found) > len(shown) > 0 else ""
    rows = (feeds.by_id(db, id_) for id_, _ in shown)
    return Page(tuple(row for row in rows if row), more)
