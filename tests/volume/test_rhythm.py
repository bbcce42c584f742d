"""What is usual for a rule, hour by hour of the week."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from monitor.volume.past_spikes import tallies
from monitor.volume.rhythm import Tally, rhythm_of, surprise
from monitor.volume.window import Window
from tests.volume.months import BERLIN, DAY, HOUR, START, burst, evenly, hours_of

TODAY = date(2025, 3, 3)
"""Four weeks after START."""


def rhythm(moments, watched=None, today=TODAY):
    watched = hours_of(60) if watched is None else watched
    return rhythm_of(tallies(sorted(moments)), watched, today=today, zone=BERLIN)


def test_the_mean_of_an_even_rule_is_its_usual():
    found = rhythm(evenly(10, 28))
    assert 8 < found.hours[0][0] < 12
    assert 8 < found.hours[5][15] < 12
    assert 15 < found.between(START, START + 2 * HOUR) < 25


def test_nights_and_weekends_are_told_apart():
    night = {(day, hour): 0.1 for day in range(7) for hour in range(6)}
    weekend = {(day, hour): 0.3 for day in (5, 6) for hour in range(6, 24)}
    found = rhythm(evenly(20, 28, hours=night | weekend))
    assert found.hours[2][3] < 5
    assert found.hours[2][12] > 15
    assert found.hours[6][12] < 12


def test_a_weekly_appointment_is_usual_even_an_hour_late():
    thursday = {(3, 14): 12}
    found = rhythm(evenly(4, 28, hours=thursday))
    assert found.hours[3][14] > 35
    assert found.hours[3][15] > 35
    assert found.hours[2][14] < 8
    assert found.quarters[3][14] > 8


def test_one_great_day_doesnt_become_the_usual():
    quiet = evenly(1, 28)
    storm = burst(START + 10 * DAY, 2_000, minutes=24 * 60)
    before, after = rhythm(quiet), rhythm(quiet + storm)
    # At most a third of the mean of all.
    assert after.hours[3][12] < before.hours[3][12] + 1.2
    assert after.most[Window.DAY] > 1_900


def test_of_a_rule_that_finds_hardly_anything_hardly_anything_is_usual():
    found = rhythm([START + 5 * DAY, START + 19 * DAY])
    assert max(max(row) for row in found.hours) < 0.1


def test_two_weeks_must_have_been_watched():
    moments = evenly(5, 28)
    assert rhythm(moments, watched=hours_of(28)[-13 * 24 :]) is None
    assert rhythm(moments, watched=hours_of(28)[-15 * 24 :]) is not None
    assert rhythm(moments, watched=[]) is None


def test_hours_that_werent_watched_are_no_silence():
    nights = [hour for hour in hours_of(28) if not (hour.hour >= 20 or hour.hour < 5)]
    moments = [m for m in evenly(10, 28) if not (m.hour >= 20 or m.hour < 5)]
    found = rhythm(moments, watched=nights)
    assert 8 < found.hours[1][12] < 12


def test_the_change_of_the_clocks_moves_nothing():
    """Summer time begins on 30 March; what came at 9 before comes at 9 after."""
    nine = {(day, hour): 0.0 for day in range(7) for hour in range(24) if hour != 9}
    found = rhythm(evenly(30, 63, hours=nine), watched=hours_of(63), today=date(2025, 4, 7))
    assert found.hours[0][9] > 25
    assert found.hours[0][8] < 1 or found.hours[0][8] > 25  # the next hour is the same appointment
    assert found.hours[0][12] < 1


def test_one_or_two_great_hours_in_a_month_dont_raise_the_bound():
    two = [*burst(START + 5 * DAY, 60), *burst(START + 15 * DAY, 60)]
    even = rhythm(evenly(4, 28)).bounds
    assert rhythm([*evenly(4, 28), *two]).bounds[Window.HOUR] == even[Window.HOUR] < 5


def test_where_reports_come_in_clusters_a_spike_goes_beyond_the_greatest():
    clusters = [
        moment
        for day in range(28)
        for moment in burst(START + day * DAY + 7 * day % 24 * HOUR, 3 * (day % 9))
    ]
    bounds = rhythm([*evenly(1, 28), *clusters]).bounds
    assert bounds[Window.HOUR] > surprise(24, 1)
    assert bounds[Window.HALF] >= max(bounds[Window.HOUR], bounds[Window.QUARTER])


def of_weeks(*rates, hours=None):
    return [
        moment
        for week, rate in enumerate(rates)
        for moment in evenly(rate, 28, seed=week, hours=hours)
        if START + 7 * week * DAY <= moment < START + 7 * (week + 1) * DAY
    ]


def test_what_has_grown_week_by_week_is_usual_and_what_has_jumped_isnt():
    def week_of(*rates):
        return rhythm(of_weeks(*rates)).between(START, START + 7 * DAY) / (7 * 24)

    assert 9 < week_of(10, 10, 10, 10) < 11
    assert 11.5 < week_of(8, 9.3, 10.7, 12) < 14
    assert 9 < week_of(10, 10, 10, 40) < 12


def test_what_grows_is_usual_also_of_a_rule_that_finds_nothing_at_night():
    night = {(day, hour): 0.02 for day in range(7) for hour in range(9)}
    found = rhythm(of_weeks(8, 9.3, 10.7, 12, hours=night))
    assert 12 < sum(sum(hours[9:]) for hours in found.hours) / (7 * 15) < 14


def test_the_busiest_minutes_of_each_hour_are_tallied():
    hour = START + 3 * HOUR
    found = tallies([*burst(hour, 6), *burst(hour + timedelta(minutes=50), 5, minutes=5)])
    assert found[hour].reports == 11
    assert found[hour].most >= 6
    assert tallies([]) == {}
    assert tallies([hour]) == {hour: Tally(1, 1)}


@pytest.mark.parametrize(
    ("reports", "usual", "least", "most"),
    [(4, 4, 0, 0), (8, 4, 1.6, 2.0), (16, 4, 4.5, 5), (8, 0, 8, 10), (0, 4, -3, -2)],
)
def test_surprise_counts_in_standard_deviations(reports, usual, least, most):
    assert least <= surprise(reports, usual) <= most
