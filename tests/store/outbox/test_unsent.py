"""What a round has left: unsent, held, given up."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from monitor.alerts.alert import DeliveryState, HoldReason
from monitor.store.outbox import outbox, unsent
from monitor.store.outbox.unsent import Unsent


def end(database, title, state, *, at, reason):
    """Have the delivery of this title tried."""

    def write(db):
        row = next(row for row in outbox.newest(db) if row.title == title)
        tried = replace(row.delivery, state=state, attempts=1, last_error=reason)
        begun = outbox.begin_attempt(db, row.id, at=at)
        outbox.record_attempt(db, row.id, tried, at=at, seconds=0.1, begun=begun)

    database.write(write)


def test_what_waits_is_told_apart_from_what_is_held(database, record, now):
    record("Apple one", "Apple two")
    record("Apple three", targets=("mail",))
    later = now + timedelta(hours=1)
    for row in outbox.newest(database.read(), target="desk"):
        held = replace(row.delivery, hold=HoldReason.DIGEST, next_attempt_at=later)
        database.write(lambda db, row=row, held=held: outbox.save(db, row.id, held))
    waiting = unsent.waiting(database.read(), {"desk", "mail"}, since=now)
    assert waiting.unsent == (Unsent(target="mail", reasons=(), titles=("Apple three",)),)
    assert waiting.count == 1
    assert waiting.held == {"desk": (2, later)}
    assert unsent.waiting(database.read(), {"other"}, since=now) == unsent.Waiting()


def test_what_failed_says_why_and_what_it_is_about(database, record, now):
    record("Apple one", "Apple two", "Apple three")
    end(database, "Apple one", DeliveryState.PENDING, at=now, reason="connection refused")
    end(database, "Apple two", DeliveryState.PENDING, at=now, reason="connection refused")
    (left,) = unsent.waiting(database.read(), {"desk"}, since=now).unsent
    assert left.reasons == ("connection refused",)
    assert left.titles == ("Apple one", "Apple two", "Apple three")


def test_what_was_given_up_is_told_in_the_round_that_gave_it_up(database, record, now):
    record("Apple one")
    end(database, "Apple one", DeliveryState.DEAD, at=now, reason="no such channel")
    (left,) = unsent.waiting(database.read(), {"desk"}, since=now).given_up
    assert (left.reasons, left.titles) == (("no such channel",), ("Apple one",))
    after = unsent.waiting(database.read(), {"desk"}, since=now + timedelta(seconds=1))
    assert after == unsent.Waiting()
