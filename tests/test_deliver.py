"""The outbound flow: each target gets what is due to it, and its troubles are its own."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest

from monitor.alerts.alert import Alert, Delivery, DeliveryState, Message, Note, SendFailed, Sent
from monitor.alerts.policy import Target, TargetKind
from monitor.deliver import PAUSE, TargetWorker
from monitor.feeds.feed import Feed, FeedState
from monitor.item import Item
from monitor.store import feeds, outbox, polls
from monitor.store.database import Database

NOW = datetime(2025, 2, 13, 8, 14, tzinfo=UTC)


@pytest.fixture
def database(tmp_path):
    with Database(tmp_path / "news.db") as database:
        database.write(lambda db: feeds.sync(db, [Feed(url="https://f.example/")], now=NOW))
        yield database


@pytest.fixture
def alerted(database):
    """Put alerts with these titles into the outbox of ``desk``."""

    def alerted(*titles):
        first = polls.next_story_id(database.read())
        for story, title in enumerate(titles, first):
            item = Item(feed="https://f.example/", key=title, title=title, published=NOW)
            alert = Alert(
                key=title, rule="R", canonical="r", story=story, item=item, hits=(), created_at=NOW
            )
            delivery = Delivery(key=f"key of {title}", target="desk", next_attempt_at=NOW)

            def write(db, item=item, alert=alert, delivery=delivery, story=story):
                recorded = polls.RecordedItem(item=item, story=story, opens_story=True)
                poll = polls.PollRecord(feed_id=1, state=FeedState(), items=(recorded,), at=NOW)
                polls.record(db, poll)
                (item_id,) = db.execute("SELECT max(id) FROM items").fetchone()
                alert_id = outbox.add_alert(db, alert, item_id=item_id)
                outbox.add_deliveries(db, alert_id, [delivery], now=NOW)

            database.write(write)

    return alerted


class Desk:
    """A target that answers as the test says, and remembers what it was sent."""

    def __init__(self, database, *answers, max_attempts=3):
        self.now = NOW
        self.sent = []
        self.answers = iter(answers)
        self.changed = threading.Condition()
        target = Target(name="desk", url="x:", kind=TargetKind.TEXT, max_attempts=max_attempts)
        self.worker = TargetWorker(
            database, target, render=self._render, send=self._send, clock=lambda: self.now
        )

    def _render(self, content, key):
        title = content.title if isinstance(content, Note) else content.item.title
        return Message(key=key, title=title, text="")

    def _send(self, message):
        answer = next(self.answers, Sent())
        with self.changed:
            self.sent.append(message)
            self.changed.notify_all()
        if isinstance(answer, Exception):
            raise answer
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


def test_deliveries_to_targets_that_are_gone_are_given_up_with_the_reason(database, alerted):
    alerted("one", "two")
    given_up = database.write(lambda db: outbox.give_up_on_unknown(db, {"other"}))
    assert given_up == {"desk": 2}
    assert _states(database) == ["dead", "dead"]
    assert database.write(lambda db: outbox.give_up_on_unknown(db, {"desk"})) == {}


def test_a_note_of_our_own_is_delivered_and_retried_as_an_alert_is(database, alerted, caplog):
    alerted("one")
    note = Note(key="n", title="Feeds: 1 gone", text="A: gone", created_at=NOW)
    delivery = Delivery(key="key of the note", target="desk", next_attempt_at=NOW)
    database.write(lambda db: outbox.add_note(db, note, [delivery]))
    desk = Desk(database, Sent(), *[SendFailed(reason="down")] * 3)
    for _ in range(9):
        desk.worker.deliver_due()
        desk.now += timedelta(hours=3)
    assert desk.titles == ["one", *["Feeds: 1 gone"] * 3]
    assert _states(database) == ["delivered", "dead"]
    assert "news-monitor: gave up telling desk: down" in caplog.text
