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
        ("every weekday at 08:00", _berlin(2025, 2, 17, 8)),
        ("every day 18:30", _berlin(2025, 2, 14, 18, 30)),
        ("on Mondays and Thursdays at 9:30", _berlin(2025, 2, 17, 9, 30)),
        ("hourly", _berlin(2025, 2, 14, 13)),
        ("every hour", _berlin(2025, 2, 14, 13)),
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
    """There is no 02:30 in Berlin on 30 March 2025; a digest isn't put off to the next day."""
    skipped = parse_timetable("daily 02:30")
    due = skipped.next_after(_berlin(2025, 3, 29, 12), BERLIN)
    assert due == _berlin(2025, 3, 30, 3, 30)
    assert skipped.next_after(_berlin(2025, 3, 30, 3, 10), BERLIN) == due
    assert skipped.next_after(due, BERLIN) == _berlin(2025, 3, 31, 2, 30)


def test_nor_is_midnight_lost_where_the_clocks_skip_it():
    """In Cairo, 24 April 2026 begins at 01:00."""
    cairo = ZoneInfo("Africa/Cairo")
    due = parse_timetable("0 0 * * *").next_after(datetime(2026, 4, 23, 12, tzinfo=cairo), cairo)
    assert due == datetime(2026, 4, 24, 1, tzinfo=cairo)


def test_a_time_that_the_clocks_show_twice_comes_once():
    """In Berlin, 26 October 2025 has two times 02:30."""
    for text in ("daily 02:30", "*/30 2 * * *"):
        due = parse_timetable(text).next_after(_berlin(2025, 10, 26, 2, 10), BERLIN)
        assert due == datetime(2025, 10, 26, 0, 30, tzinfo=UTC)
        again = parse_timetable(text).next_after(due, BERLIN)
        assert again.astimezone(BERLIN).date() == _berlin(2025, 10, 27).date()


def test_every_hour_is_every_real_hour():
    due = _berlin(2025, 10, 26, 0, 30).astimezone(UTC)
    for hours in range(5):
        due = parse_timetable("hourly").next_after(due, BERLIN)
        assert due == datetime(2025, 10, 25, 23, tzinfo=UTC) + timedelta(hours=hours)


@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.sampled_from(["weekdays 08:00, 18:00", "weekdays 02:30", "*/20 1-3 * * 1-5"]),
)
def test_times_go_forward(moment, text):
    timetable = parse_timetable(text)
    first = timetable.next_after(moment, BERLIN)
    assert moment < first < timetable.next_after(first, BERLIN)
    assert first - moment <= timedelta(days=3)


@pytest.mark.parametrize(
    ("text", "cure"),
    [
        ("sometimes", "weekdays 08:00"),
        ("daily 25:00", "not a time of day"),
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
