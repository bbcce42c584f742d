"""Facts about answers that are odd on the wire: which are a whole feed, and which none."""

import gzip
import zlib
from datetime import UTC, datetime

import brotli
import pytest

from monitor.feeds.http.connection import Connections
from monitor.feeds.http.fetch import fetch
from monitor.feeds.http.fetched import Fetched
from monitor.feeds.http.payload import has_end
from monitor.feeds.limits import Limits
from monitor.feeds.state.feed import Validators
from monitor.feeds.state.outcome import FailureKind

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
FEED = b"<rss><channel><title>News</title><item><title>A</title></item></channel></rss>\n"
JSON = b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1"}]}'
OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.fixture
def get(feed_server):
    with Connections() as connections:

        def get(*pieces, **details):
            feed_server.raw("/feed", *pieces)
            request = feed_server.request("/feed", **details)
            return fetch(request, now=NOW, connections=connections)

        yield get


def chunk(data):
    return b"%x\r\n%b\r\n" % (len(data), data)


def with_length(body, *headers, length=None, status=b"200 OK"):
    lines = (b"HTTP/1.1 " + status, *headers)
    stated = b"Content-Length: %d\r\n\r\n" % (len(body) if length is None else length)
    return b"\r\n".join(lines) + b"\r\n" + stated + body


# Before the answer


@pytest.mark.parametrize(
    "first",
    [
        b"HTTP/1.1 100 Continue\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n" * 5,
        b"HTTP/1.1 102 Processing\r\n\r\n",
        b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\nLink: </b.js>\r\n\r\n",
        b"HTTP/1.1 103 Early Hints\r\nConnection: close\r\nContent-Length: 9\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 P\r\n\r\nHTTP/1.1 103 E\r\nX: y\r\n\r\n",
        b"HTTP/1.1 199 Whatever\n\n",
    ],
)
def test_answers_that_say_that_it_is_under_way_are_passed_over(get, first):
    result = get(first, with_length(FEED, b'ETag: "1"'))
    assert (result.status, result.body) == (200, FEED)
    assert result.validators == Validators('"1"')


def test_a_redirect_may_come_after_early_hints(feed_server, get):
    feed_server.publish("/new", FEED)
    hints = b"HTTP/1.1 103 Early Hints\r\n\r\n"
    moved = b"HTTP/1.1 301 Moved\r\nLocation: /new\r\nContent-Length: 0\r\n\r\n"
    assert get(hints + moved).moved_to == feed_server.url("/new")


def test_a_kept_connection_survives_early_hints(feed_server):
    answer = b"HTTP/1.1 103 Early Hints\r\n\r\n" + with_length(FEED)
    feed_server.answers["/feed"] = lambda handler: (
        setattr(handler, "close_connection", False),
        handler.wfile.write(answer),
    )
    with Connections() as connections:
        for _ in range(3):
            request = feed_server.request("/feed")
            assert fetch(request, now=NOW, connections=connections).body == FEED
    assert len({request.client for request in feed_server.requests}) == 1


def test_early_hints_without_an_answer_are_no_answer(get):
    result = get(b"HTTP/1.1 103 Early Hints\r\n\r\n")
    assert result.kind == FailureKind.CONNECT
    assert "broke the connection" in result.message


