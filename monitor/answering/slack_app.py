"""What Slack is asked about an app: where to listen, whose bot it is; and what it is told.

    apps.connections.open     by the app's token: an address to listen at, for one connection
    auth.test                 by the bot's token: which bot it is, in which workspace
    chat.postEphemeral        a word to who pressed a button, which nobody else sees

Sources: https://docs.slack.dev/apis/events-api/using-socket-mode and, below
https://docs.slack.dev/reference/methods, these three. Without this module nobody would know where
to listen, nor whose presses count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from urllib3.exceptions import HTTPError

from monitor.alerts.alert import SendFailed
from monitor.alerts.sending.chats.slack_bot import SlackChannel, judged
from monitor.alerts.sending.exchange import exchange, post_json
from monitor.alerts.sending.send import redacted
from monitor.printable import clean

SECONDS = 15.0
"""Seconds that an answer may take."""
MAX_NOTICE = 200
MAX_ERROR = 80
APP_CURE = (
    "make an app-level token with the scope connections:write (api.slack.com/apps, Basic "
    "Information), switch on Socket Mode, and put the token where app_token takes it from"
)
BOT_CURE = "install the app in the workspace again, and put its bot token where url takes it from"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Whose bot it is."""

    teams: frozenset[str]
    """The workspace, and the organization if it has one, by their IDs."""
    bot: str
    """The bot's ID."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unheard:
    """Why nobody hears what is pressed; without secrets."""

    reason: str
    cure: str = ""
    """What a person can do about it; empty: nothing."""
    retry_at: datetime | None = None
    lasting: bool = False
    """It won't pass by itself."""


class SlackApp:
    """One app. For one thread.

    Args:
        channel: Where its bot writes, and by which token.
        token: The app's (``xapp-…``).
    """

    def __init__(self, channel: SlackChannel, token: str) -> None:
        self._channel, self._token = channel, token

    def account(self) -> Account | Unheard:
        """Ask whose bot it is."""
        said = self._ask("auth.test", {}, self._channel.token, BOT_CURE)
        if isinstance(said, Unheard):
            return said
        teams = {str(said[name]) for name in ("team_id", "enterprise_id") if said.get(name)}
        return Account(teams=frozenset(teams), bot=str(said.get("bot_id") or ""))

    def address(self) -> str | Unheard:
        """Ask where to listen. The address is a secret, and serves once."""
        said = self._ask("apps.connections.open", {}, self._token, APP_CURE)
        if isinstance(said, Unheard):
            return said
        url = str(said.get("url") or "")
        if not _is_private(url, plainly=self._channel.api.startswith("http:")):
            return Unheard(
                reason=f"{self._channel.host} names no address to listen at", cure=APP_CURE
            )
        return url

    def tell(self, text: str, *, place: str, user: str, thread: str = "") -> None:
        """Show somebody a line that only they see; that it can't be shown is no harm."""
        said = {"channel": place, "user": user, "text": clean(text, limit=MAX_NOTICE)}
        if thread:
            said["thread_ts"] = thread
        self._ask("chat.postEphemeral", said, self._channel.token, "")

    def _ask(
        self, method: str, said: Mapping[str, object], token: str, cure: str
    ) -> Mapping[str, object] | Unheard:
        channel = self._channel
        headers = {"Authorization": f"Bearer {token}"}
        with exchange(method, SECONDS) as current:
            try:
                answer = post_json(current, f"{channel.api}/{method}", said, headers)
            except (HTTPError, OSError) as error:
                return Unheard(reason=current.explain(error, channel.host))
        result, said_back = judged(answer, channel.host)
        if not isinstance(result, SendFailed):
            return said_back
        refused = clean(str(said_back.get("error", "")), limit=MAX_ERROR)
        reason = f"Slack refuses {method} ({refused})" if refused else result.reason
        return Unheard(
            reason=redacted(reason, (token,)),
            cure=cure if result.permanent else "",
            retry_at=result.retry_at,
            lasting=result.permanent,
        )


def _is_private(url: str, *, plainly: bool) -> bool:
    """Whether what is said at an address is encrypted; ``plainly``: it needn't be."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(parts.hostname) and parts.scheme in ({"wss", "ws"} if plainly else {"wss"})
