"""Slack with a bot token: posted, edited, in threads; and what becomes of refusals."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.alerts.alert import SendFailed, Sent
from monitor.alerts.planning.policy import Target, TargetKind
from monitor.alerts.post import Edited, Gone, Post
from monitor.alerts.sending.chats.slack_bot import SlackChannel, channel_of
from monitor.alerts.sending.response import unreadable
from monitor.alerts.sending.send import open_editor, open_sender
from monitor.alerts.wording.render import render
from monitor.errors import TargetError
from tests.alerts.servers import refusing, well
from tests.alerts.services import SlackApi, slack_error

NOT_THEIRS = unreadable("127.0.0.1")
BOT = "1234567890-1234567890"
"""Of the token: workspace and bot."""


@pytest.fixture
def slack():
    with SlackApi() as server:
        yield server


@pytest.fixture
def message(alert):
    return render(alert, TargetKind.SLACK, key="k1", timezone=ZoneInfo("Europe/Berlin"))


def target(url):
    return Target(name="desk", url=url, kind=TargetKind.SLACK)


def opened(url):
    return open_sender(target(url), timezone=ZoneInfo("UTC"), seconds=10)


@pytest.fixture
def send(slack):
    return opened(slack.target())


@pytest.fixture
def edit(slack):
    return open_editor(target(slack.target()), seconds=10)


def test_a_message_is_posted_and_its_number_kept(slack, send, message):
    result = send(message)

    (shown,) = slack.shown
    assert result == Sent((Post(recipient=f"#news by {BOT}", place="C05", id=shown.id),))
    assert shown.said == {
        "channel": "#news",
        "text": message.text,
        "blocks": list(message.blocks),
        "unfurl_links": False,
        "unfurl_media": False,
    }


def test_a_message_is_edited_in_place(slack, send, edit, message):
    (post,) = send(message).posts

    assert edit(post, replace(message, text="Also in FT", blocks=())) == Edited()

    (shown,) = slack.shown
    assert shown.said == {"channel": "C05", "ts": post.id, "text": "Also in FT", "blocks": []}
    assert shown.text == "Also in FT", "Slack would keep the blocks of before"


def test_the_same_edit_twice_shows_the_same(slack, send, edit, message):
    (post,) = send(message).posts

    assert edit(post, message) == edit(post, message) == Edited()
    assert len(slack.shown) == 1


def test_what_follows_is_in_the_thread_of_the_first_and_in_the_channel(slack, send, edit, message):
    first = send(message).posts
    (second,) = send(replace(message, key="k2", replies_to=first)).posts

    assert (second.thread, slack.shown[1].said["reply_broadcast"]) == (first[0].id, True)
    third = send(replace(message, key="k3", replies_to=(second,))).posts[0]
    assert third.thread == first[0].id, "the thread has one root"
    assert edit(second, message) == Edited()


def test_a_reply_to_what_somebody_deleted_is_a_message_of_its_own(slack, send, message):
    first = send(message).posts
    slack.delete()

    (post,) = send(replace(message, key="k2", replies_to=first)).posts

    assert post.thread == ""
    assert "thread_ts" not in slack.shown[0].said


def test_a_thread_that_the_url_names_takes_all_messages(slack, message):
    slack.shown.append(slack.show("1700000000.9", {}))

    (post,) = opened(slack.target("#news:1700000000.9"))(message).posts

    assert slack.shown[-1].said["thread_ts"] == "1700000000.9"
    assert "reply_broadcast" not in slack.shown[-1].said
    assert post.recipient == f"#news:1700000000.9 by {BOT}"


def test_each_channel_has_a_post_of_its_own_also_when_one_is_late(slack, message):
    send = opened(slack.target("#news", "#tech1"))
    slack.next(slack.mood(), refusing(500))

    assert isinstance(send(message), SendFailed)
    result = send(message)

    assert [(post.recipient, post.place) for post in result.posts] == [
        (f"#news by {BOT}", "C05"),
        (f"#tech1 by {BOT}", "C06"),
    ]
    assert len(slack.shown) == 2


def test_a_channel_that_is_archived_keeps_the_news_from_no_other(slack, message):
    send = opened(slack.target("#news", "#tech1"))
    slack.next(slack_error("is_archived"))

    assert send(message) == SendFailed(
        reason="Slack refused it (is_archived); unarchive the channel, or put another into the "
        "target's URL; 1 of its 2 recipients took it",
        permanent=True,
    )
    assert [shown.said["channel"] for shown in slack.shown] == ["#tech1"]
    result = send(message)
    assert [shown.said["channel"] for shown in slack.shown] == ["#tech1", "#news"]
    assert len(result.posts) == 2


@pytest.mark.parametrize(
    ("error", "why"),
    [
        ("message_not_found", "somebody deleted it"),
        ("cant_update_message", "Slack lets only the bot that wrote it edit it"),
        ("edit_window_closed", "the workspace lets nobody edit what is so old"),
        ("channel_not_found", "its channel is gone"),
    ],
)
def test_what_can_never_be_edited_again_is_gone(slack, send, edit, message, error, why):
    (post,) = send(message).posts
    slack.next(slack_error(error))

    assert edit(post, message) == Gone(why)


def test_a_post_of_a_recipient_that_the_target_no_longer_names_is_gone(edit, message):
    other = Post(recipient=f"#sports by {BOT}", place="C07", id="1.1")

    assert isinstance(edit(other, message), Gone)


@pytest.mark.parametrize(
    ("token", "is_edited"),
    [("xoxb-1234567890-1234567890-renewed", True), ("xoxb-1234567890-7777777777-canary", False)],
)
def test_a_bot_edits_and_answers_what_it_wrote_itself(slack, send, message, token, is_edited):
    (post,) = send(message).posts
    slack.TOKEN = token

    edited = open_editor(target(slack.target()), seconds=10)(post, message)
    opened(slack.target())(replace(message, key="k2", replies_to=(post,)))

    assert isinstance(edited, Edited if is_edited else Gone)
    assert slack.shown[1].thread == (post.id if is_edited else "")


@pytest.mark.parametrize("error", ["is_archived", "is_inactive"])
def test_a_channel_that_may_be_opened_again_is_tried_again_when_the_event_grows(
    slack, send, edit, message, error
):
    (post,) = send(message).posts
    slack.next(slack_error(error))

    refused = edit(post, message)

    assert refused.permanent
    assert refused.reason.startswith(f"Slack refused it ({error})")
    assert edit(post, message) == Edited()


@pytest.mark.parametrize(
    "sick", [slack_error("ratelimited", retry_after="30"), refusing(429, retry_after="30")]
)
def test_too_much_names_the_time_also_in_a_200(slack, send, edit, message, sick):
    (post,) = send(message).posts
    before = datetime.now(UTC)
    slack.next(sick, sick)

    for failed in (edit(post, message), send(replace(message, key="k2"))):
        assert not failed.permanent
        assert timedelta(seconds=29) <= failed.retry_at - before < timedelta(seconds=40)


@pytest.mark.parametrize("error", ["invalid_auth", "token_revoked", "account_inactive"])
def test_a_revoked_token_is_a_failure_for_good(slack, send, edit, message, error):
    (post,) = send(message).posts
    slack.always(slack_error(error))

    cure = "put a valid token into the target's URL"
    refused = SendFailed(reason=f"Slack refused it ({error}); {cure}", permanent=True)
    assert edit(post, message) == refused
    assert send(replace(message, key="k2")) == refused


@pytest.mark.parametrize(
    ("body", "permanent", "reason"),
    [
        (
            b'{"ok": false, "error": "not_in_channel"}',
            True,
            "Slack refused it (not_in_channel); invite the bot into the channel: /invite",
        ),
        (b'{"ok": false, "error": "no_text"}', True, "Slack refused it (no_text)"),
        (b'{"ok": false, "error": "internal_error"}', False, "Slack refused it (internal_error)"),
        (b'{"ok": false}', True, "Slack refused it (no reason)"),
        (b"[]", False, NOT_THEIRS),
        (b"<html>", False, NOT_THEIRS),
    ],
)
def test_slack_refuses_in_the_body_of_a_200(slack, send, message, body, permanent, reason):
    slack.always(well(body, "application/json"))

    assert send(message) == SendFailed(reason=reason, permanent=permanent)


@pytest.mark.parametrize(
    ("body", "posts"),
    [
        (
            b'{"ok":true,"channel":"C05","ts":"17.1","message":{"text":"' + b"\\u82f9" * 20_000,
            [("C05", "17.1")],
        ),
        (b'{"ok":true,"chan', []),
    ],
)
def test_an_answer_that_is_too_long_or_breaks_off_is_a_delivery_if_it_says_so(
    slack, send, message, body, posts
):
    slack.always(well(body, "application/json"))

    assert [(post.place, post.id) for post in send(message).posts] == posts


def test_blocks_that_are_refused_are_left_out(slack, send, edit, message):
    slack.next(slack_error("invalid_blocks"))
    (post,) = send(message).posts
    assert "blocks" not in slack.shown[0].said
    slack.next(slack_error("msg_blocks_too_long"))
    assert edit(post, message) == Edited()

    assert slack.shown[0].said["blocks"] == [], "or Slack would keep those of before"
    assert slack.shown[0].text == message.text


def test_a_text_that_is_too_long_beside_blocks_is_cut(slack, send, edit, message):
    (post,) = send(message).posts
    slack.next(slack_error("msg_too_long"))
    assert edit(post, replace(message, text="word " * 1_000)) == Edited()

    assert slack.shown[0].said["blocks"] == list(message.blocks)
    assert len(slack.shown[0].said["text"]) <= 3_000


def test_a_text_that_is_too_long_without_blocks_is_not_cut_for_it_is_all_there_is(
    slack, send, message
):
    slack.next(slack_error("msg_too_long"))

    assert send(replace(message, blocks=())) == SendFailed(
        reason="Slack refused it (msg_too_long)", permanent=True
    )


@pytest.mark.parametrize(
    ("written", "channel"),
    [
        ("#news", ("#news", "")),
        ("news", ("#news", "")),
        ("@ann", ("@ann", "")),
        ("+C0123ABCD", ("C0123ABCD", "")),
        ("#news:1700000000.1234", ("#news", "1700000000.1234")),
    ],
)
def test_channels_are_written_as_apprise_has_them(written, channel):
    assert channel_of(written) == channel


BUTTONS = ((("Good", "g1"), ("Bad", "b1")), (("Mute the story", "s1"),))


def test_buttons_stand_below_the_message_a_block_for_each_row_and_stay(slack, send, edit, message):
    (post,) = send(replace(message, buttons=BUTTONS)).posts
    blocks = slack.shown[0].said["blocks"]
    assert blocks[:-2] == list(message.blocks)
    assert [[each["value"] for each in block["elements"]] for block in blocks[-2:]] == [
        ["g1", "b1"],
        ["s1"],
    ]
    edit(post, replace(message, buttons=(BUTTONS[1],)))
    assert len(slack.shown[0].said["blocks"]) == len(blocks) - 1


def test_a_text_of_ones_own_is_shown_whole_beside_buttons(slack, send, message):
    text = "\n".join("x" * 999 for _ in range(7))
    send(replace(message, text=text, blocks=(), buttons=BUTTONS))
    *sections, _, _ = slack.shown[0].said["blocks"]
    assert "\n".join(each["text"]["text"] for each in sections) == text
    assert all(len(each["text"]["text"]) <= 3000 for each in sections)
    send(replace(message, key="k2", text="x" * 7000, blocks=(), buttons=BUTTONS))
    assert len(slack.shown[1].said["blocks"]) == 5


def test_a_label_is_as_long_as_slack_takes(slack, send, message):
    send(replace(message, buttons=((("x" * 99, "g1"),),)))
    (button,) = slack.shown[0].said["blocks"][-1]["elements"]
    assert len(button["text"]["text"]) == 75


def test_an_e_mail_address_is_no_channel():
    with pytest.raises(TargetError, match="channel"):
        channel_of("ann@example.com")


def test_a_channel_never_shows_its_token():
    assert "canary" not in repr(SlackChannel(token="xoxb-canary", channel="#news"))
