"""What goes to one target at one time about one event is one message that names every rule."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.alerts.alert import (
    Alert,
    Bundle,
    Delivery,
    DeliveryState,
    Digest,
    HoldReason,
    Message,
    SendFailed,
    Sent,
)
from monitor.alerts.hours import parse_quiet_hours
from monitor.alerts.planning.delivery_state import retry
from monitor.alerts.planning.policy import Policy, Target, TargetKind
from monitor.feeds.state.feed import Feed
from monitor.feeds.state.feed_state import FeedState
from monitor.item import Item
from monitor.outbound.deliver import TargetWorker
from monitor.store.by_hand import silences
from monitor.store.database import Database
from monitor.store.feeds import feeds
from monitor.store.outbox import outbox
from monitor.store.reading.alert_list import AlertQuery, newest
from monitor.store.writing import events, polls, stories

NOW = datetime(2025, 2, 13, 8, 14, tzinfo=UTC)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
GATHER = 3 * SECOND
DOWN = SendFailed(reason="down")
QUIET = parse_quiet_hours("09:00-12:00")
NOON = NOW.replace(hour=12, minute=0)
URGENT = Policy(rule="Urgent", targets=("desk",), urgent=True)


class Outbox:
    """Alerts that rules made about events, on their way to the target ``desk``."""

    def __init__(self, database):
        self.database = database
        self._items = {}

    def tell(self, rule, event=1, *, due=NOW, hold=None, again=0, at=NOW, asked=False):
        if event not in self._items:
            self._items[event] = self._item(event)
        item, item_id, story, event_id = self._items[event]
        alert = Alert(
            key=f"{rule} {event} {again}",
            rule=rule,
            canonical=rule.lower(),
            story=story,
            event=event_id,
            item=item,
            hits=(),
            created_at=at,
            again=again,
        )
        delivery = Delivery(
            key=f"key {rule} {event} {again}",
            target="desk",
            next_attempt_at=due,
            hold=hold,
            asked=asked,
        )

        def write(db):
            alert_id = outbox.add_alert(db, alert, item_id=item_id)
            outbox.add_deliveries(db, alert_id, [delivery], now=at)

        self.database.write(write)

    def _item(self, number):
        read = self.database.read()
        story, event = stories.next_id(read), events.next_id(read)
        title = f"Event {number}"
        item = Item(feed="https://f.example/", key=title, title=title, published=NOW)
        recorded = polls.RecordedItem(item=item, story=story, event=event)
        poll = polls.PollRecord(feed_id=1, state=FeedState(), items=(recorded,), at=NOW)
        self.database.write(lambda db: polls.record(db, poll))
        (item_id,) = self.database.read().execute("SELECT max(id) FROM items").fetchone()
        return item, item_id, story, event

    def story(self, event):
        return self._items[event][2]

    def silence(self, **what):
        self.database.write(lambda db: silences.add(db, until=NOW + 24 * HOUR, now=NOW, **what))

    @property
    def states(self):
        """Of all deliveries, parts of messages among them, by key."""
        rows = self.database.read().execute("SELECT key, state FROM deliveries ORDER BY id")
        return dict(rows.fetchall())

    @property
    def rows(self):
        return outbox.newest(self.database.read(), limit=99)


class Desk:
    """A target that answers as the test says."""

    def __init__(self, database, *answers, policies=(), gather=GATHER, **wishes):
        self.now = NOW
        self.sent = []
        self.keys = []
        self._answers = iter(answers)
        render = wishes.pop("render", self._render)
        send = wishes.pop("send", self._send)
        target = Target(name="desk", url="x:", kind=TargetKind.TEXT, **wishes)
        self.worker = TargetWorker(
            database,
            target,
            render=render,
            send=send,
            clock=lambda: self.now,
            policies={policy.rule: policy for policy in policies},
            gather=gather,
        )

    def _render(self, content, key):
        match content:
            case Alert():
                title = f"{content.rule}: {content.item.title}"
            case Bundle():
                title = f"{', '.join(content.rules)}: {content.alerts[0].item.title}"
            case Digest():
                title = "digest of " + ", ".join(
                    f"{alert.rule} {alert.item.title}" for alert in content.alerts
                )
        alerts = (content,) if isinstance(content, Alert) else content.alerts
        text = "\n".join(f"{alert.rule} {alert.item.title}" for alert in alerts)
        return Message(key=key, title=title, text=text)

    def _send(self, message):
        self.sent.append(message.title)
        self.keys.append(message.key)
        return next(self._answers, Sent())

    def runs(self, at=None):
        self.now = at or self.now
        self.worker.deliver_due()
        return self.sent


@pytest.fixture
def database(tmp_path):
    with Database(tmp_path / "news.db") as database:
        database.write(lambda db: feeds.sync(db, [Feed(url="https://f.example/")], now=NOW))
        yield database


@pytest.fixture
def box(database):
    return Outbox(database)


def test_three_rules_about_one_event_are_one_message(database, box):
    for rule in ("Apple", "Alibaba", "China"):
        box.tell(rule)
    desk = Desk(database)

    assert desk.runs() == ["Alibaba, Apple, China: Event 1"]
    assert desk.worker.deliver_due() == 0
    assert sorted(box.states.values()) == ["delivered", "grouped", "grouped", "grouped"]
    (row,) = box.rows
    assert (row.rule, row.title) == ("Alibaba, Apple, China", "Event 1")
    assert outbox.counts(database.read()) == {"desk": {"delivered": 1}}


def test_other_events_are_messages_of_their_own(database, box):
    box.tell("Apple", 1)
    box.tell("Apple", 2)
    box.tell("China", 2)

    assert Desk(database).runs() == ["Apple: Event 1", "Apple, China: Event 2"]
    assert [row.rules for row in newest(database.read(), AlertQuery())] == [
        ("Apple", "China"),
        ("Apple",),
    ]


def test_one_rule_alone_is_told_as_ever(database, box):
    box.tell("Apple")
    desk = Desk(database)

    assert desk.runs() == ["Apple: Event 1"]
    assert desk.keys == ["key Apple 1 0"]
    assert box.states == {"key Apple 1 0": "delivered"}


def test_what_comes_within_moments_is_gathered(database, box):
    box.tell("Apple", due=NOW + GATHER)
    box.tell("China", due=NOW + GATHER + 2 * SECOND)
    desk = Desk(database)

    assert desk.runs() == []
    assert desk.runs(NOW + GATHER) == ["Apple, China: Event 1"]


def test_what_comes_later_is_a_message_of_its_own(database, box):
    box.tell("Apple")
    box.tell("China", due=NOW + GATHER + SECOND)
    desk = Desk(database)

    assert desk.runs() == ["Apple: Event 1"]
    assert desk.runs(NOW + MINUTE) == ["Apple: Event 1", "China: Event 1"]


def test_with_gathering_off_only_what_is_due_goes_together(database, box):
    box.tell("Apple")
    box.tell("China", due=NOW + SECOND)
    box.tell("Alibaba")

    assert Desk(database, gather=timedelta(0)).runs() == ["Alibaba, Apple: Event 1"]


def test_an_urgent_rule_isnt_kept_waiting_and_takes_along_what_waits(database, box):
    box.tell("Apple", due=NOW + GATHER)
    box.tell("Night", hold=HoldReason.QUIET, due=NOW + 9 * HOUR)
    box.tell("Urgent")

    assert Desk(database, policies=[URGENT]).runs() == ["Urgent, Apple, Night: Event 1"]


@pytest.mark.parametrize("hold", [HoldReason.QUIET, HoldReason.BREAKER])
def test_what_is_held_goes_with_what_is_sent(database, box, hold):
    box.tell("Held", hold=hold, due=NOW + HOUR)
    box.tell("Apple")

    desk = Desk(database)
    assert desk.runs() == ["Apple, Held: Event 1"]
    assert desk.runs(NOW + 2 * HOUR) == ["Apple, Held: Event 1"]


def test_what_waits_for_its_digest_goes_with_the_digest(database, box):
    box.tell("Gathered", hold=HoldReason.DIGEST, due=NOW + HOUR)
    box.tell("Apple")

    desk = Desk(database)
    assert desk.runs() == ["Apple: Event 1"]
    assert desk.runs(NOW + HOUR) == ["Apple: Event 1", "Gathered: Event 1"]


def test_a_digest_that_is_due_leaves_out_what_is_told_at_that_moment(database, box):
    box.tell("Gathered", 1, hold=HoldReason.DIGEST)
    box.tell("Gathered", 2, hold=HoldReason.DIGEST)
    box.tell("Gathered", 3, hold=HoldReason.DIGEST)
    box.tell("Apple", 1, due=NOW + GATHER)

    assert Desk(database).runs() == [
        "Apple, Gathered: Event 1",
        "digest of Gathered Event 3, Gathered Event 2",
    ]


def test_a_digest_tells_of_an_event_once(database, box):
    for rule, event in (("B", 1), ("A", 1), ("A", 2), ("C", 1)):
        box.tell(rule, event, hold=HoldReason.DIGEST)

    assert Desk(database).runs() == ["digest of A Event 1, B Event 1, C Event 1, A Event 2"]
    (row, *_) = box.rows
    assert row.content.counts == (("A", 2),)
    assert row.content.also == ("B", "C")
    assert row.title == "Digest of 2 alerts"
    assert [each.rules for each in newest(database.read(), AlertQuery())] == [
        ("A", "B", "C"),
        ("A",),
    ]


def test_what_was_held_about_one_event_is_no_digest(database, box):
    box.tell("A", hold=HoldReason.QUIET)
    box.tell("B", hold=HoldReason.QUIET)

    assert Desk(database).runs() == ["A, B: Event 1"]
    (row,) = box.rows
    assert isinstance(row.content, Bundle)


# --- when it may not be sent


def test_what_somebody_asks_for_is_sent_whatever_the_hour_and_the_limit(database, box):
    box.tell("A", 1)
    box.tell("A", 2, asked=True)
    box.tell("A", 3)
    desk = Desk(database, max_per_hour=1)
    desk.worker.deliver_due()
    assert desk.sent == ["A: Event 1", "A: Event 2"]
    desk.now = NOW + HOUR
    box.tell("A", 4, due=desk.now, at=desk.now, asked=True)
    quiet = Desk(database, quiet_hours=QUIET)
    quiet.now = desk.now
    quiet.worker.deliver_due()
    assert quiet.sent == ["A: Event 4"]


def test_in_quiet_hours_the_most_urgent_rule_decides(database, box):
    shy = Policy(rule="Shy", targets=("desk",), quiet_hours=QUIET)
    box.tell("Shy", 1)
    box.tell("Bold", 1)
    box.tell("Shy", 2)
    desk = Desk(database, policies=[shy])

    assert desk.runs(NOW + HOUR) == ["Bold, Shy: Event 1"]
    assert desk.runs(NOON) == ["Bold, Shy: Event 1", "Shy: Event 2"]


def test_what_is_held_together_goes_together_in_the_end(database, box):
    box.tell("A")
    box.tell("B")
    desk = Desk(database, quiet_hours=QUIET)

    assert desk.runs(NOW + HOUR) == []
    assert {row.delivery.hold for row in box.rows} == {HoldReason.QUIET}
    assert desk.runs(NOON) == ["A, B: Event 1"]


def test_three_rules_in_one_message_are_one_for_the_targets_limit(database, box):
    for event in (1, 2, 3):
        for rule in "ABC":
            box.tell(rule, event)
    desk = Desk(database, max_per_hour=2)

    assert desk.runs() == ["A, B, C: Event 1", "A, B, C: Event 2"]
    assert len(desk.runs(NOW + HOUR)) == 3


def test_and_one_for_each_rules_limit(database, box):
    policies = [Policy(rule=rule, targets=("desk",), max_per_hour=1) for rule in "AB"]
    box.tell("A", 1)
    box.tell("B", 1)
    box.tell("A", 2)
    box.tell("B", 3)
    box.tell("C", 3)
    desk = Desk(database, policies=policies)

    assert desk.runs() == ["A, B: Event 1", "B, C: Event 3"]  # C has no limit
    assert {row.rule for row in box.rows if row.delivery.hold} == {"A"}


# --- silences


def test_the_silence_of_one_rule_leaves_the_others_message(database, box):
    for rule in "ABC":
        box.tell(rule)
    box.tell("D", due=NOW + SECOND)
    box.silence(rule="B")
    box.silence(rule="D")

    assert Desk(database).runs() == ["A, C: Event 1"]
    assert Desk(database).runs(NOW + MINUTE) == []


def test_a_silence_reaches_a_message_that_was_made_and_not_tried(database, box):
    """As when the program was killed just before it was sent."""
    for rule in "ABC":
        box.tell(rule)
    Killed.before_sending(database)
    box.silence(rule="B")

    assert Desk(database).runs() == ["A, C: Event 1"]


def test_if_all_of_it_is_silenced_nothing_is_sent(database, box):
    for rule in "ABC":
        box.tell(rule)
    Killed.before_sending(database)
    box.silence(story=box.story(1))

    assert Desk(database).runs() == []
    assert set(box.states.values()) == {"withheld"}


# --- retries and crashes


class Killed(BaseException):
    """As if the process ended."""

    @classmethod
    def before_sending(cls, database):
        def killed(content, key):
            raise cls

        with pytest.raises(cls):
            Desk(database, render=killed).runs()


def test_a_retry_has_the_same_key_and_the_same_rules(database, box):
    box.tell("A")
    box.tell("B")
    desk = Desk(database, DOWN)
    desk.runs()
    box.tell("C")

    desk.runs(NOW + HOUR)
    assert sorted(desk.sent) == ["A, B: Event 1", "A, B: Event 1", "C: Event 1"]
    assert len({key for title, key in zip(desk.sent, desk.keys, strict=True) if "A" in title}) == 1


def test_what_was_tried_alone_stays_alone(database, box):
    box.tell("A")
    desk = Desk(database, DOWN)
    desk.runs()
    box.tell("B")

    assert sorted(desk.runs(NOW + HOUR)) == ["A: Event 1", "A: Event 1", "B: Event 1"]


def test_killed_before_it_was_sent_it_is_sent_once_and_whole(database, box):
    box.tell("A")
    box.tell("B")
    Killed.before_sending(database)
    box.tell("C")
    (pending,) = [row for row in box.rows if isinstance(row.content, Bundle)]
    desk = Desk(database)

    assert sorted(desk.runs()) == ["A, B: Event 1", "C: Event 1"]
    assert pending.delivery.key in desk.keys


def test_a_message_that_died_can_be_revived(database, box):
    box.tell("A")
    box.tell("B")
    desk = Desk(database, SendFailed(reason="HTTP 404", permanent=True))
    desk.runs()
    (row,) = box.rows
    assert (row.delivery.state, row.rule) == (DeliveryState.DEAD, "A, B")
    database.write(lambda db: outbox.save(db, row.id, retry(row.delivery, NOW)))

    assert desk.runs() == ["A, B: Event 1"] * 2
    assert desk.keys[0] == desk.keys[1] == row.delivery.key
    assert box.rows[0].delivery.state is DeliveryState.DELIVERED


# --- whatever happens


RULES = "ABC"
steps = st.lists(
    st.one_of(
        st.tuples(
            st.just("tell"),
            st.sampled_from(RULES),
            st.integers(1, 3),
            st.sampled_from([None, None, *HoldReason]),
            st.integers(0, 5),
        ),
        st.tuples(st.just("run"), st.integers(0, 90)),
        st.tuples(st.just("fail")),
        st.tuples(st.just("kill")),
    ),
    max_size=14,
)


@given(steps)
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_every_alert_arrives_exactly_once_whatever_fails_or_is_killed(database, steps):
    tables = ("attempts", "deliveries", "alerts", "items", "events", "stories")
    database.write(lambda db: [db.execute(f"DELETE FROM {table}") for table in tables])
    box = Outbox(database)
    arrived, failing, killing = [], [0], [False]

    def send(message):
        if killing[0]:
            killing[0] = False
            raise Killed
        if failing[0]:
            failing[0] -= 1
            return DOWN
        arrived.append(message)
        return Sent()

    desk = Desk(database, send=send, max_attempts=99)
    told = set()
    for step in steps:
        match step:
            case ("tell", rule, event, hold, minutes):
                if (rule, event) not in told:
                    told.add((rule, event))
                    due = desk.now + minutes * (MINUTE if hold else SECOND)
                    box.tell(rule, event, due=due, hold=hold, at=desk.now)
            case ("run", seconds):
                desk.now += seconds * SECOND
                _survived(desk)
            case ("fail",):
                failing[0] += 1
            case ("kill",):
                killing[0] = True
    for _ in range(20):
        desk.now += 2 * HOUR
        _survived(desk)

    assert set(box.states.values()) <= {"delivered", "grouped"}
    assert len({message.key for message in arrived}) == len(arrived)
    lines = [line for message in arrived for line in message.text.splitlines()]
    assert sorted(lines) == sorted(f"{rule} Event {event}" for rule, event in told)


def _survived(desk):
    with suppress(Killed):
        desk.worker.deliver_due()
