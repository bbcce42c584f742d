"""A thread that works, rests and is woken."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

from monitor.outbound.working_thread import WorkingThread
from monitor.troubles import Troubles

NEVER = 3_600.0


class Work:
    """Counts how often it was done; raises what it is told to, and rests for an hour."""

    def __init__(self, *errors):
        self.errors = list(errors)
        self.changed = threading.Condition()
        self.done = 0
        self.can_work = True
        self.ended = False
        self.troubles = Troubles(lambda: datetime.now(UTC))
        self.thread = WorkingThread(
            "t", self, can_work=lambda: self.can_work, troubles=self.troubles, at_end=self.end
        )

    def __call__(self):
        if self.errors:
            raise self.errors.pop()
        with self.changed:
            self.done += 1
            self.changed.notify_all()
        return NEVER

    def end(self):
        self.ended = True

    def was_done(self, times, timeout=30):
        with self.changed:
            return self.changed.wait_for(lambda: self.done >= times, timeout)

    def close(self):
        self.thread.stop()
        return self.thread.join(30)


def test_it_works_when_it_is_woken_and_does_what_comes_last():
    work = Work()
    work.thread.start()
    assert work.was_done(1)
    work.thread.wake()
    assert work.was_done(2)
    assert not work.ended
    assert work.close()
    assert work.ended


def test_what_dies_is_started_again_and_its_deaths_are_counted(monkeypatch):
    monkeypatch.setattr("monitor.supervision.FIRST_REST", 0.01)
    work = Work(OSError("no"), OSError("no"))
    work.thread.start()
    assert work.was_done(1)
    assert work.close()
    assert work.troubles.counts()["thread t"] == 2


def test_one_that_cannot_work_is_not_woken_by_what_is_new():
    work = Work()
    work.can_work = False
    work.thread.start()
    assert work.was_done(1)
    work.thread.wake()
    assert not work.was_done(2, timeout=0.05)
    assert work.close()


def test_it_begins_when_the_one_before_it_has_ended():
    before, work = Work(), Work()
    before.thread.start()
    work.thread.start(after=before.thread)
    assert before.was_done(1)
    assert not work.was_done(1, timeout=0.05)
    assert before.close()
    assert work.was_done(1)
    assert work.close()


def test_one_that_was_never_started_has_ended():
    assert Work().close()
