"""E-mail through a real SMTP server."""

from __future__ import annotations

import re
import smtplib
import socket
import threading
from dataclasses import replace
from datetime import UTC, datetime
from email.headerregistry import Address
from email.utils import format_datetime
from zoneinfo import ZoneInfo

import pytest

from monitor.alerts.alert import SendFailed, Sent
from monitor.alerts.planning.policy import Priority, Target, TargetKind
from monitor.alerts.sending.send import open_sender
from monitor.alerts.sending.smtp import Mailbox, Security, compose
from monitor.alerts.wording.render import render, render_note
from monitor.item import digest
from tests.alerts.servers import MailServer, TarPit
from tests.alerts.stories import HOSTILE, digest_of, hostile_alert

BERLIN = ZoneInfo("Europe/Berlin")
KEY = digest(("a delivery",))
MAILBOX = Mailbox(
    host="mail.example.com",
    port=25,
    security=Security.INSECURE,
    sender=Address("news-monitor", addr_spec="monitor@example.com"),
    to=(Address(addr_spec="reader@example.com"),),
)


def opened(url, seconds=10.0):
    return open_sender(
        Target(name="mail", url=url, kind=TargetKind.EMAIL), timezone=BERLIN, seconds=seconds
    )


@pytest.fixture
def message(alert):
    return render(alert, TargetKind.EMAIL, key=KEY, timezone=BERLIN)


def test_a_mail_arrives_with_both_texts_and_its_headers(mail_server, message):
    assert opened(mail_server.url())(message) == Sent()

    (mail,) = mail_server.wait_for(1)
    assert mail["Subject"] == message.title
    assert mail["From"] == "monitor@example.com"
    assert mail["To"] == "reader@example.com"
    assert mail["Message-ID"] == f"<{KEY}@example.com>"
    assert mail["References"] == f"<story.{message.thread}@example.com>"
    assert mail["List-Id"] == "<apple-s-ai-in-china.news-monitor.example.com>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"]
    plain, html = mail.iter_parts()
    assert mail.get_content_type() == "multipart/alternative"
    assert plain.get_content().replace("\r\n", "\n") == message.text
    assert html.get_content().replace("\r\n", "\n") == message.html


def test_what_is_told_again_answers_what_was_told_before(alert):
    def headers(**changes):
        shown = render(replace(alert, **changes), TargetKind.EMAIL, key=KEY, timezone=BERLIN)
        return compose(MAILBOX, shown, now=datetime.now(UTC))

    first, again = headers(), headers(key="other", again=1, reason="10 outlets by now")

    assert again["References"] == first["References"]
    assert again["In-Reply-To"] == again["References"]
    assert first["In-Reply-To"] is None


@pytest.mark.parametrize(
    ("priority", "importance", "number"),
    [(Priority.HIGH, "high", "1"), (Priority.NORMAL, None, None), (Priority.LOW, "low", "5")],
)
def test_mail_programs_are_told_how_much_it_matters(alert, priority, importance, number):
    shown = render(replace(alert, priority=priority), TargetKind.EMAIL, key=KEY, timezone=BERLIN)
    mail = compose(MAILBOX, shown, now=datetime.now(UTC))

    assert (mail["Importance"], mail["X-Priority"]) == (importance, number)


def test_no_two_rules_share_a_list(message):
    names = ("C", "C++", "苹果 AI", "华为 AI", "AI", "苹果", "Notes", "")

    def list_of(rule):
        return compose(MAILBOX, replace(message, rule=rule), now=datetime.now(UTC))["List-Id"]

    assert len(set(map(list_of, names))) == len(names)
    assert list_of("Mergers & acquisitions") == "<mergers-acquisitions.news-monitor.example.com>"


def test_a_digest_is_no_part_of_a_thread_and_has_a_list_of_its_own(alert):
    digest = digest_of(alert, replace(alert, rule="Other"))
    shown = render(digest, TargetKind.EMAIL, key=KEY, timezone=BERLIN)
    mail = compose(MAILBOX, shown, now=datetime.now(UTC))

    assert mail["References"] is None
    assert mail["List-Id"] == "<digests.news-monitor.example.com>"
    assert mail["Subject"].startswith("[Apple's AI in China, Other] Digest: Apple turns to Alibaba")


def test_every_attempt_carries_the_same_message_id(mail_server, message):
    send = opened(mail_server.url())
    mail_server.after_data = "451 try later"
    assert isinstance(send(message), SendFailed)
    mail_server.after_data = "250 taken"
    send(message)
    opened(mail_server.url())(message)  # after a restart

    ids = {mail["Message-ID"] for mail in mail_server.wait_for(2)}
    assert len(ids) == 1


def test_chinese_stays_chinese(mail_server):
    note = render_note("苹果选择阿里巴巴", "人工智能 · “quoted” – €", TargetKind.EMAIL, key="n")
    opened(mail_server.url())(note)

    (mail,) = mail_server.wait_for(1)
    assert mail["Subject"] == "苹果选择阿里巴巴"
    assert "人工智能 · “quoted” – €" in mail.get_body(("plain",)).get_content()


