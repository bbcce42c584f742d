"""The inbound flow: what is due is polled, once, and recorded."""

from __future__ import annotations

import errno
import sqlite3
import threading
import time
from concurrent.futures import CancelledError, Future
from datetime import UTC, datetime, timedelta
from time import monotonic
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from monitor.errors import DatabaseCorrupt, DiskFull
from monitor.feeds.state.feed import Feed, Validators
from monitor.feeds.state.outcome import Unchanged
from monitor.feeds.watched import WatchedFeeds
from monitor.inbound.poll_loop import LINGER, MAX_PER_HOST, MAX_TOGETHER, Intake
from monitor.inbound.record import Recorder
from monitor.net.shortage import ShortageError
from monitor.rules import KnownWords
from monitor.store.database import Database
from monitor.store.feeds import feeds as store
from monitor.store.feeds import known_blocks
from monitor.store.writing import polls
from monitor.troubles import Troubles

START = datetime(2025, 2, 13, 8, 14, tzinfo=UTC)


class Bench:
    """An Intake whose polls end when the test says so."""

    def __init__(self, database, *urls):
        self.now = START
        self.database = database
        self.polls: dict[str, Future] = {}
        self.summaries = []
        self.troubles = Troubles()
        self.changed = threading.Condition()
        wanted = [Feed(url=url) for url in urls]
        database.write(lambda db: store.sync(db, wanted, now=START))
        self.watched = WatchedFeeds(wanted)
        self.recorder = Recorder(
            database,
            watched=self.watched,
            rules=[],
            policies={},
            targets={},
            timezone=ZoneInfo("UTC"),
            known=KnownWords.of({}),
            troubles=self.troubles,
        )
        self.intake = Intake(
            database,
            self.recorder,
            submit=lambda request: self.submit(request),  # noqa: PLW0108 - a test may replace it
            allow_private=frozenset(),
            clock=lambda: self.now,
            recorded=lambda summary: self.recorded(summary),  # noqa: PLW0108 - likewise
            troubles=self.troubles,
        )
        self.intake.start()

    def submit(self, request):
        return self.polls.setdefault(request.url, Future())

    def recorded(self, summary):
        with self.changed:
            self.summaries.append(summary)
            self.changed.notify_all()

    def finish(self, url, **details):
        self.polls.pop(url).set_result(
            Unchanged(url=url, validators=Validators(), body_hash="h", status=304, **details)
        )

    def wait_for(self, count):
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.summaries) >= count, 10)


@pytest.fixture
def bench(tmp_path):
    with Database(tmp_path / "news.db") as database:
        made = []

        def bench(*urls):
            made.append(Bench(database, *urls))
            return made[-1]

        yield bench
        for each in made:
            for future in each.polls.values():
                future.cancel()
                future.set_running_or_notify_cancel()
            each.intake.stop(5)


def test_a_feed_is_polled_once_until_its_poll_has_ended(bench):
    it = bench("https://a.example/")
    assert it.intake.tick() == 1
    assert it.intake.tick() == 0
    it.finish("https://a.example/")
    it.wait_for(1)
    assert it.intake.tick() == 0  # not due yet
    it.now += timedelta(hours=2)
    assert it.intake.tick() == 1


def test_a_poll_under_way_is_not_started_again_when_its_lease_is_cleared(bench):
    it = bench("https://a.example/")
    it.intake.tick()
    row = store.by_url(it.database.read(), "https://a.example/")
    it.database.write(lambda db: store.save_state(db, row.id, row.state))
    assert it.intake.tick() == 0


def test_a_slow_host_leaves_room_for_the_others(bench):
    slow = [f"https://slow.example/{n}" for n in range(MAX_PER_HOST + 30)]
    it = bench(*slow)
    assert it.intake.tick() == len(slow)  # all at once is polite enough: they wait in their lane
    late = Feed(url="https://quick.example/")
    it.watched.replace([*it.watched.all, late])
    everything = [Feed(url=url) for url in slow] + [late]
    it.database.write(lambda db: store.sync(db, everything, now=START))
    assert it.intake.tick() == 1
    assert "https://quick.example/" in it.polls


