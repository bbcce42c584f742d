"""Reading: what people ask of the history, of the database and of its archive together.

The database answers first. A month's file is opened only where the period reaches it and the page
isn't full without it, so that today's questions cost what they did. Without this module whatever
was moved would be gone to those who look for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import datetime
from operator import itemgetter
from typing import Protocol, TypeVar

import sqlite_utils

from monitor.errors import StoreError
from monitor.store.archive.months import Month, one_moment
from monitor.store.history import facets as live_facets
from monitor.store.history import match_list
from monitor.store.history.match_query import MatchQuery, Sort
from monitor.store.history.match_row import MatchRow
from monitor.store.history.paging import Page, cursor
from monitor.store.opening import reading
from monitor.store.reading import story_history
from monitor.store.reading.story_history import StoryDetail, StoryQuery, StoryRow, StorySort
from monitor.store.timestamps import to_text

R = TypeVar("R", MatchRow, StoryRow)
Q = TypeVar("Q", MatchQuery, StoryQuery)
Answer = TypeVar("Answer")
_THEN = ":"
"""Between the name of a month and what a page of it is continued by."""


class _Asked(Protocol):
    """A query, as far as it matters which months it reaches."""

    @property
    def since(self) -> datetime | None: ...
    @property
    def until(self) -> datetime | None: ...


def matches(db: sqlite_utils.Database, query: MatchQuery) -> Page[MatchRow]:
    """A page of matches, as ``match_list.matches``; by relevance, those of each file together.

    Raises:
        SearchError: the search can't be read.
        DatabaseUnavailable: a month that the page reaches isn't there.
        StoreError: ``query.after`` leads nowhere.
    """
    if query.sort is Sort.RELEVANCE and query.search:
        return _one_after_another(db, query)

    def place(row: MatchRow) -> tuple[str, int]:
        assert row.item.published is not None
        return to_text(row.item.published), row.id

    with one_moment(db) as there:
        first = match_list.matches(db, query)
        reached = _reached(there, query)
        return _merged(first, reached, query, match_list.matches, sort="time", place=place)


def stories(db: sqlite_utils.Database, query: StoryQuery) -> Page[StoryRow]:
    """A page of stories, as ``story_history.stories``.

    Raises:
        SearchError: the search can't be read.
        DatabaseUnavailable: a month that the page reaches isn't there.
        StoreError: ``query.after`` leads nowhere.
    """

    def place(row: StoryRow) -> tuple[str | int, int]:
        newest = query.sort is StorySort.NEWEST
        return (to_text(row.last_item_at) if newest else row.items), row.id

    with one_moment(db) as there:
        first = story_history.stories(db, query)
        reached = _reached(there, query)
        return _merged(first, reached, query, story_history.stories, sort=query.sort, place=place)


def match(db: sqlite_utils.Database, id_: int) -> MatchRow | None:
    """The match with this id."""
    found = _first(db, lambda each: match_list.match(each, id_), lambda row: row.story)
    return _marked(*found) if found else None


def story(db: sqlite_utils.Database, id_: int) -> StoryDetail | None:
    """The story with this id, or the one it was merged into."""
    found = _first(db, lambda each: story_history.story(each, id_), lambda detail: detail.story.id)
    return replace(found[0], story=_marked(found[0].story, found[1])) if found else None


def no_such_match(db: sqlite_utils.Database, id_: int) -> str:
    """Say why nothing can be done to a match that the database itself doesn't have."""
    if (found := match(db, id_)) is not None:
        return (
            f"match {id_} is in the archive of {found.archived}: it can be read, but not voted on "
            "or sent any more"
        )
    return f"there is no match {id_}; `news-monitor matches --ids` lists them"


def count(db: sqlite_utils.Database, query: MatchQuery, *, at_most: int = 10_000) -> int:
    """How many matches there are; ``at_most`` where there are more."""
    with one_moment(db) as there:
        number = match_list.count(db, query, at_most=at_most)
        for month in _reached(there, query):
            if number >= at_most:
                break
            with _opened(month) as (file, _):
                number += match_list.count(file, query, at_most=at_most - number)
    return min(number, at_most)


def facets(db: sqlite_utils.Database, query: MatchQuery) -> dict[str, list[tuple[str, int]]]:
    """What the query's matches have, counted, as ``history.facets``."""
    with one_moment(db) as there:
        found = live_facets.facets(db, query)
        for month in _reached(there, query):
            if sum(number for _, number in found["rule"]) >= live_facets.LOOKED_AT:
                break
            with _opened(month) as (file, _):
                more = live_facets.facets(file, query)
            found = {kind: _added(values, more[kind]) for kind, values in found.items()}
    return found


