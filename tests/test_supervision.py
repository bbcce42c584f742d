from __future__ import annotations

import logging

import pytest

from monitor.supervision import backoff, supervise
from monitor.troubles import Troubles


class Work:
    """Raises so often, then ends."""

    def __init__(self, deaths):
        self.left, self.calls = deaths, 0

    def __call__(self):
        self.calls += 1
        if self.left:
            self.left -= 1
            raise OSError("a detail")


def test_what_dies_is_started_again_after_longer_and_longer_rests():
    work, rests, troubles = Work(9), [], Troubles()
    supervise("recorder", work, troubles=troubles, rest=rests.append)
    assert work.calls == 10
    assert rests == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert troubles.counts() == {"thread recorder": 9}
    (trouble,) = troubles.now()
    assert trouble.what == "the thread recorder ended by an error (OSError)"


def test_the_same_death_is_logged_once(caplog):
    with caplog.at_level(logging.ERROR):
        supervise("recorder", Work(5), troubles=Troubles(), rest=lambda _: False)
    assert len(caplog.records) == 1


def test_a_stop_ends_it_and_so_does_the_end_of_the_work():
    work, troubles = Work(9), Troubles()
    supervise("recorder", work, troubles=troubles, rest=lambda _: True)
    assert work.calls == 1
    well = Work(0)
    supervise("recorder", well, troubles=Troubles(), rest=pytest.fail)
    assert well.calls == 1


def test_the_wait_stays_bounded():
    assert backoff(10_000, first=1, longest=60) == 60
