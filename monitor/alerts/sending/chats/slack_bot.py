"""Slack with a bot token: messages that are edited as their event grows, and threads.

What follows in a story is a reply in the thread of its first message, shown in the channel as well
("also send to #channel"): in the thread alone it would reach only those who follow that. Without
this module Slack would get another message, or none, for what one message can tell.

Sources: https://docs.slack.dev/reference/methods/chat.postMessage and chat.update,
https://docs.slack.dev/apis/web-api/rate-limits, and of buttons
https://docs.slack.dev/reference/block-kit/blocks/actions-block.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from monitor.alerts.alert import EditResult, Message, SendFailed, SendResult, Sent
from monitor.alerts.post import DELETED, Edited, Gone, Post
from monitor.alerts.sending.exchange import Exchange
from monitor.alerts.sending.recipients import root_of
from monitor.alerts.sending.response import Answer, result_of, said_in, unreadable
from monitor.alerts.sending.webhook import PACE, post_blocks, worded
from monitor.errors import TargetError
from monitor.item import digest
from monitor.printable import clean, shorten

API = "https://slack.com/api"
MAX_LABEL = 75
"""Characters on a button."""
MAX_SECTION = 3_000
"""Characters of a section's text."""

_CHANNEL = re.compile(r"(?P<channel>[+#@]?[\w-]{1,80})(?::(?P<thread>[0-9.]+))?")
_ACCOUNT = re.compile(r"xox[a-z]-([0-9]+-[0-9]+)-")
"""Workspace and bot, of a token."""
_TAKEN = re.compile(
    rb'\s*\{\s*"ok"\s*:\s*true\b(\s*,\s*"channel"\s*:\s*"(\w+)"\s*,\s*"ts"\s*:\s*"([0-9.]+)")?'
)
"""How an answer begins that says yes."""
_PASSING = frozenset(
    {"ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable"}
    | {"request_timeout", "team_added_to_org", "message_limit_exceeded"}
)
"""Errors that another attempt may mend."""
_GONE = {
    "message_not_found": DELETED,
    "cant_update_message": "Slack lets only the bot that wrote it edit it",
    "edit_window_closed": "the workspace lets nobody edit what is so old",
    "channel_not_found": "its channel is gone",
}
"""Errors of chat.update after which no other attempt can succeed."""
_CURES = {
    "not_in_channel": "invite the bot into the channel: /invite",
    "channel_not_found": "check the channel in the target's URL, and invite the bot: /invite",
    "is_archived": "unarchive the channel, or put another into the target's URL",
    "missing_scope": "give the bot the scope chat:write",
    **dict.fromkeys(
        ("invalid_auth", "token_revoked", "token_expired", "account_inactive"),
        "put a valid token into the target's URL",
    ),
}
"""What mends an error."""
_NO_THREAD = frozenset({"thread_not_found", "message_not_found", "cannot_reply_to_message"})
"""Errors that a message outside of any thread doesn't meet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackChannel:
    """One channel, user or conversation that a bot writes to."""

    token: str = field(repr=False)
    channel: str
    """As chat.postMessage takes it: ``#news``, ``@ann``, an ID."""
    thread: str = ""
    """The thread that the user wants all messages in."""
    username: str = ""
    """What the bot is to be called; empty: as it is."""
    api: str = API
    pace: float = PACE

    @property
    def name(self) -> str:
        """The channel, its thread, and the bot: others edit what they wrote themselves."""
        channel = f"{self.channel}:{self.thread}" if self.thread else self.channel
        return f"{channel} by {_account(self.token)}"

    @property
    def host(self) -> str:
        """Whose API it is."""
        return urlsplit(self.api).hostname or "Slack"

    def post(self, current: Exchange, message: Message) -> SendResult:
        """Post the message; in the thread of what it replies to, if that is still there."""
        payload = {**_worded(message), "channel": self.channel}
        if self.username:
            payload["username"] = self.username
        if self.thread:
            return self._post(current, {**payload, "thread_ts": self.thread}, self.thread)
        if root := root_of(message, self.name):
            thread = root.thread or root.id
            reply = {**payload, "thread_ts": thread, "reply_broadcast": True}
            result = self._post(current, reply, thread)
            if not _lacks_thread(current):
                return result
        return self._post(current, payload, "")

    def edit(self, current: Exchange, post: Post, message: Message) -> EditResult:
        """Have a post read as the message does."""
        said = _worded(message)
        del said["unfurl_links"], said["unfurl_media"]  # chat.update doesn't know them
        whole = {**said, "channel": post.place, "ts": post.id}
        answer = self._ask(current, "chat.update", whole, edits=True)
        result, said_back = judged(answer, self.host)
        if isinstance(result, Sent):
            return Edited()
        reason = _GONE.get(str(said_back.get("error", "")))
        return Gone(reason) if reason else result

    def _post(self, current: Exchange, payload: Mapping[str, object], thread: str) -> SendResult:
        result, said = judged(self._ask(current, "chat.postMessage", payload), self.host)
        place, id_ = said.get("channel"), said.get("ts")
        if isinstance(result, SendFailed) or not (isinstance(place, str) and isinstance(id_, str)):
            return result
        return Sent((Post(recipient=self.name, place=place, id=id_, thread=thread),))

    def _ask(
        self, current: Exchange, method: str, payload: Mapping[str, object], *, edits: bool = False
    ) -> Answer:
        headers = {"Authorization": f"Bearer {self.token}"}
        return post_blocks(current, f"{self.api}/{method}", payload, headers, edits=edits)


