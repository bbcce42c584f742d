"""Fetching a feed from a real server: what is sent, what is followed, what is refused, and why."""

import gzip
import itertools
import os
import socket
import ssl
import threading
import time
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor import __version__
from monitor.feeds.http.connection import Connections
from monitor.feeds.http.fetch import ENCODINGS, fetch, fetch_at_host
from monitor.feeds.http.fetched import Fetched, NotModified
from monitor.feeds.limits import Limits
from monitor.feeds.state.feed import Validators
from monitor.feeds.state.outcome import Failed, FailureKind, PollRequest

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
BODY = b"<rss><channel><title>News</title></channel></rss>"
TLS = Path(__file__).parents[1] / "tls"


@pytest.fixture
def connections():
    with Connections() as opened:
        yield opened


@pytest.fixture
def get(feed_server, connections):
    """Fetch a path of the server: get("/feed.xml", etag=…) → result."""

    def get(path, **details):
        return fetch(feed_server.request(path, **details), now=NOW, connections=connections)

    return get


# What a success brings


def test_a_first_fetch_brings_body_validators_and_address(feed_server, get):
    url = feed_server.publish(
        "/feed.xml", BODY, etag='W/"abc"', last_modified="Sun, 22 Nov 2026 11:00:00 GMT"
    )
    assert get("/feed.xml") == Fetched(
        body=BODY,
        final_url=url,
        content_type="application/rss+xml",
        validators=Validators('W/"abc"', "Sun, 22 Nov 2026 11:00:00 GMT"),
        status=200,
    )


def test_the_request_says_who_asks_and_what_for(feed_server, get):
    feed_server.publish("/feed.xml", BODY)
    get("/feed.xml")
    headers = feed_server.requests[0].headers
    assert headers["user-agent"] == f"news-monitor/{__version__} (+feed poller)"
    assert "application/rss+xml" in headers["accept"]
    assert headers["accept-encoding"] == ", ".join(ENCODINGS)
    assert "gzip" in ENCODINGS
    assert not {"cookie", "authorization", "if-none-match", "if-modified-since"} & set(headers)


def test_validators_are_sent_back_verbatim_and_a_304_keeps_them(feed_server, get):
    feed_server.publish("/feed.xml", BODY, etag='W/"a b"')
    known = Validators('W/"a b"', "last Tuesday, 5 o'clock")
    assert get("/feed.xml", validators=known) == NotModified(validators=known)
    headers = feed_server.requests[0].headers
    assert headers["if-none-match"] == known.etag
    assert headers["if-modified-since"] == known.last_modified


def test_a_304_may_bring_a_new_etag(feed_server, get):
    feed_server.answer("/feed.xml", status=304, headers={"ETag": '"2"'})
    result = get("/feed.xml", validators=Validators('"1"', "x"))
    assert result.validators == Validators('"2"', "x")


def test_a_304_to_a_first_request_is_an_error(feed_server, get):
    feed_server.answer("/feed.xml", status=304)
    result = get("/feed.xml")
    assert (result.kind, result.status) == (FailureKind.SERVER_ERROR, 304)


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_compressed_body_is_unpacked(feed_server, get, encoding):
    feed_server.publish("/feed.xml", BODY, encoding=encoding)
    assert get("/feed.xml").body == BODY


def test_a_content_encoding_that_is_none_is_ignored(feed_server, get):
    feed_server.answer("/feed.xml", BODY, headers={"Content-Encoding": "UTF-8"})
    assert get("/feed.xml").body == BODY


def test_a_chunked_body_is_put_together(feed_server, get):
    feed_server.raw(
        "/feed.xml",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"5\r\n<rss>\r\n6;note=1\r\n</rss>\r\n0\r\nTrailer: x\r\n\r\n",
    )
    assert get("/feed.xml").body == b"<rss></rss>"


def test_a_header_over_several_lines_is_one_and_can_be_sent_back(feed_server, get):
    """RFC 9112 §5.2: a fold is a space; as it came it couldn't stand in a request."""
    feed_server.raw(
        "/feed.xml",
        b'HTTP/1.1 200 OK\r\nETag: "a\r\n\t b"\r\ncache-control: max-age=60\r\n',
        b"Cache-Control: must-revalidate\r\nContent-Length: %d\r\n\r\n" % len(BODY),
        BODY,
    )
    first = get("/feed.xml")
    assert first.validators == Validators('"a b"')
    assert first.min_interval == timedelta(seconds=60)
    get("/feed.xml", validators=first.validators)
    assert feed_server.requests[1].headers["if-none-match"] == '"a b"'


def test_a_body_without_a_length_ends_with_the_connection(feed_server, get):
    feed_server.raw("/feed.xml", b"HTTP/1.0 200 OK\r\n\r\n", BODY)
    assert get("/feed.xml").body == BODY


