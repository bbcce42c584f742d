"""When a message is edited, and what becomes of it; over any course of events."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from monitor.alerts.alert import Alert, Bundle, SendFailed
from monitor.alerts.planning.alert_key import alert_key
from monitor.alerts.planning.growth import (
    AT_ONCE,
    EVERY,
    MAX_FAILURES,
    Growth,
    after_edit,
    after_look,
    due_at,
    grows,
    is_given_up,
    others_rest_until,
)
from monitor.alerts.post import Edited, Gone
from monitor.item import Item

NOW = datetime(2025, 2, 13, 8, 14, tzinfo=UTC)
NEW = Growth(shown="a", reports=1)


def due(growth=NEW, reports=2, tried=None, now=NOW):
    return due_at(growth, reports=reports, story_tried_at=tried, now=now)


def edited(growth=NEW, result=None, reports=2, now=NOW, chance=0.5):
    outcome = result if result is not None else Edited()
    return after_edit(growth, outcome, reports=reports, shown="b", now=now, chance=chance)


def test_what_shows_all_reports_is_never_due():
    assert due(reports=1) is None


def test_what_is_behind_is_due_at_once():
    assert due() == AT_ONCE


def test_it_is_due_too_when_a_report_has_left_the_event():
    assert due(reports=0) == AT_ONCE


def test_a_minute_after_the_last_edit_of_the_story():
    assert due(tried=NOW - timedelta(seconds=20)) == NOW + timedelta(seconds=40)


def test_not_before_the_time_that_the_service_named():
    named = NOW + timedelta(minutes=5)
    failed = edited(result=SendFailed(reason="too much", retry_at=named))

    assert failed.not_before == named
    assert due(failed) == named


def test_a_clock_that_was_set_back_holds_nothing_up_for_long():
    assert due(tried=NOW + timedelta(days=400)) == AT_ONCE
    assert due(replace(NEW, not_before=NOW + timedelta(days=400))) == AT_ONCE


def test_an_edit_is_counted_and_what_it_shows_is_kept():
    assert edited() == Growth(shown="b", reports=2, edits=1, edited_at=NOW, tried_at=NOW)


def test_failures_wait_longer_each_time_and_then_it_is_given_up_until_the_event_grows_on():
    growth, now, waits = NEW, NOW, []
    for _ in range(MAX_FAILURES - 1):
        growth = edited(growth, SendFailed(reason="down"), now=now)
        waits.append((growth.not_before - now).total_seconds())
        now = growth.not_before
    assert waits[:5] == [60, 60, 60, 80, 160]
    before, growth = growth, edited(growth, SendFailed(reason="down"), now=now)

    assert due(growth, now=now) is None
    assert growth.error == "down"
    assert not is_given_up(before, growth), "the same was said before"
    assert due(growth, reports=3, tried=growth.tried_at, now=now) == now + EVERY


def test_what_another_try_cannot_help_is_given_up_at_once():
    refused = edited(result=SendFailed(reason="invalid_auth", permanent=True))

    assert due(refused) is None
    assert is_given_up(NEW, refused)
    assert not refused.over


def test_what_is_gone_is_never_due_again():
    gone = edited(result=Gone("somebody deleted it"))

    assert gone.over
    assert is_given_up(NEW, gone)
    assert due(gone, reports=9) is None


def test_a_look_that_finds_nothing_to_say_counts_as_no_edit():
    assert after_look(NEW, reports=2) == replace(NEW, reports=2)


@pytest.mark.parametrize(
    ("result", "until"),
    [
        (Edited(), None),
        (Gone("it is"), None),
        (SendFailed(reason="no", permanent=True), None),
        (SendFailed(reason="down"), NOW + EVERY),
        (SendFailed(reason="wait", retry_at=NOW + timedelta(hours=1)), NOW + timedelta(hours=1)),
    ],
)
def test_other_messages_rest_when_the_service_is_not_well(result, until):
    assert others_rest_until(result, now=NOW) == until


def alert(rule="Boeing", event=7, again=0, key=""):
    return Alert(
        key=key or alert_key(rule, event, again),
        rule=rule,
        canonical="boeing",
        story=1,
        event=event,
        item=Item(feed="f", key="k", title="t"),
        hits=(),
        created_at=NOW,
        again=again,
    )


def test_messages_about_an_event_grow_those_about_an_item_do_not():
    assert grows(alert())
    assert grows(alert(again=2))
    assert grows(Bundle(key="b", alerts=(alert(), alert("Renton")), created_at=NOW))
    assert not grows(alert(key="of an item"))
    assert not grows(Bundle(key="b", alerts=(alert(), alert(key="of an item")), created_at=NOW))


# --- any course of events

MESSAGES = 3
steps = some.lists(
    some.one_of(
        some.tuples(some.just("pass"), some.integers(1, 240)),
        some.tuples(some.just("grow"), some.integers(0, MESSAGES - 1)),
        some.tuples(
            some.just("answer"), some.sampled_from(["ok", "down", "wait", "never", "gone"])
        ),
    ),
    max_size=60,
)


class Channel:
    """Messages of one story at one target, as ``outbound.editing`` drives them."""

    def __init__(self):
        self.now, self.answer = NOW, "ok"
        self.reports = [1] * MESSAGES
        self.growths = [NEW] * MESSAGES
        self.tried_at = None
        self.edits, self.named_until = [], NOW

    def work(self):
        while True:
            waits = [
                (at, number)
                for number, growth in enumerate(self.growths)
                if (at := due(growth, self.reports[number], self.tried_at, self.now))
            ]
            if not waits or min(waits)[0] > self.now:
                return
            self._edit(min(waits)[1])

    def _edit(self, number):
        self.edits.append((self.now, number, self.answer))
        assert self.now >= self.named_until, "earlier than the service allows"
        later = self.now + timedelta(minutes=7)
        result = {
            "ok": Edited(),
            "down": SendFailed(reason="down"),
            "wait": SendFailed(reason="wait", retry_at=later),
            "never": SendFailed(reason="never", permanent=True),
            "gone": Gone("gone"),
        }[self.answer]
        if self.answer == "wait":
            self.named_until = later
        self.growths[number] = edited(
            self.growths[number], result, reports=self.reports[number], now=self.now
        )
        self.tried_at = self.now
        if until := others_rest_until(result, now=self.now):
            self.growths = [
                replace(each, not_before=max(each.not_before or until, until))
                for each in self.growths
            ]


@given(steps)
def test_edits_keep_their_distance_and_the_last_state_is_shown_in_the_end(course):
    channel = Channel()
    for kind, what in course:
        match kind:
            case "pass":
                channel.now += timedelta(seconds=what)
            case "grow":
                channel.reports[what] += 1
            case _:
                channel.answer = what
        channel.work()
    moments = [at for at, _, _ in channel.edits]
    assert all(later - earlier >= EVERY for earlier, later in pairwise(moments))

    channel.answer = "ok"
    for number in range(MESSAGES):
        channel.reports[number] += 1
    for _ in range(80):  # whatever failed before is over in so many minutes
        channel.now += timedelta(minutes=1)
        channel.work()
    for growth, reports in zip(channel.growths, channel.reports, strict=True):
        assert growth.over or growth.reports == reports
    gone = [number for _, number, answer in channel.edits if answer == "gone"]
    assert len(gone) == len(set(gone)), "what is gone is never edited again"
    shown = sum(growth.edits for growth in channel.growths)
    assert shown <= 2 * MESSAGES + sum(kind == "grow" for kind, _ in course)