def test_outcomes_that_come_together_are_recorded_together(bench, monkeypatch):
    it = bench(*(f"https://{name}.example/" for name in "abc"))
    together, lingered = [], []
    record_all = it.recorder.record_all

    def counted(arrived, **details):
        together.append(len(arrived))
        return record_all(arrived, **details)

    def linger(seconds):
        lingered.append(seconds)
        it.finish("https://b.example/")
        it.finish("https://c.example/")

    monkeypatch.setattr(it.recorder, "record_all", counted)
    monkeypatch.setattr(
        "monitor.inbound.poll_loop.time", SimpleNamespace(sleep=linger, monotonic=monotonic)
    )
    it.intake.tick()
    it.finish("https://a.example/")
    it.wait_for(3)
    assert together == [3]
    assert lingered == [LINGER]


def test_an_outcome_that_is_the_last_is_recorded_at_once(bench, monkeypatch):
    it = bench("https://a.example/")
    monkeypatch.setattr("monitor.inbound.poll_loop.LINGER", 3_600)
    it.intake.tick()
    it.finish("https://a.example/")
    it.wait_for(1)


def test_a_poll_that_was_called_off_is_no_longer_under_way(bench):
    it = bench("https://a.example/")
    it.intake.tick()
    it.polls.pop("https://a.example/").set_exception(CancelledError())
    assert not it.intake.busy


@pytest.mark.parametrize("error", [RuntimeError("what is this?"), MemoryError()])
def test_a_poll_that_broke_is_a_failed_one_and_the_feed_is_polled_again(bench, error):
    it = bench("https://a.example/")
    it.intake.tick()
    it.polls.pop("https://a.example/").set_exception(error)
    it.wait_for(1)
    state = store.by_url(it.database.read(), "https://a.example/").state
    assert state.trouble.error.startswith("it couldn't be polled: ")
    it.now += timedelta(hours=1)
    assert it.intake.tick() == 1


SHORTAGES = [
    RuntimeError("can't start new thread"),
    OSError(errno.EMFILE, "Too many open files"),
    ShortageError("this machine has no memory left"),
]


@pytest.mark.parametrize("shortage", SHORTAGES)
def test_a_poll_for_which_this_machine_has_no_room_is_repeated_soon(bench, caplog, shortage):
    it = bench("https://a.example/")
    for wait in (timedelta(minutes=1), timedelta(minutes=2)):  # twice as long each time
        assert it.intake.tick() == 1
        it.polls.pop("https://a.example/").set_exception(shortage)
        assert not it.intake.busy
        assert it.intake.tick() == 0
        it.now += wait
    assert store.by_url(it.database.read(), "https://a.example/").state.trouble.failures == 0
    assert [record.message.partition(":")[0] for record in caplog.records] == [
        "feeds wait to be polled"
    ]


def test_polls_that_cant_be_started_are_repeated_soon(bench):
    it = bench("https://a.example/", "https://b.example/")
    submit = it.submit

    def refuse(_):
        raise RuntimeError("can't start new thread")

    it.submit = refuse
    assert it.intake.tick() == 2
    it.submit = submit
    assert it.intake.tick() == 0
    it.now += timedelta(minutes=1)
    assert it.intake.tick() == 2


def test_a_poll_that_couldnt_be_recorded_is_repeated_soon(bench, monkeypatch):
    it = bench("https://a.example/")
    monkeypatch.setattr(polls, "record", lambda *_, **__: 1 / 0)
    it.intake.tick()
    it.finish("https://a.example/")
    ended = time.monotonic() + 10
    while it.intake.busy:
        assert time.monotonic() < ended
    assert it.intake.unrecorded == 1
    it.intake.tick()
    it.now += timedelta(minutes=1)
    assert it.intake.tick() == 1


