"""When digests go out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.timetable import parse_timetable

BERLIN = ZoneInfo("Europe/Berlin")


def _berlin(*values):
    return datetime(*values, tzinfo=BERLIN)


FRIDAY_NOON = _berlin(2025, 2, 14, 12)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("daily 08:00", _berlin(2025, 2, 15, 8)),
        ("18:30", _berlin(2025, 2, 14, 18, 30)),
        ("weekdays 08:00", _berlin(2025, 2, 17, 8)),
        ("Weekdays at 08:00, 18:00", _berlin(2025, 2, 14, 18)),
        ("mon,thu 9:30", _berlin(2025, 2, 17, 9, 30)),
        ("hourly", _berlin(2025, 2, 14, 13)),
        ("every 4 hours", _berlin(2025, 2, 14, 16)),
        ("0 8 * * 1-5", _berlin(2025, 2, 17, 8)),
        ("0 8 * * 0", _berlin(2025, 2, 16, 8)),
        ("0 8 * * 7", _berlin(2025, 2, 16, 8)),
        ("0 8 * * sat", _berlin(2025, 2, 15, 8)),
        ("0 8 1 * *", _berlin(2025, 3, 1, 8)),
    ],
)
def test_a_timetable_is_read_in_words_and_as_cron(text, due):
    assert parse_timetable(text).next_after(FRIDAY_NOON, BERLIN) == due


def test_the_next_time_is_after_now_never_now():
    eight = parse_timetable("daily 08:00")
    assert eight.next_after(_berlin(2025, 2, 14, 8), BERLIN) == _berlin(2025, 2, 15, 8)


def test_eight_stays_eight_when_the_clocks_change():
    """In Berlin, the night to 30 March 2025 is an hour shorter, that to 26 October longer."""
    eight = parse_timetable("daily 08:00")
    for day, hours in ((29, 23), (30, 24)):
        before = _berlin(2025, 3, day, 8)
        due = eight.next_after(before, BERLIN)
        assert due.astimezone(BERLIN).hour == 8
        assert due - before.astimezone(UTC) == timedelta(hours=hours)
    before = _berlin(2025, 10, 25, 8)
    assert eight.next_after(before, BERLIN) - before.astimezone(UTC) == timedelta(hours=25)


def test_a_time_that_the_clocks_skip_comes_all_the_same():
    """There is no 02:30 in Berlin on 30 March 2025; a digest isn't lost for it."""
    due = parse_timetable("daily 02:30").next_after(_berlin(2025, 3, 29, 12), BERLIN)
    assert due <= _berlin(2025, 3, 31, 2, 30)


@given(st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_times_go_forward(moment):
    timetable = parse_timetable("weekdays 08:00, 18:00")
    first = timetable.next_after(moment, BERLIN)
    assert moment < first < timetable.next_after(first, BERLIN)
    assert first - moment <= timedelta(days=3)


@pytest.mark.parametrize(
    ("text", "cure"),
    [
        ("sometimes", "weekdays 08:00"),
        ("daily 25:00", "no time of day"),
        ("every 40 hours", "1 to 12"),
        ("99 8 * * *", "cron"),
        ("0 8 31 2 *", "no such day"),
        ("", "daily 08:00"),
        ("someday 08:00", "weekdays"),
    ],
)
def test_what_is_no_timetable_says_what_to_write(text, cure):
    with pytest.raises(ValueError, match=cure):
        parse_timetable(text)
