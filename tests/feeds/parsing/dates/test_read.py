"""Facts about the dates that feeds write."""

import time
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.parsing.dates.read import read_date


@pytest.mark.parametrize(
    "text",
    [
        "2022-07-28T12:35:05Z",
        "2022-07-28t12:35:05z",
        "2022-07-28T14:35:05+02:00",
        "2022-07-28T14:35:05+0200",
        "2022-07-28 21:35:05 +0900",
        "2022-07-28T21:35:05 +09:00",
        "20220728T123505Z",
        "Thu, 28 Jul 2022 12:35:05 GMT",
        "Thu, 28 Jul 2022 12:35:05 +0000 (UTC)",
        "Thu,28 Jul 2022 21:35:5 GMT+9",
        "Thu, 28 Jul 2022 21:35:05 GMT+09:00",
        "Thu, 28 July 22 08:35:05 EDT",
        "28 Jul 2022 14:35:05 CEST",
        "Thu, 28 Jul 2022 13:35:05 BST",
        "Do, 28 Jul 2022 14:35:05 +0200",
        "28-Jul-2022 12:35:05",
        "Thu Jul 28 12:35:05 2022",
        "Thu Jul 28 05:35:05 PDT 2022",
        "Thu, 28 Jul 2022 2:35:05 PM CEST",
        "2022/07/28 12:35:05",
        "28.07.2022 12:35:05",
        "July 28, 2022 12:35:05",
        "1659011705",
        "1659011705000",
        "2022年7月28日 12:35:05",
        "2022年7月28日(木) 12時35分05秒",
        "2022년 7월 28일 오후 12:35:05",
    ],
)
def test_one_moment_in_many_spellings(text):
    assert read_date(text) == datetime(2022, 7, 28, 12, 35, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2022-07-28", datetime(2022, 7, 28, tzinfo=UTC)),
        ("28 July 2022", datetime(2022, 7, 28, tzinfo=UTC)),
        ("04.05.2022", datetime(2022, 5, 4, tzinfo=UTC)),
        ("04/05/2022", datetime(2022, 4, 5, tzinfo=UTC)),
        ("2022년 7월 28일 오후 3:05", datetime(2022, 7, 28, 15, 5, tzinfo=UTC)),
        ("Thu, 28 Jul 2022 12:35:60 GMT", datetime(2022, 7, 28, 12, 35, 59, tzinfo=UTC)),
        ("Mon, 01 Jan 90 00:00:00 GMT", datetime(1990, 1, 1, tzinfo=UTC)),
        ("Sat, 01 Jan 49 00:00:00 GMT", datetime(2049, 1, 1, tzinfo=UTC)),
    ],
)
def test_parts_that_are_missing_or_ambiguous(text, date):
    assert read_date(text) == date


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "yesterday",
        "10:30",
        "12",
        "2022",
        "2022-07",
        "July 2022",
        "Thu, 30 Feb 2022 10:00:00 GMT",
        "Thu, 28 Jul 2022 10:00:00 +99:00",
        "0000-00-00T00:00:00Z",
        "Tue, 30 Nov 1999 00:00:00 +0000",
        "2000-01-01T00:00:00+09:00",
        "2001-01-01 00:00:00",
        "0001-01-01T00:00:00Z",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "Sun, 31 Dec 89 23:59:59 GMT",
        "2100-01-01T00:00:00Z",
        "9999-12-31T23:59:59-14:00",
        "99999-01-01",
        "1" * 90,
        "1" * 10_000,
        "Thu, 28 Jul 2022 " * 100,
    ],
)
def test_what_is_no_date_of_our_time_is_none(text):
    assert read_date(text) is None


def test_the_machines_zone_does_not_matter(monkeypatch):
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        assert read_date("2022-03-13 02:30:00") == datetime(2022, 3, 13, 2, 30, tzinfo=UTC)
    finally:
        monkeypatch.undo()
        time.tzset()


MOMENTS = st.datetimes(
    datetime(2001, 1, 3),  # noqa: DTZ001 - hypothesis wants them so
    datetime(2099, 12, 30),  # noqa: DTZ001
    timezones=st.integers(-14 * 60, 14 * 60).map(
        lambda minutes: timezone(timedelta(minutes=minutes))
    ),
)


@pytest.mark.parametrize("text", ["2000-01-01T10:00:00Z", "2001-01-01T05:06:07+00:00"])
def test_other_times_of_these_days_are_dates(text):
    assert read_date(text).isoformat() == text.replace("Z", "+00:00")


@given(MOMENTS)
def test_rfc_5322_and_rfc_3339_are_read_exactly(moment):
    whole = moment.replace(microsecond=0)
    assert read_date(format_datetime(whole)) == whole
    assert read_date(moment.isoformat()) == moment


@given(st.text(max_size=120) | st.text(alphabet="0123456789-/:. TZ+年月日APMJanfebmr", max_size=40))
def test_no_text_raises(text):
    date = read_date(text)
    assert date is None or date.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Mon Nov 23 14:05:00 CET 2026", "2026-11-23T13:05"),
        ("čet, 26 nov 2026 14:05", "2026-11-26T14:05"),
        ("2026-11-23 14:05:00 +0000 +0000", "2026-11-23T14:05"),
        ("2026-11-23 14:05:00 -0300 -03", "2026-11-23T17:05"),
        ("2026-11-23-14.05.00.000000", "2026-11-23T14:05"),
        ("25 Nov 2026 2015", "2026-11-25T20:15"),
        ("25 Nov 26 1015", "2026-11-25T10:15"),
    ],
)
def test_what_programs_print_is_read(text, moment):
    assert read_date(text) == datetime.fromisoformat(moment).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Publié le 23/11/2026 à 14h05, modifié le 24/11/2026 à 09h00", "2026-11-23T14:05"),
        ("23/11/2026 14h05 - Atualizado em 23/11/2026 15h00", "2026-11-23T14:05"),
        ("입력 2026.11.23 14:05 | 수정 2026.11.23 15:00", "2026-11-23T14:05"),
        ("2026年11月23日 14:05 更新：2026年11月24日", "2026-11-23T14:05"),
        ("Posted Nov 23, 2026 2:05 pm | Updated Nov 24, 2026 9:00 am", "2026-11-23T14:05"),
        ("Updated Nov 24, 2026 9:00 am | Published Nov 23, 2026 2:05 pm", "2026-11-23T14:05"),
        ("Publié le 23 nov. 2026 à 14h05 - Mis à jour le 24 nov. 2026 à 9h00", "2026-11-23T14:05"),
        ("2026-11-23 14:05 (updated 2026-11-24 09:00)", "2026-11-23T14:05"),
        ("23 нояб. 2026, обновлено 24 нояб. 2026", "2026-11-23T00:00"),
    ],
)
def test_of_published_and_updated_the_earlier_counts(text, moment):
    assert read_date(text) == datetime.fromisoformat(moment).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "Nov 23-25, 2026",
        "23 Nov 2026 - 25 Nov 2026",
        "2026-11-23/2026-11-25",
        "2026-11-23 to 2026-11-25",
        "Mon, 23 Nov 2026, Wednesday, 25 Nov 2026",
        "Mon, 23 Nov 2026, see page 7",
    ],
)
def test_days_from_and_to_are_no_moment(text):
    assert read_date(text) is None


def test_many_labels_take_no_time():
    began = time.process_time()
    read_date("23 Nov 2026 updated " * 6)
    read_date("7 word " * 17)
    assert time.process_time() - began < 0.1