def test_what_a_closed_poller_refuses_is_no_longer_under_way(bench):
    it = bench("https://a.example/", "https://b.example/")

    def refuse(_):
        raise RuntimeError("the poller is closed")

    it.submit = refuse
    it.intake.tick()
    assert not it.intake.busy


def test_a_listener_that_breaks_ends_neither_the_recording_nor_the_polls(bench, caplog):
    it = bench("https://a.example/")
    listen = it.recorded
    it.recorded = lambda _: 1 / 0
    it.intake.tick()
    it.finish("https://a.example/")
    ended = time.monotonic() + 10
    while it.intake.busy:
        assert time.monotonic() < ended
        threading.Event().wait(0.01)
    it.recorded = listen
    it.now += timedelta(hours=2)
    it.intake.tick()
    it.finish("https://a.example/")
    it.wait_for(1)
    assert "couldn't be recorded" in caplog.text


def test_a_lease_left_behind_ends_by_itself(bench, tmp_path):
    it = bench("https://a.example/")
    it.intake.tick()
    read = it.database.read()
    assert store.due(read, now=START + store.LEASE / 2, limit=9) == []
    assert len(store.due(read, now=START + store.LEASE * 1.1, limit=9)) == 1


def test_what_cannot_be_recorded_is_let_go_and_the_next_is_recorded(bench, caplog, monkeypatch):
    it = bench("https://a.example/", "https://b.example/")
    record = polls.record
    broken = store.by_url(it.database.read(), "https://a.example/")

    def full(db, *polled, **more):
        if broken.id in {poll.feed_id for poll in polled}:
            raise OSError("disk full")
        return record(db, *polled, **more)

    monkeypatch.setattr(polls, "record", full)
    it.intake.tick()
    it.finish("https://a.example/")
    it.finish("https://b.example/")
    it.wait_for(1)
    assert [summary.url for summary in it.summaries] == ["https://b.example/"]
    assert "couldn't be recorded" in caplog.text


def test_after_a_stop_nothing_new_is_polled(bench):
    it = bench("https://a.example/")
    assert it.intake.stop(1)
    assert it.intake.tick() == 0


def test_a_stop_waits_for_polls_but_not_for_ever(bench):
    it = bench("https://a.example/")
    it.intake.tick()
    assert not it.intake.stop(0.05)


def test_a_feed_that_is_removed_as_it_becomes_due_is_let_go(bench):
    it = bench("https://a.example/", "https://b.example/")
    it.watched.replace([Feed(url="https://b.example/")])  # the database hasn't heard of it yet
    it.intake.tick()
    assert list(it.polls) == ["https://b.example/"]
    it.finish("https://b.example/")
    it.wait_for(1)
    assert not it.intake.busy


def test_a_feed_that_is_removed_while_it_is_polled_is_let_go(bench):
    it = bench("https://a.example/", "https://b.example/")
    it.intake.tick()
    it.watched.replace([Feed(url="https://b.example/")])
    it.finish("https://a.example/")
    it.finish("https://b.example/")
    it.wait_for(1)
    assert [summary.url for summary in it.summaries] == ["https://b.example/"]


def test_the_next_poll_carries_what_the_last_body_is_known_by(bench):
    it, asked = bench("https://a.example/"), []
    row = store.by_url(it.database.read(), "https://a.example/")
    it.database.write(lambda db: known_blocks.save(db, {row.id: b"blocks"}))
    submit = it.submit
    it.submit = lambda request: asked.append(request) or submit(request)
    it.intake.tick()
    assert asked[0].seen == b"blocks"


def test_outcomes_that_come_together_are_recorded_together_and_all(bench):
    urls = [f"https://{number}.example/" for number in range(MAX_TOGETHER * 2 + 5)]
    it = bench(*urls)
    it.intake.tick()
    for url in urls:
        it.finish(url)
    it.wait_for(len(urls))
    assert {summary.url for summary in it.summaries} == set(urls)


