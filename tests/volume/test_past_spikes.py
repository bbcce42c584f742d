"""Whole months: what is told of them, and what isn't."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.volume.past_spikes import spikes_in
from monitor.volume.window import Window
from tests.volume.months import BERLIN, DAY, HOUR, START, burst, evenly, hours_of

NOON = START + 44 * DAY + 11 * HOUR
"""A Wednesday."""


def spikes(moments, watched=None):
    return spikes_in(sorted(moments), hours_of(70) if watched is None else watched, zone=BERLIN)


@pytest.mark.parametrize("per_hour", [0.02, 0.5, 8])
def test_months_as_usual_have_hardly_any_spikes(per_hour):
    """By chance one in some months, which ``benchmarks/spikes.py`` measures."""
    assert len(spikes(evenly(per_hour, 70))) <= 1


def test_an_hour_of_four_times_the_reports_is_found_within_fifteen_minutes():
    (spike,) = spikes([*evenly(40, 50), *burst(NOON, 120)])
    assert spike.window in {Window.TEN, Window.QUARTER}
    assert spike.found_at - NOON <= timedelta(minutes=15)
    assert spike.ended_at is not None


def test_of_a_rule_with_few_reports_it_takes_the_hour():
    (spike,) = spikes([*evenly(6, 50), *burst(NOON, 22)])
    assert spike.found_at - NOON <= HOUR


def test_a_day_of_a_little_more_each_hour_is_found():
    morning = NOON - 11 * HOUR
    spike, *_ = spikes([*evenly(3, 50), *burst(morning, 150, minutes=24 * 60)])
    assert morning < spike.found_at < morning + DAY


def test_a_rare_rule_that_ten_outlets_report_at_once_is_a_spike():
    (spike,) = spikes([*evenly(0.02, 50), *burst(NOON, 10, minutes=40)])
    assert spike.reports == 10


def test_a_weekly_peak_is_none():
    assert spikes(evenly(5, 70, hours={(3, 14): 8, (3, 15): 8})) == []


def test_what_grows_slowly_makes_none():
    grown = [
        m
        for week in range(10)
        for m in evenly(2 * 1.2**week, 70, seed=week)
        if START + week * 7 * DAY <= m < START + (week + 1) * 7 * DAY
    ]
    assert len(spikes(grown)) <= 1


def test_neither_a_pause_nor_what_comes_after_it_is_one():
    pause = (START + 40 * DAY + 3 * HOUR, START + 42 * DAY + 9 * HOUR)
    watched = [hour for hour in hours_of(70) if not pause[0] <= hour < pause[1]]
    moments = [m for m in evenly(6, 70) if not pause[0] <= m < pause[1]]
    began = [spike.began_at for spike in spikes(moments, watched)]
    assert not [at for at in began if pause[0] <= at < pause[1] + 2 * DAY]


def test_a_rhythm_of_two_weeks_is_needed():
    assert spikes([*evenly(5, 12), *burst(START + 11 * DAY + HOUR, 200)]) == []


def test_a_spike_of_two_days_is_one_spike():
    long = burst(NOON, 1_500, minutes=50 * 60)
    (spike,) = spikes([*evenly(5, 60, seed=3), *long])
    assert spike.lasted
    assert timedelta(hours=48) < spike.ended_at - spike.began_at < timedelta(hours=54)


def test_five_times_as_much_for_good_is_told_once_and_then_usual():
    step = START + 35 * DAY
    before = [m for m in evenly(3, 70) if m < step]
    after = [m for m in evenly(15, 70, seed=2) if m >= step]
    (spike,) = spikes([*before, *after])
    assert spike.is_settled


def test_the_change_of_the_clocks_makes_none():
    nine = {(day, hour): 0.05 for day in range(7) for hour in range(24) if hour != 9}
    assert datetime(2025, 3, 30, tzinfo=UTC) in hours_of(70)
    assert spikes(evenly(40, 70, hours=nine)) == []
