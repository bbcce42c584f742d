"""Targets change while the daemon runs; each has one worker at a time."""

from __future__ import annotations

import threading
from types import SimpleNamespace

import pytest

from monitor.alerts.planning.policy import Target, TargetKind
from monitor.outbound.workers import TargetWorkers


class Worker:
    """Ends when it is let go."""

    def __init__(self, target):
        self.target = target
        self.after, self.stopped, self.woken = None, False, 0
        self.ended = threading.Event()

    def start(self, *, after):
        self.after = after

    def wake(self):
        self.woken += 1

    def stop(self):
        self.stopped = True

    def join(self, timeout):
        return self.ended.wait(timeout)


@pytest.fixture
def crew():
    made = []

    def make(target):
        made.append(Worker(target))
        return made[-1]

    return SimpleNamespace(made=made, workers=TargetWorkers(make))


def targets(**urls):
    return {name: Target(name=name, url=url, kind=TargetKind.TEXT) for name, url in urls.items()}


def test_a_target_that_has_not_changed_keeps_its_worker(crew):
    crew.workers.take_up(targets(a="json://x", b="json://y"))
    crew.workers.take_up(targets(a="json://x", c="json://z"))
    a, b, c = crew.made
    assert (a.stopped, b.stopped, c.stopped) == (False, True, False)
    assert c.after is None
    crew.workers.wake()
    assert (a.woken, b.woken, c.woken) == (1, 0, 1)


def test_who_takes_over_waits_for_the_worker_before(crew):
    crew.workers.take_up(targets(a="json://x"))
    crew.workers.take_up(targets(a="json://y"))
    crew.workers.take_up(targets(a="json://y"), anew=True)
    first, second, third = crew.made
    assert (second.after, third.after) == (first, second)
    assert [worker.stopped for worker in crew.made] == [True, True, False]


def test_at_the_end_all_are_waited_for_those_that_leave_too(crew, caplog):
    crew.workers.take_up(targets(a="json://x", b="json://y"))
    crew.workers.take_up(targets(a="json://z"))
    crew.made[2].ended.set()
    crew.workers.stop()
    crew.workers.join(0)
    assert sorted(record.getMessage() for record in caplog.records) == [
        "a delivery to a was cut off",
        "a delivery to b was cut off",
    ]