def test_lines_are_no_longer_than_smtp_allows(mail_server, message):
    opened(mail_server.url())(message)
    mail_server.wait_for(1)

    assert max(map(len, mail_server.envelopes[0].content.split(b"\r\n"))) < 998


@pytest.mark.parametrize("words", HOSTILE)
def test_no_title_adds_a_header_or_a_recipient(words):
    message = render(hostile_alert(words), TargetKind.EMAIL, key=KEY, timezone=BERLIN)
    raw = compose(MAILBOX, message, now=datetime.now(UTC)).as_bytes()
    head = raw.partition(b"\r\n\r\n")[0]

    names = re.findall(rb"^([A-Za-z-]+):", head, re.MULTILINE)
    assert sorted(names) == sorted(
        b"Subject From To Date Message-ID In-Reply-To References List-Id Auto-Submitted "
        b"MIME-Version Content-Type".split()
    )


def test_copies_go_where_the_url_says(mail_server, message):
    more = "&cc=copy@example.com&bcc=blind@example.com&reply=desk@example.com&name=News%20Desk"
    opened(mail_server.url("a@example.com,Bob<b@example.com>", more=more))(message)

    (mail,) = mail_server.wait_for(1)
    assert mail["To"] == "a@example.com, Bob <b@example.com>"
    assert (mail["Cc"], mail["Reply-To"]) == ("copy@example.com", "desk@example.com")
    assert mail["From"] == "News Desk <monitor@example.com>"
    assert mail["Bcc"] is None
    assert sorted(mail_server.envelopes[0].rcpt_tos) == [
        *("a@example.com", "b@example.com", "blind@example.com", "copy@example.com")
    ]


def test_a_line_that_begins_with_from_stays_as_it_is(mail_server, message):
    text = "The rule: Vega\nFrom 35 outlets."
    opened(mail_server.url())(replace(message, text=text, html=f"<p>{text}</p>"))

    (mail,) = mail_server.wait_for(1)
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain.get_content().splitlines() == text.splitlines()
    assert html.get_content().splitlines() == f"<p>{text}</p>".splitlines()


def test_headers_of_the_url_are_added_or_replace_ours(mail_server, message):
    opened(mail_server.url(more="&+X-Team=desk&+List-Id=<mine.example.com>"))(message)

    (mail,) = mail_server.wait_for(1)
    assert (mail["X-Team"], mail.get_all("List-Id")) == ("desk", ["<mine.example.com>"])


@pytest.mark.parametrize(
    ("reply", "permanent"),
    [("550 5.1.1 no such user", True), ("450 4.2.0 greylisted", False), ("552 full", True)],
)
def test_an_unknown_user_is_permanent_and_a_busy_mailbox_is_not(
    mail_server, message, reply, permanent
):
    mail_server.refuse["reader@example.com"] = reply

    result = opened(mail_server.url())(message)

    assert result == SendFailed(
        reason=f"refused: reader@example.com ({reply})", permanent=permanent
    )


@pytest.mark.parametrize(("reply", "permanent"), [("554 5.7.1 spam", True), ("452 full", False)])
def test_the_servers_word_on_the_message_decides(mail_server, message, reply, permanent):
    mail_server.after_data = reply

    result = opened(mail_server.url())(message)

    assert result == SendFailed(
        reason=f"127.0.0.1 refused the message ({reply})", permanent=permanent
    )


def test_a_retry_goes_only_to_the_recipients_that_were_refused(mail_server, message):
    send = opened(mail_server.url("a@example.com,b@example.com"))
    mail_server.refuse["b@example.com"] = "450 later"

    first = send(message)
    mail_server.refuse.clear()
    second = send(message)

    assert first == SendFailed(reason="refused: b@example.com (450 later)")
    assert second == Sent()
    assert [envelope.rcpt_tos for envelope in mail_server.envelopes] == [
        ["a@example.com"],
        ["b@example.com"],
    ]


def test_one_unknown_user_among_several_is_reported_and_the_others_have_it(mail_server, message):
    mail_server.refuse["b@example.com"] = "550 unknown"

    result = opened(mail_server.url("a@example.com,b@example.com"))(message)

    assert result.permanent
    assert "b@example.com" in result.reason
    assert mail_server.envelopes[0].rcpt_tos == ["a@example.com"]


def test_login_works(message):
    with MailServer(password="open sesame") as server:
        assert opened(server.url(user="ann:open%20sesame"))(message) == Sent()
        assert ("ann", "open sesame") in server.logins
        server.wait_for(1)


@pytest.mark.parametrize(
    ("reply", "permanent"), [("535 5.7.8 bad credentials", True), ("454 4.7.0 later", False)]
)
def test_a_wrong_password_is_permanent(message, reply, permanent):
    with MailServer(password="right") as server:
        server.auth_reply = reply
        result = opened(server.url(user="ann:canarypassword"))(message)

    assert result.permanent is permanent
    assert result.reason == f"127.0.0.1 doesn't accept the user and password ({reply})"


def test_a_server_that_repeats_the_password_does_not_get_it_into_the_reason(message):
    with MailServer(password="right") as server:
        server.auth_reply = "535 what is canarypassword supposed to mean"
        result = opened(server.url(user="ann:canarypassword"))(message)

    assert "canary" not in result.reason
    assert "535 what is … supposed" in result.reason


