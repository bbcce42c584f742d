"""Coverage: which outlets have a story by now, each by its first report."""

from __future__ import annotations

import sqlite_utils

from monitor.alerts.alert import MOST_REPORTS, Report
from monitor.store.moment import from_text


def coverage(
    db: sqlite_utils.Database, story: int, *, most: int = MOST_REPORTS
) -> tuple[tuple[Report, ...], int]:
    """Return the first reports of a story, earliest first, and how many outlets have it.

    An outlet is the item's publisher, else the name, the title or the host of its feed; capitals
    make no other outlet of it.
    """
    rows = db.execute(
        """
        WITH RECURSIVE
        home (id, next) AS (  -- where a story went that was merged into another
            SELECT id, merged_into FROM stories WHERE id = ?
            UNION
            SELECT stories.id, stories.merged_into FROM stories JOIN home ON stories.id = home.next
        ),
        reports AS (
            SELECT coalesce(nullif(items.source, ''), nullif(feeds.name, ''),
                            nullif(feeds.title, ''), nullif(feeds.host, ''), feeds.url) AS outlet,
                   items.id, items.title, items.link, items.published_at
            FROM items JOIN feeds ON feeds.id = items.feed_id
            WHERE items.story_id IN (SELECT id FROM home)
        )
        -- With min(), the other columns are those of the row that has it (SQLite, 2.4 of SELECT).
        SELECT outlet, title, link, min(published_at || printf('%020d', id)) AS first,
               published_at, count(*) OVER ()
        FROM reports GROUP BY lower(outlet) ORDER BY first LIMIT ?
        """,
        [story, most],
    ).fetchall()
    reports = tuple(
        Report(source=outlet, title=title, link=link, published_at=from_text(published_at))
        for outlet, title, link, _, published_at, _ in rows
    )
    return reports, rows[0][-1] if rows else 0