def test_another_protocol_is_no_feed(get):
    result = get(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n")
    assert "doesn't speak proper HTTP (101)" in result.message


# Where it ends


@pytest.mark.parametrize("document", [FEED, JSON, b"<feed>\xff</feed >", FEED + b"<!-- cached"])
@pytest.mark.parametrize(
    "framed",
    [
        pytest.param(lambda body: CHUNKED + chunk(body), id="no last chunk"),
        pytest.param(lambda body: CHUNKED + chunk(body) + b"0\r\n", id="half a last chunk"),
        pytest.param(lambda body: CHUNKED + chunk(body) + b"oops", id="nonsense for a last chunk"),
        pytest.param(lambda body: CHUNKED + b"fff\r\n" + body, id="chunk too long"),
        pytest.param(lambda body: with_length(body, length=len(body) + 5), id="length too long"),
        pytest.param(lambda body: b"HTTP/1.0 200 OK\r\n\r\n" + body, id="HTTP/1.0"),
        pytest.param(lambda body: OK + b"Connection: close\r\n\r\n" + body, id="no length"),
        pytest.param(lambda body: OK + b"Content-Length: x\r\n\r\n" + body, id="no number"),
        pytest.param(
            lambda body: with_length(
                gzip.compress(body), b"Content-Encoding: gzip", length=len(body) + 200
            ),
            id="length of the unpacked body",
        ),
        pytest.param(
            lambda body: with_length(gzip.compress(body)[:-8], b"Content-Encoding: gzip"),
            id="gzip without its end",
        ),
    ],
)
def test_a_whole_document_counts_however_it_is_framed(get, document, framed):
    assert get(framed(document)).body == document


def test_a_whole_document_counts_though_the_server_waits_for_nothing(feed_server, get):
    answer = with_length(FEED, length=len(FEED) + 10)
    feed_server.stream("/slow", [answer, b"", b""], every=5)
    with Connections() as connections:
        request = feed_server.request("/slow", limits=Limits(connect=2, read=0.3, total=5))
        assert fetch(request, now=NOW, connections=connections).body == FEED


LONG = FEED.replace(b"<item>", b"<item><title>B</title></item>" * 9_000 + b"<item>")


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(with_length(FEED, length=0), id="nothing"),
        pytest.param(with_length(FEED, length=40), id="a part"),
        pytest.param(with_length(LONG, length=9_000), id="a part of a long one"),
        pytest.param(
            with_length(gzip.compress(LONG), b"Content-Encoding: gzip", length=70), id="of gzip"
        ),
        pytest.param(with_length(FEED, b"Content-Length: 10"), id="two lengths"),
        pytest.param(with_length(FEED, b"Content-Length: 400", length=4), id="two wrong lengths"),
        pytest.param(with_length(FEED, length=10**30), id="more than there can be"),
        pytest.param(with_length(FEED, length=-1), id="less than nothing"),
        pytest.param(OK + b"Transfer-Encoding: identity\r\n\r\n" + FEED, id="identity"),
        pytest.param(
            CHUNKED.replace(b"chunked", b"chunked, identity") + chunk(FEED) + b"0\r\n\r\n",
            id="chunked, identity",
        ),
        pytest.param(CHUNKED + b"\r\n" + FEED, id="no chunks behind a blank line"),
        pytest.param(CHUNKED + chunk(FEED).replace(b"\r", b' ;a="b"\r', 1), id="no end, extended"),
        pytest.param(b"ICY 200 OK\r\n\r\n" + FEED, id="Shoutcast"),
        pytest.param(FEED, id="HTTP/0.9"),
        pytest.param(b"\r\n\xef\xbb\xbf" + FEED, id="so with a mark of UTF-8"),
        pytest.param(gzip.compress(FEED), id="so with gzip"),
        pytest.param(OK + b"nonsense\r\n" + CHUNKED[len(OK) :] + chunk(FEED), id="odd headers"),
        pytest.param(with_length(FEED, b"Content-Encoding: utf-8, none"), id="a charset"),
        pytest.param(with_length(FEED, b"Content-Encoding: compress"), id="compressed, not really"),
        pytest.param(
            with_length(FEED, b"Content-Encoding: " + b"identity, " * 9), id="nine codings"
        ),
    ],
)
def test_all_of_a_document_is_read_whatever_its_head_says(get, answer):
    result = get(answer)
    assert result.status == 200
    assert result.body.lstrip(b"\xef\xbb\xbf\r\n") in {FEED, LONG}


def test_what_comes_behind_a_length_spoils_the_connection_and_a_right_length_doesnt(feed_server):
    answers = [with_length(FEED, length=9), with_length(FEED), with_length(FEED)]
    feed_server.answers["/feed"] = lambda handler: (
        setattr(handler, "close_connection", False),
        handler.wfile.write(answers.pop(0)),
    )
    limits = Limits(connect=2, read=5, total=5)
    with Connections() as connections:
        for _ in range(3):
            request = feed_server.request("/feed", limits=limits)
            assert fetch(request, now=NOW, connections=connections).body == FEED
    assert len({request.client for request in feed_server.requests}) == 2


@pytest.mark.parametrize("document", [FEED[:-8], JSON[:-1], JSON[:-2], FEED[:40], b"<rss", b"<"])
@pytest.mark.parametrize(
    "framed",
    [
        pytest.param(lambda body: CHUNKED + chunk(body), id="no last chunk"),
        pytest.param(lambda body: CHUNKED + b"fff\r\n" + body, id="chunk too long"),
        pytest.param(lambda body: with_length(body, length=len(body) + 5), id="length too long"),
        pytest.param(
            lambda body: with_length(gzip.compress(body + b" ")[:-9], b"Content-Encoding: gzip"),
            id="gzip without its end",
        ),
    ],
)
def test_half_a_document_never_counts_for_all_of_it(get, document, framed):
    result = get(framed(document))
    assert result.kind == FailureKind.CONNECT
    assert "before its answer was complete" in result.message or "breaks off" in result.message


def test_half_a_document_that_its_server_takes_for_all_is_asked_for_again(get):
    """A Content-Length that is too short, say: with its ETag the rest would never be asked for."""
    half = FEED[: FEED.index(b"</channel>")]
    result = get(with_length(half, b'ETag: "1"', b"Last-Modified: x"))
    assert (result.body, result.validators) == (half, Validators())
    assert get(with_length(FEED, b'ETag: "1"')).validators == Validators('"1"')


