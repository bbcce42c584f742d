"""How it goes with each target."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from monitor.alerts.alert import DeliveryState
from monitor.store.outbox import outbox
from monitor.store.reading.target_health import TargetHealth, glance, target_health


def test_a_target_in_numbers(database, record, now):
    record("Apple one", "Apple two", "Apple three", "Apple four")
    one, two, three, _ = outbox.due(database.read(), "desk", now=now)
    later = now + timedelta(minutes=5)

    def attempt(row, at, **changes):
        delivery = replace(row.delivery, attempts=1, **changes)
        database.write(lambda db: outbox.record_attempt(db, row.id, delivery, at=at, seconds=1))

    attempt(one, now, state=DeliveryState.DELIVERED, delivered_at=now, next_attempt_at=None)
    attempt(two, now, last_error="HTTP 500", next_attempt_at=later)
    attempt(three, later, state=DeliveryState.DEAD, last_error="HTTP 404", next_attempt_at=None)
    database.write(lambda db: db.execute("UPDATE deliveries SET hold = 'quiet' WHERE id = 4"))
    assert glance(database.read(), ["desk", "new"]) == {
        "desk": TargetHealth(
            delivered=1,
            pending=2,
            dead=1,
            delivered_at=now,
            last_error="HTTP 404",
            failed_at=later,
        ),
        "new": TargetHealth(),
    }
    assert target_health(database.read()) == {
        "desk": TargetHealth(
            delivered=1,
            pending=1,
            held=1,
            dead=1,
            delivered_at=now,
            held_until=now,
            last_error="HTTP 404",
            failed_at=later,
        )
    }


def test_a_failure_that_was_mended_is_no_trouble(database, record, now):
    record("Apple one")
    (row,) = outbox.due(database.read(), "desk", now=now)
    failed = replace(row.delivery, attempts=1, last_error="HTTP 500")
    delivered = replace(failed, state=DeliveryState.DELIVERED, last_error="", delivered_at=now)
    for delivery in (failed, delivered):
        database.write(
            lambda db, it=delivery: outbox.record_attempt(db, row.id, it, at=now, seconds=1)
        )
    health = target_health(database.read())["desk"]
    assert (health.last_error, health.failed_at, health.delivered) == ("", None, 1)


def test_a_target_that_was_removed_is_in_trouble_without_an_attempt(database, record):
    record("Apple one")
    database.write(lambda db: outbox.give_up(db, "desk", "it is no more"))
    health = target_health(database.read())["desk"]
    assert health.last_error == "it is no more"
    assert (health.failed_at, health.dead) == (None, 1)
