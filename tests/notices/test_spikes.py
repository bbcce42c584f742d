"""Spikes are told of once, wherever their story breaks off."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.alerts.alert import HoldReason
from monitor.alerts.hours import parse_quiet_hours
from monitor.alerts.planning.policy import Group, Mode, Policy, Target, TargetKind
from monitor.notices.spikes import SpikeWatch
from monitor.rules import parse_rule
from monitor.store.by_hand import silences
from monitor.store.feeds import feeds
from monitor.store.outbox import outbox
from monitor.store.volume import spikes, tallies
from monitor.store.writing import rules
from monitor.volume.rhythm import Tally
from monitor.volume.uptime import Uptime, hour_of
from tests.feed_states import feed_state

HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
ZONE = ZoneInfo("UTC")
RULE = "Apple in China"
NOW = datetime(2025, 2, 13, 8, 14, tzinfo=UTC)
DESK = Target(name="desk", url="json://x", kind=TargetKind.TEXT)


class Newsroom:
    """A rule that has found two reports an hour for a month, and its one target."""

    def __init__(self, database, feed_id, record):
        self.database, self.feed_id, self._record = database, feed_id, record
        self.now = NOW
        self.policy = Policy(rule=RULE, targets=("desk",), spike=True)
        self.target = DESK
        self.number = 0
        made = [parse_rule("Apple + China", name=RULE)]
        hours = {hour_of(NOW) - number * HOUR: Tally(2, 1) for number in range(1, 24 * 40)}
        up = Uptime(began_at=NOW - 40 * DAY, last_at=NOW)

        def write(db):
            rules.sync(db, made, now=NOW - 50 * DAY)
            tallies.save(db, RULE, hours)
            tallies.keep_uptime(db, up)

        database.write(write)
        self.start()
        self.line()

    def start(self):
        self.watch = SpikeWatch(self.database)

    def line(self, *, well=True):
        at = self.now if well else self.now - 2 * HOUR
        state = feed_state(last_poll_at=self.now, last_success_at=at, next_poll_at=self.now + HOUR)
        self.database.write(lambda db: feeds.save_state(db, self.feed_id, state))

    def finds(self, count, *, title="Apple crash in China", sources=None):
        for number in range(count):
            self.number += 1
            source = sources[number % len(sources)] if sources else f"Outlet {self.number}"
            self._record(title, targets=(), at=self.now, published=self.now, source=source)
        self.database.write(lambda db: db.execute("UPDATE items SET event_id = 101"))

    def check(self, later=2 * MINUTE):
        self.now += later
        self.line()
        return self.watch.check({RULE: self.policy}, {"desk": self.target}, now=self.now, zone=ZONE)

    @property
    def rows(self):
        return outbox.newest(self.database.read(), limit=99)

    @property
    def spikes(self):
        return [spike for _, spike in spikes.since(self.database.read(), NOW - 90 * DAY)]


@pytest.fixture
def newsroom(database, feed_id, record):
    return Newsroom(database, feed_id, record)


def test_a_spike_is_told_once_with_what_drives_it(newsroom):
    newsroom.finds(4)
    assert newsroom.check() == 0
    newsroom.finds(26)
    assert newsroom.check() == 1
    newsroom.finds(30)
    assert newsroom.check() == 0
    (row,) = newsroom.rows
    assert row.title == f"30 reports in 10 minutes: {RULE}"
    assert "All of them are about one event." in row.note.text
    assert row.note.links[0].title == "Apple crash in China"
    assert row.note.chart[-1].count == 30
    assert row.delivery.target == "desk"


def test_a_restart_or_a_kill_tells_nothing_twice(newsroom):
    newsroom.finds(30)
    assert newsroom.check() == 1
    newsroom.start()
    newsroom.finds(30)
    assert newsroom.check() == 0
    assert tallies.of_rule(newsroom.database.read(), RULE, since=hour_of(NOW)) == {
        hour_of(NOW): Tally(60, 60)
    }


def test_that_it_is_over_is_told_if_it_lasted(newsroom):
    newsroom.finds(30)
    assert newsroom.check() == 1
    for _ in range(5):
        newsroom.check(HOUR - MINUTE)
        newsroom.finds(20)
    assert newsroom.check() == 0
    told = [newsroom.check(HOUR) for _ in range(6)]
    assert sum(told) == 1
    newest = newsroom.rows[0]
    assert newest.title.startswith("As usual again after")
    assert "130 reports" in newest.note.text


def test_of_a_short_one_the_end_isnt_told(newsroom):
    newsroom.finds(30)
    assert newsroom.check() == 1
    assert [newsroom.check(HOUR) for _ in range(6)] == [0] * 6
    assert newsroom.spikes[0].ended_at is not None


def test_one_outlet_that_reports_an_event_again_and_again_is_one_report(newsroom):
    newsroom.finds(60, sources=["Wire", "Live"])
    assert newsroom.check() == 0
    assert tallies.of_rule(newsroom.database.read(), RULE, since=hour_of(NOW)) == {
        hour_of(NOW): Tally(2, 2)
    }


def test_a_silenced_rule_tells_nothing_but_the_spike_is_kept(newsroom):
    until = NOW + DAY
    newsroom.database.write(lambda db: silences.add(db, rule=RULE, until=until, now=NOW))
    newsroom.finds(30)
    assert newsroom.check() == 0
    assert len(newsroom.spikes) == 1
    assert newsroom.rows == []


@pytest.mark.parametrize("policy", [{"group": Group.DAY}, {"mode": Mode.DIGEST}])
def test_the_note_waits_for_no_digest(newsroom, policy):
    newsroom.policy = replace(newsroom.policy, **policy)
    newsroom.finds(30)
    assert newsroom.check() == 1
    (row,) = newsroom.rows
    assert row.delivery.hold is None
    assert row.delivery.next_attempt_at == newsroom.now


def test_in_quiet_hours_the_note_is_held(newsroom):
    newsroom.target = replace(DESK, quiet_hours=parse_quiet_hours("08:00-18:00"))
    newsroom.finds(30)
    assert newsroom.check() == 1
    (row,) = newsroom.rows
    assert row.delivery.hold is HoldReason.QUIET


@pytest.mark.parametrize("change", [{"spike": False}, {"targets": ()}])
def test_who_asked_for_none_is_told_none(newsroom, change):
    newsroom.policy = replace(newsroom.policy, **change)
    newsroom.finds(30)
    assert newsroom.check() == 0
    assert newsroom.spikes == []


def test_one_that_nobody_wants_to_hear_of_any_more_ends(newsroom):
    newsroom.finds(30)
    newsroom.check()
    newsroom.policy = replace(newsroom.policy, spike=False)
    assert newsroom.check() == 0
    assert newsroom.spikes[0].ended_at == newsroom.now


def test_what_is_caught_up_with_after_a_pause_is_none(newsroom):
    newsroom.check()
    newsroom.now += 9 * HOUR
    newsroom.finds(40)
    assert newsroom.check() == 0
    assert newsroom.check(40 * MINUTE) == 0
    newsroom.finds(40)
    assert newsroom.check() == 1


def test_a_machine_that_was_off_claims_no_end_that_it_did_not_see(newsroom):
    newsroom.finds(30)
    assert newsroom.check() == 1
    newsroom.now += 9 * DAY
    assert [newsroom.check(30 * MINUTE) for _ in range(12)] == [0] * 12
    (spike,) = newsroom.spikes
    assert spike.ended_at is not None
    assert not spike.is_settled


def test_while_no_feed_answers_nothing_is_counted(newsroom):
    newsroom.finds(30)
    newsroom.now += MINUTE
    newsroom.line(well=False)
    policies, targets = {RULE: newsroom.policy}, {"desk": DESK}
    assert newsroom.watch.check(policies, targets, now=newsroom.now, zone=ZONE) == 0
    assert newsroom.spikes == []


def test_a_rule_that_reads_differently_since_last_week_has_no_rhythm_yet(newsroom):
    changed = [parse_rule("Apple + Taiwan", name=RULE)]
    newsroom.database.write(lambda db: rules.sync(db, changed, now=NOW - 7 * DAY))
    newsroom.finds(60)
    assert newsroom.check() == 0


def test_old_tallies_go(newsroom):
    newsroom.database.write(lambda db: tallies.forget(db, now=NOW + 30 * DAY))
    db = newsroom.database.read()
    assert len(tallies.of_rule(db, RULE, since=NOW - 99 * DAY)) < 31 * 24
