"""Feeds in the database."""

from __future__ import annotations

from datetime import timedelta

from monitor.feeds.state.feed import Feed
from monitor.store.feeds import feeds
from tests.feed_states import feed_state

A, B = Feed(url="https://a.example/"), Feed(url="https://b.example/", name="B", tags=("tech",))


def _sync(database, now, *wanted):
    database.write(lambda db: feeds.sync(db, wanted, now=now))


def _due(database, now):
    return [row.url for row in feeds.due(database.read(), now=now, limit=10)]


def test_a_new_feed_is_due_at_once(database, now):
    _sync(database, now, A, B)
    assert sorted(_due(database, now)) == [A.url, B.url]
    (row,) = [row for row in feeds.all_feeds(database.read()) if row.url == B.url]
    assert (row.name, row.tags, row.label, row.state.last_poll_at) == ("B", ("tech",), "B", None)


def test_a_feed_taken_out_of_the_configuration_is_not_polled_and_keeps_its_row(database, now):
    _sync(database, now, A, B)
    _sync(database, now, B)
    assert _due(database, now) == [B.url]
    assert {row.url for row in feeds.all_feeds(database.read(), inactive=True)} == {A.url, B.url}


def test_a_feed_that_comes_back_remembers_its_state(database, now):
    _sync(database, now, A)
    row = feeds.by_url(database.read(), A.url)
    kept = feed_state(next_poll_at=now + timedelta(hours=1), last_success_at=now, title="The A")
    database.write(lambda db: feeds.save_state(db, row.id, kept))
    _sync(database, now)
    _sync(database, now, A)
    assert feeds.by_url(database.read(), A.url).state == kept
    assert _due(database, now) == []


def test_a_leased_feed_is_not_due_until_the_lease_ends(database, now):
    _sync(database, now, A)
    row = feeds.by_url(database.read(), A.url)
    database.write(lambda db: feeds.lease(db, [row.id], until=now + timedelta(minutes=2)))
    assert _due(database, now) == []
    assert _due(database, now + timedelta(minutes=3)) == [A.url]


def test_a_lease_does_not_outlive_a_restart(database, now):
    _sync(database, now, A)
    row = feeds.by_url(database.read(), A.url)
    database.write(lambda db: feeds.lease(db, [row.id], until=now + timedelta(minutes=2)))
    _sync(database, now, A)
    assert _due(database, now) == [A.url]


def test_a_disabled_feed_is_not_due(database, now):
    _sync(database, now, A)
    row = feeds.by_url(database.read(), A.url)
    state = feed_state(row.state, disabled=True)
    database.write(lambda db: feeds.save_state(db, row.id, state))
    assert _due(database, now) == []
    assert feeds.next_due_at(database.read()) is None


def test_the_longest_overdue_comes_first(database, now):
    _sync(database, now, A, B)
    for url, minutes in ((A.url, -1), (B.url, -5)):
        row = feeds.by_url(database.read(), url)
        state = feed_state(row.state, next_poll_at=now + timedelta(minutes=minutes))
        database.write(lambda db, row=row, state=state: feeds.save_state(db, row.id, state))
    assert _due(database, now) == [B.url, A.url]
    assert feeds.next_due_at(database.read()) == now - timedelta(minutes=5)


def test_selecting_due_feeds_reads_only_the_index(database, now):
    """100,000 feeds must not be scanned every second."""
    plan = database.read().execute(
        "EXPLAIN QUERY PLAN SELECT id FROM feeds WHERE active AND NOT disabled "
        "AND next_poll_at <= '2025' ORDER BY next_poll_at LIMIT 10"
    )
    assert "USING INDEX feeds_due" in str(plan.fetchall())


def test_feeds_that_change_while_others_are_polled_leave_their_leases(database, now):
    _sync(database, now, A)
    row = feeds.by_url(database.read(), A.url)
    database.write(lambda db: feeds.lease(db, [row.id], until=now + timedelta(minutes=2)))
    database.write(lambda db: feeds.sync(db, [A, B], now=now, running=True))
    assert _due(database, now) == [B.url]
