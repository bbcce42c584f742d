"""A receiver that answers 410 is left alone; its deliveries are given up in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.actions import targets as actions
from monitor.alerts.alert import Delivery, DeliveryState, Message, Note, SendFailed, Sent
from monitor.alerts.planning.policy import Target, TargetKind
from monitor.outbound.deliver import TargetWorker
from monitor.store.database import Database
from monitor.store.outbox import notes as note_store
from monitor.store.outbox import outbox
from monitor.troubles import Troubles

NOW = datetime(2025, 2, 13, 8, 14, tzinfo=UTC)
HUB = Target(name="hub", url="webhook+https://hub.example/1", kind=TargetKind.WEBHOOK)
GONE = SendFailed(reason="hub.example: the receiver wants no more", permanent=True, gone=True)


class Receiver:
    def __init__(self, *results):
        self.results = list(results)
        self.taken = []

    def __call__(self, message):
        self.taken.append(message.key)
        return self.results.pop(0) if self.results else Sent()


@pytest.fixture
def database(tmp_path):
    with Database(tmp_path / "news.db") as database:
        yield database


@pytest.fixture
def put(database):
    def put(*keys):
        for key in keys:
            note = Note(key=key, title=key, text="", created_at=NOW)
            delivery = Delivery(key=key, target="hub", next_attempt_at=NOW)
            database.write(lambda db, n=note, d=delivery: note_store.add(db, n, [d]))

    return put


def work(database, receiver, target=HUB, *, now=NOW):
    TargetWorker(
        database,
        target,
        render=lambda content, key: Message(key=key, title="t", text="{}"),
        send=receiver,
        clock=lambda: now,
        troubles=Troubles(lambda: now),
    ).deliver_due()


def test_nothing_more_is_sent_and_all_of_it_says_why(database, put):
    put("a", "b", "c")
    receiver = Receiver(GONE)

    work(database, receiver)

    assert receiver.taken == ["a"]
    rows = sorted(outbox.newest(database.read()), key=lambda row: row.id)
    assert {row.delivery.state for row in rows} == {DeliveryState.DEAD}
    anew = "to send to it again: news-monitor targets resume hub"
    assert rows[0].delivery.last_error == f"hub.example: the receiver wants no more; {anew}"
    assert rows[1].delivery.last_error == (
        f"not sent: since 2025-02-13 08:14 the receiver wants no more (410 Gone); {anew}"
    )


def test_a_restart_changes_nothing(database, put):
    put("a")
    work(database, Receiver(GONE))
    put("b")
    receiver = Receiver()

    work(database, receiver, now=NOW + timedelta(days=30))

    assert receiver.taken == []


def test_another_address_is_asked_anew(database, put):
    put("a")
    work(database, Receiver(GONE))
    put("b")
    receiver = Receiver()

    work(database, receiver, replace(HUB, url="webhook+https://hub.example/2"))

    assert receiver.taken == ["b"]


def test_a_target_that_is_resumed_is_sent_to_again(database, put):
    put("a")
    work(database, Receiver(GONE))
    assert database.write(lambda db: actions.ask_again(db, "hub"))
    assert not database.write(lambda db: actions.ask_again(db, "hub"))
    put("b")
    receiver = Receiver()

    work(database, receiver)

    assert receiver.taken == ["b"]
