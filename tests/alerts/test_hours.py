"""Quiet hours, on the clock on the wall."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.hours import QuietHours, parse_all_quiet_hours, parse_quiet_hours

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = parse_quiet_hours("22:00-07:00")


def _berlin(*values):
    return datetime(*values, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("now", "end"),
    [
        (_berlin(2025, 2, 13, 23), _berlin(2025, 2, 14, 7)),
        (_berlin(2025, 2, 14, 3), _berlin(2025, 2, 14, 7)),
        (_berlin(2025, 2, 13, 22), _berlin(2025, 2, 14, 7)),
        (_berlin(2025, 2, 14, 7), None),
        (_berlin(2025, 2, 14, 12), None),
    ],
)
def test_a_night_goes_over_midnight(now, end):
    assert NIGHT.end_after(now, BERLIN) == end


def test_a_span_of_the_day_ends_on_the_same_day():
    lunch = parse_quiet_hours("12:00 - 13:30")
    assert lunch.end_after(_berlin(2025, 2, 14, 12, 10), BERLIN) == _berlin(2025, 2, 14, 13, 30)
    assert lunch.end_after(_berlin(2025, 2, 14, 14), BERLIN) is None


def test_days_are_those_on_which_it_begins():
    """The night from Friday to Saturday belongs to Friday."""
    nights = parse_quiet_hours("weekdays 22:00-07:00")
    saturday_morning, sunday_morning = _berlin(2025, 2, 15, 3), _berlin(2025, 2, 16, 3)
    assert nights.end_after(saturday_morning, BERLIN) == _berlin(2025, 2, 15, 7)
    assert nights.end_after(sunday_morning, BERLIN) is None


def test_a_whole_day_ends_at_midnight():
    weekend = parse_quiet_hours("sat,sun 00:00-24:00")
    assert weekend.end_after(_berlin(2025, 2, 15, 12), BERLIN) == _berlin(2025, 2, 16)
    assert weekend.end_after(_berlin(2025, 2, 17), BERLIN) is None


def test_the_night_of_the_clock_change_is_an_hour_shorter():
    """In Berlin, 02:00 becomes 03:00 on 30 March 2025."""
    began = _berlin(2025, 3, 29, 22)
    end = NIGHT.end_after(began, BERLIN)
    assert end == _berlin(2025, 3, 30, 7)
    assert end - began.astimezone(UTC) == timedelta(hours=8)


@given(
    st.times(),
    st.times(),
    st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_quiet_hours_always_end_within_a_day_and_are_over_then(start, end, now):
    hours = QuietHours(start, end)
    over = hours.end_after(now, BERLIN)
    if over is not None:
        assert now < over <= now + timedelta(hours=25)
        assert start == end or hours.end_after(over, BERLIN) is None


@pytest.mark.parametrize(
    ("text", "cure"),
    [
        ("22-7", "22:00-07:00"),
        ("25:00-07:00", "not a time of day"),
        ("22:00-22:00", "00:00-24:00"),
        ("someday 22:00-07:00", "weekdays"),
        ("", "22:00-07:00"),
    ],
)
def test_what_cannot_be_read_says_what_to_write(text, cure):
    with pytest.raises(ValueError, match=cure):
        parse_quiet_hours(text)


def test_midnight_may_end_the_span():
    assert parse_quiet_hours("18:00-24:00") == parse_quiet_hours("18:00-00:00")
    assert parse_quiet_hours("18:00-24:00").start == time(18)


def test_several_spans_that_touch_are_one():
    """A night that leads into a quiet weekend, which leads into a night."""
    quiet = parse_all_quiet_hours(["22:00-07:00", "sat,sun 00:00-24:00"])
    friday_night = _berlin(2025, 2, 14, 23)
    assert quiet.end_after(friday_night, BERLIN) == _berlin(2025, 2, 17, 7)
    assert quiet.end_after(_berlin(2025, 2, 13, 23), BERLIN) == _berlin(2025, 2, 14, 7)
    assert quiet.end_after(_berlin(2025, 2, 14, 12), BERLIN) is None
    assert quiet.text == "22:00-07:00 and sat,sun 00:00-24:00"


@pytest.mark.parametrize(
    "spans",
    [
        ["00:00-24:00"],
        ["00:00-12:00", "12:00-24:00"],
        ["weekdays 00:00-24:00", "sat-sun 00:00-24:00"],
    ],
)
def test_hours_that_never_end_are_a_mistake(spans):
    with pytest.raises(ValueError, match="no hour of the week"):
        parse_all_quiet_hours(spans)


def test_no_spans_at_all_are_a_mistake():
    with pytest.raises(ValueError, match="is empty"):
        parse_all_quiet_hours([])
