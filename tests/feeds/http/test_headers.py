"""Freshness, validators and credentials, as header text."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.http.headers import MAX_FRESHNESS, basic, min_interval, validators
from monitor.feeds.state.feed import Validators

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


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


def test_validators_are_kept_to_the_letter():
    headers = {"etag": 'W/"a b\xe9"', "last-modified": "yesterday, about noon"}
    assert validators(headers) == Validators('W/"a b\xe9"', "yesterday, about noon")


def test_a_monstrous_etag_is_not_kept():
    assert validators({"etag": "x" * 100_000}) == Validators()


def test_credentials_may_hold_any_letters():
    assert basic("Zoë", "pa:ss") == "Basic Wm/DqzpwYTpzcw=="
