"""Each change of a feed's health is told once, in one note however many feeds there are."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.alerts.alert import DeliveryState
from monitor.feeds.state.feed import Feed
from monitor.feeds.state.health import Health
from monitor.feeds.state.outcome import FailureKind
from monitor.notices import feed_health
from monitor.notices.feed_health import Change, changes, notice_of, worded
from monitor.store.feeds import feeds
from monitor.store.outbox import notes as note_store
from monitor.store.outbox import outbox
from monitor.store.writing.reported_health import Heard, UnreportedHealth
from tests.feed_states import feed_state

NOW = datetime(2025, 2, 13, 8, 14, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


# --- which changes are told


def untold(health, feed_id=1, label="Wire", told_since=None, **state):
    return UnreportedHealth(
        feed_id=feed_id,
        url="https://wire.example/rss?key=canary",
        label=label,
        health=health,
        told_since=told_since,
        state=feed_state(**{"failing_since": NOW - 9 * DAY} | state),
    )


def told(*feeds, hosts=5, silence=timedelta(0)):
    """What is told of these where one of so many hosts answered so long ago."""
    return changes(feeds, Heard(hosts, NOW - silence), now=NOW)


def test_every_change_is_told_with_when_its_trouble_began():
    found = told(
        untold(Health.GONE, 1),
        untold(Health.SILENT, 2, last_new_at=NOW - 4 * DAY, rhythm=3 * HOUR),
        untold(Health.OK, 3, told_since=NOW - 2 * DAY, failing_since=None),
    )
    assert {id_: change.since for id_, change in found.items()} == {
        1: NOW - 9 * DAY,
        2: NOW - 4 * DAY,
        3: NOW - 2 * DAY,
    }
    assert found[2].rhythm == 3 * HOUR


@pytest.mark.parametrize("kind", [FailureKind.DNS, FailureKind.CONNECT, FailureKind.TIMEOUT])
def test_while_no_host_answers_none_is_called_dead_for_it_is_our_line(kind):
    """Too few hosts for the outage guard, a line that is down for a week."""
    dead = untold(Health.DEAD, error_kind=kind)
    assert told(dead, silence=DAY + HOUR) == {}
    assert changes([dead], Heard(5, None), now=NOW) == {}
    assert list(told(dead, silence=DAY - HOUR)) == [1]


def test_one_that_answers_with_errors_is_dead_though_no_other_answers():
    dead = untold(Health.DEAD, error_kind=FailureKind.SERVER_ERROR)
    assert list(told(dead, silence=9 * DAY)) == [1]


def test_one_that_is_gone_said_so_whoever_else_answers():
    assert list(told(untold(Health.GONE, error_kind=FailureKind.DNS), silence=9 * DAY)) == [1]


def test_the_only_host_there_is_may_die():
    dead = untold(Health.DEAD, error_kind=FailureKind.DNS)
    assert list(told(dead, hosts=1, silence=9 * DAY)) == [1]


def test_what_may_be_secret_in_an_address_is_not_told():
    (change,) = told(untold(Health.GONE, label="")).values()
    assert change.label == "https://wire.example/rss"


def test_everybody_is_told_once_and_at_once():
    note, deliveries = notice_of(told(untold(Health.GONE)), ["desk", "mail", "desk"], now=NOW)
    assert [delivery.target for delivery in deliveries] == ["desk", "mail"]
    assert {delivery.next_attempt_at for delivery in deliveries} == {note.created_at} == {NOW}
    assert len({note.key, *(delivery.key for delivery in deliveries)}) == 3


# --- what is said


def test_a_note_about_one_feed_names_what_is_wrong_and_since_when():
    def line(health, **rest):
        return worded([Change(label="Wire", health=health, since=NOW - 9 * DAY, **rest)], NOW)[1]

    assert line(Health.DEAD, error="it answers 500.") == (
        "Wire: probably dead, failing for 9 days: it answers 500"
    )
    assert line(Health.SILENT, rhythm=3 * HOUR) == (
        "Wire: nothing new for 9 days; it used to bring news every 3 h"
    )
    assert "gone for good" in line(Health.GONE)
    assert line(Health.OK) == "Wire: back after 9 days"


def test_a_note_about_many_names_twenty_the_worst_first_and_counts_the_others():
    changed = [Change(label=f"S{n}", health=Health.SILENT, since=NOW) for n in range(56)]
    changed += [Change(label="G", health=Health.GONE), Change(label="B", health=Health.OK)]
    title, text = worded(changed, NOW)
    assert title == "Feeds: 1 gone, 56 silent, 1 back"
    lines = text.splitlines()
    assert lines[0].startswith("G: ")
    assert len(lines) == 21
    assert lines[-1] == "and 38 more; see: news-monitor feeds"


def test_a_title_cannot_add_lines_to_a_note():
    _, text = worded([Change(label="A\nB\n\nC", health=Health.GONE)], NOW)
    assert text.startswith("A B C: ")
    assert "\n" not in text


# --- told once


@pytest.fixture
def desk(database, now):
    return Desk(database, now)


class Desk:
    def __init__(self, database, now):
        self.database = database
        self.now = now

    def watch(self, *names):
        wanted = [Feed(url=f"https://{name}.example/rss?key=canary", name=name) for name in names]
        self.database.write(lambda db: feeds.sync(db, wanted, now=self.now))
        for name in names:
            self.well(name)

    def set(self, name, **state):
        row = feeds.by_url(self.database.read(), f"https://{name}.example/rss?key=canary")
        values = {"last_poll_at": self.now, "next_poll_at": self.now} | state
        self.database.write(lambda db: feeds.save_state(db, row.id, feed_state(**values)))

    def well(self, name):
        self.set(name, last_success_at=self.now, last_new_at=self.now)

    def dead(self, name, kind=FailureKind.SERVER_ERROR, **rest):
        self.set(
            name,
            **{"failing_since": self.now - 9 * DAY, "last_success_at": self.now - 9 * DAY} | rest,
            strikes=160,
            error_kind=kind,
            error="it answers 500",
        )

    def gone(self, name):
        self.set(name, disabled=True, failing_since=self.now - DAY, error_kind=FailureKind.GONE)

    def silent(self, name):
        self.set(
            name,
            last_success_at=self.now,
            last_new_at=self.now - 9 * DAY,
            news_polls=9,
            rhythm=timedelta(hours=3),
            quiet=9 * DAY,
        )

    def failing(self, name):
        self.set(name, failing_since=self.now, error_kind=FailureKind.DNS, last_success_at=self.now)

    def tell(self, *targets):
        told = self.database.write(
            lambda db: feed_health.tell_changes(db, targets or ("desk",), now=self.now)
        )
        self.now += timedelta(minutes=10)
        return told

    @property
    def notes(self):
        return [row.note for row in outbox.newest(self.database.read(), limit=99)][::-1]


def test_while_all_is_well_nobody_is_told_anything(desk):
    desk.watch("a", "b")
    desk.failing("b")
    assert desk.tell() == 0
    assert desk.notes == []


def test_each_change_is_told_once_and_the_recovery_too(desk):
    desk.watch("a", "b", "c", "d")
    desk.dead("a")
    desk.gone("b")
    desk.silent("c")
    assert desk.tell() == 3
    assert desk.tell() == 0
    (note,) = desk.notes
    assert note.title == "Feeds: 1 gone, 1 probably dead, 1 silent"
    assert "a: probably dead, failing for 9 days: it answers 500" in note.text.splitlines()
    desk.now += DAY
    for name in "abcd":
        desk.well(name)
    assert desk.tell() == 3
    assert desk.tell() == 0
    assert desk.notes[1].text.splitlines() == [
        "a: back after 10 days",
        "b: back after 2 days",
        "c: back after 10 days",
    ]


def test_a_dead_feed_that_fails_otherwise_is_not_news(desk):
    desk.watch("a", "b")
    desk.dead("a")
    desk.tell()
    desk.failing("a")  # it answered once, unseen, and fails again
    assert desk.tell() == 0
    desk.dead("a")
    assert desk.tell() == 0


def test_a_dead_feed_that_turns_out_to_be_gone_is_told_of_again(desk):
    desk.watch("a", "b")
    desk.dead("a")
    desk.tell()
    desk.gone("a")
    assert desk.tell() == 1


def test_every_target_gets_the_one_note_of_a_hundred_feeds(desk):
    names = [f"f{number:03}" for number in range(100)]
    desk.watch("well", *names)
    for name in names:
        desk.dead(name)
    assert desk.tell("desk", "mail", "desk") == 100
    rows = outbox.newest(desk.database.read(), limit=99)
    assert sorted(row.delivery.target for row in rows) == ["desk", "mail"]
    assert rows[0].note == rows[1].note
    assert rows[0].note.text.endswith("and 80 more; see: news-monitor feeds")


def test_a_line_that_is_down_is_waited_for(desk):
    desk.watch("a", "b", "c")
    for name in "abc":
        desk.dead(name, "dns")
    assert desk.tell() == 0
    desk.well("c")
    assert desk.tell() == 2
    assert [note.title for note in desk.notes] == ["Feeds: 2 probably dead"]


def test_a_feed_that_was_removed_is_nobodys_concern(desk):
    desk.watch("a", "b")
    desk.dead("a")
    desk.database.write(lambda db: feeds.sync(db, [], now=desk.now))
    assert desk.tell() == 0


def test_a_note_that_cannot_be_written_is_written_the_next_time(desk, monkeypatch):
    """What was told is remembered in the same transaction, so a crash loses and doubles nothing."""
    desk.watch("a", "b")
    desk.dead("a")

    def full(*_, **__):
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(note_store, "add", full)
        with pytest.raises(OSError, match="disk full"):
            desk.tell()
    assert desk.tell() == 1
    assert len(desk.notes) == 1


def test_a_note_that_dies_makes_no_other(desk):
    desk.watch("a", "b")
    desk.dead("a")
    desk.tell()
    (row,) = outbox.newest(desk.database.read(), limit=9)
    dead = replace(
        row.delivery, state=DeliveryState.DEAD, next_attempt_at=None, last_error="HTTP 404"
    )
    desk.database.write(lambda db: outbox.save(db, row.id, dead))
    assert desk.tell() == 0
    assert len(desk.notes) == 1