@pytest.mark.parametrize("mode", ["starttls", "ssl"])
def test_mail_goes_over_tls(message, mode):
    with MailServer(tls=mode) as server:
        send = opened(server.url(scheme="mailtos", mode=mode, more="&verify=no"))
        assert send(message) == Sent()
        server.wait_for(1)


@pytest.mark.parametrize("mode", ["starttls", "ssl"])
def test_an_invalid_certificate_is_refused_and_named(message, mode):
    with MailServer(tls=mode) as server:
        result = opened(server.url(scheme="mailtos", mode=mode))(message)
        assert server.mails == []

    assert result.reason.startswith("127.0.0.1's certificate can't be trusted (self")


def test_a_server_without_starttls_is_a_mistake_in_the_url(mail_server, message):
    result = opened(mail_server.url(scheme="mailtos", mode="starttls"))(message)

    assert result.permanent
    assert "STARTTLS" in result.reason
    assert mail_server.mails == []


@pytest.mark.parametrize(
    "pit",
    [
        {},
        {"drip": b"2"},
        {"start": b"220 hello\r\n"},
        {"start": b"220 hello\r\n", "drip": b"250-more\r\n"},
    ],
    ids=["silent", "dripping", "silent later", "endless reply"],
)
def test_a_server_that_holds_the_line_is_cut_off(message, pit):
    with TarPit(**pit) as server:
        url = f"mailto://127.0.0.1:{server.port}?from=a@example.com&to=b@example.com"
        result = opened(url, seconds=0.4)(message)

    assert result == SendFailed(reason="no complete answer from 127.0.0.1 within 0.4 s; it is slow")


def test_a_tls_handshake_that_never_ends_is_cut_off(tar_pit, message):
    url = f"mailtos://127.0.0.1:{tar_pit.port}?from=a@example.com&to=b@example.com&mode=ssl"

    result = opened(url, seconds=0.4)(message)

    assert result == SendFailed(reason="no complete answer from 127.0.0.1 within 0.4 s; it is slow")


def test_a_port_where_nobody_listens(message):
    with TarPit() as closed:
        url = f"mailto://127.0.0.1:{closed.port}?from=a@example.com&to=b@example.com"

    assert opened(url)(message) == SendFailed(
        reason="nobody answers at 127.0.0.1 (connection refused); check the address"
    )


def test_what_smtplib_alone_knows_is_told_in_its_words(mail_server, message, monkeypatch):
    def login(*_):
        raise smtplib.SMTPException("No suitable authentication method found.")

    monkeypatch.setattr(smtplib.SMTP, "login", login)
    result = opened(mail_server.url(user="ann:password"))(message)

    assert result == SendFailed(reason="127.0.0.1: No suitable authentication method found.")


def test_a_server_that_greets_with_a_refusal(message):
    with TarPit(start=b"554 go away\r\n") as server:
        url = f"mailto://127.0.0.1:{server.port}?from=a@example.com&to=b@example.com"
        result = opened(url)(message)

    assert result.permanent
    assert result.reason == "127.0.0.1 refused the message (554 go away)"


def test_a_server_that_hangs_up_after_taking_the_mail_is_tried_again_under_the_same_id(
    mail_server, message
):
    mail_server.hang_up = True
    send = opened(mail_server.url())

    first = send(message)
    mail_server.hang_up = False
    second = send(message)

    assert first == SendFailed(
        reason="127.0.0.1 broke the connection before its answer was complete"
    )
    assert second == Sent()
    assert len({mail["Message-ID"] for mail in mail_server.wait_for(2)}) == 1


def test_the_date_is_the_attempts(message):
    at = datetime(2025, 2, 13, 8, 20, tzinfo=UTC)

    assert compose(MAILBOX, message, now=at)["Date"] == format_datetime(at)


def test_any_key_and_any_rule_make_valid_headers():
    note = render_note("t", "t", TargetKind.EMAIL, key="odd key > \r\n <x@y>")
    mail = compose(MAILBOX, note, now=datetime.now(UTC))

    assert re.fullmatch(r"<[0-9a-f]{32}@example\.com>", mail["Message-ID"])
    assert mail["List-Id"] == "<notes.news-monitor.example.com>"
    assert mail["References"] is None


def test_the_name_we_greet_with_is_not_looked_up(mail_server, message, monkeypatch):
    """smtplib's own way asks DNS, which nothing here could cut short."""
    asked, really = [], socket.getfqdn
    monkeypatch.setattr(
        "socket.getfqdn", lambda *name: asked.append(threading.current_thread()) or really(*name)
    )

    assert opened(mail_server.url())(message) == Sent()
    assert threading.current_thread() not in asked, "the test's server may ask, in its own thread"


def test_a_mailbox_never_shows_its_password():
    assert "canary" not in repr(
        Mailbox(
            host="h",
            port=1,
            security=Security.SSL,
            user="canary",
            password="canary",
            sender=MAILBOX.sender,
            to=MAILBOX.to,
        )
    )
