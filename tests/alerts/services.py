"""Stand-ins of services whose messages can be edited, written from their documentation.

    SlackApi       chat.postMessage and chat.update
    DiscordApi     a webhook: execute, get, edit a message; in a channel or a forum
    TelegramApi    sendMessage and editMessageText; getUpdates and answerCallbackQuery

Each keeps what a reader of its channel sees: ``shown`` is the messages in their order, as they read
now. As with any ``WebhookServer``, a test can make it sick (``next``, ``always``).
"""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from tests.alerts.servers import WebhookServer


@dataclass
class Shown:
    """A message as its readers see it."""

    id: str
    said: dict[str, object]
    """What the last request about it said."""
    thread: str = ""
    edits: int = 0

    @property
    def text(self) -> str:
        said = self.said
        if said.get("kept_blocks"):
            return "the blocks of before"
        embeds = "".join(each["description"] for each in said.get("embeds", ()))
        return f"{said.get('text') or said.get('content') or ''}{embeds}"


class Service(WebhookServer):
    """What the stand-ins have in common."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[Shown] = []
        self._ids = itertools.count(1)
        self.always(self.answered)

    @property
    def api(self) -> str:
        return self.url("")

    def delete(self, number: int = -1) -> None:
        """A person deletes a message."""
        with self.changed:
            del self.shown[number]

    def wait_until(self, condition, *, timeout: float = 30.0):
        """Wait until what is shown satisfies a condition; return it."""
        with self.changed:
            assert self.changed.wait_for(lambda: condition(self.shown), timeout), [
                each.text for each in self.shown
            ]
            return list(self.shown)

    def answered(self, handler) -> None:
        with self.changed:
            status, body = self.answer(handler.post)
        handler.take()
        handler.say(status, json.dumps(body).encode(), {"Content-Type": "application/json"})

    def answer(self, post):
        raise NotImplementedError

    def _find(self, id_) -> Shown | None:
        return next((each for each in self.shown if each.id == str(id_)), None)

    def show(self, id_, said, thread="") -> Shown:
        self.shown.append(Shown(id=str(id_), said=said, thread=thread))
        return self.shown[-1]

    @staticmethod
    def _edit(shown: Shown, said) -> None:
        shown.said, shown.edits = said, shown.edits + 1


def slack_error(error: str, *, retry_after: str = ""):
    """Slack says no in the body of a 200."""
    body = json.dumps({"ok": False, "error": error}).encode()
    headers = {"Content-Type": "application/json"}
    if retry_after:
        headers["Retry-After"] = retry_after
    return lambda handler: handler.say(200, body, headers)


class SlackApi(Service):
    """A workspace with channels; their numbers are C and the digits of the name's length."""

    TOKEN = "xoxb-1234567890-1234567890-canarycanarycanarycanary"

    def target(self, *channels: str) -> str:
        named = "/".join(channels or ("#news",))
        return f"slack://{self.TOKEN}/{named}?api={self.api}/api"

    def answer(self, post):
        said = post.json
        if post.headers.get("Authorization") != f"Bearer {self.TOKEN}":
            return 200, {"ok": False, "error": "invalid_auth"}
        if post.path == "/api/chat.update":
            if not str(said["channel"]).startswith("C0"):  # only IDs, no names
                return 200, {"ok": False, "error": "channel_not_found"}
            found = self._find(said["ts"])
            if found is None:
                return 200, {"ok": False, "error": "message_not_found"}
            # As documented, blocks stay, and are what is shown, where there is no such field.
            kept = "blocks" not in said and (found.said.get("blocks") or found.said["kept_blocks"])
            self._edit(found, {**said, "kept_blocks": kept} if kept else said)
            return 200, {"ok": True, "channel": said["channel"], "ts": said["ts"]}
        assert post.path == "/api/chat.postMessage"
        thread = said.get("thread_ts", "")
        if thread and self._find(thread) is None:
            return 200, {"ok": False, "error": "thread_not_found"}
        ts = f"1700000000.{next(self._ids):06d}"
        self.show(ts, said, thread)
        return 200, {"ok": True, "channel": f"C0{len(said['channel'])}", "ts": ts}


def discord_error(status: int, code: int, message: str, **headers: str):
    """Discord names a code beside the status."""
    body = json.dumps({"message": message, "code": code}).encode()
    named = {name.replace("_", "-").title(): value for name, value in headers.items()}
    return lambda handler: handler.say(status, body, {"Content-Type": "application/json", **named})


