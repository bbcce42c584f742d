"""A Telegram bot's ears: presses of buttons, asked for by long polling.

Nothing inbound has to be open. Only one program can ask a bot at a time; Telegram keeps what was
pressed for a day. Without this module buttons would be there and do nothing.

Source: https://core.telegram.org/bots/api#getupdates, #callbackquery, #answercallbackquery.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from urllib3.exceptions import HTTPError

from monitor.alerts.alert import SendFailed
from monitor.alerts.sending.chats.telegram import TelegramChat
from monitor.alerts.sending.exchange import exchange, post_json
from monitor.alerts.sending.response import Answer, result_of, said_in
from monitor.printable import clean

WAIT = 10
"""Seconds that Telegram waits for a press before it answers that there was none."""
SECONDS = 15.0
"""Seconds that an answer may take beside."""
MAX_NOTICE = 200
MAX_WHO = 60
_SOMEBODY = "somebody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """One thing that has happened to a bot."""

    id: int
    callback: str = ""
    """The press's own number, by which it is answered; empty: it is no press."""
    data: str = ""
    """What the button sends back."""
    place: str = ""
    message: str = ""
    who: str = _SOMEBODY
    """Who pressed it, as they call themselves."""


class TelegramBot:
    """One bot. For one thread."""

    def __init__(self, chat: TelegramChat) -> None:
        self._chat = chat

    def updates(self, offset: int, *, wait: int = WAIT) -> tuple[Update, ...] | SendFailed:
        """Wait for presses and return them, oldest first; empty: there was none.

        Args:
            offset: The first update wanted; all before it are settled.
            wait: For so many seconds.
        """
        asked = {"offset": offset, "timeout": wait, "allowed_updates": ["callback_query"]}
        answer = self._ask("getUpdates", asked, seconds=wait + SECONDS)
        if isinstance(answer, SendFailed):
            return answer
        result = said_in(answer.body).get("result")
        if not isinstance(result, list):
            return SendFailed(reason=f"{self._chat.host}'s answer can't be read")
        return tuple(update for each in result if (update := _update(each)) is not None)

    def answer(self, callback: str, text: str) -> None:
        """Show who has pressed a button what has come of it; that it can't be shown is no harm."""
        said = {"callback_query_id": callback, "text": clean(text, limit=MAX_NOTICE)}
        self._ask("answerCallbackQuery", said, seconds=SECONDS)

    def _ask(self, method: str, said: dict[str, Any], *, seconds: float) -> Answer | SendFailed:
        chat = self._chat
        url = f"{chat.api}/bot{chat.token}/{method}"
        with exchange(method, seconds) as current:
            try:
                answer = post_json(current, url, said, {}, verify=chat.verify)
            except (HTTPError, OSError) as error:
                return SendFailed(reason=current.explain(error, chat.host))
        judged = result_of(answer, chat.host)
        if isinstance(judged, SendFailed):
            return replace(judged, reason=judged.reason.replace(chat.token, "…"))
        return answer


def _update(plain: object) -> Update | None:
    """Read what Telegram says of an update; what is no press has a number only."""
    if not isinstance(plain, dict) or not isinstance(plain.get("update_id"), int):
        return None
    id_, press = plain["update_id"], plain.get("callback_query")
    if not isinstance(press, dict):
        return Update(id=id_)
    try:
        message = press["message"]
        return Update(
            id=id_,
            callback=str(press["id"]),
            data=str(press.get("data", "")),
            place=str(message["chat"]["id"]),
            message=str(message["message_id"]),
            who=_name(press.get("from")),
        )
    except (KeyError, TypeError, AttributeError):
        return Update(id=id_)


def _name(user: object) -> str:
    """What somebody is called: by their names, else by ``@name``."""
    if not isinstance(user, dict):
        return _SOMEBODY
    names = [str(user[key]) for key in ("first_name", "last_name") if user.get(key)]
    whole = " ".join(names) or (f"@{user['username']}" if user.get("username") else _SOMEBODY)
    return clean(whole, limit=MAX_WHO) or _SOMEBODY
