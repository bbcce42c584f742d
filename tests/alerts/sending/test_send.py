"""From a target's URL to a sender: which one, whether it can be used, and through Apprise."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import requests
from apprise.plugins.discord import NotifyDiscord
from apprise.plugins.ntfy import NotifyNtfy
from apprise.plugins.sendgrid import NotifySendGrid

from monitor.alerts.alert import SendFailed, Sent
from monitor.alerts.planning.policy import Priority, Target, TargetKind
from monitor.alerts.sending.send import check_target, kind_of, open_sender
from monitor.alerts.sending.service import endpoints_of, load
from monitor.alerts.wording.render import render
from monitor.errors import TargetError
from tests.alerts import servers
from tests.alerts.servers import refusing, slow, well
from tests.alerts.stories import hostile_alert

BERLIN = ZoneInfo("Europe/Berlin")
HOOK = "https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7"


def opened(url, seconds=10.0):
    target = Target(name="t", url=url, kind=kind_of(url))
    return open_sender(target, timezone=BERLIN, seconds=seconds)


@pytest.fixture
def message(alert):
    return render(alert, TargetKind.TEXT, key="k1", timezone=BERLIN)


# --- which kind


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("console:", TargetKind.CONSOLE),
        ("console://", TargetKind.CONSOLE),
        (HOOK, TargetKind.SLACK),
        ("https://hooks.slack-gov.com/services/A/B/C", TargetKind.SLACK),
        ("https://hooks.slack.com/workflows/A/B/C/D", TargetKind.SLACK),
        ("slack://A/B/C/#general", TargetKind.SLACK),
        ("SLACK://A/B/C", TargetKind.SLACK),
        ("slack://xoxb-1-2-3/#general", TargetKind.SLACK),
        ("slack+https://mattermost.example/hooks/x", TargetKind.SLACK),
        ("slack+http://127.0.0.1:1/x", TargetKind.SLACK),
        ("  mailto://user:pass@example.com ", TargetKind.EMAIL),
        ("mailtos://user:pass@example.com", TargetKind.EMAIL),
        ("sendgrid://key:from@example.com", TargetKind.EMAIL),
        ("ntfy://topic", TargetKind.TEXT),
        ("discord://1/x", TargetKind.TEXT),
        ("jsons://example.com/hook", TargetKind.TEXT),
        ("https://discord.com/api/webhooks/1/x", TargetKind.TEXT),
        ("whatever", TargetKind.TEXT),
        ("", TargetKind.TEXT),
    ],
)
def test_the_scheme_says_the_kind(url, kind):
    assert kind_of(url) is kind


# --- whether it can be used


@pytest.mark.parametrize(
    "url",
    [
        "console:",
        HOOK,
        f"{HOOK}?to=%23news",
        "https://hooks.slack.com/triggers/T1JJ3T3L2/12345/abcdef",
        "slack://bot@T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7/#general",
        "slack://xoxb-1234-1234-4ddbc191d40ee098cbaae6f3523ada2d/#general/+C0123",
        "slack+https://chat.example/hooks/x",
        "mailto://mail.example.com?from=a@example.com&to=b@example.com",
        "mailtos://user:pass@gmail.com",
        "ntfy://topic",
        "tgram://123456789:abcdefg_hijklmnop/12315544/",
        "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js",
        "jsons://user:pass@example.com/hook",
    ],
)
def test_a_usable_target_passes(url):
    check_target(url)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "write console:"),
        ("canarytoken", "write console:"),
        ("console:canary", "just console:"),
        ("slak://canary/canary/canary", "did you mean slack://"),
        ("consol://", "did you mean console:"),
        ("msteams://canary", "workflows://"),
        ("https://canary.example/hook", "slack+https://"),
        ("slack://canary", "https://appriseit.com/services/slack/"),
        ("slack://A/B!canary/C", "https://appriseit.com/services/slack/"),
        ("slack+https://", "isn't a kind of target"),
        ("ntfy://", "names no topic"),
        ("ntfys://ann:canary@ntfy.example:8080/", "names no topic"),
        ("slack+https:///canary", "followed by a web address"),
        ("slack://xoxb-1234-1234-4ddbc191d40ee098cbaae6f3523ada2d/ann@canary.com", "a channel"),
        ("mailto://", "appriseit.com/services/email"),
        ("mailto://mail.example.com?from=a@example.com&to=canary", "no recipient"),
        ("mailto://mail.example.com?from=canary%20x%20y", "appriseit.com/services/email"),
        ("mailtos://a:b@example.com?mode=canary", "appriseit.com/services/email"),
        ("tgram://canary", "https://appriseit.com/services/telegram/"),
        ("mqtt://localhost/canary", "needs a Python package that isn't installed: paho-mqtt"),
        ("http://[canary", "slack+https://"),
    ],
)
def test_an_unusable_target_is_refused_in_plain_words_without_quoting_it(url, words):
    with pytest.raises(TargetError) as refused:
        check_target(url)

    assert words in str(refused.value)
    assert "canary" not in str(refused.value)


def test_an_unusable_target_opens_no_sender():
    with pytest.raises(TargetError):
        opened("slack://canary")


# --- Slack's addresses


def test_a_webhook_of_slacks_own_is_posted_to_by_us():
    (endpoint,) = endpoints_of(load(HOOK, BERLIN))
    assert endpoint.url == HOOK
    (endpoint,) = endpoints_of(load("slack://Bot@T1/B2/C3/#news", BERLIN))
    assert endpoint.url == "https://hooks.slack.com/services/T1/B2/C3"
    assert endpoint.extra == (("username", "Bot"), ("channel", "#news"))
    (endpoint,) = endpoints_of(load("https://hooks.slack-gov.com/services/T1/B2/C3", BERLIN))
    assert endpoint.url == "https://hooks.slack-gov.com/services/T1/B2/C3"
    (endpoint,) = endpoints_of(load("https://hooks.slack.com/triggers/T1/22/C3", BERLIN))
    assert (endpoint.url, endpoint.blocks) == ("https://hooks.slack.com/triggers/T1/22/C3", False)
    (endpoint,) = endpoints_of(load("slack://T1/B2/C3/#news:17.1", BERLIN))
    assert endpoint.extra == (("channel", "#news"), ("thread_ts", "17.1"))


def test_a_host_of_your_own_takes_slacks_format(webhook, alert):
    send = opened(webhook.slack("/hooks/x"))

    assert send(render(alert, TargetKind.SLACK, key="k1", timezone=BERLIN)) == Sent()
    assert webhook.posts[0].path == "/hooks/x"


# --- through Apprise


def test_apprise_delivers_the_rest(webhook, message):
    assert opened(f"json://127.0.0.1:{webhook.port}/hook")(message) == Sent()

    (post,) = webhook.posts
    assert (post.json["title"], post.json["message"]) == (message.title, message.text)
    assert post.headers["Idempotency-Key"] == "k1"


def test_a_mail_service_gets_the_html(webhook, alert, monkeypatch):
    monkeypatch.setattr(NotifySendGrid, "notify_url", webhook.url("/v3/mail/send"))
    mail = render(alert, TargetKind.EMAIL, key="k1", timezone=BERLIN)

    assert opened("sendgrid://abcd123:user@example.com/reader@example.com")(mail) == Sent()
    (content,) = webhook.posts[0].json["content"]
    assert content == {"type": "text/html", "value": mail.html.strip()}


@pytest.mark.parametrize(
    ("status", "permanent", "reason"),
    [
        (401, True, "JSON answered 401 (no); check the target's URL"),
        (404, True, "JSON answered 404 (no); check the target's URL"),
        (429, False, "JSON answered 429 (no)"),
        (500, False, "JSON answered 500 (no)"),
        (302, True, "JSON answered 302 (no), a redirect; put the address it leads to into the "),
    ],
)
def test_apprise_failures_are_told_apart_and_never_retried_by_apprise(
    webhook, message, status, permanent, reason
):
    webhook.always(refusing(status, b"no", location="/elsewhere"))

    result = opened(f"json://127.0.0.1:{webhook.port}/hook?retry=3&wait=0&optional=yes")(message)

    assert result.permanent is permanent
    assert result.reason.startswith(reason)
    assert len(webhook.tried) == 1


@pytest.mark.parametrize(
    ("mood", "seconds"),
    [
        (refusing(429, retry_after="30"), 30),
        (refusing(429, b'{"retry_after": 12.5, "global": false}'), 12.5),
        (refusing(429, b'{"ok": false, "parameters": {"retry_after": 40}}'), 40),
        (refusing(429, b'{"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 2000}'), 2),
        (refusing(503, retry_after="999999999"), 86_400),
    ],
)
def test_the_time_a_service_names_is_kept_through_apprise(webhook, message, mood, seconds):
    webhook.next(mood)
    before = datetime.now(UTC)

    result = opened(f"json://127.0.0.1:{webhook.port}/hook")(message)

    assert (
        timedelta(0)
        <= result.retry_at - before - timedelta(seconds=seconds)
        < timedelta(seconds=10)
    )


@pytest.mark.parametrize("mood", [servers.hanging, servers.dripping])
def test_a_service_that_holds_the_line_is_cut_off_under_apprise_too(webhook, message, mood):
    webhook.always(mood)
    started = time.monotonic()

    result = opened(f"json://127.0.0.1:{webhook.port}/hook", seconds=0.4)(message)

    assert result == SendFailed(reason="no complete answer from JSON within 0.4 s; it is slow")
    assert time.monotonic() - started < 10


def test_an_endless_answer_is_not_read_to_the_end_under_apprise(webhook, message):
    webhook.always(servers.endless)

    assert opened(f"json://127.0.0.1:{webhook.port}/hook")(message) == Sent()
    assert webhook.sent_bytes < 50_000_000


def test_a_slow_service_gets_the_message_once_under_apprise(webhook, message):
    webhook.next(slow(0.3))

    assert opened(f"json://127.0.0.1:{webhook.port}/hook?rto=0.1")(message) == Sent()
    assert len(webhook.posts) == 1


def test_waiting_between_messages_is_not_part_of_the_deadline(webhook, message, monkeypatch):
    monkeypatch.setattr(NotifyNtfy, "request_rate_per_sec", 0.4)
    webhook.always(well(b"{}", "application/json"))
    send = opened(f"ntfy://127.0.0.1:{webhook.port}/topic", seconds=0.3)

    assert send(message) == send(message) == Sent()
    first, second = webhook.posts
    assert second.at - first.at >= 0.4


def test_targets_that_hang_hold_up_nobody_else(webhook, message):
    """Apprise's own pool has cores + 4 threads; eight that hang would leave none."""
    webhook.always(servers.hanging)
    url = f"json://127.0.0.1:{webhook.port}/hook"
    threads = [threading.Thread(target=opened(url, 30.0), args=(message,)) for _ in range(12)]
    for thread in threads:
        thread.start()
    with webhook.changed:
        assert webhook.changed.wait_for(lambda: len(webhook.tried) == 12, servers.PATIENCE)
    with servers.WebhookServer() as healthy:
        started = time.monotonic()
        assert opened(f"json://127.0.0.1:{healthy.port}/hook")(message) == Sent()
        assert time.monotonic() - started < 5
    webhook.closing.set()
    for thread in threads:
        thread.join()