def test_cache_headers_say_how_long_the_body_keeps(feed_server, get):
    feed_server.publish("/feed.xml", BODY, etag='"1"', headers={"Cache-Control": "max-age=900"})
    assert get("/feed.xml").min_interval == timedelta(minutes=15)
    again = get("/feed.xml", validators=Validators('"1"'))
    assert again == NotModified(validators=Validators('"1"'), min_interval=timedelta(minutes=15))


def test_the_query_is_sent_and_the_fragment_is_not(feed_server, get):
    feed_server.publish("/feed.xml", BODY)
    get("/feed.xml?a=1&b=é#top")
    assert feed_server.requests[0].path == "/feed.xml?a=1&b=%C3%A9"


def test_a_connection_serves_several_fetches(feed_server, get):
    feed_server.publish("/feed.xml", BODY, etag='"1"')
    get("/feed.xml")
    get("/feed.xml", validators=Validators('"1"'))
    get("/feed.xml")
    assert len({request.client for request in feed_server.requests}) == 1


def test_a_kept_connection_that_the_server_closed_is_replaced(feed_server, get):
    quiet = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n<rss>"  # closes without saying so
    feed_server.raw("/feed.xml", quiet)
    assert [get("/feed.xml").body for _ in range(5)] == [b"<rss>"] * 5
    assert feed_server.asked("/feed.xml") == 5


def test_idle_connections_are_closed_when_they_are_too_many_or_too_old(start_feed_server):
    servers = [start_feed_server() for _ in range(3)]
    for server in servers:
        server.publish("/feed.xml", BODY)
    with Connections(keep=2) as few:
        for server in (*servers, *servers):
            fetch(server.request("/feed.xml"), now=NOW, connections=few)
    with Connections(idle=0) as fresh:
        for _ in range(2):
            fetch(servers[0].request("/feed.xml"), now=NOW, connections=fresh)
    clients = [[request.client for request in server.requests] for server in servers]
    assert len(set(clients[0])) == 4  # pushed out by the third server's; then never kept


# Redirects


def test_permanent_redirects_alone_tell_where_the_feed_has_moved(feed_server, get):
    new = feed_server.publish("/new.xml", BODY)
    feed_server.redirect("/old.xml", to="/mid.xml", status=301)
    feed_server.redirect("/mid.xml", to=new, status=308)
    result = get("/old.xml")
    assert (result.body, result.final_url, result.moved_to) == (BODY, new, new)


@pytest.mark.parametrize("status", [302, 303, 307])
def test_a_temporary_redirect_is_followed_and_not_remembered(feed_server, get, status):
    new = feed_server.publish("/new.xml", BODY)
    feed_server.redirect("/old.xml", to="/mid.xml", status=301)
    feed_server.redirect("/mid.xml", to="new.xml", status=status)
    result = get("/old.xml")
    assert (result.final_url, result.moved_to) == (new, "")


def test_a_304_behind_a_permanent_redirect_still_tells_where_it_has_moved(feed_server, get):
    new = feed_server.publish("/new.xml", BODY, etag='"1"')
    feed_server.redirect("/old.xml", to="/new.xml", status=301)
    assert get("/old.xml", validators=Validators('"1"')).moved_to == new


def test_an_error_behind_a_redirect_is_an_error(feed_server, get):
    feed_server.redirect("/old.xml", to="/gone.xml", status=301)
    feed_server.answer("/gone.xml", status=410)
    assert get("/old.xml").kind == FailureKind.GONE


def test_an_adopted_redirect_is_asked_instead(feed_server, get):
    new = feed_server.publish("/new.xml", BODY)
    assert get("/old.xml", fetch_url=new).body == BODY
    assert feed_server.asked("/old.xml") == 0


def test_five_redirects_are_followed_and_six_are_not(feed_server, get):
    feed_server.publish("/0", BODY)
    for step in range(1, 7):
        feed_server.redirect(f"/{step}", to=f"/{step - 1}")
    assert get("/5").body == BODY
    result = get("/6")
    assert result.kind == FailureKind.REDIRECT
    assert "more than 5 redirects" in result.message


def test_what_redirects_took_at_one_host_counts_at_the_next(feed_server):
    names = frozenset({"a.test", "b.test"})
    feed_server.redirect("/1", to=feed_server.url("/2", host="b.test"), status=301)
    feed_server.redirect("/2", to=feed_server.url("/1", host="a.test"), status=302)
    first = replace(
        feed_server.request("/", allow_private=names), url=feed_server.url("/1", host="a.test")
    )
    with Connections(resolve=lambda *_: ["127.0.0.1"]) as connections:
        hop = fetch_at_host(first, now=NOW, connections=connections)
        assert (hop.url, hop.visited) == (feed_server.url("/2", host="b.test"), (first.url,))
        assert hop.permanent
        assert 0 < hop.elapsed < 10
        second = replace(first, hop=hop)
        assert "circle" in fetch_at_host(second, now=NOW, connections=connections).message
        spent = replace(first, hop=replace(hop, elapsed=10))
        assert "within 10 s" in fetch_at_host(spent, now=NOW, connections=connections).message
        strict = replace(second, limits=replace(first.limits, max_redirects=0))
        feed_server.redirect("/2", to="/3", status=302)
        assert "more than 0" in fetch_at_host(strict, now=NOW, connections=connections).message
        feed_server.publish("/3", BODY)
        assert fetch_at_host(second, now=NOW, connections=connections).moved_to == ""