class DiscordApi(Service):
    """A server with one webhook, in a channel or a forum."""

    ID, TOKEN = "4174216298", "JHMHI8qBe7bk2ZwO5U711o3dV_js"
    GUILD, CHANNEL = "900", "800"

    def __init__(self, *, forum: bool = False) -> None:
        super().__init__()
        self.forum = forum

    def target(self, more: str = "") -> str:
        return f"discord://{self.ID}/{self.TOKEN}?api={self.api}/api{more}"

    def answer(self, post):
        parts = urlsplit(post.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        hook = f"/api/webhooks/{self.ID}/{self.TOKEN}"
        if not parts.path.startswith(hook):
            return 404, {"message": "Unknown Webhook", "code": 10015}
        thread = query.get("thread_id", "")
        if post.method == "GET":
            return 200, {"id": self.ID, "guild_id": self.GUILD, "channel_id": self.CHANNEL}
        if thread and not any(thread in (each.thread, each.id) for each in self.shown):
            return 404, {"message": "Unknown Channel", "code": 10003}
        said = post.json
        if len(said.get("content") or "") > 2000:
            return 400, {"message": "Invalid Form Body", "code": 50035}
        if post.method == "PATCH":
            found = self._find(parts.path.rpartition("/")[2])
            if found is None or found.thread != thread:
                return 404, {"message": "Unknown Message", "code": 10008}
            self._edit(found, said)
            return 200, {"id": found.id}
        assert query["wait"] == "true"
        if self.forum and not thread and "thread_name" not in said:
            words = "Webhooks posted to forum channels must have a thread_name or thread_id"
            return 400, {"message": words, "code": 220001}
        if not self.forum and "thread_name" in said:
            words = "Webhooks can only create threads in forum channels"
            return 400, {"message": words, "code": 220003}
        id_ = str(1000 + next(self._ids))
        if self.forum and not thread:
            thread = id_  # a thread has the number of the message that opens it
        self.show(id_, said, thread)
        return 200, {"id": id_, "channel_id": thread or self.CHANNEL}


def telegram_error(status: int, description: str, **parameters: int):
    """Telegram repeats the status in its JSON."""
    said = {"ok": False, "error_code": status, "description": description}
    body = json.dumps(said | ({"parameters": parameters} if parameters else {})).encode()
    return lambda handler: handler.say(status, body, {"Content-Type": "application/json"})


class TelegramApi(Service):
    """A bot and its chats."""

    TOKEN = "123456789:abcdefg_hijklmnop"

    def __init__(self) -> None:
        super().__init__()
        self._supergroups: dict[str, str] = {}
        self.updates: list[dict[str, object]] = []
        self.notices: list[str] = []
        """What those who pressed a button were shown."""

    def migrate(self, chat: str, *, to: str) -> None:
        """A group becomes a supergroup: it has another number, and its messages are left behind."""
        self._supergroups[chat] = to

    def buttons(self, number: int = -1) -> dict[str, str]:
        """The buttons under a message: label → what it sends back."""
        rows = self.shown[number].said["reply_markup"]["inline_keyboard"]
        return {each["text"]: each["callback_data"] for row in rows for each in row}

    def press(self, label: str, *, who="Ann", number: int = -1, data: str = "", times: int = 1):
        """Somebody presses a button."""
        with self.changed:
            shown = self.shown[number]
            for _ in range(times):
                id_ = 500 + next(self._ids)
                press = {
                    "id": f"press-{id_}",
                    "from": {"id": 7, "is_bot": False, "first_name": who},
                    "message": self._message(shown, shown.said),
                    "chat_instance": "1",
                    "data": data or self.buttons(number)[label],
                }
                self.updates.append({"update_id": id_, "callback_query": press})
            self.changed.notify_all()

    def target(self, *chats: str, more: str = "") -> str:
        return f"tgram://{self.TOKEN}/{'/'.join(chats or ('-100123',))}?api={self.api}{more}"

    def answer(self, post):
        bot, _, method = post.path.removeprefix("/").partition("/")
        said = post.json
        if bot != f"bot{self.TOKEN}":
            return 401, {"ok": False, "error_code": 401, "description": "Unauthorized"}
        if method == "getUpdates":
            assert said["allowed_updates"] == ["callback_query"]

            # An offset settles all that comes before it.
            self.updates = [each for each in self.updates if each["update_id"] >= said["offset"]]
            self.changed.notify_all()
            self.changed.wait_for(lambda: self.updates or self.closing.is_set(), said["timeout"])
            return 200, {"ok": True, "result": list(self.updates)}
        if method == "answerCallbackQuery":
            assert len(said["text"]) <= 200
            self.notices.append(said["text"])
            self.changed.notify_all()
            return 200, {"ok": True, "result": True}
        if supergroup := self._supergroups.get(str(said["chat_id"])):
            words = "Bad Request: group chat was upgraded to a supergroup chat"
            moved = {"migrate_to_chat_id": int(supergroup)}
            answer = {"ok": False, "error_code": 400, "description": words, "parameters": moved}
            return 400, answer
        if method == "editMessageText":
            found = self._find(said["message_id"])
            if found is None:
                return self._bad("message to edit not found")
            same = ("text", "reply_markup")
            if all(found.said.get(name) == said.get(name) for name in same):
                return self._bad(
                    "message is not modified: specified new message content and reply markup are "
                    "exactly the same as a current content and reply markup of the message"
                )
            self._edit(found, said)
            return 200, {"ok": True, "result": self._message(found, said)}
        assert method == "sendMessage"
        replied = said.get("reply_parameters", {})
        if replied and not replied.get("allow_sending_without_reply"):
            return self._bad("message to be replied not found")
        shown = self.show(next(self._ids), said, str(replied.get("message_id", "")))
        return 200, {"ok": True, "result": self._message(shown, said)}

    @staticmethod
    def _message(shown: Shown, said):
        chat = int(said["chat_id"])
        return {"message_id": int(shown.id), "chat": {"id": chat, "type": "supergroup"}}

    @staticmethod
    def _bad(description: str):
        said = {"ok": False, "error_code": 400, "description": f"Bad Request: {description}"}
        return 400, said
