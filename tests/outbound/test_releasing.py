"""What was held for a target, and whose time has come, is made ready to be sent."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.alerts.alert import Delivery, HoldReason, Note
from monitor.outbound.releasing import release_held
from monitor.store.outbox import holds, outbox
from monitor.store.outbox import notes as note_store
from monitor.store.timestamps import to_text

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


@pytest.fixture
def hold(database, now):
    """Hold deliveries, by their ids, until now."""

    def hold(*ids, until=now):
        waits = dict.fromkeys(ids, (until, HoldReason.DIGEST))
        database.write(lambda db: holds.put_off(db, waits))

    return hold


@pytest.fixture
def released(database, now):
    """Release; return the titles that are to be sent, oldest first, and when each is due."""

    def released(**options):
        database.write(lambda db: release_held(db, "desk", now=now, **options))
        rows = outbox.due(database.read(), "desk", now=now + HOUR)
        return [(row.title, row.delivery.next_attempt_at) for row in rows]

    return released


def test_what_has_time_yet_stays_held(record, hold, released, now):
    record("Apple one", "Apple two")
    hold(1)
    hold(2, until=now + SECOND)
    assert released() == [("Apple one", now)]


def test_a_rule_with_a_message_of_its_own_has_it_beside_the_digest(record, hold, released, now):
    record("Apple one", "Apple two")
    record("Rates up", "Rates down", rule="Rates")
    hold(1, 2, 3, 4)
    assert released(daily={"Rates"}) == [("Digest of 2 alerts", now)] * 2


def test_a_note_that_was_held_is_sent_as_it_is(database, record, hold, released, now):
    record("Apple one", "Apple two")
    note = Note(key="n", title="Feeds: 1 gone", text="A: gone", created_at=now)
    delivery = Delivery(key="d", target="desk", next_attempt_at=now)
    database.write(lambda db: note_store.add(db, note, [delivery]))
    hold(1, 2, 3)
    assert released() == [("Feeds: 1 gone", now), ("Digest of 2 alerts", now)]


@pytest.fixture
def told_soon(database, record, now):
    """Have the target be told of the first event in three seconds by another rule."""

    def told_soon():
        record("Apple again", rule="Prompt")
        soon = to_text(now + 3 * SECOND)

        def write(db):
            db.execute("UPDATE alerts SET event_id = 101 WHERE rule = 'Prompt'")
            db.execute("UPDATE deliveries SET next_attempt_at = ? WHERE hold = ''", [soon])

        database.write(write)

    return told_soon


def test_what_is_told_in_a_moment_is_made_due_now_and_left_for_that_message(
    record, hold, released, told_soon, now
):
    record("Apple one", "Apple two")
    hold(1, 2)
    told_soon()
    assert released(gather=3 * SECOND) == [("Apple two", now), ("Apple again", now)]


def test_what_is_told_later_is_not_waited_for(record, hold, released, told_soon, now):
    record("Apple one", "Apple two")
    hold(1, 2)
    told_soon()
    assert released(gather=2 * SECOND) == [
        ("Digest of 2 alerts", now),
        ("Apple again", now + 3 * SECOND),
    ]