def test_a_circle_of_redirects_is_noticed(feed_server, get):
    feed_server.redirect("/a", to="/b?session=1")
    feed_server.redirect("/b", to="/a")
    result = get("/a")
    assert result.kind == FailureKind.REDIRECT
    assert "in a circle" in result.message
    assert feed_server.asked("/a") == 1


@pytest.mark.parametrize("status", [300, 304, 305])
def test_a_redirect_to_nowhere_is_an_error(feed_server, get, status):
    feed_server.answer("/a", status=status)
    assert isinstance(get("/a"), Failed)


def test_a_redirect_without_a_location_is_an_error(feed_server, get):
    feed_server.answer("/a", status=302)
    result = get("/a")
    assert result.kind == FailureKind.REDIRECT
    assert "without saying where to go" in result.message


def test_a_location_in_utf8_is_understood(feed_server, get):
    feed_server.publish("/n%C3%A9w.xml", BODY)
    feed_server.raw("/old", b"HTTP/1.1 302 Found\r\nLocation: /n\xc3\xa9w.xml\r\n\r\n")
    assert get("/old").body == BODY


# Who may see the user's secrets


def test_credentials_and_own_headers_are_sent_to_the_feeds_site(feed_server, get):
    feed_server.publish("/feed.xml", BODY)
    feed_server.redirect("/old.xml", to="/feed.xml")
    get("/old.xml", auth=("user", "pässword"), headers=(("X-Token", "s3"), ("user-agent", "mine")))
    for request in feed_server.requests:
        assert request.headers["authorization"] == "Basic dXNlcjpww6Rzc3dvcmQ="
        assert request.headers["x-token"] == "s3"
        assert request.headers["user-agent"] == "mine"


def test_credentials_written_into_the_address_are_sent_as_such(feed_server, connections):
    url = feed_server.publish("/feed.xml", BODY).replace("://", "://us%40er:p%3Aw@")
    request = replace(feed_server.request("/"), url=url)
    result = fetch(request, now=NOW, connections=connections)
    assert feed_server.requests[0].headers["authorization"] == "Basic dXNAZXI6cDp3"
    assert "@" not in result.final_url


def test_no_secret_follows_a_redirect_to_another_site(feed_server, start_feed_server, get):
    other = start_feed_server()
    url = other.publish("/feed.xml", BODY).replace("://", "://user:planted@")
    feed_server.redirect("/old.xml", to=url)
    get("/old.xml", auth=("user", "password"), headers=(("X-Token", "s3"),))
    sent = other.requests[0].headers
    assert not {"authorization", "x-token", "cookie", "referer"} & set(sent)


def test_no_secret_goes_to_an_adopted_address_elsewhere(feed_server, start_feed_server, get):
    other = start_feed_server()
    get("/old.xml", fetch_url=other.publish("/feed.xml", BODY), auth=("user", "password"))
    assert "authorization" not in other.requests[0].headers


def test_secrets_come_back_when_the_redirects_do(feed_server, start_feed_server, get):
    other = start_feed_server()
    other.redirect("/away", to=feed_server.publish("/feed.xml", BODY))
    feed_server.redirect("/old.xml", to=other.url("/away"))
    get("/old.xml", auth=("user", "password"))
    assert ["authorization" in request.headers for request in feed_server.requests] == [True, True]
    assert "authorization" not in other.requests[0].headers


def test_a_cookie_goes_back_to_its_host_within_one_fetch_only(feed_server, start_feed_server, get):
    other = start_feed_server()
    feed_server.answer(
        "/a", status=302, headers={"Location": other.url("/b"), "Set-Cookie": "session=1; Path=/"}
    )
    other.redirect("/b", to=feed_server.url("/c"))
    feed_server.publish("/c", BODY, headers={"Set-Cookie": "session=2"})
    assert get("/a").body == get("/c").body == BODY
    cookies = [request.headers.get("cookie") for request in feed_server.requests]
    assert cookies == [None, "session=1", None]
    assert "cookie" not in other.requests[0].headers


def test_a_circle_that_a_cookie_ends_is_followed(feed_server, get):
    def guarded(handler):
        if "seen=1" in handler.headers.get("Cookie", ""):
            handler.send(BODY, 200, {})
        else:
            handler.send(b"", 302, {"Location": "/check"})

    feed_server.answers["/feed.xml"] = guarded
    feed_server.answer(
        "/check", status=302, headers={"Location": "/feed.xml", "Set-Cookie": "seen=1; HttpOnly"}
    )
    assert get("/feed.xml").body == BODY


