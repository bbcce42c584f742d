"""What went wrong, in plain words and with the cure."""

from __future__ import annotations

import socket
import ssl
from http.client import BadStatusLine, IncompleteRead, InvalidURL, RemoteDisconnected

import pytest
from urllib3 import exceptions as urllib3_errors

from monitor.net.address import AddressRefusedError
from monitor.net.deadline import Deadline, DeadlineError
from monitor.net.failures import NetFailure, Trouble, explain


def raised(error, *around):
    """The outermost of errors that were raised from one another."""
    for outer in around:
        outer.__cause__ = error
        error = outer
    return error


def bad_certificate():
    error = ssl.SSLCertVerificationError()
    error.verify_message = "certificate has expired"
    return error


CASES = [
    (
        socket.gaierror(socket.EAI_NONAME, "Name or service not known"),
        NetFailure.DNS,
        "there is no host desk; check the address for typing mistakes",
    ),
    (
        socket.gaierror(socket.EAI_AGAIN, "no answer in time"),
        NetFailure.DNS,
        "desk can't be looked up just now; if that lasts, check this machine's own network",
    ),
    (
        ConnectionRefusedError(111, "Connection refused"),
        NetFailure.CONNECT,
        "nobody answers at desk (connection refused); check the address",
    ),
    (
        OSError(113, "No route to host"),
        NetFailure.CONNECT,
        "desk can't be reached: No route to host",
    ),
    (
        RemoteDisconnected("x"),
        NetFailure.CONNECT,
        "desk broke the connection before its answer was complete",
    ),
    (
        IncompleteRead(b"", 5),
        NetFailure.CONNECT,
        "desk broke the connection before its answer was complete",
    ),
    (
        TimeoutError(),
        NetFailure.TIMEOUT,
        "desk is silent (10 s to connect); it may be down",
    ),
    (
        bad_certificate(),
        NetFailure.TLS,
        "desk's certificate can't be trusted (certificate has expired); tell its operator",
    ),
    (
        ssl.SSLError(1, "[SSL] x"),
        NetFailure.TLS,
        "no secure connection to desk (TLS failed); does this port speak TLS?",
    ),
    (AddressRefusedError("refused: desk"), NetFailure.REFUSED_ADDRESS, "refused: desk"),
    (
        BadStatusLine("SSH-2.0\x1b[2J"),
        NetFailure.MALFORMED,
        "desk doesn't speak proper HTTP (SSH-2.0); tell its operator",
    ),
    (
        urllib3_errors.DecodeError("x"),
        NetFailure.MALFORMED,
        "desk sent a compressed body that can't be unpacked; tell its operator",
    ),
    (
        ValueError("Invalid header value"),
        NetFailure.MALFORMED,
        "the address or the headers hold characters that can't be sent; check them",
    ),
]


@pytest.mark.parametrize(("error", "kind", "words"), CASES)
def test_every_failure_has_its_kind_and_its_words(error, kind, words):
    assert explain(error, "desk", Deadline(30)) == Trouble(kind, words)


@pytest.mark.parametrize(("error", "kind", "words"), CASES[:-1])
def test_what_libraries_wrap_it_in_makes_no_difference(error, kind, words):
    wrapped = raised(error, urllib3_errors.ProtocolError("x"), urllib3_errors.PoolError(None, "x"))
    assert explain(wrapped, "desk", Deadline(30)) == Trouble(kind, words)


def test_what_was_put_aside_on_the_way_is_no_cause():
    error = socket.gaierror(socket.EAI_NONAME, "x")
    error.__context__, error.__suppress_context__ = TimeoutError(), True
    assert explain(error, "desk", Deadline(30)).kind is NetFailure.DNS


def test_the_limits_that_were_kept_are_named():
    said = explain(TimeoutError(), "desk", Deadline(45, connect=10, read=20)).words
    assert said == "desk is silent (10 s to connect, 20 s to the next byte); it may be down"


@pytest.mark.parametrize("error", [ConnectionResetError(), ssl.SSLError(), DeadlineError()])
def test_whatever_broke_when_the_time_was_up_it_was_the_time(error):
    assert explain(error, "desk", Deadline(0.4, elapsed=0.4)) == Trouble(
        NetFailure.TIMEOUT, "no complete answer from desk within 0.4 s; it is slow"
    )


def test_a_bad_certificate_is_bad_even_when_the_time_is_up():
    assert explain(bad_certificate(), "desk", Deadline(0.0)).kind is NetFailure.TLS


def test_who_sends_too_much_and_who_is_stopped_are_told_apart():
    greedy, stopped = Deadline(30, max_bytes=1), Deadline(30)
    with pytest.raises(DeadlineError):
        greedy.count(2)
    stopped.cancel()
    assert explain(DeadlineError(), "desk", greedy).kind is NetFailure.TOO_LARGE
    assert explain(DeadlineError(), "desk", stopped).words == (
        "broken off: news-monitor is stopping"
    )


def test_a_proxy_that_cannot_be_reached_is_named():
    error = raised(ConnectionRefusedError(), urllib3_errors.ProxyError("x", OSError()))
    assert explain(error, "desk", Deadline(30)) == Trouble(
        NetFailure.CONNECT, "desk can't be reached through the proxy; check the proxy's address"
    )


@pytest.mark.parametrize(
    "error",
    [
        urllib3_errors.LocationParseError("https://desk/canary"),
        urllib3_errors.MaxRetryError(None, "https://desk/canary"),
        InvalidURL("URL can't contain control characters: '/canary'"),
    ],
)
def test_no_secret_of_an_address_is_quoted(error):
    assert "canary" not in explain(error, "desk", Deadline(30)).words
