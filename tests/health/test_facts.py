"""What the database shows of how the program is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from monitor.alerts.alert import Delivery, DeliveryState, HoldReason, Note
from monitor.feeds.state.feed import Feed
from monitor.health.facts import Outbox, read_facts
from monitor.store.feeds import feeds
from monitor.store.outbox import notes as note_store
from monitor.store.outbox import outbox
from tests.store.conftest import NOW, database  # noqa: F401 - a fixture

MINUTE = timedelta(minutes=1)


def facts_of(database):  # noqa: F811
    return read_facts(database.read(), database.path, now=NOW)


def test_an_empty_database_shows_nothing_wrong(database):  # noqa: F811
    facts = facts_of(database)
    assert (facts.feeds, facts.failing, facts.given_up, facts.read_at) == (0, 0, 0, None)
    assert facts.overdue == timedelta(0)
    assert facts.targets == {}
    assert facts.database_bytes > 0
    assert facts.free_bytes > 0


def test_a_target_that_was_sent_nothing_shows_zeros_not_nothing(database):  # noqa: F811
    facts = read_facts(database.read(), database.path, targets=["desk"], now=NOW)
    assert facts.targets == {"desk": Outbox()}


def test_the_latest_poll_counts_but_not_one_that_has_just_begun(database):  # noqa: F811
    addresses = [f"https://{name}.example/feed" for name in "abc"]
    database.write(
        lambda db: feeds.sync(db, [Feed(url=url) for url in addresses], now=NOW - 9 * MINUTE)
    )
    facts = facts_of(database)
    assert (facts.feeds, facts.overdue) == (3, 9 * MINUTE)
    ids = [feeds.by_url(database.read(), url).id for url in addresses]
    database.write(lambda db: feeds.lease(db, ids, until=NOW + feeds.LEASE))
    assert facts_of(database).overdue == timedelta(0)
    database.write(lambda db: feeds.lease(db, ids[:1], until=NOW - MINUTE))
    assert facts_of(database).overdue == 9 * MINUTE


def test_a_poll_that_should_have_ended_is_late_again(database):  # noqa: F811
    """A cluster's worker that hangs has it, say."""
    url = "https://a.example/feed"
    database.write(lambda db: feeds.sync(db, [Feed(url=url)], now=NOW - 2 * MINUTE))
    id_ = feeds.by_url(database.read(), url).id
    begun = NOW - 2 * MINUTE
    database.write(lambda db: feeds.lease(db, [id_], until=begun + feeds.LEASE))
    assert facts_of(database).overdue == 2 * MINUTE


def test_feeds_are_counted_by_how_they_are(database):  # noqa: F811
    def write(db):
        feeds.sync(db, [Feed(url=f"https://{name}.example/") for name in "abcde"], now=NOW)
        db.execute("UPDATE feeds SET last_success_at = added_at WHERE url LIKE '%//e%'")
        db.execute("UPDATE feeds SET failures = 2 WHERE url LIKE '%//a%'")
        db.execute("UPDATE feeds SET disabled = 1, failures = 3 WHERE url LIKE '%//b%'")
        db.execute("UPDATE feeds SET active = 0, failures = 3 WHERE url LIKE '%//c%'")

    database.write(write)
    facts = facts_of(database)
    assert (facts.feeds, facts.failing, facts.given_up) == (3, 1, 1)
    # One that was never read, for no fault of its own, isn't well yet.
    assert (facts.ok, facts.unread) == (1, 1)


def test_what_waits_for_a_target_is_told_from_what_is_held_or_given_up(database):  # noqa: F811
    def write(db):
        for number, age in enumerate((3 * MINUTE, 2 * MINUTE, timedelta(days=2), MINUTE)):
            at = NOW - age
            note = Note(key=f"n{number}", title="T", text="t", created_at=at)
            delivery = Delivery(key=f"d{number}", target="desk", next_attempt_at=at)
            if number == 2:
                delivery = replace(delivery, state=DeliveryState.DEAD)
            if number == 3:
                delivery = replace(delivery, hold=HoldReason.DIGEST)
            note_store.add(db, note, [delivery])

    database.write(write)
    desk = facts_of(database).targets["desk"]
    assert (desk.pending, desk.held, desk.dead, desk.recently_dead) == (2, 1, 1, 0)
    assert desk.oldest_at == NOW - 3 * MINUTE
    assert desk.delivered_at is None


def test_the_last_try_is_the_newest_of_those_at_what_waits(database):  # noqa: F811
    tries = [("it took too long", 3 * MINUTE), ("it answered 500", MINUTE)]

    def write(db):
        for number, (error, age) in enumerate(tries):
            note = Note(key=f"n{number}", title="T", text="t", created_at=NOW - age)
            waiting = Delivery(key=f"d{number}", target="desk", next_attempt_at=NOW)
            note_store.add(db, note, [waiting])
            row = db.execute("SELECT id FROM deliveries WHERE key = ?", [waiting.key]).fetchone()
            failed = replace(waiting, attempts=1, last_error=error)
            outbox.record_attempt(db, row[0], failed, at=NOW - age, seconds=1)

    database.write(write)
    assert facts_of(database).targets["desk"].error == "it answered 500"