REFRESH = b"<html><head><meta http-equiv='refresh' content='0; url=%b'></head></html>"


@pytest.mark.parametrize(
    ("body", "headers"),
    [(REFRESH % b"/new.xml", {}), (b"", {"Refresh": "0; url=/new.xml"})],
    ids=["in a page", "in a header"],
)
def test_a_page_that_sends_its_reader_on_is_a_redirect_for_the_moment(
    feed_server, get, body, headers
):
    feed_server.answer("/feed.xml", body=body, headers=headers)
    feed_server.publish("/new.xml", BODY)
    result = get("/feed.xml")
    assert (result.body, result.moved_to) == (BODY, "")
    assert result.final_url == feed_server.url("/new.xml")


def test_a_page_may_send_its_reader_to_another_host(feed_server, start_feed_server, get):
    other = start_feed_server()
    other.publish("/new.xml", BODY)
    feed_server.answer("/feed.xml", body=REFRESH % other.url("/new.xml").encode())
    assert get("/feed.xml").body == BODY


def test_a_page_that_only_loads_itself_anew_is_a_page(feed_server, get):
    page = REFRESH % b"/page"
    feed_server.answer("/page", body=page)
    feed_server.answer("/script", body=REFRESH % b"javascript:x")
    assert get("/page").body == page
    assert get("/script").body == REFRESH % b"javascript:x"
    assert feed_server.asked("/page") == 1


def test_a_page_that_wants_its_cookie_back_gets_it(feed_server, get):
    def guarded(handler):
        if "seen=1" in handler.headers.get("Cookie", ""):
            handler.send(BODY, 200, {})
        else:
            handler.send(REFRESH % b"/feed.xml", 200, {"Set-Cookie": "seen=1"})

    feed_server.answers["/feed.xml"] = guarded
    assert get("/feed.xml").body == BODY


def test_pages_that_send_each_other_round_are_left(feed_server, get):
    feed_server.answer("/a", body=REFRESH % b"/b")
    feed_server.answer("/b", body=REFRESH % b"/a")
    assert get("/a").final_url == feed_server.url("/b")


def test_a_circle_that_no_cookie_ends_is_noticed(feed_server, get):
    feed_server.answer("/a", status=302, headers={"Location": "/a", "Set-Cookie": "id=1"})
    assert "in a circle" in get("/a").message
    assert feed_server.asked("/a") == 2


def test_no_message_and_no_repr_holds_a_secret(feed_server, start_feed_server, connections, caplog):
    other = start_feed_server()
    other.redirect("/circle", to="/circle?key=CANARY4")
    ways = ["/missing", "/hang", "/many", "/odd", "/away", "/ftp"]
    feed_server.raw("/odd", b"HTTP/1.1 500 Oh\r\nthis is no header\r\n\r\n")
    feed_server.hang("/hang")
    feed_server.raw("/many", b"HTTP/1.1 200 OK\r\n", b"X: y\r\n" * 3_000, b"\r\n")
    feed_server.redirect("/away", to=other.url("/circle?key=CANARY3"))
    feed_server.redirect("/ftp", to="ftp://u:CANARY3@elsewhere.example/?key=CANARY3")
    caplog.set_level("INFO")
    for way in ways:
        request = feed_server.request(
            "/",
            auth=("user", "CANARY1"),
            headers=(("X-Token", "CANARY2"),),
            limits=Limits(total=0.2),
        )
        url = feed_server.url(way).replace("://", "://user:CANARY5@") + "?key=CANARY6"
        result = fetch(replace(request, url=url), now=NOW, connections=connections)
        assert isinstance(result, Failed), way
        assert "CANARY" not in result.message
        assert "CANARY" not in repr(request)
    assert "CANARY" not in caplog.text


