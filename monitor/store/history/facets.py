"""Facets: what rules, feeds, sites, languages, states and reasons a query's matches have, counted.

Bounded: the newest ``LOOKED_AT`` matches are counted, so that the counts come as fast as the page.
"""

from __future__ import annotations

from collections import Counter

import sqlite_utils

from monitor.store.history.match_query import MatchQuery
from monitor.store.history.match_state_sql import CASE
from monitor.store.history.narrowing import narrow

LOOKED_AT = 5_000
MOST = 20
"""Values of one kind that are given at most."""
KINDS = ("rule", "feed", "site", "lang", "state", "withheld")


def facets(db: sqlite_utils.Database, query: MatchQuery) -> dict[str, list[tuple[str, int]]]:
    """For each of ``KINDS`` its values, commonest first, each fit for that part of a query.

    ``feed`` has the feeds' names. Matches that have none (no site, not withheld) aren't
    counted there. ``limit``, ``sort`` and ``after`` don't matter.
    """
    narrowing = narrow(db, query, whole=True)
    if narrowing is None:
        return {kind: [] for kind in KINDS}
    rows = db.execute(
        f"""
        SELECT m.rule, m.feed_id, m.site, m.lang, {CASE}, m.withheld
        FROM {narrowing.source} WHERE {narrowing.where}
        ORDER BY m.published_at DESC LIMIT ?
        """,  # noqa: S608 - our own constants; what users give are values
        [*narrowing.values, LOOKED_AT],
    ).fetchall()
    counted = (
        {
            kind: Counter(value for value in column if value)
            for kind, column in zip(KINDS, zip(*rows, strict=True), strict=True)
        }
        if rows
        else {kind: Counter() for kind in KINDS}
    )
    names = _names(db) if rows else {}
    counted["feed"] = _renamed(counted["feed"], names)
    return {
        kind: sorted(values.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST]
        for kind, values in counted.items()
    }


def _names(db: sqlite_utils.Database) -> dict[int, str]:
    return dict(
        db.execute(
            "SELECT id, coalesce(nullif(name, ''), nullif(title, ''), url) FROM feeds"
        ).fetchall()
    )


def _renamed(counted: Counter[int], names: dict[int, str]) -> Counter[str]:
    renamed: Counter[str] = Counter()
    for id_, count in counted.items():
        renamed[names[id_]] += count
    return renamed
