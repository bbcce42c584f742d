"""SlackSocket: a connection by which Slack says what is pressed. The only user of slack-sdk.

slack-sdk holds the connection (handshake, frames, pings); that it opens one anew is left to
``slack``, which knows how long to rest and what to tell. Each envelope is acknowledged as soon as
it is there: Slack waits three seconds, then tells who pressed that it didn't work. Without this
module buttons would be there and do nothing.

Source: https://docs.slack.dev/apis/events-api/using-socket-mode and, of presses,
https://docs.slack.dev/reference/interaction-payloads/block_actions-payload.
"""

from __future__ import annotations

import json
import logging
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from queue import Empty, Queue
from typing import Any

from slack_sdk.socket_mode import SocketModeClient

from monitor.printable import clean

PING = 5.0
"""Seconds between two pings; four without an answer, and the connection is taken for dead."""
MAX_WHO = 60
_SOMEBODY = "somebody"
_QUIET = logging.getLogger("slack_sdk.quiet")
"""What slack-sdk logs quotes addresses, which are secrets."""
_QUIET.setLevel(logging.CRITICAL + 1)
_QUIET.propagate = False


@dataclass(frozen=True, slots=True)
class Greeted:
    """Slack listens to us, and will say what is pressed."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """Slack is about to close the connection: another is to be opened."""

    reason: str
    """``refresh_requested``, ``warning``, ``link_disabled`` …"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackPress:
    """Somebody has pressed a button."""

    data: str
    """What the button sends back."""
    place: str
    """The channel's ID."""
    message: str
    thread: str = ""
    """The thread that the message is in."""
    user: str = ""
    """Who pressed it, by their ID."""
    who: str = _SOMEBODY
    """The same, by their name."""
    team: str = field(default="")
    """Their workspace."""
    bot: str = ""
    """The bot that wrote the message."""


Event = Greeted | Leaving | SlackPress


class SlackSocket:
    """One connection at a time. ``stop`` may be called by any thread, all else by one."""

    def __init__(self) -> None:
        self._events: Queue[Event] = Queue()
        self._client: SocketModeClient | None = None
        self._stopped = False

    def connect(self, url: str) -> bool:
        """Connect to an address that Slack has named, then leave the one before; False: it failed.

        That it worked ``Greeted`` says.
        """
        client = self._client = self._client or _Client(self._heard)
        client.wss_uri = url
        client.connect()
        session: Any = client.current_session
        if session and session.sock:
            session.sock = _Ending(session.sock)
        return client.is_connected()

    def is_connected(self) -> bool:
        """Whether there is a connection, as far as is known."""
        return self._client is not None and self._client.is_connected()

    def next(self, timeout: float) -> Event | None:
        """Return what Slack said next; None: nothing within so many seconds."""
        try:
            return self._events.get(timeout=timeout)
        except Empty:
            return None

    def stop(self) -> None:
        """Acknowledge nothing more: what is pressed now is for who listens next."""
        self._stopped = True

    def close(self) -> None:
        """Leave; that takes some seconds."""
        self.stop()
        if self._client:
            self._client.close()
            self._client = None

    def _heard(self, text: str) -> None:
        """Take what Slack says, in the thread that reads it."""
        try:
            said = json.loads(text)
        except ValueError:
            return
        if not isinstance(said, dict) or self._stopped or self._client is None:
            return
        match said.get("type"):
            case "hello":
                self._events.put(Greeted())
            case "disconnect":
                self._events.put(Leaving(clean(str(said.get("reason", "")), limit=MAX_WHO)))
            case _ if said.get("envelope_id"):
                answer = {"envelope_id": said["envelope_id"]}
                self._client.send_socket_mode_response(answer)
                if press := read_press(said.get("payload")):
                    self._events.put(press)


class _Client(SocketModeClient):
    """slack-sdk's client, which opens no connection by itself."""

    def __init__(self, heard: Any) -> None:
        super().__init__(
            app_token="",
            logger=_QUIET,
            auto_reconnect_enabled=False,
            ping_interval=PING,
            concurrency=1,
            on_message_listeners=[heard],
        )

    def connect_to_new_endpoint(self, force: bool = False) -> None:
        """Do nothing: ``Leaving`` has others do it."""


class _Ending:
    """A socket whose end is an error.

    slack-sdk reads on, as fast as it can, where the other end has hung up without a word, until
    its fifth ping fails.
    """

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock

    def recv(self, size: int) -> bytes:
        if received := self._sock.recv(size):
            return received
        raise ConnectionResetError

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)


def read_press(payload: object) -> SlackPress | None:
    """Read what Slack says of a press; None: it is something else."""
    if not isinstance(payload, dict) or payload.get("type") != "block_actions":
        return None
    where, user = _part(payload, "container"), _part(payload, "user")
    actions = payload.get("actions")
    action = actions[0] if isinstance(actions, list) and actions else None
    if not isinstance(action, dict) or where.get("type") != "message":
        return None
    name = str(user.get("name") or user.get("username") or "")
    return SlackPress(
        data=str(action.get("value", "")),
        place=str(where.get("channel_id", "")),
        message=str(where.get("message_ts", "")),
        thread=str(where.get("thread_ts") or ""),
        user=str(user.get("id", "")),
        who=clean(name, limit=MAX_WHO) or _SOMEBODY,
        team=str(user.get("team_id") or _part(payload, "team").get("id") or ""),
        bot=str(_part(payload, "message").get("bot_id") or ""),
    )


def _part(of: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = of.get(name)
    return part if isinstance(part, dict) else {}
