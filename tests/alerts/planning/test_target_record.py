from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.alerts.planning.target_record import TargetRecord, is_patient, is_to_be_told

NOW = datetime(2025, 2, 13, 8, tzinfo=UTC)


def failing_for(took_another=False, **duration):
    since = NOW - timedelta(**duration) if duration else None
    return TargetRecord(failing_since=since, took_another=took_another)


@pytest.mark.parametrize(
    ("record", "patient"),
    [
        (failing_for(), True),
        (failing_for(seconds=299), True),
        (failing_for(minutes=5), False),
        (failing_for(seconds=1, took_another=True), False),
        (failing_for(days=-1), False),  # the clock was set back
    ],
)
def test_one_that_has_been_down_for_minutes_only_is_given_time(record, patient):
    assert is_patient(record, now=NOW) is patient


@pytest.mark.parametrize(
    ("record", "asked", "told"),
    [
        (failing_for(), False, False),
        (failing_for(seconds=119), False, False),
        (failing_for(minutes=2), False, True),
        (failing_for(minutes=2, took_another=True), False, False),
        (failing_for(minutes=59), True, False),
        (failing_for(hours=1), True, True),
    ],
)
def test_it_is_told_of_after_minutes_or_an_hour_if_it_names_a_time(record, asked, told):
    assert is_to_be_told(record, asked=asked, now=NOW) is told
