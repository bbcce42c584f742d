"""When feeds were being read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from monitor.volume.uptime import Uptime, going_on, watched_hours

NOW = datetime(2025, 2, 13, 8, 14, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_from_check_to_check_it_goes_on():
    first = going_on(None, now=NOW)
    assert first == Uptime(began_at=NOW, last_at=NOW)
    assert going_on(first, now=NOW + HOUR) == Uptime(began_at=NOW, last_at=NOW + HOUR)


def test_after_a_pause_or_a_clock_set_back_another_begins():
    first = Uptime(began_at=NOW - HOUR, last_at=NOW)
    for now in (NOW + 2 * HOUR, NOW - HOUR / 2):
        assert going_on(first, now=now) == Uptime(began_at=now, last_at=now)


def test_only_whole_hours_after_it_has_settled_were_watched():
    up = Uptime(began_at=NOW, last_at=NOW + 4 * HOUR)  # counts from 8:44
    nine = NOW.replace(hour=9, minute=0)
    hours = watched_hours([up], since=NOW - HOUR, until=NOW + 9 * HOUR)
    assert hours == [nine, nine + HOUR, nine + 2 * HOUR]
    assert watched_hours([up], since=nine + HOUR, until=nine + 2 * HOUR) == [nine + HOUR]
    assert watched_hours([up, up], since=NOW, until=NOW) == []
