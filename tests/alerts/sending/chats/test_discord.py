"""Discord's webhooks: posted, edited, threads in forums, links elsewhere; and refusals."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.alerts.alert import SendFailed, Sent
from monitor.alerts.planning.policy import Target, TargetKind
from monitor.alerts.post import Edited, Gone, Post
from monitor.alerts.sending.chats.discord import DiscordWebhook
from monitor.alerts.sending.response import unreadable
from monitor.alerts.sending.send import open_editor, open_sender
from monitor.alerts.wording.render import render
from tests.alerts.servers import well
from tests.alerts.services import DiscordApi, discord_error


@pytest.fixture
def discord():
    with DiscordApi() as server:
        yield server


@pytest.fixture
def forum():
    with DiscordApi(forum=True) as server:
        yield server


@pytest.fixture
def message(alert):
    return render(alert, TargetKind.TEXT, key="k1", timezone=ZoneInfo("Europe/Berlin"))


def target(url):
    return Target(name="desk", url=url, kind=TargetKind.TEXT)


def opened(url):
    return open_sender(target(url), timezone=ZoneInfo("UTC"), seconds=10)


def editor(url):
    return open_editor(target(url), seconds=10)


@pytest.fixture
def send(discord):
    return opened(discord.target())


@pytest.fixture
def edit(discord):
    return editor(discord.target())


def test_a_message_is_posted_and_its_number_kept(discord, send, message):
    result = send(message)

    (shown,) = discord.shown
    assert result == Sent((Post(recipient=discord.ID, place="800", id=shown.id),))
    title, *lines = shown.said["content"].splitlines()
    assert title == f"**{message.title}**"
    assert "\n".join(lines) == message.text.strip()
    assert shown.said["allowed_mentions"] == {"parse": []}, "a stranger's words call nobody"


def test_a_message_is_edited_in_place(discord, send, edit, message):
    (post,) = send(message).posts

    assert edit(post, replace(message, text="Also in FT")) == Edited()

    (shown,) = discord.shown
    assert shown.text.endswith("Also in FT")
    assert shown.said["allowed_mentions"] == {"parse": []}, "an edit's default would be anybody"
    assert discord.posts[-1].method == "PATCH"


def test_markup_and_emoji_in_a_headline_show_as_they_are(discord, send, message):
    send(replace(message, title="[A_B] 2001:db8:1 *wins*"))

    assert discord.shown[0].text.startswith(r"**[A\_B] 2001\:db8:1 \*wins\***")


def test_what_is_too_long_for_a_message_is_an_embed_and_an_edit_may_change_that(
    discord, send, edit, message
):
    (post,) = send(replace(message, text="word " * 600)).posts
    assert discord.shown[0].said["content"] == ""
    assert len(discord.shown[0].said["embeds"][0]["description"]) > 3_000

    assert edit(post, message) == Edited()
    assert discord.shown[0].said["embeds"] == []
    assert discord.shown[0].said["content"]


def test_what_follows_links_to_the_first_for_a_webhook_cannot_reply(discord, send, edit, message):
    first = send(message).posts
    reply = replace(message, key="k2", replies_to=first)

    (post,) = send(reply).posts
    send(replace(reply, key="k3"))

    link = f"https://discord.com/channels/900/800/{first[0].id}"
    assert discord.shown[1].text.splitlines()[-1] == f"First message: {link}"
    assert [tried.method for tried in discord.tried].count("GET") == 1, "the server is asked once"
    assert edit(post, reply) == Edited()
    assert discord.shown[1].text.splitlines()[-1] == f"First message: {link}"


def test_in_a_forum_a_story_has_a_thread_of_its_own(forum, message):
    send, edit = opened(forum.target()), editor(forum.target())
    (first,) = send(message).posts
    reply = replace(message, key="k2", replies_to=(first,))
    (second,) = send(reply).posts
    (other,) = send(replace(message, key="k3")).posts

    assert forum.shown[0].said["thread_name"] == message.title
    assert (first.thread, second.thread) == (first.id, first.id)
    assert other.thread == other.id
    assert "First message" not in forum.shown[1].text, "it stands above"
    assert edit(first, message) == edit(second, reply) == Edited()


def test_in_a_forum_a_long_headline_is_cut(forum, message):
    assert isinstance(opened(forum.target())(replace(message, title="x" * 300)), Sent)
    assert len(forum.shown[0].said["thread_name"]) == 100


def test_a_restart_knows_that_a_reply_in_a_forum_is_in_a_thread(forum, message):
    (first,) = opened(forum.target())(message).posts
    (second,) = opened(forum.target())(replace(message, key="k2", replies_to=(first,))).posts

    assert second.thread == first.id


def test_a_thread_that_somebody_deleted_is_opened_anew_by_what_follows(forum, message):
    send = opened(forum.target())
    (first,) = send(message).posts
    forum.delete()

    (second,) = send(replace(message, key="k2", replies_to=(first,))).posts

    assert second.thread == second.id


def test_a_thread_that_the_url_names_takes_all_messages(discord, message):
    discord.shown.append(discord.show("55", {}, "55"))
    url = discord.target("&thread=55")
    (post,) = opened(url)(message).posts

    assert post.thread == "55"
    assert editor(url)(post, message) == Edited()


def test_the_urls_other_wishes_are_kept(discord, message):
    more = "&flags=4&ping=%40here%2C%3C%4012%3E&avatar_url=https%3A%2F%2Fa.example%2Fi.png"
    url = discord.target(more).replace("discord://", "discord://Newsdesk@")
    (post,) = opened(url)(message).posts

    said = discord.shown[0].said
    assert (said["username"], said["flags"]) == ("Newsdesk", 4)
    assert said["avatar_url"] == "https://a.example/i.png"
    assert said["content"].endswith("👉 @here <@12>")
    assert said["allowed_mentions"] == {"parse": ["everyone"], "users": ["12"], "roles": []}
    assert editor(url)(post, message) == Edited()
    assert discord.shown[0].said["flags"] == 4


@pytest.mark.parametrize(
    ("status", "code", "said", "why"),
    [
        (404, 10008, "Unknown Message", "somebody deleted it"),
        (404, 10003, "Unknown Channel", "its channel, or its thread, is gone"),
        (403, 50005, "Cannot edit", "Discord lets only the webhook that wrote it edit it"),
    ],
)
def test_what_can_never_be_edited_again_is_gone(
    discord, send, edit, message, status, code, said, why
):
    (post,) = send(message).posts
    discord.next(discord_error(status, code, said))

    assert edit(post, message) == Gone(why)


def test_a_thread_that_is_archived_may_be_opened_again(discord, send, edit, message):
    (post,) = send(message).posts
    discord.next(discord_error(400, 50083, "Thread is archived"))

    assert edit(post, message) == SendFailed(
        reason="127.0.0.1 answered 400 (Thread is archived)", permanent=True
    )
    assert edit(post, message) == Edited()


def test_another_webhook_edits_and_links_to_nothing_that_the_first_wrote(discord, send, message):
    (post,) = send(message).posts
    discord.ID = "5555555555"

    edited = editor(discord.target())(post, message)
    opened(discord.target())(replace(message, key="k2", replies_to=(post,)))

    assert isinstance(edited, Gone)
    assert discord.shown[0].edits == 0
    assert "First message" not in discord.shown[1].text


@pytest.mark.parametrize("body", [b"<html>Log in to the hotel</html>", b"[]", b"{}"])
def test_what_somebody_in_between_answers_is_no_delivery_and_no_edit(
    discord, send, edit, message, body
):
    (post,) = send(message).posts
    discord.always(well(body))

    not_theirs = SendFailed(reason=unreadable("127.0.0.1"))
    assert edit(post, message) == send(replace(message, key="k2")) == not_theirs


@pytest.mark.parametrize("body", [b"", b'{"id": "12', b'{"id": "12", "content": 1'])
def test_an_answer_that_breaks_off_is_a_delivery(discord, send, message, body):
    discord.always(well(body))

    assert send(message) == Sent()


def test_a_deleted_webhook_is_a_failure_for_good_that_says_so(discord, send, edit, message):
    (post,) = send(message).posts
    discord.always(discord_error(404, 10015, "Unknown Webhook"))

    refused = SendFailed(
        reason="127.0.0.1 answered 404 (Unknown Webhook); check the target's URL", permanent=True
    )
    assert edit(post, message) == refused
    assert send(replace(message, key="k2")) == refused


def test_too_much_names_the_time(discord, send, edit, message):
    (post,) = send(message).posts
    discord.next(discord_error(429, 0, "You are being rate limited.", retry_after="30"))
    before = datetime.now(UTC)

    failed = edit(post, message)

    assert not failed.permanent
    assert failed.retry_at - before >= timedelta(seconds=29)


def test_too_many_edits_of_an_old_message_is_a_failure_that_passes(discord, send, edit, message):
    (post,) = send(message).posts
    words = "Maximum number of edits to messages older than 1 hour reached. Try again later"
    discord.next(discord_error(429, 30046, words))

    assert not edit(post, message).permanent


def test_a_webhook_never_shows_its_token():
    assert "canary" not in repr(DiscordWebhook(id="canary", token="canary"))
