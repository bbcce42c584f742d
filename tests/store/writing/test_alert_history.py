"""What was told before is read as the next decision needs it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.alerts.alert import Alert, Delivery, DeliveryState, HoldReason
from monitor.alerts.planning.alert_history import together
from monitor.alerts.planning.recent_messages import Lately
from monitor.store.outbox import joining, outbox
from monitor.store.timestamps import to_text
from monitor.store.writing import alert_history

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def tell(database, record, make_item, now):
    """Store an alert of a rule about the event of the only item."""
    record("Apple one", withheld="baseline")

    def tell(key, rule="Apple", *, again=0, after=timedelta(0), sources=1, targets=(), hold=None):
        alert = Alert(
            key=key,
            rule=rule,
            canonical=rule,
            story=1,
            event=101,
            item=make_item(),
            hits=(),
            created_at=now + after,
            again=again,
        )
        deliveries = [
            Delivery(key=f"{key}-{name}", target=name, next_attempt_at=now + after, hold=hold)
            for name in targets
        ]

        def write(db):
            id_ = outbox.add_alert(db, alert, item_id=1)
            alert_history.keep_sources(db, id_, sources)
            outbox.add_deliveries(db, id_, deliveries, now=now + after)

        database.write(write)

    return tell


def test_an_event_nobody_was_told_of_has_no_alerts(database, tell):
    assert alert_history.of_event(database.read(), "Apple", 101) == []
    assert together([]) is None


def test_alerts_are_those_of_the_rule_in_the_order_they_were_made(database, tell, now):
    tell("first", sources=2, targets=("desk", "mail"))
    tell("other", rule="Pear")
    tell("second", again=1, after=MINUTE, sources=7, targets=("desk",))
    first, second = alert_history.of_event(database.read(), "Apple", 101)
    assert (first.key, first.again, first.at, first.sources) == ("first", 0, now, 2)
    assert first.targets == {"desk", "mail"}
    assert (second.key, second.again, second.at) == ("second", 1, now + MINUTE)
    assert alert_history.of_event(database.read(), "Apple", 1) == []


def test_who_it_was_given_up_to_was_not_told(database, tell):
    tell("one", targets=("desk", "mail"))
    database.write(
        lambda db: db.execute("UPDATE deliveries SET state = 'dead' WHERE target = 'mail'")
    )
    (alert,) = alert_history.of_event(database.read(), "Apple", 101)
    assert alert.targets == {"desk"}


def test_nor_who_a_message_with_it_was_given_up_to(database, tell, now):
    tell("one", targets=("desk", "mail"))
    tell("pear", rule="Pear", targets=("mail",))
    parts = joining.joinable(database.read(), "mail", 101, now=now)

    def give_up(db):
        joining.bundle(db, "mail", parts, now=now)
        outbox.give_up(db, "mail", "it is no more")

    database.write(give_up)
    (alert,) = alert_history.of_event(database.read(), "Apple", 101)
    assert alert.targets == {"desk"}


def test_who_waits_for_it_is_told_apart_from_who_has_it(database, tell):
    tell("one", targets=("desk", "mail", "phone"), hold=HoldReason.DIGEST)
    database.write(lambda db: db.execute("UPDATE deliveries SET hold = '' WHERE target <> 'mail'"))
    database.write(
        lambda db: db.execute("UPDATE deliveries SET attempts = 1 WHERE target = 'desk'")
    )
    (alert,) = alert_history.of_event(database.read(), "Apple", 101)
    assert alert.waiting == {"desk", "mail"}
    database.write(lambda db: db.execute("UPDATE deliveries SET state = 'delivered'"))
    (alert,) = alert_history.of_event(database.read(), "Apple", 101)
    assert (alert.waiting, alert.targets) == (frozenset(), {"desk", "mail", "phone"})
    assert together([alert]).waiting == frozenset()


def test_together_they_are_the_last_one_told_to_all(database, tell, now):
    tell("first", targets=("mail",), sources=9)
    tell("second", again=1, after=MINUTE, targets=("desk",), sources=3)
    alerts = alert_history.of_event(database.read(), "Apple", 101)
    both = together(alerts)
    assert (both.key, both.again, both.at, both.sources) == ("second", 1, now + MINUTE, 9)
    assert both.targets == {"desk", "mail"}


def test_of_two_first_alerts_the_oldest_goes_on(database, tell):
    tell("elder")
    tell("younger", after=MINUTE)
    alerts = alert_history.of_event(database.read(), "Apple", 101)
    assert together(alerts).key == "elder"
    assert together([replace(each, again=2) for each in alerts]).key == "elder"


def test_recent_are_single_alerts_sent_at_once_with_their_rules(database, tell, now):
    tell("a", targets=("desk",))
    tell("b", rule="Pear", after=2 * MINUTE, targets=("desk", "mail"))
    tell("c", after=MINUTE, targets=("desk",))
    tell("d", after=3 * MINUTE, targets=("desk",), hold=HoldReason.QUIET)
    desk = recalled(database, "desk", since=now).recent("Apple", 1, at=now + HOUR)
    assert desk.all_rules == (now + MINUTE, now + 2 * MINUTE)
    assert desk.this_rule == (now + MINUTE,)
    mail = recalled(database, "mail", since=now - MINUTE).recent("Apple", 1, at=now + HOUR)
    assert (mail.all_rules, mail.this_rule) == ((now + 2 * MINUTE,), ())


def test_what_went_out_in_one_message_is_recalled_as_one(database, tell, now):
    tell("a", targets=("desk",))
    tell("b", rule="Pear", after=MINUTE, targets=("desk",))
    parts = joining.joinable(database.read(), "desk", 101, now=now + MINUTE)
    database.write(lambda db: joining.bundle(db, "desk", parts, now=now + MINUTE))
    for rule in ("Apple", "Pear"):
        recent = recalled(database, "desk", since=now - MINUTE).recent(rule, 1, at=now + HOUR)
        assert recent.all_rules == recent.this_rule == (now,)


def recalled(database, target, *, since):
    return Lately.of(alert_history.sent_at_once(database.read(), target, since=since))


def test_an_alert_is_found_by_its_key(database, tell):
    tell("a")
    assert alert_history.alert_id(database.read(), "a") == 1
    with pytest.raises(LookupError, match="there is no alert b"):
        alert_history.alert_id(database.read(), "b")


def test_what_a_target_took_is_read_from_the_attempts(database, tell, now):
    tell("one", targets=("desk", "mail"))
    tell("two", rule="Pear", targets=("desk",))

    def tried(key, minutes, result="delivered"):
        at = now + minutes * MINUTE

        def write(db):
            (id_,) = db.execute("SELECT id FROM deliveries WHERE key = ?", [key]).fetchone()
            db.execute(
                "INSERT INTO attempts (delivery_id, at, result, seconds) VALUES (?, ?, ?, 0)",
                [id_, to_text(at), result],
            )

        database.write(write)
        return at

    tried("one-mail", 1)
    tried("two-desk", 2, "failed")
    one = tried("one-desk", 3)
    two = tried("two-desk", 4)
    apple, pear = (one, frozenset({"Apple"})), (two, frozenset({"Pear"}))
    assert alert_history.taken(database.read(), "desk", since=now) == [apple, pear]
    assert alert_history.taken(database.read(), "desk", since=one) == [pear]


def test_one_message_of_two_rules_was_taken_once_by_both(database, tell, now):
    tell("a", targets=("desk",))
    tell("b", rule="Pear", targets=("desk",))
    parts = joining.joinable(database.read(), "desk", 101, now=now)
    id_ = database.write(lambda db: joining.bundle(db, "desk", parts, now=now))
    sent = replace(
        outbox.get(database.read(), id_).delivery,
        state=DeliveryState.DELIVERED,
        delivered_at=now,
        next_attempt_at=None,
    )
    at = now + MINUTE
    database.write(lambda db: outbox.record_attempt(db, id_, sent, at=at, seconds=0))
    assert alert_history.taken(database.read(), "desk", since=now) == [
        (at, frozenset({"Apple", "Pear"}))
    ]
