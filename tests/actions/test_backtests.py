"""Recording what a backtest found."""

from __future__ import annotations

import pytest

from monitor.actions import backtests
from monitor.rules.rule import NearMiss
from monitor.store.history import match_list, near_misses
from monitor.store.history.match_query import MatchQuery
from monitor.store.history.near_misses import RecordedNearMiss
from monitor.store.reading.backtest_items import by_ids

RULE = "Looked back"


@pytest.fixture
def found(database, record, make_match):
    """Three stored items, each with a match of a rule that is younger."""
    record("Apple one", "Apple two", "Apple three")
    past = sorted(by_ids(database.read(), [1, 2, 3]), key=lambda each: each.id)
    return [(each, make_match(RULE)) for each in past]


def recorded(database):
    return match_list.matches(database.read(), MatchQuery(rule=RULE)).rows


def test_nobody_is_told_of_what_is_recorded(act, database, found, now):
    deliveries = "SELECT count(*) FROM deliveries"
    before = database.read().execute(deliveries).fetchone()
    assert act(backtests.record, found) == 3
    rows = recorded(database)
    assert {(row.withheld, row.alert_id, row.matched_at) for row in rows} == {
        ("backtest", None, now)
    }
    assert database.read().execute(deliveries).fetchone() == before


def test_what_is_there_already_stays_as_it_is(act, database, found):
    assert act(backtests.record, found) == 3
    before = recorded(database)
    assert act(backtests.record, found) == 0
    assert recorded(database) == before


def test_a_near_miss_that_is_a_match_is_none_any_more(act, database, found, make_match, now):
    miss = RecordedNearMiss.of(NearMiss(rule=RULE, hits=make_match().hits, missing="AI"))
    for id_ in (1, 2):
        database.write(lambda db, id_=id_: near_misses.add(db, id_, [miss], now=now))
    act(backtests.record, found[:1])
    left = database.read().execute("SELECT item_id FROM near_misses").fetchall()
    assert left == [(2,)]


def test_an_item_that_is_gone_meanwhile_is_left_out(act, database, found):
    for table in ("matches", "deliveries", "alerts"):
        database.write(lambda db, table=table: db.execute(f"DELETE FROM {table}"))
    database.write(lambda db: db.execute("DELETE FROM items WHERE id = 1"))
    assert act(backtests.record, found) == 2


def test_matches_are_written_some_at_a_time_and_the_rest_in_the_end(database, found):
    with backtests.recording(database) as recorder:
        for number in range(backtests.WRITE_EVERY):
            recorder.add(*found[number % 2])
        assert recorder.new == 2
        recorder.add(*found[2])
        assert recorder.new == 2
    assert recorder.new == 3
