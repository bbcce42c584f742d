"""Whatever a server answers, it is a document or a failure in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.feeds.http.connection import Connections
from monitor.feeds.http.cookies import header_for, with_set
from monitor.feeds.http.fetch import fetch
from monitor.feeds.http.headers import is_whole, min_interval, validators
from monitor.feeds.limits import Limits
from monitor.feeds.state.outcome import Failed
from monitor.net.retry_after import http_date, reset_at, retry_at
from tests.fuzz.junk import as_bytes, mutated

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
BRIEF = Limits(connect=2, read=0.3, total=0.6, max_bytes=100_000)
HEADERS = (
    "Content-Length: 5\r\n", "Content-Length: -1\r\n", "Content-Length: 5, 5\r\n",
    "Transfer-Encoding: chunked\r\n", "Content-Encoding: gzip\r\n", "Content-Encoding: br\r\n",
    "Location: /next\r\n", "Location: //[\r\n", "Location: http://\u0430.example:99999/\r\n",
    "Retry-After: 10\r\n", "Set-Cookie: a=b; Domain=x\r\n", "Content-Range: bytes 0-1/*\r\n",
    'ETag: W/"\u00e9"\r\n', "Cache-Control: max-age=1e9\r\n", "Content-Type: ;charset=\r\n",
    " folded\r\n", "\r\n", "\r", "\n", "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 304 \r\n\r\n",
    "0\r\n\r\n", "ffffffffffffffff\r\n", "-1\r\n", "1;x\r\na\r\n",
)  # fmt: skip
ANSWERS = [
    f"HTTP/1.1 {status} OK\r\n{headers}\r\n{body}"
    for status, headers, body in (
        (200, "Content-Length: 6\r\nContent-Type: text/xml\r\n", "<rss/>"),
        (200, 'Transfer-Encoding: chunked\r\nETag: "a"\r\n', "6\r\n<rss/>\r\n0\r\n\r\n"),
        (301, "Location: /again\r\nSet-Cookie: a=b; Path=/\r\nContent-Length: 0\r\n", ""),
        (429, "Retry-After: Wed, 25 Nov 2026 10:00:00 GMT\r\nContent-Length: 0\r\n", ""),
        (304, 'ETag: "a"\r\nCache-Control: max-age=60\r\n', ""),
        (206, "Content-Range: bytes 0-5/6\r\nContent-Length: 6\r\n", "<rss/>"),
    )
]
VALUES = [
    "Wed, 25 Nov 2026 10:00:00 GMT", "120", "max-age=60, s-maxage=5, no-cache", "-1", "1.5",
    "2026-11-25T10:00:00Z", "bytes 0-5/6", 'W/"abc"', "a=b; Domain=wire.example; Path=/; Secure",
    "limit=10, remaining=0, reset=30", '"default";r=0;t=30',
]  # fmt: skip


@pytest.fixture
def connections():
    with Connections() as opened:
        yield opened


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mutated(ANSWERS, HEADERS))
def test_any_answer_is_a_document_or_a_failure(feed_server, connections, answer):
    feed_server.raw("/any", as_bytes(answer))
    feed_server.raw("/again", as_bytes(answer))
    found = fetch(feed_server.request("/any", limits=BRIEF), now=NOW, connections=connections)
    if isinstance(found, Failed):
        assert found.message
        assert found.message.isprintable()
        assert found.retry_at is None or NOW <= found.retry_at <= NOW + timedelta(days=1)


@given(
    mutated(VALUES, ("GMT", "max-age", "=", "Mon", "24:61:61", "2026", "+9999", "NaN"))
    | (st.integers() | st.floats()).map(str)
)
def test_any_value_of_a_header_has_bounds(value):
    for found in (
        retry_at(value, now=NOW),
        reset_at({"ratelimit-reset": value, "x-ratelimit-reset": value}, now=NOW),
    ):
        assert found is None or NOW <= found <= NOW + timedelta(days=1)
    headers = dict.fromkeys(("cache-control", "age", "expires", "date"), value)
    assert timedelta(0) <= min_interval(headers, now=NOW)
    validators({"etag": value, "last-modified": value})
    is_whole(value)
    http_date(value)
    sent = header_for(with_set((), "wire.example", [value]), "wire.example")
    assert "\r" not in sent
    assert "\n" not in sent
    assert "\0" not in sent
