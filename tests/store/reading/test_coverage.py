"""Which outlets have an event."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.alerts.alert import MOST_REPORTS
from monitor.feeds.state.feed import Feed
from monitor.feeds.state.feed_state import FeedState
from monitor.store.feeds import feeds
from monitor.store.outbox import outbox
from monitor.store.reading.coverage import coverage
from monitor.store.writing import alerts, polls
from monitor.stories import Assignment, Reason


@pytest.fixture
def report(database, feed_id, make_item, now):
    """Record an item of an event by that outlet."""
    count = 0

    def report(source, *, minutes=0, feed=feed_id, event=101, **rest):
        nonlocal count
        count += 1
        item = make_item(
            f"report {count}", source=source, published=now + timedelta(minutes=minutes), **rest
        )
        known = database.read().execute("SELECT 1 FROM events WHERE id = ?", [event]).fetchone()
        joins = Assignment(story=1, event=event, reason=Reason.SAME_EVENT, score=1.0)
        recorded = polls.RecordedItem(
            item=item, story=1, event=event, assignment=joins if known else None
        )
        poll = polls.PollRecord(feed_id=feed, state=FeedState(), items=(recorded,), at=now)
        database.write(lambda db: polls.record(db, poll))

    return report


def test_each_outlet_is_named_by_its_first_report_earliest_first(database, report, now):
    report("Wire", minutes=5, title="First of Wire", link="https://wire.example/1")
    report("FT", minutes=9, title="First of FT")
    report("Wire", minutes=1, title="Earlier still", link="https://wire.example/0")
    report("ft", minutes=20, title="Follow-up")
    report("新浪", minutes=3)
    reports, sources = coverage(database.read(), 101)
    assert sources == 3
    assert [(each.source, each.title) for each in reports] == [
        ("Wire", "Earlier still"),
        ("新浪", "Apple picks Alibaba for AI in China"),
        ("FT", "First of FT"),
    ]
    assert reports[0].link == "https://wire.example/0"
    assert reports[0].published_at == now + timedelta(minutes=1)


def test_an_outlet_without_a_name_is_its_feeds(database, report, now):
    report("")
    other = "https://other.example/feed"
    database.write(lambda db: feeds.sync(db, [Feed(url=other)], now=now))
    report("", minutes=1, feed=feeds.by_url(database.read(), other).id)
    reports, _ = coverage(database.read(), 101)
    assert [each.source for each in reports] == ["Wire", "other.example"]


def test_many_are_counted_and_the_first_are_given(database, report):
    for number in range(MOST_REPORTS + 5):
        report(f"Outlet {number:02}", minutes=number)
    reports, sources = coverage(database.read(), 101)
    assert (len(reports), sources) == (MOST_REPORTS, MOST_REPORTS + 5)
    assert reports[0].source == "Outlet 00"


def test_an_alert_to_be_sent_knows_the_event_as_it_is_now(database, record, report, now):
    record("Apple one")
    (row,) = outbox.due(database.read(), "desk", now=now)
    assert (row.alert.sources, [each.source for each in row.alert.coverage]) == (1, ["Wire"])
    report("FT", minutes=5)
    (row,) = outbox.due(database.read(), "desk", now=now)
    assert (row.alert.sources, [each.source for each in row.alert.coverage]) == (2, ["Wire", "FT"])
    assert alerts.last(database.read())[0] == row.alert
    assert alerts.last(database.read(), limit=0) == []


def test_an_event_nobody_knows_has_nobody(database):
    assert coverage(database.read(), 99) == ((), 0)


def test_the_coverage_of_a_story_is_found_by_its_index(database):
    plan = database.read().execute(
        "EXPLAIN QUERY PLAN SELECT 1 FROM items WHERE story_id IN (1, 2)"
    )
    assert "items_story" in str(plan.fetchall())
