"""What people ask the history."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.store.history.match_list import MatchQuery, matches, rule_counts


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
    assert sorted((at.target, at.state.value) for at in row.fate.targets) == [
        ("desk", "waiting"),
        ("mail", "waiting"),
    ]
    assert (row.rule, row.feed_name, row.state.value) == ("Apple in China", "Wire", "waiting")


def test_a_withheld_match_tells_why(database, record):
    record("Apple one", withheld="baseline")
    (row,) = matches(database.read(), MatchQuery())
    assert (row.withheld, row.state.value, row.fate.targets) == ("baseline", "withheld", ())


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
        ("中国", {"苹果在中国"}),
        ("果", {"苹果在中国"}),
        ("国", {"苹果在中国"}),
        ("苹果 国 -美", {"苹果在中国"}),
        ("苹果 -国", set()),
        ("ALIBABA", {"Apple picks Alibaba", "Alibaba opens school"}),
        ("nothing", set()),
    ],
)
def test_full_text(record, ask, search, found):
    record("Apple picks Alibaba", "Alibaba opens school", "苹果在中国")
    assert set(ask(search=search)) == found


def test_rules_count_their_matches(database, record, now):
    record("Apple one", "Apple two", at=now)
    assert rule_counts(database.read()) == {"Apple in China": (2, now)}