# Failures, each with its kind, its words and the next attempt


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        (400, FailureKind.CLIENT_ERROR, "look for its new address"),
        (401, FailureKind.UNAUTHORIZED, "add a user name or token"),
        (403, FailureKind.UNAUTHORIZED, "refuses access (403)"),
        (404, FailureKind.CLIENT_ERROR, "there is nothing at"),
        (407, FailureKind.UNAUTHORIZED, "the proxy wants"),
        (410, FailureKind.GONE, "remove this feed"),
        (429, FailureKind.THROTTLED, "less often"),
        (451, FailureKind.CLIENT_ERROR, "(451)"),
        (500, FailureKind.SERVER_ERROR, "a problem of its own (500)"),
        (503, FailureKind.SERVER_ERROR, "(503)"),
    ],
)
def test_an_error_status_has_its_kind_and_its_words(feed_server, get, status, kind, words):
    feed_server.answer("/feed.xml", b"<html>sorry</html>", status=status)
    result = get("/feed.xml")
    assert (result.kind, result.status) == (kind, status)
    assert words in result.message
    assert result.retry_at is None


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        (402, FailureKind.CLIENT_ERROR, "wants to be paid"),
        (406, FailureKind.CLIENT_ERROR, "won't send a feed to this program"),
        (408, FailureKind.SERVER_ERROR, "polled again later"),
        (425, FailureKind.SERVER_ERROR, "polled again later"),
        (426, FailureKind.CLIENT_ERROR, "newer version of HTTP"),
        (451, FailureKind.CLIENT_ERROR, "legal reasons"),
        (999, FailureKind.CLIENT_ERROR, "doesn't answer programs"),
    ],
)
def test_not_every_error_means_that_the_feed_has_moved(feed_server, get, status, kind, words):
    feed_server.answer("/feed.xml", status=status)
    result = get("/feed.xml")
    assert result.kind == kind
    assert words in result.message
    assert "new address" not in result.message


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (403, {"cf-mitigated": "challenge"}),
        (503, {"CF-Mitigated": "challenge", "Retry-After": "60"}),
        (202, {"x-amzn-waf-action": "challenge"}),
        (405, {"x-amzn-waf-action": "captcha"}),
    ],
)
def test_a_guard_that_asks_for_a_person_is_told(feed_server, get, status, headers):
    feed_server.answer("/feed.xml", status=status, headers=headers)
    result = get("/feed.xml")
    assert result.kind == FailureKind.UNAUTHORIZED
    assert f"asks for proof of being human ({status})" in result.message


GUARD = b"<html><head><title>Just a moment...</title></head><body>Wait</body></html>"


@pytest.mark.parametrize("status", [403, 429, 503])
def test_so_is_one_that_says_so_on_its_page_alone(feed_server, get, status):
    headers = {"Content-Type": "text/html; charset=utf-8"}
    feed_server.answer("/feed.xml", GUARD, status=status, headers=headers)
    result = get("/feed.xml")
    assert result.kind == FailureKind.UNAUTHORIZED
    assert f"asks for proof of being human ({status})" in result.message


def test_a_page_that_was_refused_for_another_reason_isnt_taken_for_one(feed_server, get):
    headers = {"Content-Type": "text/html"}
    feed_server.answer("/feed.xml", b"<title>Forbidden</title>", status=403, headers=headers)
    assert "refuses access (403)" in get("/feed.xml").message


def test_a_server_that_counts_by_ratelimit_headers_is_obeyed(feed_server, get):
    headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "900"}
    feed_server.answer("/feed.xml", status=429, headers=headers)
    assert get("/feed.xml").retry_at == NOW + timedelta(minutes=15)


def test_wrong_credentials_are_told_apart_from_missing_ones(feed_server, get):
    feed_server.answer("/feed.xml", status=401)
    assert "check user name and password" in get("/feed.xml", auth=("a", "b")).message


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("value", ["90", "Sun, 22 Nov 2026 12:01:30 GMT"])
def test_a_throttled_feed_is_not_asked_before_retry_after(feed_server, get, status, value):
    feed_server.answer("/feed.xml", status=status, headers={"Retry-After": value})
    result = get("/feed.xml")
    assert result.kind == FailureKind.THROTTLED
    assert result.retry_at == NOW + timedelta(seconds=90)


def test_a_retry_after_counts_with_every_error(feed_server, get):
    feed_server.answer("/feed.xml", status=500, headers={"Retry-After": "60"})
    result = get("/feed.xml")
    assert (result.kind, result.retry_at) == (
        FailureKind.SERVER_ERROR,
        NOW + timedelta(seconds=60),
    )


def test_a_name_that_does_not_exist(feed_server):
    def nobody(host, port):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    result = fetch(
        PollRequest(url="https://feeds.example/"), now=NOW, connections=Connections(resolve=nobody)
    )
    assert result.kind == FailureKind.DNS
    assert result.message == (
        "there is no host feeds.example; check the address for typing mistakes"
    )


def test_name_servers_that_do_not_answer():
    silent = threading.Event()
    request = PollRequest(url="https://feeds.example/", limits=Limits(connect=0.1))
    with Connections(resolve=lambda *_: silent.wait(5)) as connections:
        result = fetch(request, now=NOW, connections=connections)
    silent.set()
    assert result.kind == FailureKind.DNS
    assert "can't be looked up just now" in result.message
    assert result.elapsed < 5


def test_an_impossible_name_is_a_name_that_does_not_exist(connections):
    for host in ("a" * 70 + ".example", "a..example"):
        result = fetch(PollRequest(url=f"http://{host}/"), now=NOW, connections=connections)
        assert result.kind == FailureKind.DNS


