"""When digests go out."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
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


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("0 8 17 * 0", [16, 17, 23, 30]),
        ("0 8 * * fri-mon", [15, 16, 17, 21]),
        ("0 8 17,18 * 1", [17, 18, 24, 31]),
        ("0 8 1-31 * 1", [15, 16, 17, 18]),
        ("0 8 * * 0-5", [16, 17, 18, 19]),
        ("0 8 * * */2", [15, 16, 18, 20]),
        ("0 8 * * 1-5/2", [17, 19, 21, 24]),
        ("0 8 * * 1/3", [17, 20, 24, 27]),
        ("0 8 * * MON-FRI", [17, 18, 19, 20]),
        ("0 8 * * Tue,THU", [18, 20, 25, 27]),
        ("0 8 * * fri-sun", [15, 16, 21, 22]),
        ("0 8 * * 5-7", [15, 16, 21, 22]),
        ("0 8 * * 0,7", [16, 23, 30, 37]),
        ("0 8 * * 0-7", [15, 16, 17, 18]),
        ("0 8 ? * saturday", [15, 22, 29, 36]),
        ("0 8 */2 * 1", [17, 31, 45, 59]),  # with a star in one of them, both must fit
        ("0 8 17 * *", [17, 45, 76, 106]),
        ("0 8 17 mar-apr *", [45, 76, 410, 441]),
        ("0 8 31 2 1", [17, 24, 367, 374]),  # only the Mondays ever come
        ("@daily", [15, 16, 17, 18]),
        ("@weekly", [16, 23, 30, 37]),
        ("@monthly", [29, 60, 90, 121]),
    ],
)
def test_days_are_those_of_cron(text, days):
    """Counted from the last day of January 2025; noon on the 14th of February is past."""
    timetable, moment, found = parse_timetable(text), FRIDAY_NOON, []
    for _ in days:
        moment = timetable.next_after(moment, BERLIN)
        found.append((moment.astimezone(BERLIN).date() - date(2025, 1, 31)).days)
    assert found == days


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("*/20 8-9 * * *", ["08:00", "08:20", "08:40", "09:00", "09:20", "09:40", "08:00"]),
        ("5,35 8 * * *", ["08:05", "08:35", "08:05"]),
        ("0 8-20/6 * * *", ["14:00", "20:00", "08:00", "14:00"]),
        ("0 */12 * * *", ["00:00", "12:00"]),
        ("@hourly", ["13:00", "14:00"]),
    ],
)
def test_times_of_day_are_those_of_cron(text, times):
    timetable, moment, found = parse_timetable(text), FRIDAY_NOON, []
    for _ in times:
        moment = timetable.next_after(moment, BERLIN)
        found.append(f"{moment.astimezone(BERLIN):%H:%M}")
    assert found == times


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
        ("99 8 * * *", '"99" for the minute; it is 0 to 59'),
        ("0 24 * * *", '"24" for the hour; it is 0 to 23'),
        ("0 8 0 * *", '"0" for the day of the month; it is 1 to 31'),
        ("0 8 * foo *", '"foo" for the month; it is 1 to 12 or jan to dec'),
        ("0 8 * * 8", '"8" for the weekday; it is 0 to 7 or sun to sat'),
        ("0 8 * * mon-", '"mon-" for the weekday'),
        ("0 22-6 * * *", "counts backwards; write 22-23,0-6"),
        ("*/0 8 * * *", '"*/0" for the minute; a step is 1 to 59'),
        ("*/x 8 * * *", "a step is 1 to 59"),
        ("0 8 L * *", '"l" for the day of the month'),
        ("0 8 * * 5#2", '"5#2" for the weekday'),
        ("0 8 ,1 * *", '"" for the day of the month'),
        ("0 8 * *", "4 fields; cron has five: minute hour day month weekday"),
        ("0 0 8 * * *", "6 fields; cron has five"),
        ("@reboot", "@reboot, which is not @hourly, @daily"),
        ("0 8 31 feb *", "no such day"),
        ("0 8 31 2 *", "no such day"),
        ("", "daily 08:00"),
        ("someday 08:00", "weekdays"),
    ],
)
def test_what_is_no_timetable_says_what_to_write(text, cure):
    with pytest.raises(ValueError, match=cure):
        parse_timetable(text)