def test_a_port_where_nobody_listens_is_a_passing_failure(message):
    with servers.TarPit() as closed:
        port = closed.port

    result = opened(f"json://127.0.0.1:{port}/hook")(message)

    assert not result.permanent
    assert result.reason.startswith("JSON: ")


@pytest.fixture
def discord(webhook, monkeypatch):
    monkeypatch.setattr(NotifyDiscord, "notify_url", webhook.url("/webhooks"))
    return opened("discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js?format=markdown")


def test_nothing_more_is_posted_once_a_service_has_said_to_wait(webhook, discord, message):
    """Apprise would post to Discord a second time at once."""
    webhook.always(refusing(429, b'{"retry_after": 64.5}'))

    assert discord(message).retry_at is not None
    assert len(webhook.tried) == 1
    assert discord(message).retry_at is not None
    assert len(webhook.tried) == 2  # the outbox asked for it: it knows when


def test_no_service_makes_apprise_sleep(webhook, discord, message):
    """It would, for as long as these headers say, beyond any deadline."""
    in_an_hour = str(round(time.time()) + 3600)
    limits = {"x_ratelimit_remaining": "0", "x_ratelimit_reset": in_an_hour}
    webhook.always(refusing(200, b"", **limits))
    started = time.monotonic()

    assert discord(message) == discord(message) == Sent()
    webhook.always(refusing(429, b"", retry_after="30", **limits))
    assert isinstance(discord(message), SendFailed)
    assert time.monotonic() - started < 20


