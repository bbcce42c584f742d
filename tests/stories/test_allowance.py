"""How many items that no rule has found are read."""

from datetime import UTC, datetime, timedelta

from monitor.stories.allowance import Allowance

HOUR = timedelta(hours=1)


def test_so_many_are_there_in_each_hour():
    allowance, now = Allowance(2), datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
    assert [allowance.take(now) for _ in range(4)] == [True, True, False, False]
    assert [allowance.take(now + HOUR / 2) for _ in range(3)] == [True, True, False]


def test_a_clock_that_was_set_back_begins_an_hour_of_its_own():
    allowance, now = Allowance(1), datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
    assert [allowance.take(now), allowance.take(now - HOUR), allowance.take(now)] == [True] * 3
