"""Rules that fall silent are told of once, wherever their story breaks off."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.alerts.alert import HoldReason
from monitor.alerts.planning.hours import parse_quiet_hours
from monitor.alerts.planning.policy import OWN_RHYTHM, Mode, Policy, Target, TargetKind
from monitor.feeds.state.feed import FeedState
from monitor.rules import parse_rule
from monitor.store.notices import rules
from monitor.store.outbox import joining, outbox
from monitor.store.writing import feeds, silences

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
UTC = ZoneInfo("UTC")
RULE = "Apple in China"


@pytest.fixture
def desk(database, feed_id, record, now):
    return Desk(database, feed_id, record, now)


class Desk:
    """A rule that expects a match every 30 hours, and its one target."""

    def __init__(self, database, feed_id, record, now):
        self.database, self.feed_id, self._record = database, feed_id, record
        self.now, self.text = now, "Apple + China"
        self.policy = Policy(rule=RULE, targets=("desk",), expect=30 * HOUR)
        self.target = Target(name="desk", url="json://x", kind=TargetKind.TEXT)
        self.start()

    def start(self, *, watched=True):
        made = [parse_rule(self.text, name=RULE)] if watched else []
        self.database.write(lambda db: rules.sync(db, made, now=self.now))

    def matches(self):
        self._record("Apple in the news", targets=(), at=self.now, published=self.now)

    def later(self, span, *, line=True):
        self.now += span
        if line:
            state = FeedState(last_success_at=self.now, next_poll_at=self.now)
            self.database.write(lambda db: feeds.save_state(db, self.feed_id, state))

    def tell(self):
        return self.database.write(
            lambda db: rules.tell_overdue(
                db, {RULE: self.policy}, {"desk": self.target}, now=self.now, zone=UTC
            )
        )

    @property
    def rows(self):
        return outbox.newest(self.database.read(), limit=99)


def test_a_silence_is_told_once_and_the_next_one_again(desk):
    desk.matches()
    desk.later(29 * HOUR)
    assert desk.tell() == 0
    desk.later(HOUR)
    assert [desk.tell(), desk.tell()] == [1, 0]
    desk.later(DAY)
    assert desk.tell() == 0
    desk.matches()
    assert desk.tell() == 0
    desk.later(30 * HOUR)
    assert desk.tell() == 1
    assert [row.title for row in desk.rows] == [f"Nothing for 30 h: {RULE}"] * 2
    assert {row.delivery.target for row in desk.rows} == {"desk"}


def test_a_restart_tells_nothing_twice_and_forgets_nothing(desk):
    desk.matches()
    desk.later(20 * HOUR)
    desk.start()
    desk.later(10 * HOUR)
    assert desk.tell() == 1
    desk.start()
    assert desk.tell() == 0


def test_a_rule_that_never_matched_is_told_of_too(desk):
    desk.later(31 * HOUR)
    assert desk.tell() == 1


@pytest.mark.parametrize("change", ["text", "off"])
def test_a_rule_that_was_changed_or_is_back_begins_anew(desk, change):
    desk.matches()
    desk.later(60 * HOUR)
    if change == "text":
        desk.text = "Apple + Taiwan"
    else:
        desk.start(watched=False)
    desk.start()
    assert desk.tell() == 0
    desk.later(30 * HOUR)
    assert desk.tell() == 1


def test_nothing_is_told_while_no_feed_answers(desk):
    desk.matches()
    desk.later(3 * DAY, line=False)
    assert desk.tell() == 0
    desk.later(timedelta(0))
    assert desk.tell() == 1


def test_a_line_that_failed_only_after_the_rule_was_overdue_excuses_nothing(desk):
    desk.matches()
    desk.later(31 * HOUR)
    desk.later(HOUR, line=False)
    assert desk.tell() == 1


def test_by_its_own_rhythm(desk):
    desk.policy = replace(desk.policy, expect=OWN_RHYTHM)
    for _ in range(7):
        desk.matches()
        desk.later(2 * DAY)
    desk.later(DAY)
    assert desk.tell() == 0, "seven matches are no rhythm"
    desk.matches()
    desk.later(5 * DAY)
    assert desk.tell() == 0, "its longest pause was three days"
    desk.later(DAY)
    assert desk.tell() == 1


def test_a_silenced_rule_is_waited_for(desk):
    desk.later(31 * HOUR)
    until = desk.now + HOUR
    desk.database.write(lambda db: silences.add(db, rule=RULE, until=until, now=desk.now))
    assert desk.tell() == 0
    desk.later(HOUR)
    assert desk.tell() == 1


def test_who_expects_nothing_or_tells_nobody_is_left_in_peace(desk):
    desk.later(90 * DAY)
    desk.policy = replace(desk.policy, expect=None)
    assert desk.tell() == 0
    desk.policy = replace(desk.policy, expect=30 * HOUR, targets=())
    assert desk.tell() == 0


def test_the_note_waits_for_the_end_of_quiet_hours_but_for_no_digest(desk):
    """It is 15:14; quiet is from 15 to 18."""
    desk.target = replace(desk.target, quiet_hours=parse_quiet_hours("15:00-18:00"))
    desk.policy = replace(desk.policy, mode=Mode.DIGEST)
    desk.later(31 * HOUR)
    assert desk.tell() == 1
    (row,) = desk.rows
    assert row.delivery.hold is HoldReason.QUIET
    assert row.delivery.next_attempt_at == desk.now.replace(hour=18, minute=0)
    desk.later(3 * HOUR)
    desk.database.write(lambda db: joining.release_held(db, "desk", now=desk.now))
    (due,) = outbox.due(desk.database.read(), "desk", now=desk.now)
    assert due.note is not None