@pytest.mark.parametrize("words", ["@everyone <@&123>", "[free](http://evil.example)"])
def test_discord_calls_nobody_and_hides_no_link(webhook, words):
    webhook.always(well(b""))
    message = render(hostile_alert(words), TargetKind.TEXT, key="k1", timezone=BERLIN)

    url = f"discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js?api={webhook.url('/api')}"
    assert opened(url)(message) == Sent()
    content = webhook.posts[0].json["content"]
    assert "@everyone" not in content
    assert "<@&" not in content
    assert "](" not in content
    assert "avatar_url" not in webhook.posts[0].json, "no picture from the network"


def test_requests_works_as_ever_outside_a_send(webhook, message):
    opened(f"json://127.0.0.1:{webhook.port}/hook")(message)

    answer = requests.post(webhook.url("/plain"), data=b"x", timeout=5)

    assert answer.text == "ok"
    assert "Idempotency-Key" not in webhook.posts[1].headers


# --- nothing raises


def test_a_sender_never_raises_nor_tells_what_the_error_said(message, monkeypatch):
    send = opened("slack+http://127.0.0.1:1/canary")
    monkeypatch.setattr(
        "monitor.alerts.sending.webhook.post_json",
        lambda *_: (_ for _ in ()).throw(RuntimeError("canary")),
    )

    assert send(message) == SendFailed(reason="sending failed unexpectedly (RuntimeError)")


