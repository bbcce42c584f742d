"""Discord by a webhook: messages that are edited as their event grows.

In a forum each story has a thread of its own, which what follows in the story goes into. Elsewhere
a webhook can neither open a thread nor reply: such a message names the story's first by a link.
Without this module Discord would get another message, or none, for what one message can tell.

Sources: https://docs.discord.com/developers/resources/webhook (execute, edit, get),
…/resources/message, …/topics/opcodes-and-status-codes, …/topics/rate-limits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import quote, urlencode, urlsplit

from monitor.alerts import utf16
from monitor.alerts.alert import EditResult, Message, SendFailed, SendResult, Sent
from monitor.alerts.post import DELETED, Edited, Gone, Post
from monitor.alerts.sending.exchange import Exchange, post_json
from monitor.alerts.sending.recipients import root_of
from monitor.alerts.sending.response import Answer, judge_api, said_in
from monitor.printable import shorten

API = "https://discord.com/api"
PACE = 0.5
"""Seconds between two requests: a webhook takes five in two seconds."""
MAX_CONTENT = 2_000
MAX_EMBED = 4_096
MAX_THREAD_NAME = 100
_SUPPRESS_EMBEDS = 1 << 2
"""The one flag of a message that an edit may set."""

_UNKNOWN_CHANNEL, _UNKNOWN_MESSAGE, _OF_ANOTHER = 10003, 10008, 50005
_FORUM_NEEDS_THREAD = 220001
_GONE = {
    _UNKNOWN_MESSAGE: DELETED,
    _UNKNOWN_CHANNEL: "its channel, or its thread, is gone",
    _OF_ANOTHER: "Discord lets only the webhook that wrote it edit it",
}
"""Codes after which no other attempt at an edit can succeed."""
_MARKUP = re.compile(r"([\\*_~`|>#])")


@dataclass(slots=True, kw_only=True)
class DiscordWebhook:
    """One webhook: it belongs to a channel. For one thread."""

    id: str = field(repr=False)
    token: str = field(repr=False)
    username: str = ""
    avatar_url: str = ""
    thread: str = ""
    """The thread that the user wants all messages in."""
    flags: int = 0
    ping: str = ""
    """Whom each message calls, such as ``<@123>``."""
    allowed_mentions: Mapping[str, object] = field(default_factory=lambda: {"parse": []})
    without_emoji: Callable[[str], str] = str
    """Escapes what Discord would draw as emoji: ``2001:db8:``."""
    api: str = API
    verify: bool = True
    pace: float = PACE
    _is_forum: bool = False
    _guild: str | None = None
    """The server, for links; empty: it can't be found out."""

    @property
    def name(self) -> str:
        """The webhook: it edits, and sees, what it wrote itself."""
        return self.id

    @property
    def host(self) -> str:
        """Whose API it is."""
        return urlsplit(self.api).hostname or "Discord"

    def post(self, current: Exchange, message: Message) -> SendResult:
        """Post the message; in the thread of what it replies to, or with a link to that."""
        payload = self._worded(current, message)
        if self.username:
            payload["username"] = self.username
        if self.avatar_url:
            payload["avatar_url"] = self.avatar_url
        if self.flags:
            payload["flags"] = self.flags
        root = root_of(message, self.name)
        thread = self.thread or (root.thread if root else "")
        answer = self._post(current, payload, message, thread)
        if thread and not self.thread and _code(answer) == _UNKNOWN_CHANNEL:
            thread = ""
            answer = self._post(current, payload, message, thread)
        result = judge_api(answer, self.host, has="id")
        if isinstance(result, SendFailed):
            return result
        said = said_in(answer.body)
        id_, place = str(said.get("id", "")), str(said.get("channel_id", ""))
        if not (id_.isdecimal() and place.isdecimal()):
            return result
        in_thread = place if thread or self._is_forum else ""
        return Sent((Post(recipient=self.name, place=place, id=id_, thread=in_thread),))

    def edit(self, current: Exchange, post: Post, message: Message) -> EditResult:
        """Have a post read as the message does."""
        payload = {"content": "", "embeds": [], **self._worded(current, message)}
        if self.flags & _SUPPRESS_EMBEDS:
            payload["flags"] = _SUPPRESS_EMBEDS
        query = {"thread_id": post.thread} if post.thread else {}
        url = self._url(f"/messages/{quote(post.id, safe='')}", query)
        answer = post_json(current, url, payload, {}, method="PATCH", verify=self.verify)
        result = judge_api(answer, self.host, has="id")
        if isinstance(result, Sent):
            return Edited()
        reason = _GONE.get(_code(answer))
        return Gone(reason) if reason else result

    def _post(
        self, current: Exchange, payload: Mapping[str, object], message: Message, thread: str
    ) -> Answer:
        if thread:
            url = self._url("", {"wait": "true", "thread_id": thread})
            return post_json(current, url, payload, {}, verify=self.verify)
        url = self._url("", {"wait": "true"})
        named = {**payload, "thread_name": shorten(message.title, MAX_THREAD_NAME)}
        if self._is_forum:
            return post_json(current, url, named, {}, verify=self.verify)
        answer = post_json(current, url, payload, {}, verify=self.verify)
        if _code(answer) == _FORUM_NEEDS_THREAD:
            self._is_forum = True
            answer = post_json(current, url, named, {}, verify=self.verify)
        return answer

    def _worded(self, current: Exchange, message: Message) -> dict[str, object]:
        """What the message says, in ``content``; in an embed, which takes more, if it is long."""
        title = self.without_emoji(_MARKUP.sub(r"\\\1", message.title))
        title = f"**{title}**" if title else ""
        below = [self.without_emoji(message.text).strip(), self._earlier(current, message)]
        text = "\n".join(filter(None, (title, *below)))
        whole = "\n".join(filter(None, (text, self.ping)))
        mentions = {"allowed_mentions": dict(self.allowed_mentions)}
        if utf16.length(whole) <= MAX_CONTENT:
            return {"content": whole, **mentions}
        embed = {"description": utf16.shorten(text, MAX_EMBED)}
        return {"content": self.ping, "embeds": [embed], **mentions}

    def _earlier(self, current: Exchange, message: Message) -> str:
        """A link to the story's first message, where that is in no thread that shows both."""
        root = root_of(message, self.name)
        if root is None or (root.thread and not self.thread):
            return ""
        if self._guild is None:
            answer = post_json(current, self._url("", {}), {}, {}, method="GET", verify=self.verify)
            if answer.status >= HTTPStatus.BAD_REQUEST:
                return ""  # what it is, the post is told
            guild = str(said_in(answer.body).get("guild_id", ""))
            self._guild = guild if guild.isdecimal() else ""
        if not self._guild:
            return ""
        return f"First message: https://discord.com/channels/{self._guild}/{root.place}/{root.id}"

    def _url(self, path: str, query: Mapping[str, str]) -> str:
        hook = f"{self.api}/webhooks/{quote(self.id, safe='')}/{quote(self.token, safe='')}{path}"
        return f"{hook}?{urlencode(query)}" if query else hook


def _code(answer: Answer) -> int:
    """The number of the error that an answer names; 0: none."""
    code = said_in(answer.body).get("code") if answer.status >= HTTPStatus.BAD_REQUEST else 0
    return code if isinstance(code, int) else 0
