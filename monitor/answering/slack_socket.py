"""SlackSocket: a connection by which Slack says what is pressed. The only user of websockets.

websockets holds the connection (handshake, frames, pings, proxies); when to open one anew is left
to ``slack``, which knows how long to rest and what to tell. Each envelope is acknowledged as soon
as it is there: Slack waits three seconds, then tells who pressed that it didn't work. Without this
module buttons would be there and do nothing.

Source: https://docs.slack.dev/apis/events-api/using-socket-mode and, of presses,
https://docs.slack.dev/reference/interaction-payloads/block_actions-payload.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from queue import Empty, Queue
from typing import Any

from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.sync.client import connect

from monitor.printable import clean

OPENING = 5.0
"""Seconds that the handshake may take."""
PING = 5.0
"""Seconds between two pings."""
PONG = 20.0
"""Seconds without an answer to one after which the connection is taken for dead."""
CLOSING = 1.0
"""Seconds that Slack is given to say goodbye."""
MAX_WHO = 60
_SOMEBODY = "somebody"
_QUIET = logging.getLogger("websockets.quiet")
"""What websockets logs quotes addresses, which are secrets."""
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
        self._events: Queue[tuple[_Link, Event]] = Queue()
        self._link: _Link | None = None
        self._stopped = False

    def connect(self, url: str) -> bool:
        """Connect to an address that Slack has named, then leave the connection before.

        That it listens ``Greeted`` says. False: it can't be connected to, and the connection
        before stays.
        """
        before = self._link
        try:
            self._link = _Link(url, self._heard)
        except (OSError, ValueError, ImportError, WebSocketException):  # so may proxies and TLS
            return False
        self._link.listen()
        if before:
            before.leave()
        return True

    def is_connected(self) -> bool:
        """Whether there is a connection, as far as is known, or ``next`` has yet to say why not."""
        return self._link is not None and (self._link.is_open() or not self._events.empty())

    def next(self, timeout: float) -> Event | None:
        """Return what Slack said next; None: nothing within so many seconds."""
        try:
            link, event = self._events.get(timeout=timeout)
        except Empty:
            return None
        is_past = link is not self._link and not isinstance(event, SlackPress)
        return None if is_past else event

    def stop(self) -> None:
        """Acknowledge nothing more: what is pressed now is for who listens next."""
        self._stopped = True

    def close(self) -> None:
        """Leave; that may take a second."""
        self.stop()
        if self._link:
            self._link.leave()
            self._link = None

    def _heard(self, link: _Link, text: str | bytes) -> None:
        """Take what Slack says, in the thread that reads it."""
        try:
            said = json.loads(text)
        except ValueError:
            return
        if not isinstance(said, dict) or self._stopped:
            return
        match said.get("type"):
            case "hello":
                self._events.put((link, Greeted()))
            case "disconnect":
                reason = clean(str(said.get("reason", "")), limit=MAX_WHO)
                self._events.put((link, Leaving(reason)))
            case _ if said.get("envelope_id"):
                link.say({"envelope_id": said["envelope_id"]})
                if press := read_press(said.get("payload")):
                    self._events.put((link, press))


class _Link:
    """A connection, and the thread that reads it.

    Raises:
        OSError, ValueError, ImportError, WebSocketException: It can't be connected to.
    """

    def __init__(self, url: str, heard: Callable[[_Link, str | bytes], None]) -> None:
        self._heard = heard
        self._end = ExitStack()
        self._connection = self._end.enter_context(
            connect(
                url,
                compression=None,
                open_timeout=OPENING,
                ping_interval=PING,
                ping_timeout=PONG,
                close_timeout=CLOSING,
                logger=_QUIET,
            )
        )
        self._thread = threading.Thread(target=self._read, name="slack-socket", daemon=True)

    def listen(self) -> None:
        """Begin to read."""
        self._thread.start()

    def is_open(self) -> bool:
        """Whether it is still read."""
        return self._thread.is_alive()

    def say(self, said: Mapping[str, object]) -> None:
        """Answer Slack.

        Raises:
            ConnectionClosed: It can't be, and Slack tells who pressed that it didn't work.
        """
        self._connection.send(json.dumps(said))

    def leave(self) -> None:
        """Say goodbye."""
        self._end.close()

    def _read(self) -> None:
        with suppress(ConnectionClosed), self._end:
            for text in self._connection:
                self._heard(self, text)


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