@pytest.mark.parametrize(
    ("asked", "priorities"),
    [("", ["high", None, "low"]), ("?priority=max", ["max", "max", "max"])],
)
def test_a_service_with_priorities_is_told_ours_unless_the_url_asks_for_one(
    webhook, message, monkeypatch, asked, priorities
):
    monkeypatch.setattr(NotifyNtfy, "request_rate_per_sec", 0)
    webhook.always(well(b"{}"))
    send = opened(f"ntfy://127.0.0.1:{webhook.port}/topic{asked}")

    for priority in (Priority.HIGH, Priority.NORMAL, Priority.LOW):
        assert send(replace(message, priority=priority)) == Sent()
    assert [post.headers.get("X-Priority") for post in webhook.posts] == priorities


@pytest.mark.parametrize(
    ("scheme", "is_taken"), [("ntfy", False), ("gotify", False), ("json", True)]
)
def test_a_login_page_is_an_answer_of_nobody_but_a_program_of_ones_own(
    webhook, message, scheme, is_taken
):
    webhook.always(refusing(200, b"<!DOCTYPE html><title>Welcome to the hotel</title>"))

    result = opened(f"{scheme}://127.0.0.1:{webhook.port}/canarycanary")(message)

    assert isinstance(result, Sent) == is_taken
    assert is_taken or "it may come from a proxy or a login page" in result.reason


def test_a_push_message_by_ntfy_has_buttons_and_a_tap_opens_the_article(webhook, message):
    webhook.always(well(b"{}", "application/json"))
    links = (("Good", "https://me.example/answer/a"), ("Bad", "https://me.example/answer/b"))
    told = replace(
        message,
        article="https://wire.example/1",
        actions=(*links, ("Mute...", "https://me.example/answer/c")),
    )

    assert opened(f"ntfy://127.0.0.1:{webhook.port}/topic")(told) == Sent()
    assert opened(f"ntfy://127.0.0.1:{webhook.port}/topic?click=https://mine.example/")(told)

    first, second = webhook.posts
    assert first.headers["X-Click"] == "https://wire.example/1"
    assert first.headers["X-Actions"] == (
        'http, Good, "https://me.example/answer/a", method=POST, clear=true; '
        'http, Bad, "https://me.example/answer/b", method=POST, clear=true; '
        'view, Mute..., "https://me.example/answer/c"'
    )
    assert second.headers["X-Click"] == "https://mine.example/"


def test_without_answers_there_are_no_buttons_and_nobody_else_gets_such_headers(webhook, message):
    webhook.always(well(b"{}", "application/json"))
    for scheme in ("ntfy", "json"):
        opened(f"{scheme}://127.0.0.1:{webhook.port}/topic")(message)
    assert not any("X-Actions" in post.headers for post in webhook.posts)
    assert "X-Click" not in webhook.posts[1].headers
