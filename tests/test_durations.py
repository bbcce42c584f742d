from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.durations import format_duration, parse_duration


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("90s", timedelta(seconds=90)),
        ("15m", timedelta(minutes=15)),
        ("24h", timedelta(hours=24)),
        ("7d", timedelta(days=7)),
        ("2w", timedelta(weeks=2)),
        ("1h30m", timedelta(minutes=90)),
        (" 1h 30m ", timedelta(minutes=90)),
        ("0s", timedelta(0)),
    ],
)
def test_durations_as_people_write_them(text, duration):
    assert parse_duration(text) == duration


@pytest.mark.parametrize(
    "text", ["", " ", "15", "m", "15 min", "30m1h", "1h1h", "-5m", "1.5h", "٣m", "5M", "x15m"]
)
def test_what_is_no_duration_is_told_how_to_write_one(text):
    with pytest.raises(ValueError, match='"15m"'):
        parse_duration(text)


@pytest.mark.parametrize("text", ["999999999w", "4000d"])
def test_more_than_ten_years_is_a_mistake(text):
    with pytest.raises(ValueError, match="ten years"):
        parse_duration(text)


@settings(deadline=None)
@given(
    st.timedeltas(timedelta(0), timedelta(days=3660)).map(lambda d: timedelta(d.days, d.seconds))
)
def test_a_duration_written_out_reads_back_as_itself(duration):
    assert parse_duration(format_duration(duration)) == min(duration, timedelta(days=3660))


def test_durations_are_written_in_their_largest_units():
    assert format_duration(timedelta(minutes=90)) == "1h30m"
    assert format_duration(timedelta(days=15)) == "2w1d"
    assert format_duration(timedelta(0)) == "0s"
