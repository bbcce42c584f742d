"""Retry-After, freshness and validators, from header text."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.http.headers import (
    MAX_FRESHNESS,
    MAX_RETRY_AFTER,
    basic,
    http_date,
    min_interval,
    retry_at,
    validators,
)
from monitor.feeds.state.feed import Validators

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("120", NOW + timedelta(minutes=2)),
        (" 0 ", NOW),
        ("Sun, 22 Nov 2026 13:30:00 GMT", NOW + timedelta(minutes=90)),
        ("Sunday, 22-Nov-26 13:30:00 GMT", NOW + timedelta(minutes=90)),
        ("Sun Nov 22 13:30:00 2026", NOW + timedelta(minutes=90)),
        ("9" * 400, NOW + MAX_RETRY_AFTER),
        ("Fri, 31 Dec 9999 23:59:59 GMT", NOW + MAX_RETRY_AFTER),
    ],
)
def test_retry_after_is_seconds_or_a_date(value, moment):
    assert retry_at(value, now=NOW) == moment


@pytest.mark.parametrize("value", ["", "soon", "-5", "1.5", "٣", "Sun, 22 Nov 2026 11:00:00 GMT"])
def test_a_retry_after_that_says_nothing_usable_is_ignored(value):
    assert retry_at(value, now=NOW) is None


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"cache-control": "max-age=600"}, 600),
        ({"cache-control": 'public, Max-Age="600", immutable'}, 600),
        ({"cache-control": "max-age=600", "age": "500"}, 100),
        ({"cache-control": "max-age=600", "age": "700"}, 0),
        ({"cache-control": "max-age=99999999999999999999"}, 3600),
        ({"cache-control": "no-cache, max-age=600"}, 0),
        ({"cache-control": "no-store"}, 0),
        ({"cache-control": "max-age=many"}, 0),
        ({"cache-control": "max-age=0", "expires": "Sun, 22 Nov 2026 12:30:00 GMT"}, 0),
        ({"expires": "Sun, 22 Nov 2026 12:30:00 GMT"}, 1800),
        (
            {"expires": "Sun, 22 Nov 2026 12:30:00 GMT", "date": "Sun, 22 Nov 2026 12:20:00 GMT"},
            600,
        ),
        ({"expires": "Sun, 22 Nov 2026 18:30:00 GMT"}, 3600),
        ({"expires": "Sun, 22 Nov 2026 10:30:00 GMT"}, 0),
        ({"expires": "0"}, 0),
        ({}, 0),
    ],
)
def test_freshness_is_max_age_or_expires_up_to_an_hour(headers, seconds):
    assert min_interval(headers, now=NOW) == timedelta(seconds=seconds)


@given(st.text(), st.text(), st.text(), st.text())
def test_no_header_text_is_an_error(control, age, expires, date):
    headers = {"cache-control": control, "age": age, "expires": expires, "date": date}
    assert timedelta(0) <= min_interval(headers, now=NOW) <= MAX_FRESHNESS
    moment = retry_at(control, now=NOW)
    assert moment is None or NOW <= moment <= NOW + MAX_RETRY_AFTER


def test_validators_are_kept_to_the_letter():
    headers = {"etag": 'W/"a b\xe9"', "last-modified": "yesterday, about noon"}
    assert validators(headers) == Validators('W/"a b\xe9"', "yesterday, about noon")


def test_a_monstrous_etag_is_not_kept():
    assert validators({"etag": "x" * 100_000}) == Validators()


def test_a_date_without_a_zone_is_utc():
    assert http_date("Sun, 22 Nov 2026 12:00:00 -0000") == NOW
    assert http_date("nonsense") is None


def test_credentials_may_hold_any_letters():
    assert basic("Zoë", "pa:ss") == "Basic Wm/DqzpwYTpzcw=="
