"""Telegram's bots: posted, edited, as replies; and what becomes of refusals."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.alerts.alert import SendFailed, Sent
from monitor.alerts.planning.policy import Target, TargetKind
from monitor.alerts.post import Edited, Gone, Post
from monitor.alerts.sending.chats.telegram import TelegramChat
from monitor.alerts.sending.response import unreadable
from monitor.alerts.sending.send import open_editor, open_sender
from monitor.alerts.wording.render import render
from tests.alerts.servers import refusing, well
from tests.alerts.services import TelegramApi, telegram_error


@pytest.fixture
def telegram():
    with TelegramApi() as server:
        yield server


@pytest.fixture
def message(alert):
    return render(alert, TargetKind.TEXT, key="k1", timezone=ZoneInfo("Europe/Berlin"))


def target(url):
    return Target(name="desk", url=url, kind=TargetKind.TEXT)


def opened(url):
    return open_sender(target(url), timezone=ZoneInfo("UTC"), seconds=10)


@pytest.fixture
def send(telegram):
    return opened(telegram.target())


@pytest.fixture
def edit(telegram):
    return open_editor(target(telegram.target()), seconds=10)


def test_a_message_is_posted_and_its_number_kept(telegram, send, message):
    result = send(message)

    (shown,) = telegram.shown
    assert result == Sent((Post(recipient="-100123 by 123456789", place="-100123", id=shown.id),))
    assert shown.said == {
        "chat_id": -100123,
        "text": f"{message.title}\n{message.text.strip()}",
        "entities": [{"type": "bold", "offset": 0, "length": len(message.title)}],
        "link_preview_options": {"is_disabled": True},
    }


def test_bold_ends_with_the_title_also_where_characters_take_two_units(telegram, send, message):
    send(replace(message, title="🚀 launched"))

    assert telegram.shown[0].said["entities"][0]["length"] == 11


def test_a_message_is_edited_in_place(telegram, send, edit, message):
    (post,) = send(message).posts

    assert edit(post, replace(message, text="Also in FT")) == Edited()

    (shown,) = telegram.shown
    assert shown.text.endswith("Also in FT")
    assert (shown.said["chat_id"], shown.said["message_id"]) == ("-100123", int(post.id))


def test_an_edit_that_changes_nothing_is_done(telegram, send, edit, message):
    (post,) = send(message).posts

    assert edit(post, message) == Edited(), "Telegram answers 400: message is not modified"


def test_what_follows_is_a_reply_even_if_the_first_was_deleted(telegram, send, message):
    first = send(message).posts
    telegram.delete()

    send(replace(message, key="k2", replies_to=first))

    (shown,) = telegram.shown
    assert shown.said["reply_parameters"] == {
        "message_id": int(first[0].id),
        "allow_sending_without_reply": True,
    }


def test_the_urls_wishes_are_kept(telegram, message):
    (post,) = opened(telegram.target("-100123:7", more="&silent=yes&preview=yes"))(message).posts

    said = telegram.shown[0].said
    assert (said["message_thread_id"], said["disable_notification"]) == (7, True)
    assert said["link_preview_options"] == {"is_disabled": False}
    assert post.recipient == "-100123:7 by 123456789"


def test_what_is_too_long_is_cut(telegram, send, message):
    send(replace(message, text="word " * 2_000))

    assert len(telegram.shown[0].text) == 4_096
    send(replace(message, key="k2", text="🛫 " * 2_000))
    assert len(telegram.shown[1].text.encode("utf-16-le")) <= 2 * 4_096


@pytest.mark.parametrize(
    ("description", "why"),
    [
        ("Bad Request: message to edit not found", "somebody deleted it"),
        ("Bad Request: MESSAGE_ID_INVALID", "somebody deleted it"),
        (
            "Bad Request: message can't be edited",
            "Telegram doesn't let it be edited any more",
        ),
        ("Bad Request: chat not found", "its chat is gone"),
        (
            "Bad Request: group chat was upgraded to a supergroup chat",
            "its group has become a supergroup",
        ),
    ],
)
def test_what_can_never_be_edited_again_is_gone(telegram, send, edit, message, description, why):
    (post,) = send(message).posts
    telegram.next(telegram_error(400, description))

    assert edit(post, message) == Gone(why)


@pytest.mark.parametrize(
    ("status", "description"),
    [(401, "Unauthorized"), (403, "Forbidden: bot was kicked from the supergroup chat")],
)
def test_a_bot_that_may_not_write_any_more_fails_for_good(
    telegram, send, edit, message, status, description
):
    (post,) = send(message).posts
    telegram.always(telegram_error(status, description))

    for failed in (edit(post, message), send(replace(message, key="k2"))):
        assert failed == SendFailed(
            reason=f"127.0.0.1 answered {status} ({description}); check the target's URL",
            permanent=True,
        )


def test_a_group_that_became_a_supergroup_gets_its_messages_there(telegram, send, edit, message):
    first = send(message).posts
    telegram.migrate("-100123", to="-100456")

    second = send(replace(message, key="k2", replies_to=first)).posts
    assert [post.place for post in second] == ["-100456"]
    assert telegram.shown[1].thread == "", "messages are counted anew there"
    assert edit(second[0], replace(message, text="Also in FT")) == Edited()
    send(replace(message, key="k3", replies_to=second))
    assert telegram.shown[2].thread == second[0].id


def test_another_bot_edits_and_answers_none_of_the_messages_of_the_first(telegram, send, message):
    (post,) = send(message).posts
    telegram.TOKEN = "987654321:abcdefg_hijklmnop"

    edited = open_editor(target(telegram.target()), seconds=10)(post, message)
    opened(telegram.target())(replace(message, key="k2", replies_to=(post,)))

    assert isinstance(edited, Gone)
    assert telegram.shown[0].edits == 0
    assert "reply_parameters" not in telegram.shown[1].said


def test_a_reason_that_is_cut_in_the_midst_of_a_token_shows_none_of_it(telegram, message):
    send = open_sender(target(telegram.target()), timezone=ZoneInfo("UTC"))
    for dots in (100, 108, 115):
        body = f"{'.' * dots}{telegram.TOKEN}".encode()
        telegram.next(refusing(500, body))

        reason = send(replace(message, key=str(dots))).reason

        assert "." * 90 in reason
        assert telegram.TOKEN[:6] not in reason
        assert "123456" not in reason


@pytest.mark.parametrize("body", [b"<html>Log in to the hotel</html>", b"[]", b"{}"])
def test_what_somebody_in_between_answers_is_no_delivery_and_no_edit(
    telegram, send, edit, message, body
):
    (post,) = send(message).posts
    telegram.always(well(body))

    not_theirs = SendFailed(reason=unreadable("127.0.0.1"))
    assert edit(post, message) == send(replace(message, key="k2")) == not_theirs


@pytest.mark.parametrize("body", [b"", b'{"ok": true, "resu'])
def test_an_answer_that_breaks_off_is_a_delivery(telegram, send, message, body):
    telegram.always(well(body))

    assert send(message) == Sent()


def test_too_much_names_the_time(telegram, send, edit, message):
    (post,) = send(message).posts
    telegram.next(telegram_error(429, "Too Many Requests: retry after 30", retry_after=30))
    before = datetime.now(UTC)

    failed = edit(post, message)

    assert not failed.permanent
    assert failed.retry_at - before >= timedelta(seconds=29)


def test_a_chat_never_shows_its_token():
    assert "canary" not in repr(TelegramChat(token="canary", chat=1))
