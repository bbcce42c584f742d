"""Slack and its kin: what is posted, and what becomes of it when the service is sick."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from zoneinfo import ZoneInfo

import pytest

from monitor.alerts.alert import SendFailed, Sent
from monitor.alerts.planning.policy import TargetKind
from monitor.alerts.sending.recipients import ToEach
from monitor.alerts.sending.webhook import Endpoint
from monitor.alerts.wording.render import render
from tests.alerts import servers
from tests.alerts.servers import refusing, slow, well


@pytest.fixture
def message(alert):
    return render(alert, TargetKind.SLACK, key="k1", timezone=ZoneInfo("Europe/Berlin"))


def sender(*endpoints, seconds=10.0):
    return ToEach(endpoints, seconds=seconds, pace=0)


@pytest.fixture
def send(webhook):
    return sender(Endpoint(url=webhook.url()))


def test_a_message_arrives_whole(webhook, send, message):
    assert send(message) == Sent()
    (post,) = webhook.posts
    assert post.headers["Content-Type"] == "application/json; charset=utf-8"
    assert post.headers["Idempotency-Key"] == "k1"
    assert post.json["text"] == message.text
    assert post.json["blocks"] == list(message.blocks)
    assert (post.json["unfurl_links"], post.json["unfurl_media"]) == (False, False)


@pytest.mark.parametrize(
    ("status", "permanent"),
    [
        *((status, True) for status in (400, 401, 403, 404, 405, 410, 413, 422)),
        *((status, False) for status in (408, 425, 429, 500, 502, 503, 504, 529)),
    ],
)
def test_a_refusal_is_permanent_only_where_another_try_cannot_help(
    webhook, send, message, status, permanent
):
    webhook.next(refusing(status, b"no_service"))

    result = send(message)

    assert result.permanent is permanent
    assert result.reason.startswith(f"127.0.0.1 answered {status} (no_service)")


def test_a_refusal_that_the_user_can_mend_says_where(webhook, send, message):
    webhook.next(refusing(404, b"<html>a page</html>"))

    assert send(message).reason == "127.0.0.1 answered 404 (Not Found); check the target's URL"


def test_a_login_page_has_taken_nothing(webhook, send, message):
    webhook.next(refusing(200, b"<html><title>Welcome to the hotel</title>"))

    assert send(message) == SendFailed(
        reason="127.0.0.1 gave an answer that can't be read; it may come from a proxy or a login "
        "page"
    )
    assert send(message) == Sent()


def test_retry_after_in_seconds_is_kept(webhook, send, message):
    webhook.next(refusing(429, b"rate_limited", retry_after="30"))
    before = datetime.now(UTC)

    result = send(message)

    assert not result.permanent
    assert timedelta(seconds=30) <= result.retry_at - before < timedelta(seconds=40)


def test_retry_after_as_a_date_is_kept(webhook, send, message):
    named = datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=5)
    webhook.next(refusing(503, retry_after=format_datetime(named, usegmt=True)))

    assert send(message).retry_at == named


def test_a_redirect_is_not_followed(webhook, send, message):
    webhook.next(refusing(302, location=webhook.url("/elsewhere")))

    result = send(message)

    assert result.permanent
    assert "redirect" in result.reason
    assert [post.path for post in webhook.tried] == [
        "/services/T00000000/B00000000/canarycanarycanary"
    ]


def test_a_slow_service_gets_the_message_once(webhook, send, message):
    webhook.next(slow(0.3))

    assert send(message) == Sent()
    assert len(webhook.posts) == 1


@pytest.mark.parametrize("mood", [servers.hanging, servers.dripping])
def test_a_service_that_holds_the_line_is_cut_off(webhook, message, mood):
    webhook.always(mood)
    started = time.monotonic()

    result = sender(Endpoint(url=webhook.url()), seconds=0.4)(message)

    assert result == SendFailed(reason="no complete answer from 127.0.0.1 within 0.4 s; it is slow")
    assert time.monotonic() - started < 10


def test_a_server_that_accepts_and_says_nothing_is_cut_off(tar_pit, message):
    result = sender(Endpoint(url=f"http://127.0.0.1:{tar_pit.port}/"), seconds=0.4)(message)

    assert result == SendFailed(reason="no complete answer from 127.0.0.1 within 0.4 s; it is slow")


def test_a_handshake_that_never_ends_is_cut_off(tar_pit, message):
    result = sender(Endpoint(url=f"https://127.0.0.1:{tar_pit.port}/"), seconds=0.4)(message)

    assert result == SendFailed(reason="no complete answer from 127.0.0.1 within 0.4 s; it is slow")


def test_a_body_without_end_counts_as_taken_and_is_not_read_to_the_end(webhook, send, message):
    webhook.always(servers.endless)

    assert send(message) == Sent()
    assert webhook.sent_bytes < 50_000_000


def test_a_body_that_drips_counts_as_taken(webhook, message):
    webhook.always(servers.dripping_body)

    assert sender(Endpoint(url=webhook.url()), seconds=0.5)(message) == Sent()


def test_a_connection_closed_without_an_answer_is_tried_again(webhook, send, message):
    webhook.next(servers.closing)

    assert send(message) == SendFailed(
        reason="127.0.0.1 broke the connection before its answer was complete"
    )


def test_a_port_where_nobody_listens(message):
    with servers.TarPit() as closed:
        port = closed.port

    result = sender(Endpoint(url=f"http://127.0.0.1:{port}/"))(message)

    assert result == SendFailed(
        reason="nobody answers at 127.0.0.1 (connection refused); check the address"
    )


def test_a_host_without_an_address(message):
    result = sender(Endpoint(url="http://nowhere.invalid/hook"))(message)

    assert result == SendFailed(
        reason="there is no host nowhere.invalid; check the address for typing mistakes"
    )


def test_an_invalid_certificate_is_named(message):
    with servers.MailServer(tls="ssl") as server:  # any TLS server will do
        result = sender(Endpoint(url=f"https://localhost:{server.port}/"))(message)

    assert result.reason.startswith("localhost's certificate can't be trusted (self")
    assert not result.permanent


def test_a_workflow_gets_text_alone(webhook, message):
    sender(Endpoint(url=webhook.url(), blocks=False))(message)

    assert webhook.posts[0].json == {"text": message.text}


@pytest.mark.parametrize("error", [b"invalid_blocks", b"msg_blocks_too_long"])
def test_a_message_whose_blocks_are_refused_is_told_as_text(webhook, send, message, error):
    webhook.next(refusing(400, error))

    assert send(message) == Sent()
    first, second = webhook.tried
    assert "blocks" in first.json
    assert "blocks" not in second.json
    assert second.json["text"] == message.text


def test_a_retry_goes_only_to_the_channels_that_have_not_taken_it(webhook, message):
    send = sender(
        *(Endpoint(url=webhook.url(), extra=(("channel", name),)) for name in ("#a", "#b", "#c"))
    )
    webhook.next(well(), refusing(500))

    assert isinstance(send(message), SendFailed)
    assert send(message) == Sent()
    assert [post.json["channel"] for post in webhook.posts] == ["#a", "#b", "#c"]


def test_posts_keep_slacks_pace(webhook, message):
    send = ToEach((Endpoint(url=webhook.url()),), seconds=0.2, pace=0.3)

    assert send(message) == send(message) == Sent(), "waiting isn't part of the deadline"
    first, second = webhook.posts
    assert second.at - first.at >= 0.3


def test_an_endpoint_never_shows_its_url_or_token():
    shown = repr(Endpoint(url="https://h.example/canary"))

    assert "canary" not in shown
