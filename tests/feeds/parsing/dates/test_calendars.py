"""Facts about years and days of other calendars."""

from datetime import date

import pytest

from monitor.feeds.parsing.dates.calendars import day_of, from_solar_hijri, gregorian_year


@pytest.mark.parametrize(
    ("iranian", "ours"),
    [
        ((1369, 1, 1), date(1990, 3, 21)),
        ((1375, 12, 30), date(1997, 3, 20)),
        ((1395, 1, 1), date(2016, 3, 20)),
        ((1399, 12, 30), date(2021, 3, 20)),
        ((1400, 1, 1), date(2021, 3, 21)),
        ((1403, 12, 30), date(2025, 3, 20)),
        ((1405, 6, 31), date(2026, 9, 22)),
        ((1405, 9, 4), date(2026, 11, 25)),
    ],
)
def test_a_day_of_the_iranian_calendar_is_a_day_of_ours(iranian, ours):
    assert from_solar_hijri(*iranian) == ours


@pytest.mark.parametrize("day", [(1404, 12, 30), (1405, 7, 31), (1405, 13, 1), (1405, 1, 0)])
def test_a_day_that_isnt_there_is_refused(day):
    with pytest.raises(ValueError, match="Iranian calendar"):
        from_solar_hijri(*day)


@pytest.mark.parametrize(
    ("digits", "also", "year"),
    [
        ("2569", {}, 2026),
        ("69", {"is_thai": True}, 2026),
        ("26", {"is_thai": True}, 2026),
        ("49", {}, 2049),
        ("50", {}, 1950),
        ("115", {}, 2026),
        ("8", {"era": "令和"}, 2026),
        ("115", {"era": "民國"}, 2026),
        ("2026", {}, 2026),
    ],
)
def test_a_year_is_told_by_its_size_and_its_era(digits, also, year):
    assert gregorian_year(digits, **also) == year


@pytest.mark.parametrize("digits", ["5", "300"])
def test_a_number_that_is_no_year_is_refused(digits):
    with pytest.raises(ValueError, match="no year"):
        gregorian_year(digits)


def test_an_era_goes_before_the_iranian_calendar():
    assert day_of("8", 11, 25, era="令和") == date(2026, 11, 25)
    assert day_of("1405", 9, 4) == date(2026, 11, 25)
