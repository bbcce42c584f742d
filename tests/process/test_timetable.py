"""What is done again and again, whatever is done to the clock."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from monitor.process import timetable
from monitor.process.timetable import Again, Timetable
from monitor.upkeep.upkeep import Job

NOW = datetime(2025, 2, 13, 8, 14, tzinfo=UTC)


class Clock(datetime):
    """A clock on the wall that the test sets."""

    ahead = timedelta(0)

    @classmethod
    def now(cls, tz=None):
        return datetime.now(tz) + cls.ahead


@pytest.fixture
def clock(monkeypatch):
    """Set the clock by which the scheduler and the timetable go: ``clock.ahead = …``."""
    monkeypatch.setattr(timetable, "datetime", Clock)
    monkeypatch.setattr("apscheduler.schedulers.base.datetime", Clock)
    monkeypatch.setattr(Clock, "ahead", timedelta(0))
    return Clock


class Done:
    """Counts how often something is done."""

    def __init__(self):
        self.times = 0
        self.changed = threading.Condition()

    def __call__(self):
        with self.changed:
            self.times += 1
            self.changed.notify_all()

    def again(self, times=1):
        with self.changed:
            wanted = self.times + times
            return self.changed.wait_for(lambda: self.times >= wanted, 20)


@pytest.fixture
def running():
    tables = []

    def running(tick, *jobs):
        tables.append(Timetable(tick, jobs, seconds=0.01))
        tables[-1].start()
        return tables[-1]

    yield running
    for each in tables:
        each.stop()


def test_it_ticks_until_it_is_stopped(running):
    tick = Done()
    table = running(tick)
    assert tick.again(3)
    table.stop()
    assert not table.ticks
    assert tick.times >= 3


@pytest.mark.parametrize("days", [-1, -400, 1, 400])
def test_it_ticks_on_when_the_clock_is_set(running, clock, days):
    tick = Done()
    running(tick)
    assert tick.again()
    clock.ahead = timedelta(days=days)
    assert tick.again(3)


def test_a_clock_set_back_holds_up_no_job_for_its_old_time(running, clock):
    job = Done()
    table = running(Done(), Job(0.05, job, 0))
    assert job.again()
    clock.ahead = -timedelta(days=400)
    table.plan_anew()
    assert job.again(2)


def test_a_job_that_was_missed_a_million_times_is_done_once():
    began = time.process_time()
    trigger = Again(timedelta(seconds=1))
    later = NOW + timedelta(days=400)
    assert trigger.get_next_fire_time(NOW, later) == later + timedelta(seconds=1)
    assert time.process_time() - began < 0.1


def test_a_job_that_takes_long_holds_up_no_tick(running):
    tick, free = Done(), threading.Event()
    running(tick, Job(0.01, free.wait, 0))
    assert tick.again(5)
    free.set()
