"""``/api/feeds``: what is polled, and how it is doing.

Without this module a program couldn't ask which feeds are in trouble.
"""

from __future__ import annotations

from starlette.responses import Response

from monitor.actions.configuration import is_paused
from monitor.feeds.state.health import health_of
from monitor.feeds.state.schedule import plain_status
from monitor.net.location import shown
from monitor.store.reading.feed_list import FeedQuery, listed
from monitor.web.api.answer import answer, iso, limit_of
from monitor.web.page_request import Visit


def all_feeds(visit: Visit) -> Response:
    """``/api/feeds``."""
    entries = visit.desk.written().feeds
    paused = frozenset(url for url, entry in entries.items() if is_paused(entry))
    query = FeedQuery(
        text=visit.word("q"),
        trouble=visit.word("health") == "trouble",
        paused=paused,
        limit=limit_of(visit),
        after=visit.word("after"),
    )
    page = listed(visit.db, query)
    plain = [
        {
            "id": row.id,
            "url": shown(row.url),
            "name": row.name or row.state.title,
            "tags": list(row.tags),
            "health": health_of(row.state, visit.now).value,
            "status": "paused" if row.url in paused else plain_status(row.state, visit.now),
            "paused": row.url in paused,
            "failures": row.state.trouble.failures,
            "last_poll_at": iso(visit, row.state.last_poll_at),
            "last_success_at": iso(visit, row.state.last_success_at),
            "last_new_at": iso(visit, row.state.news.last_new_at),
            "next_poll_at": iso(visit, row.state.schedule.next_poll_at)
            if row.url not in paused
            else None,
            "next_reason": row.state.schedule.next_reason if row.url not in paused else "",
        }
        for row in page
    ]
    return answer({"feeds": plain, "next": page.next})
