from __future__ import annotations

import pytest

from monitor.feeds.polling.pace import LEAST, LOOK, MOST, Pace


class Process:
    """A process that takes a part of a core."""

    def __init__(self):
        self.used = 100.0
        self.now = 1000.0
        self.pace = Pace(lambda: self.used)
        self.at_work = self.pace.at_work(self.now)

    def takes(self, part, seconds=2.0):
        """Do so for a while; returns how many polls may be at work then."""
        for _ in range(round(seconds / LOOK)):
            self.now += LOOK * 1.01
            self.used += LOOK * 1.01 * part
            self.at_work = self.pace.at_work(self.now)
        return self.at_work


@pytest.fixture
def process():
    return Process()


def test_while_others_have_the_processor_more_polls_are_at_work(process):
    assert process.takes(0.1) == MOST


def test_while_polls_take_a_core_few_are_at_work(process):
    process.takes(0.1)
    assert process.takes(0.95) == LEAST


def test_between_them_it_stays_as_it_is(process):
    process.takes(0.1, seconds=LOOK)
    before = process.at_work
    assert process.takes(0.4) == before


def test_a_look_is_taken_only_now_and_then(process):
    process.takes(0.95)
    assert {process.pace.at_work(process.now + LOOK * part / 10) for part in range(9)} == {LEAST}


def test_what_was_taken_while_nothing_waited_says_nothing(process):
    process.takes(0.95)
    process.pace.rest()
    process.now += 3600
    assert process.pace.at_work(process.now) == LEAST
    assert process.takes(0.1, seconds=LOOK) == 2 * LEAST


def test_after_a_rest_few_are_at_work_until_that_proves_too_few(process):
    assert process.takes(0.1) == MOST
    process.pace.rest()
    assert process.pace.at_work(process.now) == LEAST
    assert process.takes(0.1) == MOST
