"""Feeds of whose polls nothing came, through no fault of theirs."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from monitor.inbound.poll_again import FIRST, LONGEST, pause


@given(st.integers(1, 10_000), st.floats(0, 1))
def test_it_is_due_again_within_minutes_however_often_it_happens(times, chance):
    assert FIRST <= pause(times, chance=chance) <= 2 * LONGEST


def test_a_thousand_of_them_dont_come_back_together():
    waits = {round(pause(1, chance=n / 1_000).total_seconds()) for n in range(1_000)}
    assert len(waits) > 25
    assert max(waits) - min(waits) >= FIRST / timedelta(seconds=1)
