"""How many near misses are kept where more come than anybody could look at."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from monitor.inbound.near_miss_allowance import NearMissAllowance
from monitor.store.history.near_misses import KEPT

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def allowance():
    return NearMissAllowance()


def test_as_many_as_are_ever_kept_may_come_at_once(allowance):
    for _ in range(KEPT):
        assert allowance.is_left(NOW)
        allowance.take(1)
    assert not allowance.is_left(NOW)


def test_what_is_taken_comes_back_within_an_hour_and_no_more(allowance):
    allowance.take(KEPT)
    assert not allowance.is_left(NOW)
    assert allowance.is_left(NOW + HOUR / 2)
    allowance.take(KEPT // 2)
    assert not allowance.is_left(NOW + HOUR / 2)
    assert allowance.is_left(NOW + 100 * HOUR)
    allowance.take(KEPT)
    assert not allowance.is_left(NOW + 100 * HOUR)


def test_of_more_that_come_for_hours_the_kept_ones_are_spread_over_an_hour(allowance):
    kept = []
    for second in range(2 * 3600):
        now = NOW + timedelta(seconds=second)
        for _ in range(100):
            if allowance.is_left(now):
                allowance.take(1)
                kept.append(now)
    newest = kept[-KEPT:]
    assert newest[-1] - newest[0] > HOUR * 0.9
    assert all(later - earlier <= timedelta(seconds=1) for earlier, later in pairwise(newest))


def test_a_clock_that_is_set_back_takes_nothing_away(allowance):
    assert allowance.is_left(NOW)
    assert allowance.is_left(NOW - 5 * HOUR)
