"""What hostile servers and documents try, and that none of it works."""

import gzip
import importlib
import itertools
import socket
import tracemalloc
import zlib
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

import brotli
import pytest

from monitor.feeds.http.connection import Connections
from monitor.feeds.http.fetch import ENCODINGS, fetch
from monitor.feeds.limits import Limits
from monitor.feeds.parsing.sandbox import Sandbox
from monitor.feeds.parsing.source import parse_source
from monitor.feeds.polling.poll import poll
from monitor.feeds.state.outcome import Failed, FailureKind, PollRequest

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
BRIEF = Limits(connect=5, read=5, total=10, max_bytes=1_000_000)
OK = b"HTTP/1.1 200 OK\r\n"


@pytest.fixture
def connections():
    with Connections() as opened:
        yield opened


@pytest.fixture
def get(feed_server, connections):
    def get(path, **details):
        details.setdefault("limits", BRIEF)
        return fetch(feed_server.request(path, **details), now=NOW, connections=connections)

    return get


# Time


def drips(first, drop=b"x"):
    return itertools.chain([first], itertools.repeat(drop))


@pytest.mark.parametrize(
    "pieces",
    [
        pytest.param(drips(b"H", b"T"), id="status line"),
        pytest.param(drips(OK + b"X-Name: ", b"x"), id="header"),
        pytest.param(drips(OK, b"X: y\r\n"), id="headers"),
        pytest.param(drips(OK + b"\r\n<rss>", b" "), id="body"),
        pytest.param(drips(OK + b"Content-Length: 9999\r\n\r\n"), id="body of known length"),
        pytest.param(drips(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"), id="chunks"),
        pytest.param(drips(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"0"), id="chunk size"),
        pytest.param(
            drips(OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"X: y\r\n"), id="trailers"
        ),
        pytest.param(drips(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), id="100 Continue"),
        pytest.param(
            drips(OK + b"Content-Encoding: gzip\r\n\r\n", gzip.compress(b"")), id="empty gzip"
        ),
    ],
)
def test_a_server_that_drips_is_cut_off_at_the_deadline(feed_server, get, pieces):
    feed_server.stream("/drip", pieces, every=0.01)
    result = get("/drip", limits=replace(BRIEF, total=0.15))
    assert result.kind in {FailureKind.TIMEOUT, FailureKind.MALFORMED}  # > 100 headers
    assert result.elapsed < 5


def test_a_server_that_never_answers_is_left_after_the_read_limit(feed_server, get):
    feed_server.hang("/hang")
    result = get("/hang", limits=Limits(read=0.2, total=30))
    assert result.kind == FailureKind.TIMEOUT
    assert "is silent" in result.message
    assert result.elapsed < 5


def test_a_server_that_never_accepts_is_left_after_the_connect_limit(connections):
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        address = full.getsockname()
        waiting = [socket.socket() for _ in range(8)]  # fill the queue of a server that is stuck
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(address)
        request = PollRequest(
            url=f"http://127.0.0.1:{address[1]}/",
            allow_private=frozenset({"127.0.0.1"}),
            limits=Limits(connect=0.2, read=0.2),
        )
        result = fetch(request, now=NOW, connections=connections)
        for one in waiting:
            one.close()
    assert result.kind == FailureKind.TIMEOUT
    assert result.elapsed < 5


def test_redirects_share_one_deadline(feed_server, get):
    for step in range(5):
        answer = (
            f"HTTP/1.1 302 Found\r\nLocation: /{step + 1}\r\nContent-Length: 0\r\n\r\n".encode()
        )
        feed_server.stream(f"/{step}", [b"", answer], every=0.2)
    result = get("/0", limits=replace(BRIEF, total=0.5))
    assert result.kind == FailureKind.TIMEOUT
    assert result.elapsed < 5


# Size


@pytest.mark.parametrize(
    "pieces",
    [
        pytest.param(drips(OK + b"\r\n", b"x" * 9_999), id="body"),
        pytest.param(
            drips(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"270f\r\n" + b"x" * 9_999 + b"\r\n"),
            id="chunks",
        ),
        pytest.param(
            drips(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1;" + b"x" * 9_999 + b"\r\n \r\n"),
            id="chunk extensions",
        ),
        pytest.param(
            drips(OK + b"Content-Encoding: gzip\r\n\r\n", gzip.compress(b"") * 500),
            id="empty gzip members",
        ),
    ],
)
def test_a_body_without_end_is_too_large(feed_server, get, pieces):
    feed_server.stream("/endless", pieces)
    assert get("/endless").kind == FailureKind.TOO_LARGE


def test_a_body_that_says_it_is_too_large_is_not_read(feed_server, get):
    feed_server.stream("/large", [OK + b"Content-Length: 1000001\r\n\r\n", b""], every=9)
    result = get("/large", limits=BRIEF)
    assert result.kind == FailureKind.TOO_LARGE
    assert result.message == (
        "it is larger than 1 MB, the limit for a feed; ask its publisher for a shorter one"
    )
    assert result.elapsed < 5


def zstd(data):
    for name in ("compression.zstd", "backports.zstd", "zstandard"):
        with suppress(ImportError):
            return importlib.import_module(name).compress(data)
    pytest.fail("no package here packs Zstandard")


PACKERS = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": lambda data: brotli.compress(data, quality=2),
    "zstd": zstd,
}


@pytest.mark.parametrize("encoding", PACKERS)
def test_a_bomb_is_defused_before_it_fills_memory(feed_server, get, encoding):
    bomb = PACKERS[encoding](bytes(60_000_000))
    assert len(bomb) < 100_000
    feed_server.answer("/bomb", bomb, headers={"Content-Encoding": encoding})
    tracemalloc.start()
    result = get("/bomb")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8_000_000
    readable = encoding in {*ENCODINGS, "x-gzip"}
    assert result.kind == (FailureKind.TOO_LARGE if readable else FailureKind.MALFORMED)


@pytest.mark.parametrize("packs", [2, 3])
def test_a_bomb_in_a_bomb_is_defused_too(feed_server, get, packs):
    bomb = bytes(60_000_000)
    for _ in range(packs):
        bomb = gzip.compress(bomb)
    feed_server.answer("/bomb", bomb, headers={"Content-Encoding": "gzip"})
    assert get("/bomb").kind == FailureKind.TOO_LARGE


@pytest.mark.parametrize("encoding", ["gzip,gzip,gzip", "gzip,br," * 9])
def test_a_chain_of_encodings_is_not_unpacked(feed_server, get, encoding):
    feed_server.answer("/bomb", b"x", headers={"Content-Encoding": encoding})
    result = get("/bomb")
    assert result.kind == FailureKind.MALFORMED
    assert "in a way that can't be read" in result.message


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_body_that_is_neither_packed_as_it_says_nor_a_text(feed_server, get, encoding):
    feed_server.answer("/feed", b"\x00\x01\x02binary", headers={"Content-Encoding": encoding})
    result = get("/feed")
    assert result.kind == FailureKind.MALFORMED
    assert "can't be unpacked" in result.message


# Headers


@pytest.mark.parametrize(
    "pieces",
    [
        pytest.param([OK, b"X: y\r\n" * 2_001, b"\r\n"], id="2,001 headers"),
        pytest.param([OK, b"X: ", b"x" * 300_000, b"\r\n\r\n"], id="a long header"),
        pytest.param([b"220 ftp.example ready\r\n"], id="FTP"),
        pytest.param([b"HTTP/1.1 two hundred\r\n\r\n"], id="no status"),
        pytest.param([OK, b"Content-Length: 1, 2\r\n\r\nx"], id="two lengths"),
        pytest.param([OK, b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"], id="no chunk size"),
        pytest.param([b"\x16\x03\x01\x02\x00"], id="TLS"),
    ],
)
def test_what_is_no_proper_http_is_told_as_such(feed_server, get, pieces):
    feed_server.raw("/odd", *pieces)
    result = get("/odd")
    assert isinstance(result, Failed)
    assert result.kind in {FailureKind.MALFORMED, FailureKind.CONNECT}
    assert len(result.message) < 250


def test_many_headers_are_still_fine(feed_server, get):
    feed_server.raw("/feed", OK, b"X: y\r\n" * 1_900, b"Content-Length: 5\r\n\r\n<rss>")
    assert get("/feed").body == b"<rss>"


def test_a_redirect_with_a_body_without_end_is_still_followed(feed_server, get):
    feed_server.publish("/feed", b"<rss>")
    feed_server.stream(
        "/old", drips(b"HTTP/1.1 302 Found\r\nLocation: /feed\r\n\r\n", b"x" * 9_999)
    )
    assert get("/old").body == b"<rss>"


# Addresses


@pytest.fixture
def connected(monkeypatch):
    """Every address to which a socket of this process is connected while the test runs."""
    found = []

    def recorded(connect):
        def record(sock, address):
            found.append(address)
            return connect(sock, address)

        return record

    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, recorded(getattr(socket.socket, name)))
    return found


@pytest.fixture
def trap():
    """A listening socket on loopback that nobody must ever connect to."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]
        listening.settimeout(0)
        with pytest.raises(BlockingIOError):
            listening.accept()


NAMES = {
    "feeds.example": ["127.0.0.1"],
    "evil.example": ["127.0.0.1"],
    "evil6.example": ["::1"],
    "mapped.example": ["::ffff:127.0.0.1"],
    "nat64.example": ["64:ff9b::7f00:1"],
    "metadata.example": ["169.254.169.254"],
    "many.example": ["10.0.0.1", "192.168.0.1", "::1", "127.0.0.1"],
}
REFUSED = [
    "127.0.0.1",
    "localhost",
    "0.0.0.0",
    "0",
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
    "127.1",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[64:ff9b::127.0.0.1]",
    "[2002:7f00:1::]",
    "169.254.169.254",
    "[fe80::1%25lo]",
    "10.0.0.1",
    "%31%32%37.0.0.1",
    "１２７.0.0.1",
    *[name for name in NAMES if name != "feeds.example"],
]


def resolve(host, port):
    if host in NAMES:
        return NAMES[host]
    return [found[4][0] for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


@pytest.mark.parametrize("host", REFUSED)
def test_a_feed_leads_to_no_address_that_is_not_public(connected, trap, host):
    with Connections(resolve=resolve) as connections:
        request = PollRequest(url=f"http://{host}:{trap}/", limits=BRIEF)
        result = fetch(request, now=NOW, connections=connections)
    assert result.kind in {FailureKind.REFUSED_ADDRESS, FailureKind.DNS, FailureKind.CLIENT_ERROR}
    assert connected == []


@pytest.mark.parametrize("host", REFUSED)
def test_a_redirect_leads_to_no_address_that_is_not_public(feed_server, connected, trap, host):
    feed_server.redirect("/feed", to=f"http://{host}:{trap}/secret")
    request = PollRequest(
        url=feed_server.url("/feed", host="feeds.example"),
        allow_private=frozenset({"feeds.example"}),
        limits=BRIEF,
    )
    with Connections(resolve=resolve) as connections:
        result = fetch(request, now=NOW, connections=connections)
    assert result.kind in {FailureKind.REFUSED_ADDRESS, FailureKind.DNS, FailureKind.REDIRECT}
    assert connected == [("127.0.0.1", feed_server.port)]


@pytest.mark.parametrize(
    "to",
    [
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "gopher://127.0.0.1:70/_x",
        "data:text/xml,<rss/>",
        "javascript:alert(1)",
        "http:///etc/passwd",
        "https://",
        "http://[::1",
        "http://a:99999/",
        "\x00",
    ],
)
def test_a_redirect_leads_only_to_web_addresses(feed_server, get, connected, to):
    feed_server.redirect("/feed", to=to)
    result = get("/feed")
    assert isinstance(result, Failed)
    assert connected == [("127.0.0.1", feed_server.port)]


def test_the_address_that_was_checked_is_the_one_connected_to(feed_server, connected):
    """DNS rebinding: a good answer for the check, a bad one ever after."""
    feed_server.publish("/feed", b"<rss>", headers={"Connection": "close"})
    answers = iter([["127.0.0.1"], ["10.0.0.5"], ["169.254.169.254"]])
    request = PollRequest(
        url=feed_server.url("/feed", host="rebind.example"),
        allow_private=frozenset({"127.0.0.1"}),
        limits=BRIEF,
    )
    with Connections(resolve=lambda *_: next(answers)) as connections:
        first = fetch(request, now=NOW, connections=connections)
        second = fetch(request, now=NOW, connections=connections)
        third = fetch(request, now=NOW, connections=connections)
    assert first.body == b"<rss>"
    assert second.kind == third.kind == FailureKind.REFUSED_ADDRESS
    assert connected == [("127.0.0.1", feed_server.port)]


def test_a_redirect_to_the_same_name_is_checked_anew(feed_server, connected):
    feed_server.answer("/feed", status=302, headers={"Location": "/secret", "Connection": "close"})
    answers = iter([["127.0.0.1"], ["10.0.0.5"]])
    request = PollRequest(
        url=feed_server.url("/feed", host="rebind.example"),
        allow_private=frozenset({"127.0.0.1"}),
        limits=BRIEF,
    )
    with Connections(resolve=lambda *_: next(answers)) as connections:
        result = fetch(request, now=NOW, connections=connections)
    assert result.kind == FailureKind.REFUSED_ADDRESS
    assert connected == [("127.0.0.1", feed_server.port)]


def test_a_kept_connection_serves_no_request_under_other_rules(feed_server, connections):
    feed_server.publish("/feed", b"<rss>")
    allowed = feed_server.request("/feed")
    fetch(allowed, now=NOW, connections=connections)
    strict = replace(allowed, allow_private=frozenset())
    assert fetch(strict, now=NOW, connections=connections).kind == FailureKind.REFUSED_ADDRESS
    assert feed_server.asked("/feed") == 1


# Documents


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(
            b"<rss><channel "
            + b" ".join(b'a%d="x"' % number for number in range(50_000))
            + b"><title>t</title><item><title>x</title></item></channel></rss>",
            id="50,000 attributes",
        ),
        pytest.param(b"<rss><channel>" + b"<a>" * 100_000, id="100,000 nested tags"),
        pytest.param(
            b'<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">'
            + b"".join(
                b'<!ENTITY %c "%s">' % (98 + level, b"&%c;" % (97 + level) * 10)
                for level in range(9)
            )
            + b"]><rss><channel><title>&j;</title></channel></rss>",
            id="billion laughs",
        ),
    ],
)
def test_a_poisonous_document_costs_its_allowance_and_no_more(feed_server, connections, document):
    feed_server.publish("/poison", document)
    feed_server.publish("/fine", b"<rss><channel><item><title>x</title></item></channel></rss>")
    with Sandbox(parse_source, workers=1, cpu=0.4, memory=100_000_000) as parse:
        poison = poll(feed_server.request("/poison"), now=NOW, connections=connections, parse=parse)
        fine = poll(feed_server.request("/fine"), now=NOW, connections=connections, parse=parse)
    assert poison.elapsed < 30  # 0.4 s of computing, on a machine that may have much else to do
    assert len(repr(poison)) < 5_000  # a failure, or a feed in which nothing was blown up
    assert [item.title for item in fine.items] == ["x"]
