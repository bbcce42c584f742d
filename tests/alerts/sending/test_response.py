"""What a service's answer, or its silence, means."""

from __future__ import annotations

import json
import socket
import ssl
import unicodedata
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from urllib3 import exceptions as urllib3_errors

from monitor.alerts.alert import SendFailed, Sent
from monitor.alerts.sending.response import MAX_RETRY_AFTER, Answer, explain, judge, retry_time

NOW = datetime(2025, 2, 13, 8, 20, tzinfo=UTC)


@given(status=st.integers(100, 999), body=st.binary(max_size=300))
def test_every_status_means_something(status, body):
    verdict = judge(Answer(status, body), "the desk")

    if 200 <= status < 300:
        assert verdict == Sent()
    else:
        assert isinstance(verdict, SendFailed)
        assert verdict.reason.startswith(f"the desk answered {status}")
        assert not any(unicodedata.category(char) == "Cc" for char in verdict.reason)
        assert not (verdict.permanent and status >= 500)


@pytest.mark.parametrize(
    ("named", "seconds"),
    [("30", 30), (" 1.5 ", 1.5), ("0", 0), ("-5", 0), ("1e9", 86_400), ("1e400", None)],
)
def test_retry_after_in_seconds(named, seconds):
    moment = retry_time({"Retry-After": named}, b"", now=NOW)

    assert moment == (None if seconds is None else NOW + timedelta(seconds=seconds))


def test_retry_after_as_a_date():
    later = NOW + timedelta(minutes=5)

    assert retry_time({"Retry-After": format_datetime(later, usegmt=True)}, b"", now=NOW) == later
    past = format_datetime(NOW - timedelta(days=1), usegmt=True)
    assert retry_time({"Retry-After": past}, b"", now=NOW) == NOW


@given(
    named=st.text(),
    body=st.binary()
    | st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda inner: st.dictionaries(
            st.sampled_from(["retry_after", "retry_after_ms", "parameters"]), inner
        ),
    ).map(lambda value: json.dumps(value).encode()),
)
def test_whatever_a_service_names_is_a_time_within_a_day_or_none(named, body):
    moment = retry_time({"Retry-After": named}, body, now=NOW)

    assert moment is None or NOW <= moment <= NOW + MAX_RETRY_AFTER


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (urllib3_errors.NameResolutionError("h", None, socket.gaierror()), "desk can't be found"),
        (socket.gaierror(-2, "Name or service not known"), "desk can't be found"),
        (urllib3_errors.NewConnectionError(None, "x"), "can't connect to desk"),
        (ConnectionRefusedError(), "can't connect to desk"),
        (urllib3_errors.ReadTimeoutError(None, None, "x"), "no answer from desk within 30 s"),
        (TimeoutError(), "no answer from desk within 30 s"),
        (urllib3_errors.ProxyError("x", OSError()), "can't reach desk through the proxy"),
        (urllib3_errors.SSLError("x"), "no secure connection to desk (TLS failed)"),
        (urllib3_errors.ProtocolError("x"), "desk closed the connection without an answer"),
        (ConnectionResetError(), "desk closed the connection without an answer"),
    ],
)
def test_silence_is_explained_without_the_errors_own_words(error, words):
    said = explain(error, "desk", seconds=30.0, expired=False)

    assert said.startswith(words)


def test_a_bad_certificate_is_named_however_deep_it_is_wrapped():
    cause = ssl.SSLCertVerificationError()
    cause.verify_message = "certificate has expired"
    error = urllib3_errors.SSLError("outer")
    error.__cause__ = cause

    said = explain(error, "desk", seconds=30.0, expired=True)

    assert said == "the certificate of desk isn't valid: certificate has expired"


def test_whatever_broke_when_the_time_was_up_it_was_the_time():
    error = urllib3_errors.ProtocolError("x")

    assert explain(error, "desk", seconds=30.0, expired=True) == "no answer from desk within 30 s"
