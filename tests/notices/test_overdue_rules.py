"""Rules that fall silent are told of once, wherever their story breaks off."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.alerts.alert import HoldReason, Silence
from monitor.alerts.hours import parse_quiet_hours
from monitor.alerts.planning.policy import Mode, Policy, Target, TargetKind
from monitor.alerts.timetable import parse_timetable
from monitor.notices import overdue_rules
from monitor.notices.overdue_rules import is_expected, notice_of
from monitor.outbound.releasing import release_held
from monitor.rules import parse_rule
from monitor.store.by_hand import silences
from monitor.store.feeds import feeds
from monitor.store.outbox import outbox
from monitor.store.writing import rules
from monitor.store.writing.rules import Watched
from monitor.volume.silence import OWN_RHYTHM
from tests.feed_states import feed_state

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ZONE = ZoneInfo("UTC")
RULE = "Apple in China"
NOW = datetime(2025, 2, 13, 8, 14, tzinfo=UTC)
POLICY = Policy(rule=RULE, targets=("desk",), expect=30 * HOUR)
DESK = Target(name="desk", url="json://x", kind=TargetKind.TEXT)


# --- who is told, and when


def found(policy=POLICY, target=DESK, *, last=NOW - 31 * HOUR, read_at=NOW):
    watched = Watched(
        canonical="Apple + China", first_seen_at=NOW - 90 * DAY, matched=(last,) if last else ()
    )
    return notice_of(policy, watched, {"desk": target}, read_at=read_at, now=NOW, zone=ZONE)


def test_a_rule_that_is_overdue_is_told_of_at_once():
    note, (delivery,) = found()
    assert note.title == f"Nothing for 31 h: {RULE}"
    assert (delivery.target, delivery.next_attempt_at, delivery.hold) == ("desk", NOW, None)


def test_one_that_matched_in_time_isnt_told_of():
    assert found(last=NOW - 29 * HOUR) is None


def test_nor_is_one_that_is_due_since_the_feeds_were_last_read():
    assert found(read_at=NOW - 1.5 * HOUR) is None
    assert found(read_at=None) is None
    assert found(read_at=NOW - 1 * HOUR) is not None


def test_the_note_waits_for_the_end_of_quiet_hours():
    quiet = replace(DESK, quiet_hours=parse_quiet_hours("08:00-18:00"))
    _, (delivery,) = found(target=quiet)
    assert delivery.hold is HoldReason.QUIET
    assert delivery.next_attempt_at == NOW.replace(hour=18, minute=0)


def test_it_waits_for_no_digest_and_no_limit():
    digest = {"mode": Mode.DIGEST, "digest": parse_timetable("daily 09:00"), "max_per_hour": 0}
    _, (delivery,) = found(replace(POLICY, **digest), replace(DESK, **digest))
    assert (delivery.next_attempt_at, delivery.hold) == (NOW, None)


def test_each_target_is_told_once():
    _, deliveries = found(replace(POLICY, targets=("desk", "desk")))
    assert [delivery.target for delivery in deliveries] == ["desk"]


def test_who_expects_nothing_or_tells_nobody_or_is_silenced_isnt_waited_for():
    silence = Silence(id=1, rule=RULE, until=NOW + HOUR, created_at=NOW)
    assert is_expected(POLICY, [])
    assert is_expected(POLICY, [replace(silence, rule="another")])
    assert not is_expected(POLICY, [silence])
    assert not is_expected(replace(POLICY, expect=None), [])
    assert not is_expected(replace(POLICY, targets=()), [])


# --- told once


@pytest.fixture
def desk(database, feed_id, record, now):
    return Desk(database, feed_id, record, now)


class Desk:
    """A rule that expects a match every 30 hours, and its one target."""

    def __init__(self, database, feed_id, record, now):
        self.database, self.feed_id, self._record = database, feed_id, record
        self.now, self.text = now, "Apple + China"
        self.policy, self.target = POLICY, DESK
        self.start()

    def start(self, *, watched=True):
        made = [parse_rule(self.text, name=RULE)] if watched else []
        self.database.write(lambda db: rules.sync(db, made, now=self.now))

    def matches(self):
        self._record("Apple in the news", targets=(), at=self.now, published=self.now)

    def later(self, span, *, line=True):
        self.now += span
        if line:
            state = feed_state(last_success_at=self.now, next_poll_at=self.now)
            self.database.write(lambda db: feeds.save_state(db, self.feed_id, state))

    def tell(self):
        return self.database.write(
            lambda db: overdue_rules.tell_overdue(
                db, {RULE: self.policy}, {"desk": self.target}, now=self.now, zone=ZONE
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


def test_the_note_is_held_in_quiet_hours_and_then_sent(desk):
    """It is 15:14; quiet is from 15 to 18."""
    desk.target = replace(desk.target, quiet_hours=parse_quiet_hours("15:00-18:00"))
    desk.later(31 * HOUR)
    assert desk.tell() == 1
    (row,) = desk.rows
    assert (row.delivery.hold, row.note is None) == (HoldReason.QUIET, False)
    desk.later(3 * HOUR)
    desk.database.write(lambda db: release_held(db, "desk", now=desk.now))
    (due,) = outbox.due(desk.database.read(), "desk", now=desk.now)
    assert due.id == row.id
