"""Webhooks for programs: signed, under one id at every attempt, and what each answer means."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from monitor.alerts.alert import SendFailed, Sent
from monitor.alerts.planning.policy import Target, TargetKind
from monitor.alerts.sending.send import kind_of, open_sender
from monitor.alerts.sending.signed_webhook import check_secret
from monitor.alerts.wording.render import render
from monitor.errors import TargetError
from tests.alerts.servers import hanging, refusing, well

SECRET = "whsec_" + base64.b64encode(b"k" * 32).decode()
OLD = "whsec_" + base64.b64encode(b"o" * 32).decode()


@pytest.fixture
def message(alert):
    return render(alert, TargetKind.WEBHOOK, key="k1", timezone=ZoneInfo("Europe/Berlin"))


def sender(url, *secrets, full=False, seconds=10.0):
    kind = kind_of(url, full=full)
    assert kind is TargetKind.WEBHOOK
    target = Target(name="hub", url=url, kind=kind, secrets=secrets)
    return open_sender(target, timezone=ZoneInfo("UTC"), seconds=seconds)


@pytest.fixture
def send(webhook):
    return sender(f"webhook+{webhook.url('/hook?key=canary77')}", SECRET)


def test_a_receiver_can_tell_who_sends(webhook, send, message):
    assert send(message) == Sent()

    (post,) = webhook.posts
    assert post.path == "/hook?key=canary77"
    assert post.headers["Content-Type"] == "application/json; charset=utf-8"
    assert post.headers["webhook-id"] == "k1"
    assert post.body.decode() == message.text
    assert Webhook(SECRET).verify(post.body, post.headers)["id"] == "k1"
    with pytest.raises(WebhookVerificationError):
        Webhook(OLD).verify(post.body, post.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(post.body.replace(b"Apple", b"Pear"), post.headers)


def test_another_attempt_has_the_same_id_and_a_time_of_its_own(webhook, message):
    times = iter([datetime.now(UTC) - timedelta(seconds=90), datetime.now(UTC)])
    from monitor.alerts.sending.signed_webhook import Receiver, SignedSender

    receiver = Receiver(url=webhook.url("/hook"))
    send = SignedSender(receiver, secrets=(SECRET,), seconds=10, clock=lambda: next(times))
    webhook.next(refusing(503), well())

    assert not send(message).permanent
    assert send(message) == Sent()
    first, second = webhook.tried
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == "k1"
    for attempt in (first, second):
        assert Webhook(SECRET).verify(attempt.body, attempt.headers)
    apart = int(second.headers["webhook-timestamp"]) - int(first.headers["webhook-timestamp"])
    assert 89 <= apart <= 91


def test_while_a_secret_is_exchanged_both_sign(webhook, message):
    send = sender(f"webhook+{webhook.url('/hook')}", SECRET, OLD)

    assert send(message) == Sent()
    (post,) = webhook.posts
    for secret in (SECRET, OLD):
        assert Webhook(secret).verify(post.body, post.headers)


def test_without_a_secret_nothing_is_signed(webhook, message):
    assert sender(f"webhook+{webhook.url('/hook')}")(message) == Sent()

    (post,) = webhook.posts
    assert "webhook-signature" not in post.headers
    assert post.headers["webhook-id"] == "k1"


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_2xx_is_delivered(webhook, send, message, status):
    webhook.next(refusing(status))

    assert send(message) == Sent()


@pytest.mark.parametrize("status", [400, 401, 403, 404, 408, 413, 422, 429, 500, 502, 503, 504])
def test_a_receiver_that_can_be_mended_is_tried_again(webhook, send, message, status):
    webhook.next(refusing(status, b"no"))

    result = send(message)
    assert (result.permanent, result.gone) == (False, False)
    assert result.reason.startswith(f"127.0.0.1 answered {status} (no)")


def test_410_says_that_the_receiver_wants_no_more(webhook, send, message):
    webhook.next(refusing(410))

    assert send(message) == SendFailed(
        reason="127.0.0.1: the receiver wants no more (410 Gone)", permanent=True, gone=True
    )


def test_retry_after_is_kept(webhook, send, message):
    webhook.next(refusing(429, retry_after="90"))
    before = datetime.now(UTC)

    assert timedelta(seconds=90) <= send(message).retry_at - before < timedelta(seconds=100)


def test_a_redirect_is_not_followed(webhook, send, message):
    webhook.next(refusing(308, location=webhook.url("/elsewhere")))

    result = send(message)
    assert result.permanent
    assert "redirect" in result.reason
    assert [post.path for post in webhook.tried] == ["/hook?key=canary77"]


def test_a_receiver_that_holds_the_line_is_cut_off(webhook, message):
    webhook.always(hanging)

    result = sender(f"webhook+{webhook.url('/hook')}", SECRET, seconds=0.4)(message)
    assert result == SendFailed(reason="no complete answer from 127.0.0.1 within 0.4 s; it is slow")


def test_what_a_receiver_repeats_of_its_address_is_not_told(webhook, send, message):
    webhook.next(refusing(400, b"canary77 is no key"))

    assert "canary77" not in send(message).reason


def test_a_login_in_the_address_goes_along(webhook, message):
    url = webhook.url("/hook").replace("http://", "webhook+http://ann:p%40ss@")

    assert sender(url)(message) == Sent()
    (post,) = webhook.posts
    login = post.headers["authorization"].removeprefix("Basic ")
    assert base64.b64decode(login) == b"ann:p@ss"


def test_json_in_full_is_the_same_with_what_its_address_asks_for(webhook, message):
    url = f"json://ann:pw@127.0.0.1:{webhook.port}/in?+X-Key=abc&-page=7&method=PUT"

    assert sender(url, SECRET, full=True)(message) == Sent()
    (post,) = webhook.posts
    assert post.path == "/in?page=7"
    assert post.headers["X-Key"] == "abc"
    assert post.headers["authorization"].startswith("Basic ")
    assert Webhook(SECRET).verify(post.body, post.headers)["type"] == "alert.new"


@pytest.mark.parametrize("method", ["GET", "HEAD", "DELETE"])
def test_a_method_that_says_nothing_is_refused(webhook, method):
    with pytest.raises(TargetError, match="POST, PUT or PATCH"):
        sender(f"json://127.0.0.1:{webhook.port}/in?method={method}", SECRET, full=True)


@pytest.mark.parametrize(
    "secret",
    ["", "whsec_", "whsec_c2hvcnQ=", "a sentence of many words, long enough", "whsec_" + "A" * 200],
)
def test_a_secret_that_is_none_says_what_one_looks_like(secret):
    with pytest.raises(ValueError, match="24 to 64 random bytes") as caught:
        check_secret(secret)
    assert not secret.removeprefix("whsec_") or secret not in str(caught.value)


def test_a_secret_may_leave_its_prefix_out():
    check_secret(SECRET)
    check_secret(SECRET.removeprefix("whsec_"))
