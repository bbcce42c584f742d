"""A sick target is told of through the others."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.alerts.alert import Delivery, DeliveryState, Digest, Note
from monitor.notices.dead_target import notice_of
from tests.alerts.stories import alert_about

NOW = datetime(2025, 2, 13, 8, 0, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
DEAD = Delivery(key="k", target="desk", state=DeliveryState.DEAD, last_error="HTTP 404")


def told(content=None, delivery=DEAD, others=("desk", "mail", "phone"), now=NOW, since=None):
    return notice_of(
        content or alert_about(), delivery, others, failing_since=since, now=now, zone=BERLIN
    )


def test_all_targets_but_the_sick_one_are_told_what_and_why():
    note, deliveries = told()

    assert [delivery.target for delivery in deliveries] == ["mail", "phone"]
    assert {delivery.next_attempt_at for delivery in deliveries} == {NOW}
    assert note.title == "The target desk doesn't take an alert"
    assert "[Apple's AI in China] Apple turns to Alibaba" in note.text
    assert "Reason: HTTP 404" in note.text
    assert "news-monitor deliveries retry --dead --target desk" in note.text


def test_a_name_with_spaces_is_quoted_in_the_command():
    note, _ = told(delivery=replace(DEAD, target="my desk"))

    assert "--target 'my desk'" in note.text


def test_once_a_day_by_the_users_clock():
    def key(now, target="desk"):
        note, deliveries = told(delivery=replace(DEAD, target=target), now=now)
        return note.key, *(delivery.key for delivery in deliveries)

    late = datetime(2025, 2, 13, 22, 59, tzinfo=UTC)  # 23:59 in Berlin

    assert key(NOW) == key(late)
    assert set(key(late)).isdisjoint(key(late + timedelta(minutes=1)))
    assert key(NOW)[0] != key(NOW, "mail")[0]
    assert len(set(key(NOW))) == 3


def test_while_it_is_tried_again_and_once_it_has_arrived_nobody_is_told():
    for state in (DeliveryState.PENDING, DeliveryState.DELIVERED):
        assert told(delivery=replace(DEAD, state=state)) is None


def test_a_note_that_dies_makes_no_other():
    assert told(Note(key="n", title="t", text="", created_at=NOW)) is None


def test_nobody_else_is_nobody():
    assert told(others=("desk",)) is None
    assert told(others=()) is None


def test_a_digest_is_named_by_its_size():
    digest = Digest(key="d", alerts=(), counts=(("A", 7), ("B", 5)), reasons=(), created_at=NOW)
    note, _ = told(digest)

    assert note.title == "The target desk doesn't take a digest"
    assert "Given up: 12 alerts in one message" in note.text


def test_of_one_that_is_down_it_says_since_when_in_the_users_time_and_what_waits():
    waits = Delivery(key="k", target="desk", last_error="HTTP 500")
    note, deliveries = told(delivery=waits, since=NOW - timedelta(minutes=2))

    assert [delivery.target for delivery in deliveries] == ["mail", "phone"]
    assert note.title == "The target desk takes nothing"
    assert "Since: Thu 13 Feb 2025, 08:58" in note.text
    assert "Reason: HTTP 500" in note.text
    assert "[Apple's AI in China] Apple turns to Alibaba" in note.text
    assert note.key == told()[0].key  # one note a day, whichever it is
