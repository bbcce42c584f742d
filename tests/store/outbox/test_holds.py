"""What waits, and until when."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from monitor.alerts.alert import HoldReason
from monitor.alerts.planning.replanning import Waits
from monitor.store.outbox import holds, outbox

HOUR = timedelta(hours=1)


def test_what_isnt_due_yet_waits_until_then_and_says_why(database, record, now):
    record("Apple one", "Apple two", "Apple three")
    waits = {1: (now + HOUR, HoldReason.QUIET), 2: (now + 2 * HOUR, None)}
    database.write(lambda db: holds.put_off(db, waits))
    first = Waits(id=1, target="desk", rule="Apple in China", due=now + HOUR, hold=HoldReason.QUIET)
    second = replace(first, id=2, due=now + 2 * HOUR, hold=None)
    assert holds.waiting(database.read(), now=now) == [first, second]
    assert holds.waiting(database.read(), now=now + HOUR) == [second]


def test_what_is_put_off_without_a_reason_keeps_that_of_before(database, record, now):
    record("Apple one")
    for until, hold in ((now + HOUR, HoldReason.DIGEST), (now + 2 * HOUR, None)):
        database.write(lambda db, to=(until, hold): holds.put_off(db, {1: to}))
    (waits,) = holds.waiting(database.read(), now=now)
    assert (waits.due, waits.hold) == (now + 2 * HOUR, HoldReason.DIGEST)


def test_what_was_tried_says_when_last(database, record, now):
    record("Apple one")
    (row,) = outbox.due(database.read(), "desk", now=now)
    for minutes in (0, 5):
        at = now + timedelta(minutes=minutes)
        failed = replace(row.delivery, attempts=1, next_attempt_at=at + HOUR, last_error="down")
        database.write(
            lambda db, it=failed, at=at: outbox.record_attempt(db, 1, it, at=at, seconds=1)
        )
    (waits,) = holds.waiting(database.read(), now=now + HOUR)
    assert waits.tried_at == now + timedelta(minutes=5)
