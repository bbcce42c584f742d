"""The outbox."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.alerts.alert import Delivery, DeliveryState, HoldReason, Note
from monitor.alerts.planning import digest
from monitor.alerts.planning.policy import Priority
from monitor.store.outbox import joining, outbox
from monitor.store.outbox import notes as note_store
from monitor.store.timestamps import to_text


def test_a_delivery_comes_back_with_all_that_its_message_needs(database, record, now):
    record("Apple picks Alibaba", summary="In China.", link="https://wire.example/1")
    (row,) = outbox.due(database.read(), "desk", now=now)
    assert row.alert.item.title == "Apple picks Alibaba"
    assert row.alert.item.link == "https://wire.example/1"
    assert row.alert.item.published == now
    assert row.alert.canonical == "Apple + China"
    assert [hit.found for hit in row.alert.hits] == ["Apple"]
    assert row.delivery.state is DeliveryState.PENDING


def test_deliveries_of_other_targets_and_of_later_are_not_due(database, record, now):
    record("Apple one", targets=("desk", "mail"), at=now)
    record("Apple two", targets=("desk",), at=now + timedelta(hours=1))
    due = outbox.due(database.read(), "desk", now=now)
    assert [row.alert.item.title for row in due] == ["Apple one"]
    assert outbox.next_attempt_at(database.read(), "mail") == now
    assert outbox.next_attempt_at(database.read(), "nobody") is None


def test_an_attempt_is_kept_with_its_reason(database, record, now):
    record("Apple one")
    (row,) = outbox.due(database.read(), "desk", now=now)
    again = now + timedelta(seconds=10)
    failed = replace(row.delivery, attempts=1, next_attempt_at=again, last_error="HTTP 500")
    database.write(lambda db: outbox.record_attempt(db, row.id, failed, at=now, seconds=0.25))
    assert outbox.due(database.read(), "desk", now=now) == []
    (row,) = outbox.due(database.read(), "desk", now=again)
    delivered = replace(
        row.delivery,
        state=DeliveryState.DELIVERED,
        attempts=2,
        next_attempt_at=None,
        last_error="",
        delivered_at=again,
    )
    database.write(lambda db: outbox.record_attempt(db, row.id, delivered, at=again, seconds=1))
    assert outbox.due(database.read(), "desk", now=again + timedelta(days=1)) == []
    tries = outbox.attempts(database.read(), row.id)
    assert [(attempt.result, attempt.reason) for attempt in tries] == [
        ("failed", "HTTP 500"),
        ("delivered", ""),
    ]
    assert outbox.get(database.read(), row.id).delivery == delivered


def test_the_same_alert_recorded_twice_is_delivered_once(database, record, feed_id, now):
    """A poll repeated after a crash must not fill the outbox twice."""
    record("Apple one")
    (row,) = outbox.due(database.read(), "desk", now=now)

    def again(db):
        alert_id = outbox.add_alert(db, row.alert, item_id=1)
        outbox.add_deliveries(db, alert_id, [row.delivery], now=now)

    database.write(again)
    assert len(outbox.newest(database.read(), limit=10)) == 1


def test_the_list_can_be_narrowed_to_a_state_and_a_target(database, record, now):
    record("Apple one", targets=("desk", "mail"))
    row = outbox.due(database.read(), "desk", now=now)[0]
    dead = replace(
        row.delivery, state=DeliveryState.DEAD, next_attempt_at=None, last_error="HTTP 404"
    )
    database.write(lambda db: outbox.save(db, row.id, dead))
    read = database.read()
    assert [r.delivery for r in outbox.newest(read, state=DeliveryState.DEAD, limit=9)] == [dead]
    assert [r.delivery.target for r in outbox.newest(read, target="mail", limit=9)] == ["mail"]
    assert outbox.counts(read) == {"desk": {"dead": 1}, "mail": {"pending": 1}}


def test_a_note_of_our_own_goes_the_way_of_an_alert(database, record, now):
    record("Apple one")
    note = Note(key="n", title="Feeds: 1 gone", text="A: gone\nB: gone", created_at=now)
    delivery = Delivery(key="d", target="desk", next_attempt_at=now)
    for _ in "again":
        database.write(lambda db: note_store.add(db, note, [delivery]))
    alert, told = outbox.due(database.read(), "desk", now=now)
    assert (told.note, told.alert, told.content) == (note, None, note)
    assert (told.rule, told.title) == ("news-monitor", "Feeds: 1 gone")
    assert (alert.rule, alert.title, alert.note) == ("Apple in China", "Apple one", None)
    assert outbox.counts(database.read()) == {"desk": {"pending": 2}}


def test_a_delivery_is_never_of_an_alert_and_a_note_at_once(database, record, now):
    record("Apple one")
    with pytest.raises(Exception, match="CHECK"):
        database.write(
            lambda db: db.execute(
                "INSERT INTO deliveries (key, alert_id, note_id, target, state, created_at) "
                "VALUES ('x', 1, 1, 'desk', 'pending', '')"
            )
        )


# --- held deliveries and digests


@pytest.fixture
def held(database, record, now):
    """Record items with these titles whose deliveries to ``context`` are held for an hour."""

    def held(*titles, hold=HoldReason.QUIET, **rest):
        record(*titles, **rest)
        until = to_text(now + timedelta(hours=1))
        database.write(
            lambda db: db.execute(
                "UPDATE deliveries SET hold = ?, next_attempt_at = ? "
                "WHERE hold = '' AND state = 'pending'",
                [hold.value, until],
            )
        )

    return held


def release(database, at, target="desk"):
    def write(db):
        held = joining.to_release(db, target, now=at)
        joining.release(db, target, [digest.release(held)], now=at)

    database.write(write)
    return outbox.due(database.read(), target, now=at)


def test_a_held_delivery_is_stored_with_its_reason_and_its_time(database, record, feed_id, now):
    record("Apple one")
    (row,) = outbox.due(database.read(), "desk", now=now)
    until = now + timedelta(hours=1)
    delivery = Delivery(key="x", target="mail", next_attempt_at=until, hold=HoldReason.BREAKER)
    database.write(lambda db: outbox.add_deliveries(db, 1, [delivery], now=now))
    stored = outbox.newest(database.read(), held=True)
    assert [row.delivery for row in stored] == [delivery]
    assert outbox.due(database.read(), "mail", now=until) == []
    assert joining.held_due(database.read(), "mail", now=until)
    assert not joining.held_due(database.read(), "mail", now=now)
    assert row.delivery.hold is None


def test_an_alert_comes_back_with_its_priority_and_why_it_is_told_again(
    database, record, feed_id, make_item, now
):
    record("Apple one")
    (row,) = outbox.due(database.read(), "desk", now=now)
    again = replace(
        row.alert, key="again", priority=Priority.HIGH, again=2, reason="10 outlets by now"
    )

    def write(db):
        alert_id = outbox.add_alert(db, again, item_id=1)
        delivery = Delivery(key="d", target="mail", next_attempt_at=now)
        outbox.add_deliveries(db, alert_id, [delivery], now=now)

    database.write(write)
    (row,) = outbox.due(database.read(), "mail", now=now)
    assert row.alert == replace(again, id=row.alert.id)


def test_released_deliveries_of_one_target_are_one_digest(database, held, now):
    held("Apple one", "Apple two", targets=("desk", "mail"))
    held("Rates up", rule="Rates", hold=HoldReason.DIGEST)
    at = now + timedelta(hours=1)
    (row,) = release(database, at)
    assert row.title == "Digest of 3 alerts"
    assert row.rule == "Apple in China, Rates"
    assert [alert.item.title for alert in row.digest.alerts] == [
        "Apple two",
        "Apple one",
        "Rates up",
    ]
    assert row.digest.counts == (("Apple in China", 2), ("Rates", 1))
    assert row.digest.reasons == (HoldReason.QUIET, HoldReason.DIGEST)
    assert row.delivery.hold is None
    members = outbox.in_digest(database.read(), row.id)
    assert {member.delivery.state for member in members} == {DeliveryState.GROUPED}
    assert {member.digest_id for member in members} == {row.id}
    assert {member.delivery.next_attempt_at for member in members} == {None}
    assert outbox.counts(database.read()) == {
        "desk": {"grouped": 3, "pending": 1},
        "mail": {"pending": 2},
    }


def test_a_digest_stays_one_delivery_however_often_it_is_read(database, held, now):
    held("Apple one", "Apple two")
    at = now + timedelta(hours=1)
    (first,) = release(database, at)
    (second,) = release(database, at + timedelta(hours=1))
    assert (first.id, first.delivery.key) == (second.id, second.delivery.key)
    assert outbox.get(database.read(), first.id).digest.counts == first.digest.counts


def test_a_single_one_is_released_as_itself(database, held, now):
    held("Apple one")
    (row,) = release(database, now + timedelta(hours=1))
    assert row.alert.item.title == "Apple one"
    assert row.delivery.hold is None


def test_a_digest_of_hundreds_loses_none_and_reads_only_what_it_shows(database, held, now):
    held(*(f"Apple {number}" for number in range(120)))
    held("Rates up", rule="Rates")
    (row,) = release(database, now + timedelta(hours=1))
    assert row.digest.counts == (("Apple in China", 120), ("Rates", 1))
    assert (row.digest.size, len(row.digest.alerts)) == (121, 50)
    assert row.digest.alerts[-1].rule == "Rates"
    assert len(outbox.in_digest(database.read(), row.id)) == 121


def test_what_is_given_up_is_dead_with_the_reason_whether_it_was_held_or_not(
    database, held, record, now
):
    held("Apple one")
    record("Apple two", targets=("desk", "mail"))
    assert database.write(lambda db: outbox.give_up(db, "desk", "it is no more")) == 2
    assert outbox.counts(database.read()) == {"desk": {"dead": 2}, "mail": {"pending": 1}}
    for row in outbox.newest(database.read(), target="desk"):
        assert (row.delivery.last_error, row.delivery.next_attempt_at) == ("it is no more", None)
    assert database.write(lambda db: outbox.give_up(db, "desk", "it is no more")) == 0


def test_what_was_given_up_is_tried_anew_when_it_is_wanted_again(database, record, now):
    record("Apple one", targets=("mail",))
    (row,) = outbox.due(database.read(), "mail", now=now)
    database.write(lambda db: outbox.give_up(db, "mail", "401"))
    later = now + timedelta(hours=1)
    wanted = Delivery(key=row.delivery.key, target="mail", next_attempt_at=later)
    database.write(lambda db: outbox.add_deliveries(db, row.alert.id, [wanted], now=later))
    (again,) = outbox.due(database.read(), "mail", now=later)
    assert (again.id, again.delivery.attempts) == (row.id, 0)


def test_what_was_given_up_in_a_digest_leaves_it_and_the_last_one_takes_it_along(
    database, held, now
):
    held("Apple one", "Apple two")
    later = now + timedelta(hours=1)
    (whole,) = release(database, later)
    database.write(lambda db: outbox.give_up(db, "desk", "401"))
    for left in (1, 0):
        member = outbox.in_digest(database.read(), whole.id)[0]
        wanted = Delivery(key=member.delivery.key, target="desk", next_attempt_at=later)
        database.write(
            lambda db, to=member.alert.id, one=wanted: outbox.add_deliveries(
                db, to, [one], now=later
            )
        )
        assert len(outbox.in_digest(database.read(), whole.id)) == left
    assert len(outbox.due(database.read(), "desk", now=later)) == 2
    assert outbox.get(database.read(), whole.id) is None