def test_a_port_where_nobody_listens(feed_server, connections):
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    request = replace(feed_server.request("/"), url=f"http://127.0.0.1:{port}/")
    result = fetch(request, now=NOW, connections=connections)
    assert result.kind == FailureKind.CONNECT
    assert result.message == (
        f"nobody answers at 127.0.0.1:{port} (connection refused); check the address"
    )


def test_the_next_address_is_tried_when_the_first_does_not_answer(feed_server):
    url = feed_server.publish("/feed.xml", BODY)
    request = feed_server.request("/")
    request = replace(
        request,
        url=url.replace("127.0.0.1", "feeds.example"),
        allow_private=frozenset({"feeds.example"}),
    )
    with Connections(resolve=lambda *_: ["127.0.0.9", "::1", "127.0.0.1"]) as connections:
        assert fetch(request, now=NOW, connections=connections).body == BODY


@pytest.mark.parametrize(
    "pieces",
    [
        [b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n<rss>"],
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n"],
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\n<rss>"],
        [],
    ],
)
def test_a_connection_that_breaks_is_no_short_feed(feed_server, get, pieces):
    feed_server.raw("/feed.xml", *pieces)
    result = get("/feed.xml")
    assert result.kind == FailureKind.CONNECT
    assert "broke the connection" in result.message


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://feeds.example/", "feeds.example", "http://", "http://a b/", ""],
)
def test_only_web_addresses_are_polled(url, connections):
    result = fetch(PollRequest(url=url), now=NOW, connections=connections)
    assert result.kind == FailureKind.CLIENT_ERROR
    assert "isn't a web address" in result.message


def test_headers_that_cannot_be_sent_are_told(feed_server, get):
    for value in ("a\r\nHost: evil", "日本"):
        result = get("/", headers=(("X-Token", value),))
        assert "can't be sent" in result.message
    assert feed_server.requests == []


def test_a_host_header_of_the_users_own_goes_instead_of_the_address(feed_server, get):
    feed_server.answers["/"] = lambda handler: handler.send(
        " ".join(handler.headers.get_all("host")).encode(), 200, {}
    )
    assert get("/", headers=(("hOsT", "inner.example"),)).body == b"inner.example"
    assert get("/").body == b"127.0.0.1:%d" % feed_server.port


# TLS


@pytest.fixture
def secure_server(start_feed_server):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(TLS / "server.pem")
    return start_feed_server(tls=context)


@pytest.fixture
def trusting():
    """Connections that trust the tests' authority, and resolve every name to loopback."""
    context = ssl.create_default_context(cafile=str(TLS / "ca.pem"))
    with Connections(tls=context, resolve=lambda *_: ["127.0.0.1"]) as connections:
        yield connections


def secure(server, path, host="feeds.test", **details):
    request = server.request(path, allow_private=frozenset({host}), **details)
    return replace(request, url=server.url(path, host=host))


def test_a_secure_feed_is_verified_by_its_name_while_the_address_is_pinned(secure_server, trusting):
    secure_server.publish("/feed.xml", BODY, etag='"1"')
    request = secure(secure_server, "/feed.xml")
    assert fetch(request, now=NOW, connections=trusting).body == BODY
    again = replace(request, validators=Validators('"1"'))
    assert isinstance(fetch(again, now=NOW, connections=trusting), NotModified)
    assert secure_server.requests[0].headers["host"] == f"feeds.test:{secure_server.port}"
    assert len({request.client for request in secure_server.requests}) == 1


def test_a_certificate_for_another_name_is_refused(secure_server, trusting):
    request = secure(secure_server, "/feed.xml", host="wrong.test")
    result = fetch(request, now=NOW, connections=trusting)
    assert result.kind == FailureKind.TLS
    assert "Hostname mismatch" in result.message
    assert secure_server.requests == []


def test_an_unknown_authority_is_refused(secure_server):
    request = secure(secure_server, "/feed.xml")
    with Connections(resolve=lambda *_: ["127.0.0.1"]) as connections:
        result = fetch(request, now=NOW, connections=connections)
    assert result.kind == FailureKind.TLS
    assert "certificate can't be trusted" in result.message


def test_https_to_a_server_that_only_speaks_http(feed_server, trusting):
    request = secure(feed_server, "/feed.xml")
    request = replace(request, url=request.url.replace("http:", "https:"))
    result = fetch(request, now=NOW, connections=trusting)
    assert result.kind == FailureKind.TLS
    assert "does this port speak TLS?" in result.message


def test_a_secure_feed_that_is_led_to_an_insecure_place_says_so(
    secure_server, feed_server, trusting
):
    there = feed_server.publish("/feed.xml", BODY, etag='"1"').replace("127.0.0.1", "feeds.test")
    secure_server.redirect("/old", to=f"{there}?token=SECRET", status=301)
    feed_server.answers["/feed.xml?token=SECRET"] = feed_server.answers["/feed.xml"]
    request = secure(secure_server, "/old")
    first = fetch(request, now=NOW, connections=trusting)
    again = fetch(replace(request, validators=first.validators), now=NOW, connections=trusting)
    assert isinstance(again, NotModified)
    assert first.insecure == again.insecure
    assert first.insecure.startswith(there)
    assert "SECRET" not in first.insecure


