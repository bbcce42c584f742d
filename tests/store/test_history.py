"""What people ask the history."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.store.history import MatchQuery, count, matches, near, rule_counts
from monitor.store.search import fts_query
from monitor.store.story_history import StoryQuery, stories


@pytest.fixture
def ask(database):
    def ask(**query):
        return [row.item.title for row in matches(database.read(), MatchQuery(**query))]

    return ask


def test_the_newest_comes_first_and_the_limit_holds(record, ask, now):
    record("Apple old", published=now - timedelta(days=2))
    record("Apple new", published=now)
    assert ask() == ["Apple new", "Apple old"]
    assert ask(limit=1) == ["Apple new"]


def test_a_match_tells_its_hits_and_who_was_told(database, record):
    record("Apple one", targets=("desk", "mail"))
    (row,) = matches(database.read(), MatchQuery())
    assert [hit.found for hit in row.hits] == ["Apple"]
    assert sorted(row.deliveries) == [("desk", "pending"), ("mail", "pending")]
    assert (row.rule, row.feed_name, row.withheld) == ("Apple in China", "Wire", "")


def test_a_withheld_match_tells_why(database, record):
    record("Apple one", withheld="baseline")
    (row,) = matches(database.read(), MatchQuery())
    assert (row.withheld, row.deliveries) == ("baseline", ())


def test_a_rule_is_asked_for_by_its_name_in_any_case(record, ask):
    record("Apple one", rule="Apple in China")
    record("Pear two", rule="Pears")
    assert ask(rule="apple in china") == ["Apple one"]


def test_times_bound_the_publication(record, ask, now):
    for day in range(3):
        record(f"Apple {day}", published=now - timedelta(days=day))
    assert ask(since=now - timedelta(days=1)) == ["Apple 0", "Apple 1"]
    assert ask(until=now - timedelta(days=1)) == ["Apple 2"]


def test_a_feed_is_found_by_part_of_its_name_url_or_source(record, ask):
    record("Apple one", source="The Evening Standard")
    assert ask(feed="wire") == ask(feed="wire.example") == ask(feed="evening") == ["Apple one"]
    assert ask(feed="%") == ask(feed="_") == []


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("alibaba", {"Apple picks Alibaba", "Alibaba opens school"}),
        ("alibaba apple", {"Apple picks Alibaba"}),
        ('"picks alibaba"', {"Apple picks Alibaba"}),
        ('"alibaba picks"', set()),
        ("alibaba -school", {"Apple picks Alibaba"}),
        ("scho*", {"Alibaba opens school"}),
        ("al*", set()),
        ("中国", {"苹果在中国"}),
        ("苹*", {"苹果在中国"}),
        ("果", {"苹果在中国"}),
        ("国", {"苹果在中国"}),
        ("国*", {"苹果在中国"}),
        ("苹果 国 -美", {"苹果在中国"}),
        ("苹果 -国", set()),
        ("ALIBABA", {"Apple picks Alibaba", "Alibaba opens school"}),
        ("-alibaba", set()),
        ("nothing", set()),
    ],
)
def test_full_text(record, ask, search, found):
    record("Apple picks Alibaba", "Alibaba opens school", "苹果在中国")
    assert set(ask(search=search)) == found


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=60) | st.from_regex(r'[a-z"*()\-: ANDORTNE^+.]{0,30}', fullmatch=True))
def test_no_search_is_an_error(database, search):
    db = database.read()
    for sort in ("time", "relevance"):
        matches(db, MatchQuery(search=search, sort=sort))
    count(db, MatchQuery(search=search))
    near(db, MatchQuery(search=search))
    stories(db, StoryQuery(search=search))


@pytest.mark.parametrize(
    "search", ["\ud800", "\x00", 'a\x00"b', "a" * 100_000, '"' * 9999, "a*" * 99]
)
def test_not_even_such_a_search(record, ask, search):
    record("Apple one")
    assert ask(search=search) == []


def test_a_search_of_negatives_alone_finds_nothing():
    assert fts_query("-apple") is None


def test_rules_count_their_matches(database, record, now):
    record("Apple one", "Apple two", at=now)
    assert rule_counts(database.read()) == {"Apple in China": (2, now)}