def _added(
    one: Iterable[tuple[str, int]], other: Iterable[tuple[str, int]]
) -> list[tuple[str, int]]:
    added = Counter(dict(one))
    added.update(dict(other))
    ordered = sorted(added.items(), key=lambda pair: (-pair[1], pair[0]))
    return ordered[: live_facets.MOST]


def _reached(there: Iterable[Month], query: _Asked) -> list[Month]:
    """The months that the period of a query reaches, those with the latest stories first."""
    reached = [
        (month.last_at, month)
        for month in there
        if month.last_at is not None
        and month.first_at is not None
        and (query.since is None or month.last_at >= query.since)
        and (query.until is None or month.first_at < query.until)
    ]
    return [month for _, month in sorted(reached, key=itemgetter(0), reverse=True)]


def _merged(
    first: Page[R],
    reached: Iterable[Month],
    query: Q,
    ask: Callable[[sqlite_utils.Database, Q], Page[R]],
    *,
    sort: str,
    place: Callable[[R], tuple[str | int, int]],
) -> Page[R]:
    """A page out of that of the database and those of the months, in the order of ``place``."""
    rows, more = list(first.rows), bool(first.next)
    for month in reached:
        assert month.last_at is not None
        if more and isinstance(last := place(rows[-1])[0], str) and to_text(month.last_at) < last:
            break
        with _opened(month) as (file, unconfirmed):
            page = ask(file, query)
        rows += [_marked(row, month) for row in page.rows if _story_of(row) not in unconfirmed]
        rows.sort(key=place, reverse=True)
        more = more or bool(page.next) or len(rows) > query.limit
        del rows[query.limit :]
    return Page(tuple(rows), cursor(sort, *place(rows[-1])) if more and rows else "")


def _marked(row: R, month: Month | None) -> R:
    return replace(row, archived=month.name) if month else row


def _story_of(row: MatchRow | StoryRow) -> int:
    return row.story if isinstance(row, MatchRow) else row.id


def _one_after_another(db: sqlite_utils.Database, query: MatchQuery) -> Page[MatchRow]:
    """A page by relevance, which can't be compared between files: each follows the one before."""
    name, colon, after = query.after.rpartition(_THEN)
    rows: list[MatchRow] = []
    with one_moment(db) as there:
        reached = [None, *_reached(there, query)]
        if colon:
            names = [month.name if month else "" for month in reached]
            if name not in names:
                raise StoreError(
                    f"{query.after!r} isn't valid for this list; leave it out to start from the "
                    "beginning"
                )
            reached = reached[names.index(name) :]
        for month in reached:
            if len(rows) == query.limit:
                assert month is not None
                return Page(tuple(rows), f"{month.name}{_THEN}")
            asked = replace(query, after=after, limit=query.limit - len(rows))
            after = ""
            with _opened(month) if month else nullcontext((db, frozenset[int]())) as opened:
                file, unconfirmed = opened
                page = match_list.matches(file, asked)
            rows += [_marked(row, month) for row in page.rows if row.story not in unconfirmed]
            if page.next:
                return Page(tuple(rows), f"{month.name}{_THEN}{page.next}" if month else page.next)
    return Page(tuple(rows))


def _first(
    db: sqlite_utils.Database,
    ask: Callable[[sqlite_utils.Database], Answer | None],
    story_of: Callable[[Answer], int],
) -> tuple[Answer, Month | None] | None:
    """The answer of the first file that has one, and which month that is of."""
    with one_moment(db) as there:
        if (answer := ask(db)) is not None:
            return answer, None
        for month in there:
            if not month.batch:
                continue
            with _opened(month) as (file, unconfirmed):
                answer = ask(file)
                if answer is not None and story_of(answer) not in unconfirmed:
                    return answer, month
    return None


@contextmanager
def _opened(month: Month) -> Iterator[tuple[sqlite_utils.Database, frozenset[int]]]:
    """Open the file of a month; with the stories that still stand where they came from."""
    month.check()
    with reading(month.path) as file:
        rows = file.execute("SELECT story FROM _moved WHERE batch > ?", [month.batch])
        yield file, frozenset(story for (story,) in rows)
