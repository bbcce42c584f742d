"""The pages of stories: one, event by event, with who reported each and what was sent; and all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial

from starlette.exceptions import HTTPException
from starlette.responses import Response

from monitor.alerts.planning.digest import room
from monitor.errors import SearchError
from monitor.human import in_words, plural
from monitor.store.archive import reading
from monitor.store.history.match_list import MatchRow
from monitor.store.history.match_query import MatchQuery
from monitor.store.reading import belonging
from monitor.store.reading.belonging import because
from monitor.store.reading.story_events import StoryEvent, Telling
from monitor.store.reading.story_history import StoryDetail, StoryQuery, StorySort
from monitor.store.search.fts_expression import sought
from monitor.web.page_request import Visit
from monitor.web.period import SILENCES
from monitor.web.templating import feed_label

SHOWN = 100
"""Reports of one story."""
OUTLETS = 12
PER_PAGE = 50
TOLD = 100


def show(visit: Visit) -> Response:
    """Show one story, event by event."""
    detail = reading.story(visit.db, visit.number("id"))
    if detail is None or not detail.timeline:
        raise HTTPException(404)
    seen: dict[str, tuple[datetime, int]] = {}
    for telling in detail.timeline:
        at, number = seen.get(telling.source, (telling.published_at, 0))
        seen[telling.source] = at, number + 1
    outlets = [(source, at, number) for source, (at, number) in seen.items()]
    told = reading.matches(visit.db, MatchQuery(story=detail.story.id, limit=TOLD))
    return visit.page(
        "story.html",
        detail=detail,
        events=_shown(detail.story.events),
        after=_after,
        because=because,
        by=partial(belonging.outlets, label=feed_label),
        told_by=belonging.told,
        outlets=outlets[:OUTLETS],
        more_outlets=max(len(outlets) - OUTLETS, 0),
        summary=_summary(visit, detail, len(outlets)),
        told=once_each(told),
        silence_for=SILENCES,
    )


def _shown(events: Sequence[StoryEvent]) -> list[tuple[StoryEvent, tuple[Telling, ...], int]]:
    """Each event with the reports of it that there is room for, and how many more it has."""
    rooms = room([len(event.tellings) for event in events], SHOWN)
    return [
        (event, event.tellings[:place], len(event.tellings) - place)
        for event, place in zip(events, rooms, strict=True)
    ]


def listed(visit: Visit) -> Response:
    """Show the list of stories, or of those with the words searched for."""
    biggest = visit.word("sort") == StorySort.BIGGEST
    query = StoryQuery(
        search=visit.word("q"),
        sort=StorySort.BIGGEST if biggest else StorySort.NEWEST,
        limit=PER_PAGE,
        after=visit.word("after"),
    )
    try:
        marks = sought(visit.db, query.search).hits_in if query.search else None
    except SearchError as error:
        return _listed(visit, query, status=400, error=error)
    return _listed(visit, query, page=reading.stories(visit.db, query), marks=marks, error=None)


def _listed(visit: Visit, query: StoryQuery, *, status: int = 200, **found: object) -> Response:
    return visit.page("stories.html", status=status, q=query.search, sort=query.sort, **found)


def once_each(rows: Iterable[MatchRow]) -> list[tuple[MatchRow, int]]:
    """Keep one match for each alert of a rule, with the number of matches the alert is about."""
    found: dict[tuple[str, int | None, str], list[MatchRow]] = {}
    for row in rows:
        found.setdefault((row.rule, row.alert_id, row.withheld), []).append(row)
    return [
        (next((row for row in same if row.opener), same[0]), len(same)) for same in found.values()
    ]


def _after(telling: Telling, event: StoryEvent) -> str:
    apart = telling.at - event.at
    return "at the same time" if apart < timedelta(minutes=1) else f"{in_words(apart)} later"


def _summary(visit: Visit, detail: StoryDetail, outlets: int) -> str:
    story, look = detail.story, visit.look
    reports = plural(story.items, "report")
    if len(story.events) > 1:
        reports = f"{plural(len(story.events), 'event')}, {reports}"
    if story.items == 1:
        return f"One report so far, by {feed_label(story.first)}, {look.full(story.opened_at)}."
    apart = story.last_item_at - story.opened_at
    within = f" within {in_words(apart)}" if apart >= timedelta(seconds=1) else ""
    return (
        f"{reports} by {plural(outlets, 'outlet')}{within}. "
        f"{feed_label(story.first)} had it first, {look.full(story.opened_at)}."
    )
