"""When a server allows the next request, from the text of its header."""

import math
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.net.retry_after import LONGEST, after, http_date, reset_at, retry_at

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("120", NOW + timedelta(minutes=2)),
        (" 0 ", NOW),
        ("1.5", NOW + timedelta(seconds=1.5)),
        ("Sun, 22 Nov 2026 13:30:00 GMT", NOW + timedelta(minutes=90)),
        ("Sunday, 22-Nov-26 13:30:00 GMT", NOW + timedelta(minutes=90)),
        ("Sun Nov 22 13:30:00 2026", NOW + timedelta(minutes=90)),
    ],
)
def test_it_is_seconds_or_a_date(value, moment):
    assert retry_at(value, now=NOW) == moment


@pytest.mark.parametrize(
    "value",
    [
        "5400s",
        "90 minutes",
        "1.5 hours",
        '"5400"',
        "60, 5400",
        "2026-11-22T13:30:00Z",
        "2026-11-22 14:30:00+01:00",
        str(int(NOW.timestamp()) + 5_400),
        str((int(NOW.timestamp()) + 5_400) * 1_000),
    ],
)
def test_what_servers_write_instead_is_read_too(value):
    assert retry_at(value, now=NOW) == NOW + timedelta(minutes=90)


def test_a_moment_that_is_past_is_no_wait():
    assert retry_at(str(int(NOW.timestamp()) - 60), now=NOW) is None


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"x-ratelimit-reset": "600"}, 10),
        ({"ratelimit-remaining": "0", "ratelimit-reset": "600"}, 10),
        ({"x-rate-limit-reset": str(int(NOW.timestamp()) + 600)}, 10),
        ({"x-ratelimit-remaining": "7", "x-ratelimit-reset": "600"}, None),
        ({"x-ratelimit-reset": "soon"}, None),
        ({}, None),
    ],
)
def test_ratelimit_headers_say_when_it_is_counted_anew(headers, wait):
    assert reset_at(headers, now=NOW) == (wait and NOW + timedelta(minutes=wait))


@pytest.mark.parametrize(
    "value",
    [
        "86401",
        "999999999",
        "1000000000",  # no moment of the year 2001
        "1000000000000",
        "9" * 400,
        "9" * 400 + " days",
        "Fri, 31 Dec 9999 23:59:59 GMT",
        "Fri, 31 Dec 9999 23:59:59 -1200",
        "Fri, 31 Dec 12026 23:59:59 GMT",
    ],
)
def test_more_than_a_day_is_cut_to_one(value):
    assert retry_at(value, now=NOW) == NOW + LONGEST == NOW + timedelta(days=1)


@pytest.mark.parametrize(
    "value", ["", "soon", "-5", "1e9", "1.", "٣", "inf", "nan", "Sun, 22 Nov 2026 11:00:00 GMT"]
)
def test_what_says_nothing_usable_is_ignored(value):
    assert retry_at(value, now=NOW) is None


@given(st.text())
def test_no_text_is_an_error(value):
    moment = retry_at(value, now=NOW)
    assert moment is None or NOW <= moment <= NOW + LONGEST


@given(st.floats())
def test_no_number_of_seconds_is_an_error(seconds):
    moment = after(seconds, now=NOW)
    assert (moment is None) == (math.isnan(seconds) or seconds < 0)
    assert moment is None or NOW <= moment <= NOW + LONGEST


def test_a_date_without_a_zone_is_utc():
    assert http_date("Sun, 22 Nov 2026 12:00:00 -0000") == NOW
    assert http_date("nonsense") is None
