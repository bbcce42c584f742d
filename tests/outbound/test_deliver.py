"""The outbound flow: each target gets what is due to it, and its troubles are its own."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from itertools import zip_longest

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.alerts.alert import (
    Alert,
    Delivery,
    DeliveryState,
    Digest,
    HoldReason,
    Message,
    Named,
    Note,
    SendFailed,
    Sent,
)
from monitor.alerts.hours import parse_quiet_hours
from monitor.alerts.planning.delivery_state import retry
from monitor.alerts.planning.policy import Group, Policy, Target, TargetKind
from monitor.alerts.planning.reasons import NO_ROOM
from monitor.config.tables.web import Web
from monitor.errors import DatabaseCorrupt, DiskFull
from monitor.feeds.state.feed import Feed
from monitor.feeds.state.feed_state import FeedState
from monitor.item import Item
from monitor.outbound.attempt import PAUSE
from monitor.outbound.deliver import LOOK_AGAIN, TargetWorker, page_for
from monitor.store.by_hand import silences
from monitor.store.database import Database
from monitor.store.feeds import feeds
from monitor.store.outbox import notes as note_store
from monitor.store.outbox import outbox, sent, unsent
from monitor.store.writing import alert_history, polls, stories
from monitor.troubles import Troubles

NOW = datetime(2025, 2, 13, 8, 14, tzinfo=UTC)


@pytest.fixture
def database(tmp_path):
    with Database(tmp_path / "news.db") as database:
        database.write(lambda db: feeds.sync(db, [Feed(url="https://f.example/")], now=NOW))
        yield database


@pytest.fixture
def alerted(database):
    """Put alerts with these titles into the outbox of ``context``."""

    def alerted(*titles, hold=None, until=NOW, rule="R"):
        first = stories.next_id(database.read())
        for story, title in enumerate(titles, first):
            item = Item(feed="https://f.example/", key=title, title=title, published=NOW)
            alert = Alert(
                key=title,
                rule=rule,
                canonical="r",
                story=story,
                event=story + 100,
                item=item,
                hits=(),
                created_at=NOW,
            )
            delivery = Delivery(
                key=f"key of {title}", target="desk", next_attempt_at=until, hold=hold
            )

            def write(db, item=item, alert=alert, delivery=delivery, story=story):
                recorded = polls.RecordedItem(item=item, story=story, event=story + 100)
                poll = polls.PollRecord(feed_id=1, state=FeedState(), items=(recorded,), at=NOW)
                polls.record(db, poll)
                (item_id,) = db.execute("SELECT max(id) FROM items").fetchone()
                alert_id = outbox.add_alert(db, alert, item_id=item_id)
                outbox.add_deliveries(db, alert_id, [delivery], now=NOW)

            database.write(write)

    return alerted


class Desk:
    """A target that answers as the test says, and remembers what it was sent."""

    def __init__(self, database, *answers, max_attempts=3, others=(), policies=(), **wishes):
        self.now = NOW
        self.sent = []
        self.answers = iter(answers)
        self.changed = threading.Condition()
        target = Target(
            name="desk", url="x:", kind=TargetKind.TEXT, max_attempts=max_attempts, **wishes
        )
        self.troubles = Troubles(lambda: self.now)
        self.worker = TargetWorker(
            database,
            target,
            render=self._render,
            send=self._send,
            clock=lambda: self.now,
            troubles=self.troubles,
            others=others,
            policies={policy.rule: policy for policy in policies},
        )

    def _render(self, content, key):
        match content:
            case Note():
                title = content.title
            case Digest():
                title = " + ".join(alert.item.title for alert in content.alerts)
            case Alert():
                title = content.item.title
        return Message(key=key, title=title, text="")

    def _send(self, message):
        answer = next(self.answers, Sent())
        with self.changed:
            self.sent.append(message)
            self.changed.notify_all()
        if isinstance(answer, BaseException):
            raise answer
        if callable(answer):
            answer()
            return Sent()
        return answer

    @property
    def titles(self):
        return [message.title for message in self.sent]


def _states(database):
    return [row.delivery.state.value for row in outbox.newest(database.read(), limit=99)][::-1]


def test_what_is_due_is_sent_in_order_and_once(database, alerted):
    alerted("one", "two", "three")
    desk = Desk(database)
    assert desk.worker.deliver_due() == 3
    assert desk.worker.deliver_due() == 0
    assert desk.titles == ["one", "two", "three"]
    assert _states(database) == ["delivered"] * 3


def test_a_failure_is_tried_again_later_under_the_same_key(database, alerted):
    alerted("one")
    desk = Desk(database, SendFailed(reason="HTTP 500"))
    desk.worker.deliver_due()
    assert _states(database) == ["pending"]
    desk.now += timedelta(hours=2)
    desk.worker.deliver_due()
    assert [message.key for message in desk.sent] == ["key of one"] * 2
    assert _states(database) == ["delivered"]
    assert [each.reason for each in outbox.attempts(database.read(), 1)] == ["HTTP 500", ""]


def test_a_target_that_fails_rests_before_its_next_delivery(database, alerted):
    alerted("one", "two")
    desk = Desk(database, SendFailed(reason="down"))
    desk.worker.deliver_due()
    assert desk.titles == ["one"]
    desk.now += PAUSE
    desk.worker.deliver_due()
    assert sorted(desk.titles) == ["one", "one", "two"]


def test_a_target_that_names_a_time_is_left_alone_until_then(database, alerted):
    alerted("one", "two")
    retry_at = NOW + timedelta(minutes=10)
    desk = Desk(database, SendFailed(reason="HTTP 429", retry_at=retry_at))
    desk.worker.deliver_due()
    desk.now = retry_at - timedelta(seconds=1)
    desk.worker.deliver_due()
    assert desk.titles == ["one"]
    desk.now = retry_at
    desk.worker.deliver_due()
    assert _states(database) == ["delivered", "delivered"]


def test_what_can_never_arrive_dies_at_once_and_the_next_is_sent(database, alerted):
    alerted("one", "two")
    desk = Desk(database, SendFailed(reason="HTTP 404", permanent=True))
    desk.worker.deliver_due()
    assert _states(database) == ["dead", "delivered"]
    (dead,) = outbox.newest(database.read(), state=DeliveryState.DEAD, limit=9)
    assert dead.delivery.last_error == "HTTP 404"


def test_after_the_last_attempt_it_is_dead_with_the_reason(database, alerted):
    alerted("one")
    desk = Desk(database, *[SendFailed(reason="down")] * 9, max_attempts=3)
    for _ in range(9):
        desk.worker.deliver_due()
        desk.now += timedelta(hours=3)
    assert len(desk.sent) == 3
    assert _states(database) == ["dead"]


def test_a_bug_in_a_sender_costs_an_attempt_not_the_alert_and_shows_no_secret(
    database, alerted, caplog
):
    alerted("one")
    desk = Desk(database, ValueError("https://hooks.example/canary"))
    desk.worker.deliver_due()
    desk.now += timedelta(hours=1)
    desk.worker.deliver_due()
    assert _states(database) == ["delivered"]
    (failed, _) = outbox.attempts(database.read(), 1)
    assert failed.reason == "internal error: ValueError"


def test_a_worker_wakes_for_what_is_new(database, alerted):
    desk = Desk(database)
    desk.worker.start()
    try:
        alerted("one")
        desk.worker.wake()
        with desk.changed:
            assert desk.changed.wait_for(lambda: desk.sent, 10)
    finally:
        desk.worker.stop()
    assert desk.worker.join(10)


def test_eight_targets_that_hang_do_not_delay_the_ninth(database, alerted):
    released, told, hung = threading.Event(), threading.Event(), threading.Semaphore(0)

    def hang(_):
        hung.release()
        released.wait(60)
        return Sent()

    def tell(_):
        told.set()
        return Sent()

    names = [f"hung {number}" for number in range(8)] + ["desk"]
    alerted("Apple one")
    for name in names[:-1]:
        delivery = Delivery(key=name, target=name, next_attempt_at=NOW)
        database.write(
            lambda db, delivery=delivery: outbox.add_deliveries(db, 1, [delivery], now=NOW)
        )
    workers = [
        TargetWorker(
            database,
            Target(name=name, url="x:", kind=TargetKind.TEXT),
            render=lambda content, key: Message(key=key, title="", text=""),
            send=tell if name == "desk" else hang,
            clock=lambda: NOW,
        )
        for name in names
    ]
    try:
        for worker in workers:
            worker.start()
        assert told.wait(30)  # the others hang until they are released below
        assert hung.acquire(timeout=30)
    finally:
        released.set()
        for worker in workers:
            worker.stop()
        assert all(worker.join(30) for worker in workers)


def test_a_note_of_our_own_is_delivered_and_retried_as_an_alert_is(database, alerted, caplog):
    alerted("one")
    note = Note(key="n", title="Feeds: 1 gone", text="A: gone", created_at=NOW)
    delivery = Delivery(key="key of the note", target="desk", next_attempt_at=NOW)
    database.write(lambda db: note_store.add(db, note, [delivery]))
    desk = Desk(database, Sent(), *[SendFailed(reason="down")] * 3)
    for _ in range(9):
        desk.worker.deliver_due()
        desk.now += timedelta(hours=3)
    assert desk.titles == ["one", *["Feeds: 1 gone"] * 3]
    assert _states(database) == ["delivered", "dead"]
    assert "news-monitor: gave up on desk: down" in caplog.text


# --- what was held


MORNING = NOW + timedelta(hours=1)


def test_what_is_held_waits_for_its_time_and_what_is_not_goes_out(database, alerted):
    alerted("held", hold=HoldReason.QUIET, until=MORNING)
    alerted("urgent")
    desk = Desk(database)
    desk.worker.deliver_due()
    assert desk.titles == ["urgent"]


def test_one_that_was_held_is_sent_as_the_alert_it_is(database, alerted):
    alerted("one", hold=HoldReason.QUIET, until=MORNING)
    desk = Desk(database)
    desk.now = MORNING
    desk.worker.deliver_due()
    assert [(message.key, message.title) for message in desk.sent] == [("key of one", "one")]
    assert _states(database) == ["delivered"]


def test_several_that_were_held_are_one_digest_whatever_held_them(database, alerted):
    for title, hold in zip(("one", "two", "three"), HoldReason, strict=True):
        alerted(title, hold=hold, until=MORNING)
    alerted("later", hold=HoldReason.DIGEST, until=MORNING + timedelta(days=1))
    desk = Desk(database)
    desk.now = MORNING
    desk.worker.deliver_due()
    assert desk.titles == ["three + two + one"]
    assert _states(database) == ["grouped"] * 3 + ["pending", "delivered"]
    assert desk.worker.deliver_due() == 0


def test_a_rule_with_one_message_a_day_shares_it_with_no_other(database, alerted):
    once = [Policy(rule=rule, targets=("desk",), group=Group.DAY) for rule in ("Day", "Alone")]
    alerted("a", "b", rule="Day", hold=HoldReason.DIGEST, until=MORNING)
    alerted("c", rule="Alone", hold=HoldReason.DIGEST, until=MORNING)
    alerted("d", rule="R", hold=HoldReason.QUIET, until=MORNING)
    alerted("e", rule="S", hold=HoldReason.DIGEST, until=MORNING)
    desk = Desk(database, policies=once)
    desk.now = MORNING
    desk.worker.deliver_due()
    assert sorted(desk.titles) == ["b + a", "c", "d + e"]
    assert (
        _states(database) == ["grouped"] * 2 + ["delivered"] + ["grouped"] * 2 + ["delivered"] * 2
    )


def test_a_digest_is_retried_and_dies_as_an_alert_does_and_can_be_revived(database, alerted):
    alerted("one", "two", hold=HoldReason.DIGEST, until=MORNING)
    desk = Desk(database, *[SendFailed(reason="down")] * 3)
    desk.now = MORNING
    for _ in range(5):
        desk.worker.deliver_due()
        desk.now += timedelta(hours=3)
    assert [message.title for message in desk.sent] == ["two + one"] * 3
    assert len({message.key for message in desk.sent}) == 1
    assert _states(database) == ["grouped", "grouped", "dead"]
    (row,) = outbox.newest(database.read(), state=DeliveryState.DEAD)
    again = retry(row.delivery, desk.now)
    database.write(lambda db: outbox.save(db, row.id, again))
    desk.worker.deliver_due()
    assert _states(database) == ["grouped", "grouped", "delivered"]


def test_a_digest_cut_off_by_a_crash_is_sent_again_with_the_same_key_and_members(database, alerted):
    alerted("one", "two", hold=HoldReason.DIGEST, until=MORNING)

    class Killed(BaseException):
        """As if the process ended between sending and writing that down."""

    def killed(message):
        sent.append(message)
        raise Killed

    sent = []
    target = Target(name="desk", url="x:", kind=TargetKind.TEXT)
    worker = TargetWorker(
        database,
        target,
        render=lambda content, key: Message(key=key, title=str(content.counts), text=""),
        send=killed,
        clock=lambda: MORNING,
    )
    with pytest.raises(Killed):
        worker.deliver_due()
    desk = Desk(database)
    desk.now = MORNING
    alerted("three", hold=HoldReason.DIGEST, until=MORNING)
    desk.worker.deliver_due()
    assert sent[0].key in {message.key for message in desk.sent}
    assert sorted(desk.titles) == ["three", "two + one"]


def test_what_is_held_waits_while_the_target_rests_and_comes_together_then(database, alerted):
    alerted("now")
    alerted("one", "two", hold=HoldReason.QUIET, until=MORNING)
    rest = MORNING + timedelta(minutes=30)
    desk = Desk(database, SendFailed(reason="HTTP 429", retry_at=rest))
    desk.worker.deliver_due()
    alerted("three", hold=HoldReason.QUIET, until=MORNING + timedelta(minutes=10))
    desk.now = MORNING + timedelta(minutes=20)
    assert desk.worker.deliver_due() == 0
    assert unsent.waiting(database.read(), {"desk"}, since=NOW).held["desk"] == (3, MORNING)
    desk.now = rest
    desk.worker.deliver_due()
    assert sorted(desk.titles) == ["now", "now", "three + two + one"]


@given(
    st.lists(
        st.tuples(st.sampled_from([None, *HoldReason]), st.integers(0, 3), st.integers(1, 4)),
        max_size=8,
    ),
    st.lists(st.booleans(), max_size=6),
)
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_is_held_and_fails_every_alert_arrives_exactly_once(
    database, alerted, waves, failures
):
    """Each wave: (why held, hours until, alerts). None lost, none in two messages that arrived."""
    database.write(lambda db: [db.execute(f"DELETE FROM {table}") for table in _TABLES])
    answers = [SendFailed(reason="down") if failed else Sent() for failed in failures]
    desk = Desk(database, *answers, max_attempts=99)
    titles = set()
    for number, (hold, hours, count) in enumerate(waves):
        wave = [f"{number}.{each}" for each in range(count)]
        titles |= set(wave)
        alerted(*wave, hold=hold, until=NOW + timedelta(hours=hours if hold else 0))
        desk.worker.deliver_due()
        desk.now += timedelta(hours=1)
    for _ in range(len(failures) + 5):
        desk.worker.deliver_due()
        desk.now += timedelta(hours=2)
    told = [
        title
        for message, answer in zip_longest(desk.sent, answers[: len(desk.sent)], fillvalue=Sent())
        if isinstance(answer, Sent)
        for title in message.title.split(" + ")
    ]
    assert sorted(told) == sorted(titles)
    assert set(_states(database)) <= {"delivered", "grouped"}


_TABLES = ("attempts", "deliveries", "alerts", "items")


# --- what may not be sent any more when it could be


QUIET = parse_quiet_hours("09:00-12:00")
NOON = NOW.replace(hour=12, minute=0)


def test_what_failed_before_quiet_hours_isnt_tried_again_in_them(database, alerted):
    alerted("one")
    desk = Desk(database, SendFailed(reason="down"), quiet_hours=QUIET)
    desk.worker.deliver_due()
    desk.now = MORNING
    assert desk.worker.deliver_due() == 0
    (row,) = outbox.newest(database.read(), held=True)
    assert (row.delivery.hold, row.delivery.next_attempt_at) == (HoldReason.QUIET, NOON)
    assert row.delivery.attempts == 1
    desk.now = NOON
    desk.worker.deliver_due()
    assert desk.titles == ["one", "one"]
    assert _states(database) == ["delivered"]


def test_a_digest_that_is_late_isnt_sent_in_quiet_hours_but_with_what_they_held(database, alerted):
    """Nothing ran at its time."""
    alerted("one", "two", hold=HoldReason.DIGEST, until=NOW)
    alerted("three", hold=HoldReason.QUIET, until=NOON)
    desk = Desk(database, quiet_hours=QUIET)
    desk.now = MORNING
    assert desk.worker.deliver_due() == 0
    desk.now = NOON
    desk.worker.deliver_due()
    assert desk.titles == ["three + two + one"]


def test_a_digest_that_failed_waits_for_the_end_of_quiet_hours_as_well(database, alerted):
    alerted("one", "two", hold=HoldReason.DIGEST, until=NOW)
    desk = Desk(database, SendFailed(reason="down"), quiet_hours=QUIET)
    desk.worker.deliver_due()
    desk.now = MORNING
    assert desk.worker.deliver_due() == 0
    desk.now = NOON
    desk.worker.deliver_due()
    assert desk.titles == ["two + one"] * 2
    assert _states(database) == ["grouped", "grouped", "delivered"]


def test_what_is_urgent_is_tried_again_in_quiet_hours_and_above_the_limit(database, alerted):
    alerted("fire", rule="Urgent")
    alerted("one")
    desk = Desk(
        database,
        SendFailed(reason="down"),
        policies=[Policy(rule="Urgent", targets=("desk",), urgent=True)],
        quiet_hours=QUIET,
        max_per_hour=1,
    )
    desk.worker.deliver_due()
    desk.now = MORNING
    desk.worker.deliver_due()
    assert desk.titles == ["fire", "fire"]


def test_the_quiet_hours_of_the_rule_hold_as_well(database, alerted):
    alerted("one", rule="Shy")
    alerted("two", hold=HoldReason.DIGEST, rule="Shy")
    alerted("three", hold=HoldReason.DIGEST)
    policies = [Policy(rule="Shy", targets=("desk",), quiet_hours=QUIET)]
    desk = Desk(database, policies=policies)
    desk.now = MORNING
    desk.worker.deliver_due()
    assert desk.titles == ["three"]
    desk.now = NOON
    desk.worker.deliver_due()
    assert desk.titles == ["three", "two + one"]


def test_a_note_isnt_sent_in_quiet_hours_either(database):
    note = Note(key="n", title="Feeds: 1 gone", text="A: gone", created_at=NOW)
    delivery = Delivery(key="key of the note", target="desk", next_attempt_at=NOW)
    database.write(lambda db: note_store.add(db, note, [delivery]))
    desk = Desk(database, quiet_hours=QUIET)
    desk.now = MORNING
    assert desk.worker.deliver_due() == 0
    desk.now = NOON
    desk.worker.deliver_due()
    assert desk.titles == ["Feeds: 1 gone"]


def test_what_has_piled_up_while_a_target_was_down_is_no_flood_when_it_is_back(database, alerted):
    desk = Desk(database, *[SendFailed(reason="down")] * 4, max_attempts=9, max_per_hour=3)
    for number in range(8):
        alerted(f"{number}", until=NOW)
        desk.worker.deliver_due()
    for _ in range(4):
        desk.now += timedelta(hours=1)
        desk.worker.deliver_due()
    back = desk.now
    assert len(desk.titles[4:]) == 3
    assert unsent.waiting(database.read(), {"desk"}, since=NOW).held["desk"] == (
        5,
        back + timedelta(hours=1),
    )
    desk.now += timedelta(hours=1)
    desk.worker.deliver_due()
    assert len(desk.sent) == 4 + 3 + 1
    assert sorted(desk.titles[-1].split(" + ") + desk.titles[4:7]) == [*"01234567"]


def test_the_limit_of_a_rule_holds_for_that_rule(database, alerted):
    alerted("one", "two", rule="Chatty")
    alerted("three")
    policies = [Policy(rule="Chatty", targets=("desk",), max_per_hour=1)]
    desk = Desk(database, policies=policies)
    desk.worker.deliver_due()
    assert desk.titles == ["one", "three"]


# --- silences


def _silence(database, **what):
    database.write(lambda db: silences.add(db, until=MORNING, now=NOW, **what))


def _matched(database):
    """Store the matches that made the alerts, as ``writing.polls`` does."""
    database.write(
        lambda db: db.execute(
            """
            INSERT INTO matches (item_id, rule, score, hits, matched_at, alert_id, published_at,
                                 feed_id, source, site, lang)
            SELECT item_id, rule, 1, '[]', created_at, id, created_at, 1, '', '', '' FROM alerts
            """
        )
    )


def test_what_is_silenced_before_its_digest_isnt_in_it_and_its_match_is_withheld(database, alerted):
    alerted("one", "two", "three", hold=HoldReason.DIGEST)
    alerted("four", hold=HoldReason.DIGEST, rule="Other")
    _matched(database)
    _silence(database, story=2)
    _silence(database, rule="Other")
    desk = Desk(database)
    desk.worker.deliver_due()
    assert desk.titles == ["three + one"]
    rows = database.read().execute("SELECT item_id, withheld FROM matches ORDER BY item_id")
    assert rows.fetchall() == [(1, None), (2, "silenced"), (3, None), (4, "silenced")]
    # The story is told when it goes on after the silence.
    (alert,) = alert_history.of_event(database.read(), "R", 102)
    assert alert.targets == frozenset()


def test_what_is_silenced_is_withheld_from_who_has_not_been_told(database, alerted):
    alerted("one")
    _matched(database)
    mail = Delivery(key="m", target="mail", state=DeliveryState.DELIVERED, delivered_at=NOW)
    database.write(lambda db: outbox.add_deliveries(db, 1, [mail], now=NOW))
    (id_,) = database.read().execute("SELECT id FROM deliveries WHERE key = 'm'").fetchone()
    (item,) = database.read().execute("SELECT item_id FROM alerts").fetchone()
    named = [Named(item, "one")]
    database.write(lambda db: sent.keep(db, id_, named, at=NOW, room=NO_ROOM))
    _silence(database, story=1)
    desk = Desk(database)
    assert desk.worker.deliver_due() == 0
    (alert,) = alert_history.of_event(database.read(), "R", 101)
    assert alert.targets == {"mail"}
    assert database.read().execute("SELECT withheld FROM matches").fetchall() == [(None,)]


def test_what_was_tried_before_the_silence_is_tried_again(database, alerted):
    """It may have arrived, and what is in the books must be so."""
    alerted("one")
    desk = Desk(database, SendFailed(reason="down"))
    desk.worker.deliver_due()
    _silence(database, story=1)
    desk.now += timedelta(minutes=10)
    desk.worker.deliver_due()
    assert desk.titles == ["one", "one"]


def test_a_silence_that_has_ended_withholds_nothing(database, alerted):
    alerted("one")
    _silence(database, story=1)
    desk = Desk(database)
    desk.now = MORNING
    desk.worker.deliver_due()
    assert desk.titles == ["one"]


# --- the clock


def test_a_target_does_not_rest_for_as_long_as_the_clock_was_wrong(database, alerted):
    alerted("one", "two")
    rest = NOW + timedelta(days=300, minutes=1)
    desk = Desk(database, SendFailed(reason="HTTP 429", retry_at=rest))
    desk.now = NOW + timedelta(days=300)
    desk.worker.deliver_due()
    assert desk.worker.deliver_due() == 0
    desk.now = NOW  # set right
    desk.worker.deliver_due()
    assert desk.titles == ["one", "two"]


# --- trouble


def _notes(database):
    rows = outbox.newest(database.read(), limit=99)[::-1]
    return [(row.delivery.target, row.note.title) for row in rows if row.note]


def test_of_a_target_that_refuses_the_others_are_told_once_a_day(database, alerted):
    alerted("one", "two")
    refused = SendFailed(reason="HTTP 404", permanent=True)
    desk = Desk(database, *[refused] * 9, others=("desk", "mail", "phone"))
    desk.worker.deliver_due()
    title = "The target desk doesn't take an alert"
    assert _notes(database) == [("mail", title), ("phone", title)]
    desk.now += timedelta(days=1)
    alerted("three")
    desk.worker.deliver_due()
    assert _notes(database) == [("mail", title), ("phone", title)] * 2


def test_of_a_target_that_has_just_failed_nobody_is_told_before_it_is_given_up(database, alerted):
    alerted("one")
    desk = Desk(database, *[SendFailed(reason="down")] * 9, others=("mail",), max_attempts=2)
    desk.worker.deliver_due()
    assert _notes(database) == []
    desk.now += timedelta(hours=3)
    desk.worker.deliver_due()
    assert [target for target, _ in _notes(database)] == ["mail"]


def test_two_sick_targets_make_no_storm(database, alerted):
    """The note about one dies at the other, and that is the end of it."""
    alerted("one")
    note = Note(key="n", title="The target mail doesn't take an alert", text="", created_at=NOW)
    delivery = Delivery(key="key of the note", target="desk", next_attempt_at=NOW)
    database.write(lambda db: note_store.add(db, note, [delivery]))
    refused = SendFailed(reason="HTTP 404", permanent=True)
    desk = Desk(database, *[refused] * 9, others=("desk", "mail"))
    assert desk.worker.deliver_due() == 2
    assert desk.worker.deliver_due() == 0
    assert [target for target, _ in _notes(database)] == ["desk", "mail"]


# --- the page


@pytest.mark.parametrize(
    ("web", "console", "mail"),
    [
        (None, "", ""),
        (Web(host="127.0.0.1", port=8321), "http://127.0.0.1:8321", ""),
        (Web(host="desk.example", port=80), "http://desk.example:80", "http://desk.example:80"),
        (
            Web(host="127.0.0.1", port=8321, public="https://news.example"),
            "https://news.example",
            "https://news.example",
        ),
    ],
)
def test_a_page_that_others_cannot_see_is_linked_on_the_console_only(web, console, mail):
    assert page_for(TargetKind.CONSOLE, web) == console
    assert page_for(TargetKind.EMAIL, web) == mail


class Faults:
    """Lets the next so many calls of something fail."""

    def __init__(self, monkeypatch):
        self._monkeypatch = monkeypatch

    def __call__(self, name, *errors):
        left, works = list(errors), getattr(outbox, name)

        def fails(*values, **details):
            if left:
                raise left.pop(0)
            return works(*values, **details)

        self._monkeypatch.setattr(outbox, name, fails)


@pytest.fixture
def faults(monkeypatch):
    return Faults(monkeypatch)


FULL = DiskFull("the disk is full")
DAMAGED = DatabaseCorrupt("it is damaged")


def test_where_nothing_can_be_written_nothing_is_sent(database, alerted, faults):
    alerted("one")
    faults("begin_attempt", FULL, DAMAGED)
    desk = Desk(database)
    desk.worker.work()
    desk.worker.work()
    assert desk.titles == []
    desk.worker.work()
    assert desk.titles == ["one"]


@pytest.mark.parametrize("error", [FULL, DAMAGED, RuntimeError("a bug")])
def test_what_was_sent_and_could_not_be_recorded_is_not_sent_again(
    database, alerted, faults, error
):
    alerted("one", "two")
    faults("record_attempt", *[error] * 4)
    desk = Desk(database)
    for _ in range(4):
        desk.worker.work()
        assert desk.titles == ["one"]
        assert desk.worker.unrecorded == "one"
        desk.now += timedelta(minutes=1)
    desk.worker.work()
    assert desk.titles == ["one", "two"]
    assert desk.worker.unrecorded == ""
    assert _states(database) == ["delivered", "delivered"]
    assert [each.at for each in outbox.attempts(database.read(), 1)] == [NOW]


def test_one_that_can_not_work_rests_longer_each_time_and_says_so_once(
    database, alerted, faults, caplog
):
    alerted("one")
    faults("begin_attempt", *[DAMAGED] * 6)
    desk = Desk(database)
    assert [desk.worker.work() for _ in range(6)] == [5, 10, 20, 40, 60, 60]
    assert [each.name for each in desk.troubles.now()] == ["deliveries to desk"]
    assert len([record for record in caplog.records if record.levelname == "ERROR"]) == 1
    assert desk.worker.work() == LOOK_AGAIN
    assert desk.troubles.now() == ()


def test_an_attempt_that_a_crash_cut_off_is_known_afterwards(database, alerted):
    alerted("one")
    desk = Desk(database, KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        desk.worker.deliver_due()
    (cut_off,) = outbox.attempts(database.read(), 1)
    assert (cut_off.result, cut_off.reason) == ("begun", "nobody knows yet whether it arrived")
    Desk(database).worker.deliver_due()
    results = [each.result.value for each in outbox.attempts(database.read(), 1)]
    assert results == ["begun", "delivered"]


def test_what_is_withheld_at_the_last_moment_is_not_sent(database, alerted, monkeypatch):
    alerted("one")
    desk = Desk(database)
    rows = outbox.due(database.read(), "desk", now=NOW)
    database.write(lambda db: outbox.give_up(db, "desk", "it was removed"))
    monkeypatch.setattr(outbox, "due", lambda *_, now: [rows.pop()] if rows else [])
    desk.worker.deliver_due()
    assert desk.titles == []


def test_what_is_removed_while_it_is_sent_is_forgotten(database, alerted):
    alerted("one")
    desk = Desk(database)
    desk.answers = iter([lambda: database.write(lambda db: db.execute("DELETE FROM deliveries"))])
    desk.worker.deliver_due()
    assert desk.worker.unrecorded == ""
    assert _states(database) == []


@pytest.mark.parametrize("error", [DiskFull("full"), RuntimeError("a bug")])
def test_a_worker_rests_and_goes_on_whatever_happens(database, alerted, monkeypatch, error):
    alerted("one")
    desk = Desk(database)
    with monkeypatch.context() as broken:
        broken.setattr(outbox, "next_attempt_at", _raising(error))
        assert desk.worker.work() == LOOK_AGAIN
        broken.setattr(desk.worker, "deliver_due", _raising(error))
        assert desk.worker.work() == 2 * LOOK_AGAIN
    desk.worker.work()
    assert desk.titles == ["one"]


# --- a target that is down


DOWN = SendFailed(reason="HTTP 500")


def test_while_a_target_is_down_for_minutes_only_nothing_is_given_up(database, alerted):
    alerted("one")
    desk = Desk(database, *[DOWN] * 99, max_attempts=3)
    while desk.now < NOW + timedelta(minutes=4):
        desk.worker.deliver_due()
        assert _states(database) == ["pending"]
        desk.now += timedelta(seconds=10)
    assert len(desk.sent) > 3
    desk.now += timedelta(minutes=5)
    desk.worker.deliver_due()
    assert _states(database) == ["dead"]


def test_a_message_that_a_target_refuses_while_it_takes_others_is_given_up_soon(database, alerted):
    alerted("one", "two")
    desk = Desk(database, DOWN, Sent(), DOWN, DOWN, max_attempts=3)
    for _ in range(9):
        desk.worker.deliver_due()
        desk.now += timedelta(seconds=15)
    assert desk.titles == ["one", "two", "one", "one"]
    assert _states(database) == ["dead", "delivered"]


@pytest.mark.parametrize("waiting", [1, 40])
def test_the_others_hear_of_a_target_that_is_down_within_minutes_however_much_waits(
    database, alerted, waiting
):
    alerted(*map(str, range(waiting)))
    desk = Desk(database, *[DOWN] * 99, max_attempts=36, others=("desk", "mail"))
    while not _notes(database):
        desk.worker.deliver_due()
        desk.now += timedelta(seconds=5)
        assert desk.now < NOW + timedelta(minutes=6)
    assert desk.now > NOW + timedelta(minutes=2)
    assert [each.name for each in desk.troubles.now()] == ["target desk"]
    assert _notes(database) == [("mail", "The target desk takes nothing")]
    desk.answers = iter([])
    desk.now += timedelta(hours=1)
    desk.worker.deliver_due()
    assert desk.troubles.now() == ()


def test_of_a_target_that_only_asks_for_time_nobody_hears_for_an_hour(database, alerted):
    alerted("one")
    desk = Desk(database, others=("mail",), max_attempts=99)
    while desk.now < NOW + timedelta(minutes=59):
        desk.answers = iter([SendFailed(reason="429", retry_at=desk.now + timedelta(minutes=5))])
        desk.worker.deliver_due()
        desk.now += timedelta(minutes=6)
    assert _notes(database) == []


def _raising(error):
    def raises(*_):
        raise error

    return raises
