"""What a service's answer means."""

from __future__ import annotations

import json
import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.alert import SendFailed, Sent
from monitor.alerts.sending.response import Answer, result_of, result_of_hook, retry_time
from monitor.net.retry_after import LONGEST

NOW = datetime(2025, 2, 13, 8, 20, tzinfo=UTC)


@given(status=st.integers(100, 999), body=st.binary(max_size=300))
def test_every_status_means_something(status, body):
    verdict = result_of(Answer(status, body), "the desk")

    if 200 <= status < 300:
        assert verdict == Sent()
    else:
        assert isinstance(verdict, SendFailed)
        assert verdict.reason.startswith(f"the desk answered {status}")
        assert not any(unicodedata.category(char) == "Cc" for char in verdict.reason)
        assert not (verdict.permanent and status >= 500)


def named(header="", body=b""):
    return retry_time({"Retry-After": header}, body, now=NOW)


@pytest.mark.parametrize(
    ("body", "seconds"),
    [
        (b'{"retry_after": 12.5, "global": false}', 12.5),
        (b'{"parameters": {"retry_after": 40}}', 40),
        (b'{"retry_after_ms": 2000}', 2),
        (b'{"retry_after": 1e9}', 86_400),
        (b'{"retry_after": 0}', 0),
    ],
)
def test_the_next_attempt_may_be_named_in_json(body, seconds):
    assert named(body=body) == NOW + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b'{"retry_after": -5}', b'{"retry_after": "soon"}', b"[" * 65_536,
             b'{"retry_after": 1%s}' % (b"0" * 400)]
)  # fmt: skip
def test_json_that_names_nothing_usable_is_ignored(body):
    assert named(body=body) is None


def test_the_header_goes_before_the_json_if_it_says_anything():
    body = b'{"retry_after": 40}'

    assert named("30", body) == NOW + timedelta(seconds=30)
    assert named("soon", body) == NOW + timedelta(seconds=40)


@given(
    header=st.text(),
    body=st.binary()
    | st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda inner: st.dictionaries(
            st.sampled_from(["retry_after", "retry_after_ms", "parameters"]), inner
        ),
    ).map(lambda value: json.dumps(value).encode()),
)
def test_whatever_a_service_names_is_a_time_within_a_day_or_none(header, body):
    moment = named(header, body)

    assert moment is None or NOW <= moment <= NOW + LONGEST


PAGE = b"\n<!DOCTYPE html><title>Log in to the hotel's network</title>"


@pytest.mark.parametrize(
    ("body", "is_slacks", "is_anothers"),
    [
        (b"ok", True, True),
        (b"OK\n", True, True),
        (b'{"ok": true}', True, True),
        (b'{"success":true}', True, True),
        (b"", True, True),
        (b"o", True, True),  # it broke off
        (b"Thanks!", False, True),
        (PAGE, False, False),
        (b'{"ok": false, "error": "no_text"}', False, False),
        (b'{"success": false}', False, False),
        (b'{"result": "error", "msg": "Stream is gone"}', False, False),
    ],
)
def test_slack_says_ok_and_others_who_take_its_format_anything_but_a_page(
    body, is_slacks, is_anothers
):
    for is_slack, is_taken in ((True, is_slacks), (False, is_anothers)):
        verdict = result_of_hook(Answer(200, body), "the desk", is_slack=is_slack)
        assert isinstance(verdict, Sent) == is_taken
        assert is_taken or not verdict.permanent


def test_a_hook_that_refuses_says_why():
    refusal = result_of_hook(Answer(200, b'{"ok": false, "error": "no_text"}'), "me", is_slack=True)
    assert refusal.reason == "me answered 200 (no_text)"
    assert result_of_hook(Answer(404, b"no_team"), "me", is_slack=False).permanent
