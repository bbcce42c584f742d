"""The least time between two sends."""

from __future__ import annotations

from monitor.alerts.sending.pace import Pace


def test_the_first_send_does_not_wait_and_the_next_one_does():
    waits = []
    pace = Pace(60.0, sleep=waits.append)

    pace.keep()
    pace.sent()
    pace.keep()

    (wait,) = waits
    assert 50 < wait <= 60


def test_without_a_pace_nothing_waits():
    waits = []
    pace = Pace(0.0, sleep=waits.append)
    pace.sent()
    pace.keep()

    assert waits == []
