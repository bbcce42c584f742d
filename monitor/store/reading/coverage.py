"""Coverage: which outlets have an event by now, each by its first report."""

from __future__ import annotations

import sqlite_utils

from monitor.alerts.alert import MOST_REPORTS, Report
from monitor.store.reading.belonging import because
from monitor.store.timestamps import from_text
from monitor.store.trouble import UnreadableError
from monitor.store.writing.stories import why_from_text


def coverage(
    db: sqlite_utils.Database, event: int, *, most: int = MOST_REPORTS
) -> tuple[tuple[Report, ...], int]:
    """Return the first reports of an event, earliest first, and how many outlets have it.

    An outlet is the item's publisher, else the name, the title or the host of its feed; capitals
    make no other outlet of it.
    """
    rows = db.execute(
        """
        WITH reports AS (
            SELECT coalesce(nullif(items.source, ''), nullif(feeds.name, ''),
                            nullif(feeds.title, ''), nullif(feeds.host, ''), feeds.url) AS outlet,
                   items.id, items.title, items.link, items.published_at, items.story_why
            FROM items JOIN feeds ON feeds.id = items.feed_id
            WHERE items.event_id = ?
        )
        -- With min(), the other columns are those of the row that has it (SQLite, 2.4 of SELECT).
        SELECT outlet, id, title, link, min(published_at || printf('%020d', id)) AS first,
               published_at, story_why, count(*) OVER ()
        FROM reports GROUP BY lower(outlet) ORDER BY first LIMIT ?
        """,
        [event, most],
    ).fetchall()
    reports = tuple(
        Report(
            source=outlet,
            title=title,
            link=link,
            published_at=from_text(published_at),
            item_id=id_,
            why=_because(why),
        )
        for outlet, id_, title, link, _, published_at, why, _ in rows
    )
    return reports, rows[0][-1] if rows else 0


def _because(why: str | None) -> str:
    """Why an item is in its event; what can't be read must not cost the alert."""
    try:
        return because(why_from_text(why))
    except UnreadableError:
        return ""