def test_what_was_never_secure_is_not_told_of(feed_server, get):
    feed_server.publish("/feed.xml", BODY)
    assert get("/feed.xml").insecure == ""


def test_a_secure_body_is_held_to_deadline_and_size_too(secure_server, trusting):
    head = b"HTTP/1.1 200 OK\r\n\r\n"
    secure_server.stream("/drip", itertools.chain([head], itertools.repeat(b"x")), every=0.02)
    secure_server.stream("/endless", itertools.chain([head], itertools.repeat(b"x" * 9_999)))
    limits = Limits(total=0.4, max_bytes=100_000)
    drip = fetch(secure(secure_server, "/drip", limits=limits), now=NOW, connections=trusting)
    assert drip.kind == FailureKind.TIMEOUT
    assert drip.elapsed < 5
    endless = fetch(secure(secure_server, "/endless", limits=limits), now=NOW, connections=trusting)
    assert endless.kind == FailureKind.TOO_LARGE


# Proxies


def tunnel(server):
    """Make a proxy answer CONNECT by relaying bytes to whatever port was asked for, on loopback."""

    def relay(source, sink):
        with suppress(OSError):
            while data := source.recv(65_536):
                sink.sendall(data)
        with suppress(OSError):
            sink.shutdown(socket.SHUT_WR)

    def answer(handler):
        port = int(handler.path.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port)) as upstream:
            handler.wfile.write(b"HTTP/1.1 200 Connected\r\n\r\n")
            back = threading.Thread(target=relay, args=(upstream, handler.connection))
            back.start()
            relay(handler.connection, upstream)
            back.join()

    return answer


def test_a_plain_feed_through_a_proxy(feed_server, connections):
    feed_server.answers["http://feeds.example/feed.xml"] = lambda handler: handler.send(
        BODY, 200, {}
    )
    proxy = f"http://us%40er:word@127.0.0.1:{feed_server.port}"
    request = PollRequest(url="http://feeds.example/feed.xml", proxy=proxy)
    assert fetch(request, now=NOW, connections=connections).body == BODY
    sent = feed_server.requests[0]
    assert sent.headers["host"] == "feeds.example"
    assert sent.headers["proxy-authorization"] == "Basic dXNAZXI6d29yZA=="
    assert "word" not in repr(request)


def test_a_secure_feed_through_a_proxy(secure_server, feed_server, trusting):
    secure_server.publish("/feed.xml", BODY)
    feed_server.answers[f"feeds.test:{secure_server.port}"] = tunnel(feed_server)
    request = secure(secure_server, "/feed.xml", proxy=f"http://a:b@127.0.0.1:{feed_server.port}")
    assert fetch(request, now=NOW, connections=trusting).body == BODY
    assert feed_server.requests[0].headers["proxy-authorization"] == "Basic YTpi"
    assert "proxy-authorization" not in secure_server.requests[0].headers


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "localhost", "a.localhost", "[::1]"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_is_not_asked_for_addresses_that_are_refused(
    feed_server, connections, host, scheme
):
    proxy = f"http://127.0.0.1:{feed_server.port}"
    request = PollRequest(url=f"{scheme}://{host}/", proxy=proxy)
    result = fetch(request, now=NOW, connections=connections)
    assert result.kind == FailureKind.REFUSED_ADDRESS
    assert feed_server.requests == []


def test_a_proxy_that_is_none(connections):
    request = PollRequest(url="http://feeds.example/", proxy="socks5://user:CANARY@127.0.0.1:1")
    result = fetch(request, now=NOW, connections=connections)
    assert "must begin with http://" in result.message
    assert "CANARY" not in result.message


def test_a_proxy_that_refuses(feed_server, connections):
    feed_server.answers["feeds.example:443"] = lambda handler: handler.send(b"", 407, {})
    proxy = f"http://127.0.0.1:{feed_server.port}"
    request = PollRequest(url="https://feeds.example/", proxy=proxy)
    result = fetch(request, now=NOW, connections=connections)
    assert "407" in result.message


def test_a_proxy_that_is_gone_is_named_instead_of_the_feed(connections):
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    for host, proxy in (("feeds.example", f"127.0.0.1:{port}"), ("8.8.8.8", "gone..example:80")):
        request = PollRequest(url=f"https://{host}/", proxy=f"http://{proxy}")
        result = fetch(request, now=NOW, connections=connections)
        assert result.kind == FailureKind.CONNECT
        assert result.message == (
            f"{host} can't be reached through the proxy; check the proxy's address"
        )


# Files


