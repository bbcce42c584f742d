"""Stories: who reported when, why each report belongs, what was told; and all of them, listed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from starlette.exceptions import HTTPException
from starlette.responses import Response

from monitor.errors import SearchError
from monitor.feeds.duration import in_words
from monitor.store import history
from monitor.store.history import MatchRow
from monitor.store.match_query import MatchQuery
from monitor.store.sought import sought
from monitor.store.stories import why_from_text
from monitor.store.story_history import StoryDetail, StoryQuery, Telling, stories
from monitor.store.story_history import story as read_story
from monitor.web.look import feed_label, plural
from monitor.web.period import SILENCES
from monitor.web.visit import Visit

SHOWN = 100
"""Reports of one story."""
OUTLETS = 12
PER_PAGE = 50
TOLD = 100
WORDS = 6


def show(visit: Visit) -> Response:
    """One story."""
    detail = read_story(visit.db, visit.number("id"))
    if detail is None or not detail.timeline:
        raise HTTPException(404)
    opened = detail.timeline[0].at
    seen: dict[str, tuple[datetime, int]] = {}
    timeline = []
    for telling in detail.timeline:
        is_new = telling.source not in seen
        at, number = seen.get(telling.source, (telling.at, 0))
        seen[telling.source] = at, number + 1
        timeline.append((telling, is_new, because(telling.why)))
    outlets = [(source, at, number) for source, (at, number) in seen.items()]
    told = history.matches(visit.db, MatchQuery(story=detail.story.id, limit=TOLD))
    return visit.page(
        "story.html",
        detail=detail,
        timeline=timeline[:SHOWN],
        hidden=max(len(timeline) - SHOWN, 0),
        after=lambda telling: _after(telling, opened),
        outlets=outlets[:OUTLETS],
        more_outlets=max(len(outlets) - OUTLETS, 0),
        summary=_summary(visit, detail, len(outlets)),
        told=once_each(told),
        silence_for=SILENCES,
    )


def listed(visit: Visit) -> Response:
    """All of them, or those with some words."""
    biggest = visit.word("sort") == "biggest"
    query = StoryQuery(
        search=visit.word("q"),
        sort="biggest" if biggest else "newest",
        limit=PER_PAGE,
        after=visit.word("after"),
    )
    try:
        marks = sought(visit.db, query.search).hits_in if query.search else None
    except SearchError as error:
        return _listed(visit, query, status=400, error=error)
    return _listed(visit, query, page=stories(visit.db, query), marks=marks, error=None)


def _listed(visit: Visit, query: StoryQuery, *, status: int = 200, **found: object) -> Response:
    return visit.page("stories.html", status=status, q=query.search, sort=query.sort, **found)


def because(text: str) -> str:
    """Why a report belongs to its story, in words; empty for the one that opened it."""
    why = why_from_text(text)
    if why is None:
        return ""
    words = ", ".join(word for word, _ in why.shared[:WORDS])
    return f"{why.reason}: {words}" if words else why.reason


def once_each(rows: Iterable[MatchRow]) -> list[tuple[MatchRow, int]]:
    """What was told, each rule's alert once, with the number of matches it tells of."""
    found: dict[tuple[str, int | None, str], list[MatchRow]] = {}
    for row in rows:
        found.setdefault((row.rule, row.alert_id, row.withheld), []).append(row)
    return [
        (next((row for row in same if row.opener), same[0]), len(same)) for same in found.values()
    ]


def _after(telling: Telling, opened: datetime) -> str:
    apart = telling.at - opened
    return "at the same time" if apart < timedelta(minutes=1) else f"{in_words(apart)} later"


def _summary(visit: Visit, detail: StoryDetail, outlets: int) -> str:
    story, look = detail.story, visit.look
    reports = plural(story.items, "report")
    if story.items == 1:
        return f"One report so far, by {feed_label(story.first)}, {look.full(story.opened_at)}."
    lasted = in_words(story.last_item_at - story.opened_at)
    return (
        f"{reports} by {plural(outlets, 'outlet')} within {lasted}. "
        f"{feed_label(story.first)} had it first, {look.full(story.opened_at)}."
    )
