"""Trying again what was given up."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.actions import deliveries
from monitor.alerts.alert import DeliveryState, HoldReason
from monitor.errors import MonitorError, NoSuchError
from monitor.outbound.releasing import release_held
from monitor.store.outbox import outbox

DESK = {"desk": None}


@pytest.fixture
def become(database, record):
    """Have the only delivery be so; return its id."""
    record("Apple one")

    def become(**changes):
        (row,) = outbox.newest(database.read())
        database.write(lambda db: outbox.save(db, row.id, replace(row.delivery, **changes)))
        return row.id

    return become


DEAD = {
    "state": DeliveryState.DEAD,
    "attempts": 12,
    "last_error": "HTTP 404",
    "next_attempt_at": None,
}


def test_what_is_dead_is_due_at_once_with_all_its_attempts(become, act, database, now):
    id_, later = become(**DEAD), now + timedelta(days=1)
    assert act(deliveries.retry, id_, targets=DESK, now=later) == "desk"
    again = outbox.get(database.read(), id_).delivery
    assert (again.state, again.attempts) == (DeliveryState.PENDING, 0)
    assert again.next_attempt_at == later
    assert again.last_error == "HTTP 404", "one can still see why it died"


@pytest.mark.parametrize("hold", HoldReason)
@pytest.mark.parametrize("together", [False, True])
def test_what_was_held_before_it_died_is_held_no_more(become, act, database, now, hold, together):
    """As earlier versions kept it of a target that was removed and came back."""
    id_ = become(**DEAD, hold=hold)
    if together:
        act(deliveries.retry_dead, targets=DESK, now=now)
    else:
        act(deliveries.retry, id_, targets=DESK, now=now)
    assert outbox.newest(database.read(), held=True) == []
    assert [row.id for row in outbox.due(database.read(), "desk", now=now)] == [id_]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"state": DeliveryState.DELIVERED}, "has been delivered"),
        ({}, "isn't dead but waiting"),
        ({"attempts": 3, "last_error": "HTTP 500"}, "isn't dead but waiting"),
        ({"hold": HoldReason.QUIET}, "isn't dead but held"),
    ],
)
def test_of_what_is_not_dead_is_said_what_becomes_of_it(become, act, database, now, changes, said):
    id_ = become(**changes)
    before = outbox.get(database.read(), id_).delivery
    with pytest.raises(MonitorError, match=said):
        act(deliveries.retry, id_, targets=DESK, now=now + timedelta(days=1))
    assert outbox.get(database.read(), id_).delivery == before


def test_of_a_part_is_said_what_it_is_part_of(database, record, act, now):
    record("Apple one", "Apple two")
    database.write(lambda db: db.execute("UPDATE deliveries SET hold = 'digest'"))
    database.write(lambda db: release_held(db, "desk", now=now))
    with pytest.raises(MonitorError, match=r"is part of digest 3; see: .*deliveries show 3"):
        act(deliveries.retry, 1, targets=DESK, now=now)


def test_retried_twice_it_is_not_given_its_attempts_twice(become, act, database, now):
    """Of two who ask at the same moment the second is told."""
    id_ = become(**DEAD)
    act(deliveries.retry, id_, targets=DESK, now=now)
    with pytest.raises(MonitorError, match="waiting"):
        act(deliveries.retry, id_, targets=DESK, now=now)


def test_what_goes_to_a_target_that_is_gone_stays_dead(become, act, database, now):
    id_ = become(**DEAD)
    with pytest.raises(MonitorError, match="resume it or add it first"):
        act(deliveries.retry, id_, targets={"boss"}, now=now)
    assert act(deliveries.retry_dead, targets={"boss"}, now=now) == 0
    assert outbox.get(database.read(), id_).delivery.state is DeliveryState.DEAD


def test_all_that_is_dead_is_retried_or_what_goes_to_one_target(database, record, act, now):
    record("Apple one", targets=("desk", "boss"))
    record("Apple two")
    died = "UPDATE deliveries SET state = 'dead', next_attempt_at = NULL"
    database.write(lambda db: db.execute(died))
    both = ["boss", "desk"]
    assert act(deliveries.retry_dead, targets=both, only="boss", now=now) == 1
    assert act(deliveries.retry_dead, targets=both, now=now) == 2
    with pytest.raises(MonitorError, match='no target "bos"; did you mean "boss"'):
        act(deliveries.retry_dead, targets=both, only="bos", now=now)


def test_what_is_not_there_is_not_retried(act, now):
    with pytest.raises(NoSuchError, match="no delivery 999"):
        act(deliveries.retry, 999, targets=DESK, now=now)