def test_a_file_is_read(tmp_path, connections):
    path = tmp_path / "feed.json"
    path.write_bytes(BODY)
    result = fetch(PollRequest(url="feed.json", path=path), now=NOW, connections=connections)
    assert result == Fetched(
        body=BODY,
        final_url=path.as_uri(),
        content_type="application/feed+json",
        validators=Validators(),
        status=None,
    )


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: None, "there is no file"),
        (Path.mkdir, "isn't a file"),
        (os.mkfifo, "isn't a file"),
        (lambda path: path.symlink_to("/dev/zero"), "isn't a file"),
        (lambda path: path.symlink_to(path), "can't be read"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_with_the_cure(tmp_path, connections, make, words):
    path = tmp_path / "feed.xml"
    make(path)
    result = fetch(PollRequest(url="feed.xml", path=path), now=NOW, connections=connections)
    assert result.kind == FailureKind.FILE
    assert words in result.message
    assert str(path) in result.message


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission(tmp_path, connections):
    path = tmp_path / "feed.xml"
    path.write_bytes(BODY)
    path.chmod(0)
    result = fetch(PollRequest(url="feed.xml", path=path), now=NOW, connections=connections)
    assert "may not be read by this user" in result.message


def test_a_file_that_is_too_large(tmp_path, connections):
    path = tmp_path / "feed.xml"
    path.write_bytes(bytes(1_001))
    request = PollRequest(url="feed.xml", path=path, limits=Limits(max_bytes=1_000))
    assert fetch(request, now=NOW, connections=connections).kind == FailureKind.TOO_LARGE


# Answers that aren't as they should be

SIZED = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n" % len(BODY)
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"
CHUNKS = b"%x\r\n%b\r\n%x\r\n%b\r\n0\r\n\r\n" % (9, BODY[:9], len(BODY) - 9, BODY[9:])
ZIPPED = gzip.compress(BODY)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"\r\n\r\n" + SIZED + b"\r\n" + BODY, id="blank lines before it"),
        pytest.param(SIZED + b"X: y\r\n" * 500 + b"\r\n" + BODY, id="500 headers"),
        pytest.param(SIZED + b"X: " + b"y" * 150_000 + b"\r\n\r\n" + BODY, id="a long header"),
        pytest.param(CHUNKED + b"\r\n" + CHUNKS, id="in chunks"),
        pytest.param(CHUNKED + b"\r\n" + CHUNKS.replace(b"\r", b""), id="bare line feeds"),
        pytest.param(CHUNKED + b"\r\n" + BODY, id="chunks announced, and not made"),
        pytest.param(CHUNKED + b"\r\n" + ZIPPED, id="so with gzip"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n%x\r\n%b\r\n0\r\n\r\n"
            % (len(ZIPPED), ZIPPED),
            id="gzip, chunked",
        ),
    ],
)
def test_a_feed_is_read_however_its_server_sends_it(feed_server, get, answer):
    feed_server.raw("/feed.xml", answer)
    assert get("/feed.xml").body == BODY


# Ending early


def test_closing_ends_what_is_under_way(feed_server, get, connections):
    feed_server.hang("/hang")
    results = []
    waiting = threading.Thread(target=lambda: results.append(get("/hang")))
    waiting.start()
    while not feed_server.asked("/hang"):
        waiting.join(0.01)
    connections.close()
    waiting.join(5)
    assert "news-monitor is stopping" in results[0].message
    assert "news-monitor is stopping" in get("/hang").message


def test_names_are_looked_up_in_threads_that_are_kept(feed_server):
    feed_server.publish("/feed.xml", BODY)
    request = feed_server.request("/feed.xml", allow_private=frozenset({"feeds.test"}))
    request = replace(request, url=feed_server.url("/feed.xml", host="feeds.test"))
    used = []

    def resolve(*_):
        used.append(threading.current_thread())
        return ["127.0.0.1"]

    with Connections(resolve=resolve, keep=0) as connections:
        for _ in range(3):
            assert fetch(request, now=NOW, connections=connections).body == BODY
            deadline = time.monotonic() + 5
            while not connections._lookups._threads._idle and time.monotonic() < deadline:
                threading.Event().wait(0.002)
        assert len(used) == 3
        assert len({*used}) == 1
        assert threading.current_thread() not in used
    used[0].join(5)
    assert not used[0].is_alive()


def test_closing_ends_a_lookup_under_way():
    asked, silent = threading.Event(), threading.Event()

    def resolve(*_):
        asked.set()
        silent.wait(10)
        return []

    connections = Connections(resolve=resolve)
    results = []

    def run():
        request = PollRequest(url="http://feeds.example/")
        results.append(fetch(request, now=NOW, connections=connections))

    waiting = threading.Thread(target=run)
    waiting.start()
    asked.wait(5)
    connections.close()
    waiting.join(5)
    silent.set()
    assert "news-monitor is stopping" in results[0].message