def channel_of(written: str) -> tuple[str, str]:
    """Return channel and thread as chat.postMessage takes them, of what slack:// URLs name.

    ``#general`` and ``general``, ``@user``, ``+C0123`` (an ID), each with ``:THREAD`` after it.

    Raises:
        TargetError: it is none of these (an e-mail address, say).
    """
    found = _CHANNEL.fullmatch(written)
    if not found:
        raise TargetError(
            "a Slack recipient must be a channel (#news), a user (@ann) or an ID (+C0123ABCD)"
        )
    channel = found["channel"]
    if channel.startswith("+"):
        channel = channel[1:]
    elif channel[0] not in "#@":
        channel = f"#{channel}"
    return channel, found["thread"] or ""


def judged(answer: Answer, who: str) -> tuple[SendResult, Mapping[str, object]]:
    """Return what an answer means, and what it says: Slack refuses in the body of a 200.

    What it says is empty where it comes from somebody else.
    """
    said, result = said_in(answer.body) or _begun(answer.body), result_of(answer, who)
    if isinstance(result, SendFailed):
        return result, said
    if "ok" not in said:
        return SendFailed(reason=unreadable(who)), {}
    if said["ok"] is True:
        return result, said
    error = clean(str(said.get("error", "")), limit=80)
    cure = _CURES.get(error, "")
    failed = SendFailed(
        reason="; ".join(filter(None, (f"Slack refused it ({error or 'no reason'})", cure))),
        permanent=error not in _PASSING,
        retry_at=answer.retry_at,
    )
    return failed, said


def _worded(message: Message) -> dict[str, object]:
    """What a message says, with its buttons below it: a row of them is a block."""
    payload = worded(message)
    if message.buttons:
        payload["blocks"] = [
            *(message.blocks or _sections(message.text)),
            *(_row(row) for row in message.buttons),
        ]
    return payload


def _row(row: tuple[tuple[str, str], ...]) -> dict[str, object]:
    buttons = [
        {
            "type": "button",
            "action_id": f"answer-{place}",
            "text": {"type": "plain_text", "text": shorten(label, MAX_LABEL), "emoji": False},
            "value": value,
        }
        for place, (label, value) in enumerate(row)
    ]
    return {"type": "actions", "elements": buttons}


def _sections(text: str) -> list[dict[str, object]]:
    """The text of a user's own template as blocks: beside blocks Slack doesn't show ``text``."""
    parts = []
    while text:
        cut = len(text) if len(text) <= MAX_SECTION else text.rfind("\n", 1, MAX_SECTION)
        cut = cut if cut > 0 else MAX_SECTION
        parts.append(text[:cut])
        text = text[cut:].lstrip("\n")
    return [{"type": "section", "text": {"type": "mrkdwn", "text": part}} for part in parts]


def _account(token: str) -> str:
    """Return whose token it is, without what is secret of it; it outlives the token."""
    found = _ACCOUNT.match(token)
    return found[1] if found else digest((token,))[:12]


def _begun(body: bytes) -> Mapping[str, object]:
    """What the beginning of an answer says: Slack repeats the whole message, which may be long.

    A digest in Chinese, each character of it as six, is more than is read of an answer.
    """
    found = _TAKEN.match(body)
    if not found:
        return {}
    place = {"channel": found[2].decode(), "ts": found[3].decode()} if found[1] else {}
    return {"ok": True, **place}


def _lacks_thread(current: Exchange) -> bool:
    """Whether the last request was refused because its thread is gone."""
    said = said_in(current.answers[-1].body)
    return said.get("ok") is False and said.get("error") in _NO_THREAD
