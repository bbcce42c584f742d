"""Telegram by a bot: messages that are edited as their event grows, and replies.

The words go as plain text, with the title bold by an entity: no markup can come of a stranger's
words. Without this module Telegram would get another message, or none, for what one can tell.

Source: https://core.telegram.org/bots/api#sendmessage, #editmessagetext, #replyparameters,
#responseparameters, #making-requests.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from monitor.alerts import utf16
from monitor.alerts.alert import EditResult, Message, SendFailed, SendResult, Sent
from monitor.alerts.post import DELETED, Edited, Gone, Post
from monitor.alerts.sending.exchange import Exchange, post_json
from monitor.alerts.sending.recipients import root_of
from monitor.alerts.sending.response import Answer, judge_api, said_in

API = "https://api.telegram.org"
PACE = 1.0
"""Seconds between two requests: a chat takes one a second."""
MAX_TEXT = 4_096

_UNCHANGED = "message is not modified"
_GONE = {
    "message to edit not found": DELETED,
    "message_id_invalid": DELETED,
    "message can't be edited": "Telegram doesn't let it be edited any more",
    "chat not found": "its chat is gone",
    "group chat was upgraded": "its group has become a supergroup",
}
"""Parts of descriptions after which no other attempt at an edit can succeed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramChat:
    """One chat, group or channel that a bot writes to."""

    token: str = field(repr=False)
    chat: int | str
    """Its number, or ``@name``."""
    topic: int | None = None
    """The topic of a group with topics."""
    silent: bool = False
    preview: bool = False
    """Whether Telegram shows a picture of the page behind the link."""
    api: str = API
    verify: bool = True
    pace: float = PACE

    @property
    def name(self) -> str:
        """The chat, its topic, and the bot: another bot counts its messages anew."""
        chat = f"{self.chat}:{self.topic}" if self.topic else str(self.chat)
        return f"{chat} by {self.token.partition(':')[0]}"

    @property
    def host(self) -> str:
        """Whose API it is."""
        return urlsplit(self.api).hostname or "Telegram"

    def post(self, current: Exchange, message: Message) -> SendResult:
        """Post the message, as a reply to what it follows, if that is still there.

        A group that became a supergroup has another number, which Telegram names, and counts its
        messages anew.
        """
        payload: dict[str, object] = {"chat_id": self.chat, **self._worded(message)}
        if self.silent:
            payload["disable_notification"] = True
        if self.topic:
            payload["message_thread_id"] = self.topic
        root = root_of(message, self.name)
        if root and root.id.isdecimal():
            payload["reply_parameters"] = {
                "message_id": int(root.id),
                "allow_sending_without_reply": True,
            }
        answer = self._ask(current, "sendMessage", payload)
        if supergroup := _supergroup(answer):
            payload["chat_id"] = supergroup
            if root and root.place != str(supergroup):
                payload.pop("reply_parameters", None)
            answer = self._ask(current, "sendMessage", payload)
        result = judge_api(answer, self.host, has="ok")
        if isinstance(result, SendFailed):
            return result
        id_, place = _message(answer)
        if not id_:
            return result
        return Sent((Post(recipient=self.name, place=place or str(self.chat), id=id_),))

    def edit(self, current: Exchange, post: Post, message: Message) -> EditResult:
        """Have a post read as the message does."""
        which = {"chat_id": post.place, "message_id": int(post.id)}
        answer = self._ask(current, "editMessageText", {**which, **self._worded(message)})
        result = judge_api(answer, self.host, has="ok")
        if isinstance(result, Sent):
            return Edited()
        said = str(said_in(answer.body).get("description", "")).lower()
        if _UNCHANGED in said:
            return Edited()
        reason = next((reason for part, reason in _GONE.items() if part in said), "")
        return Gone(reason) if reason else result

    def _worded(self, message: Message) -> dict[str, object]:
        title = message.title.strip()
        text = utf16.shorten(f"{title}\n{message.text.strip()}".strip(), MAX_TEXT)
        bold = {"type": "bold", "offset": 0, "length": utf16.length(title)}
        return {
            "text": text,
            "entities": [bold] if title else [],
            "link_preview_options": {"is_disabled": not self.preview},
            **(
                {"reply_markup": {"inline_keyboard": _keyboard(message)}} if message.buttons else {}
            ),
        }

    def _ask(self, current: Exchange, method: str, payload: dict[str, object]) -> Answer:
        url = f"{self.api}/bot{self.token}/{method}"
        return post_json(current, url, payload, {}, verify=self.verify)


def _supergroup(answer: Answer) -> int | None:
    """The number of the supergroup that a group has become, if an answer says so."""
    parameters = said_in(answer.body).get("parameters")
    number = parameters.get("migrate_to_chat_id") if isinstance(parameters, dict) else None
    return number if isinstance(number, int) else None


def _keyboard(message: Message) -> list[list[dict[str, str]]]:
    """The buttons as Telegram takes them (InlineKeyboardMarkup)."""
    return [
        [{"text": label, "callback_data": data} for label, data in row] for row in message.buttons
    ]


def _message(answer: Answer) -> tuple[str, str]:
    """The numbers of the message and of its chat that an answer names; empty where it doesn't."""
    result = said_in(answer.body).get("result")
    if not isinstance(result, dict) or not isinstance(result.get("message_id"), int):
        return "", ""
    chat = result.get("chat")
    place = chat.get("id") if isinstance(chat, dict) else None
    return str(result["message_id"]), str(place) if isinstance(place, int) else ""
