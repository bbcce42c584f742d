"""Who may come in, and how often one may try."""

import base64
from datetime import UTC, datetime, timedelta

import pytest

from monitor.config.tables.web import Web
from monitor.web.access.credentials import ADDRESSES, MOST, WINDOW, Attempts, Gate
from tests.memory import objects_kept

NOW = datetime(2025, 2, 14, tzinfo=UTC)
TOKEN, PASSWORD = "0123456789abcdef", "correct horse"


@pytest.fixture
def gate():
    return Gate(Web(host="0.0.0.0", port=1, token=TOKEN, password=PASSWORD))


def _basic(user, password):
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def test_the_password_and_the_token_open_it(gate):
    assert gate.knows(TOKEN)
    assert gate.knows(PASSWORD)
    assert not gate.knows("")
    assert not gate.knows("correct hors")
    assert gate.opens(f"Bearer {TOKEN}")
    assert gate.opens(_basic("anybody", PASSWORD))


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer",
        "Bearer ",
        f"Bearer {PASSWORD}",
        "Basic !!!",
        "Basic /w==",
        _basic("x", "y"),
        "Digest x",
    ],
)
def test_nothing_else_does(gate, authorization):
    assert not gate.opens(authorization)


def test_an_empty_secret_is_none():
    gate = Gate(Web(host="127.0.0.1", port=1, password=PASSWORD))
    assert not gate.knows_token("")
    assert not gate.opens("Bearer ")
    assert not gate.opens_feed("rule", "")


def test_a_feeds_key_opens_that_feed_and_no_other(gate):
    key = gate.feed_key("Chip exports")
    assert gate.opens_feed("Chip exports", key)
    assert not gate.opens_feed("Dock strike", key)
    assert not gate.knows(key)
    other = Gate(Web(host="0.0.0.0", port=1, token=TOKEN, password="another one"))
    assert not other.opens_feed("Chip exports", key), "a new password ends the old keys"


def test_an_address_that_failed_five_times_waits_until_the_first_is_five_minutes_old():
    attempts = Attempts()
    for number in range(MOST):
        assert not attempts.wait("10.0.0.1", now=NOW)
        attempts.failed("10.0.0.1", now=NOW + timedelta(seconds=number))
    later = NOW + timedelta(minutes=1)
    assert attempts.wait("10.0.0.1", now=later) == timedelta(minutes=4)
    assert not attempts.wait("10.0.0.2", now=later)
    assert not attempts.wait("10.0.0.1", now=NOW + WINDOW)


def test_neighbours_of_one_ipv6_network_count_as_one():
    attempts = Attempts()
    for number in range(MOST):
        attempts.failed(f"2001:db8::{number}", now=NOW)
    assert attempts.wait("2001:db8::ffff", now=NOW)
    assert not attempts.wait("2001:db8:1::1", now=NOW)
    for _ in range(MOST):
        attempts.failed("::ffff:10.0.0.1", now=NOW)
    assert attempts.wait("10.0.0.1", now=NOW)


def test_what_is_remembered_is_bounded():
    attempts, kept = Attempts(), []
    for number in range(ADDRESSES + 10):
        attempts.failed(f"host-{number}", now=NOW)
        if number >= ADDRESSES - 1:
            kept.append(objects_kept(attempts))
    assert len(set(kept)) == 1