@pytest.mark.parametrize("error", [MemoryError(), sqlite3.OperationalError("disk I/O error")])
def test_who_records_survives_whatever_it_meets(bench, caplog, error):
    it = bench("https://a.example/")
    recorded, broken = it.recorded, [error]

    def breaks(summary):
        recorded(summary)
        if broken:
            raise broken.pop()

    it.recorded = breaks
    it.intake.tick()
    it.finish("https://a.example/")
    it.wait_for(1)
    deadline = monotonic() + 10
    while it.intake.busy and monotonic() < deadline:
        time.sleep(0.005)
    it.now += timedelta(hours=2)
    it.intake.tick()
    it.finish("https://a.example/")
    it.wait_for(2)
    assert "1 polls couldn't be recorded" in caplog.text
    assert it.intake.works


def test_a_feed_that_cannot_be_asked_is_let_go_and_the_others_are_polled(bench, monkeypatch):
    it = bench("https://a.example/", "https://b.example/")
    request = it.recorder.request

    def breaks(row, **details):
        if row.url == "https://a.example/":
            raise ValueError("no such feed")
        return request(row, **details)

    monkeypatch.setattr(it.recorder, "request", breaks)
    it.intake.tick()
    it.finish("https://b.example/")
    it.wait_for(1)
    assert not it.intake.busy


def test_what_a_poll_brought_is_kept_until_the_disk_has_space(bench, monkeypatch):
    monkeypatch.setattr("monitor.store.database.RETRY_SECONDS", 0.01)
    it = bench("https://a.example/")
    record, full = polls.record, [True] * 3

    def fails_at_first(db, *polled, **more):
        if full:
            full.pop()
            raise DiskFull("the disk is full")
        return record(db, *polled, **more)

    monkeypatch.setattr(polls, "record", fails_at_first)
    it.intake.tick()
    it.finish("https://a.example/")
    it.wait_for(1)
    assert store.by_url(it.database.read(), "https://a.example/").state.last_poll_at == START
    assert not full


def test_what_was_due_at_a_time_is_polled_once_however_soon_it_is_due_again(bench):
    it = bench("https://a.example/")
    began = it.now
    assert it.intake.tick(due_by=began) == 1
    it.finish("https://a.example/")
    it.wait_for(1)
    it.now += timedelta(days=1)
    assert it.intake.tick(due_by=began) == 0


def test_a_redirect_from_https_to_http_is_told_once(bench, caplog):
    it = bench("https://a.example/")
    for polls_ in (1, 2):
        it.intake.tick()
        it.finish("https://a.example/", insecure="http://a.example/feed")
        it.wait_for(polls_)
        it.now += timedelta(hours=2)
    told = [record.message for record in caplog.records if record.event == "insecure"]
    assert len(told) == 1
    assert "from https to http://a.example/feed" in told[0]


def test_a_recorder_that_dies_is_started_again(bench, monkeypatch):
    monkeypatch.setattr("monitor.supervision.FIRST_REST", 0.01)
    works, deaths = Intake._record_all, [OSError("no"), OSError("no")]

    def dies(self):
        if deaths:
            raise deaths.pop()
        works(self)

    monkeypatch.setattr(Intake, "_record_all", dies)
    it = bench("https://a.example/")
    it.intake.tick()
    it.finish("https://a.example/")
    it.wait_for(1)
    assert it.intake.works
    assert it.troubles.counts() == {"thread recorder": 2}


def test_damage_that_every_poll_meets_is_said_once_and_is_a_trouble(bench, caplog, monkeypatch):
    def meets_damage(*_, **__):
        raise DatabaseCorrupt("news.db is damaged")

    monkeypatch.setattr(polls, "record", meets_damage)
    urls = [f"https://{name}.example/" for name in "abc"]
    it = bench(*urls)
    it.intake.tick()
    for url in urls:
        it.finish(url)
    assert it.intake.stop(10)
    assert it.intake.unrecorded == 3
    assert len([each for each in caplog.records if each.levelname == "WARNING"]) == 1
    (trouble,) = it.troubles.now()
    assert trouble.what == "what feeds bring can't be recorded: news.db is damaged"
