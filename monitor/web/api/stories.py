"""``/api/stories``: what happened, event by event, and who reported it.

Without this module a program could ask for matches, but not which of them are one story.
"""

from __future__ import annotations

from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from monitor.store.archive import reading
from monitor.store.reading.belonging import because
from monitor.store.reading.story_events import StoryEvent
from monitor.store.reading.story_history import StoryQuery, StoryRow, StorySort
from monitor.web.api.answer import answer, iso, limit_of
from monitor.web.page_request import Visit
from monitor.web.period import since
from monitor.web.templating import feed_label


def all_stories(visit: Visit) -> Response:
    """``/api/stories``."""
    zone = visit.desk.config.timezone
    query = StoryQuery(
        since=since(visit.word("since"), now=visit.now, zone=zone),
        until=since(visit.word("until"), now=visit.now, zone=zone),
        rule=visit.word("rule"),
        search=visit.word("q"),
        sort=StorySort(visit.word("sort") or StorySort.NEWEST),
        limit=limit_of(visit),
        after=visit.word("after"),
    )
    page = reading.stories(visit.db, query)
    return answer({"stories": [_story(visit, row) for row in page], "next": page.next})


def one_story(visit: Visit) -> Response:
    """``/api/stories/{id}``."""
    detail = reading.story(visit.db, visit.number("id"))
    if detail is None:
        raise HTTPException(404, "There is no such story, or it is no longer kept.")
    timeline = [
        {
            "item": telling.item_id,
            "event": event.id,
            "published_at": iso(visit, telling.published_at),
            "source": feed_label(telling.source),
            "title": telling.title,
            "link": telling.link,
            "lang": telling.lang,
            "why": because(
                telling.why,
                edited=visit.look.full(telling.updated_at) if telling.updated_at else "",
            ),
            "rules": list(telling.rules),
        }
        for event in detail.story.events
        for telling in event.tellings
    ]
    return answer(_story(visit, detail.story) | {"timeline": timeline})


def _story(visit: Visit, row: StoryRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "title": row.title,
        "first_title": row.first_title,
        "opened_at": iso(visit, row.opened_at),
        "last_item_at": iso(visit, row.last_item_at),
        "items": row.items,
        "first": feed_label(row.first),
        "sources": list(map(feed_label, row.sources)),
        "source_count": row.source_count,
        "rules": list(row.rules),
        "events": [_event(visit, event) for event in row.events],
    }


def _event(visit: Visit, event: StoryEvent) -> dict[str, Any]:
    return {
        "id": event.id,
        "title": event.title,
        "at": iso(visit, event.at),
        "items": len(event.tellings),
        "first": feed_label(event.first),
        "sources": list(map(feed_label, event.sources)),
        "source_count": event.source_count,
        "alerts": [{"rule": rule, "state": state} for rule, state in event.alerts],
    }
