"""Whoever asks the history is answered by the database and its archive as if they were one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.errors import StoreError
from monitor.store.archive import months, reading
from monitor.store.history.facets import facets
from monitor.store.history.match_list import MatchQuery, count, matches
from monitor.store.history.match_query import Sort
from monitor.store.reading import story_history
from monitor.store.reading.story_history import StoryQuery, StorySort

AGES = (400, 100, 99, 70, 69, 45, 44, 10, 5, 1)


@pytest.fixture
def years(told):
    """Ten stories over more than a year, the oldest first; the second has two items."""
    for age in AGES:
        told(f"Apple {age} days ago", days=age)


@pytest.fixture
def before(years, database):
    """What was answered before anything was moved."""
    db = database.read()
    return {
        "matches": [row.id for row in matches(db, MatchQuery())],
        "stories": [row.id for row in story_history.stories(db, StoryQuery())],
        "facets": facets(db, MatchQuery()),
        "count": count(db, MatchQuery(search="apple")),
        "rows": {row.id: row for row in matches(db, MatchQuery())},
    }


def pages(ask, db, query):
    """All rows, page by page."""
    rows, after = [], query.after
    while True:
        page = ask(db, replace(query, after=after))
        assert len(page) <= query.limit
        rows += page
        after = page.next
        if not after:
            return rows


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 50])
def test_pages_are_those_of_one_file(before, database, archive, limit):
    assert archive() == 7
    assert len(months.months(database.read())) == 3
    db = database.read()
    found = pages(reading.matches, db, MatchQuery(limit=limit))
    assert [row.id for row in found] == before["matches"]
    found = pages(reading.stories, db, StoryQuery(limit=limit))
    assert [row.id for row in found] == before["stories"]
    found = pages(reading.stories, db, StoryQuery(limit=limit, sort=StorySort.BIGGEST))
    assert sorted(row.id for row in found) == sorted(before["stories"])
    ranked = MatchQuery(limit=limit, search="apple", sort=Sort.RELEVANCE)
    found = pages(reading.matches, db, ranked)
    assert sorted(row.id for row in found) == sorted(before["matches"])


def test_a_match_reads_as_it_did_but_for_where_it_stands(before, database, archive):
    archive()
    db = database.read()
    for row in reading.matches(db, MatchQuery()):
        assert replace(row, archived="") == before["rows"][row.id]
        assert reading.match(db, row.id) == row
    assert [row.archived for row in reading.matches(db, MatchQuery())] == [
        "", "", "", "2024-12", "2024-12", "2024-12", "2024-12", "2024-11", "2024-11", "2024-01",
    ]  # fmt: skip


def test_counts_and_facets_are_those_of_one_file(before, database, archive):
    archive()
    db = database.read()
    assert reading.facets(db, MatchQuery()) == before["facets"]
    assert reading.count(db, MatchQuery(search="apple")) == before["count"]
    assert reading.count(db, MatchQuery(), at_most=5) == 5


def test_a_period_is_answered_by_the_months_that_it_reaches(before, database, archive, now):
    archive()
    since, until = now - timedelta(days=99, hours=1), now - timedelta(days=60)
    query = MatchQuery(since=since, until=until)
    assert [row.item.title for row in reading.matches(database.read(), query)] == [
        "Apple 69 days ago", "Apple 70 days ago", "Apple 99 days ago",
    ]  # fmt: skip
    for month in months.months(database.read()):
        if month.name == "2024-01":
            month.path.unlink()
    assert len(reading.matches(database.read(), query)) == 3
    assert len(reading.stories(database.read(), StoryQuery(since=since))) == 8


def test_a_story_is_found_by_its_number(before, database, archive):
    archive()
    detail = reading.story(database.read(), 1)
    assert (detail.story.title, detail.story.archived) == ("Apple 400 days ago", "2024-01")
    assert [event.title for event in detail.story.events] == ["Apple 400 days ago"]
    assert reading.story(database.read(), 10).story.archived == ""
    assert reading.story(database.read(), 99) is None
    assert reading.match(database.read(), 99) is None


def test_a_page_that_is_none_is_refused(before, database, archive):
    archive()
    for query in (
        MatchQuery(after="nonsense"),
        MatchQuery(after="2020-01:", search="apple", sort=Sort.RELEVANCE),
    ):
        with pytest.raises(StoreError, match="isn't valid for this list"):
            reading.matches(database.read(), query)


def test_a_story_that_is_moved_while_a_page_is_read_stands_in_one_place(before, database, archive):
    with months.one_moment(database.read()), ThreadPoolExecutor(1) as daemon:
        assert daemon.submit(archive).result() == 7
        found = reading.matches(database.read(), MatchQuery())
        assert [row.id for row in found] == before["matches"]
        assert {row.archived for row in found} == {""}
    assert [row.id for row in reading.matches(database.read(), MatchQuery())] == before["matches"]