@pytest.mark.parametrize(
    ("document", "known"),
    [
        (b"<rss></rss>", True),
        (b"<?xml version='1.0'?>\n<a:feed x='y'></a:feed>", True),
        (b"<br />\n<rdf:RDF></rdf:RDF><!-- x -->", True),
        ("\ufeff<rss></rss>".encode("utf-16-le"), True),
        (b" {}\n", True),
        (b"<rss><channel></channel>", False),
        (b'{"items": [', False),
        (b"<sitemap></sitemap>", None),
        (b"plain text", None),
        (b"", None),
    ],
)
def test_the_end_of_a_document_is_that_of_its_root(document, known):
    assert has_end(document) is known


# Headers


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(OK.replace(b"\r", b"") + b"ETag: x\n\n" + FEED, id="bare line feeds"),
        pytest.param(OK + b"Server: a\r\n b\r\n\tc\r\nETag: x\r\n\r\n" + FEED, id="folded"),
        pytest.param(OK + "X: Zürich 北京\r\n".encode() + b"ETag: x\r\n\r\n" + FEED, id="UTF-8"),
        pytest.param(OK + b"X: Z\xfcrich\r\nETag: x\r\n\r\n" + FEED, id="Latin-1"),
        pytest.param(OK + b"X: " + b"x" * 60_000 + b"\r\nETag: x\r\n\r\n" + FEED, id="60 kB"),
        pytest.param(OK + b"etag:x\r\nEmpty:\r\n\r\n" + FEED, id="no blanks"),
        pytest.param(b"HTTP/1.1 200\r\nETag: x\r\n\r\n" + FEED, id="no reason"),
        pytest.param(
            OK + b'Link: </hub>; rel="hub", </f>; rel="self"\r\nETag: x\r\n\r\n' + FEED, id="Link"
        ),
    ],
)
def test_odd_headers_do_no_harm(get, answer):
    result = get(answer)
    assert (result.body, result.validators.etag) == (FEED, "x")


@pytest.mark.parametrize(
    ("coding", "pack"),
    [
        (b"GZIP", gzip.compress),
        (b"gzip, gzip", lambda body: gzip.compress(gzip.compress(body))),
        (b"", gzip.compress),
        (b"identity, gzip", gzip.compress),
        (b"none", bytes),
        (b"deflate", zlib.compress),
        (b"gzip", bytes),
        (b"br", brotli.compress),
    ],
)
def test_a_body_is_unpacked_whatever_is_announced(get, coding, pack):
    assert get(with_length(pack(FEED), b"Content-Encoding: " + coding)).body == FEED


@pytest.mark.parametrize("coding", [b"compress", b"dcb"])
def test_a_compression_that_cannot_be_read_is_named(get, coding):
    result = get(with_length(b"\x1f\x9d\x90binary", b"Content-Encoding: " + coding))
    assert result.kind == FailureKind.MALFORMED
    assert f"can't be read ({coding.decode()})" in result.message


@pytest.mark.parametrize("kind", [b"application/gzip", b"application/x-gzip", b"text/xml"])
def test_compression_may_be_called_a_content_type(get, kind):
    assert get(with_length(gzip.compress(FEED), b"Content-Type: " + kind)).body == FEED


# Statuses


@pytest.mark.parametrize("status", [b"200 OK", b"203 Odd", b"226 IM Used", b"299 ?"])
def test_any_success_with_a_feed_is_one(get, status):
    assert get(with_length(FEED, status=status)).body == FEED


@pytest.mark.parametrize("status", [b"204 No Content", b"205 Reset Content", b"200 OK"])
def test_a_success_without_a_feed_brings_nothing(get, status):
    assert get(with_length(b"", status=status)).body == b""


def test_a_part_that_is_all_of_it_counts(get):
    all_of_it = b"Content-Range: bytes 0-%d/%d" % (len(FEED) - 1, len(FEED))
    assert isinstance(get(with_length(FEED, all_of_it, status=b"206 Partial")), Fetched)


@pytest.mark.parametrize("stated", [b"bytes 0-9/100", b"bytes 5-9/10", b"bytes */9", b"nonsense"])
def test_a_part_that_nobody_asked_for_is_no_feed(get, stated):
    result = get(with_length(FEED, b"Content-Range: " + stated, status=b"206 Partial"))
    assert (result.kind, result.status) == (FailureKind.SERVER_ERROR, 206)
    assert "sends a part of the feed (206)" in result.message


def test_of_several_choices_the_servers_own_is_taken(feed_server, get):
    feed_server.publish("/chosen", FEED)
    choice = with_length(b"choose", b"Location: /chosen", status=b"300 Multiple Choices")
    result = get(choice)
    assert (result.final_url, result.moved_to) == (feed_server.url("/chosen"), "")
    assert "300" in get(with_length(b"choose", status=b"300 Multiple Choices")).message
