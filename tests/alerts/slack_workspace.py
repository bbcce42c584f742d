"""SlackWorkspace: Slack with an app in socket mode, written from its documentation.

    apps.connections.open → ws://…/link/?ticket=… → hello → envelopes, each to be acknowledged

A test has people press buttons (``press``), and the connection be refreshed or lost.
"""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time

from wsproto import ConnectionType, WSConnection
from wsproto import events as ws
from wsproto.utilities import LocalProtocolError

from tests.alerts.services import SlackApi

APP, TEAM, BOT = "A0123ABCD", "T0123", "B0123"


class SlackWorkspace(SlackApi):
    """A workspace, its app and the app's bot."""

    APP_TOKEN = f"xapp-1-{APP}-1234567890-canarycanarycanary"

    def __init__(self) -> None:
        super().__init__()
        self.links: list[Link] = []
        """The connections that are open, the oldest first."""
        self.opened = 0
        """Connections that there have been."""
        self.greets = True
        self.sent: dict[str, float] = {}
        """When each envelope was sent."""
        self.acknowledged: dict[str, float] = {}
        self.notices: list[tuple[str, str]] = []
        """What was shown to one person only: (to whom, what)."""
        self.tickets: set[str] = set()
        self._listening = socket.create_server(("127.0.0.1", 0))

    def __enter__(self):
        threading.Thread(target=self._accept, daemon=True).start()
        return super().__enter__()

    def __exit__(self, *_):
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for link in list(self.links):
            link.hang_up()
        super().__exit__(*_)

    def answer(self, post):
        method = post.path.removeprefix("/api/")
        if method == "apps.connections.open":
            if post.headers.get("Authorization") != f"Bearer {self.APP_TOKEN}":
                return 200, {"ok": False, "error": "invalid_auth"}
            ticket = f"canary-{next(self._ids)}"
            self.tickets.add(ticket)
            host, port = self._listening.getsockname()
            return 200, {
                "ok": True,
                "url": f"ws://{host}:{port}/link/?ticket={ticket}&app_id={APP}",
            }
        if method in {"auth.test", "chat.postEphemeral"}:
            if post.headers.get("Authorization") != f"Bearer {self.TOKEN}":
                return 200, {"ok": False, "error": "invalid_auth"}
            if method == "auth.test":
                return 200, {"ok": True, "team_id": TEAM, "bot_id": BOT, "user_id": "U0BOT"}
            self.notices.append((post.json["user"], post.json["text"]))
            self.changed.notify_all()
            return 200, {"ok": True, "message_ts": "1700000000.9"}
        return super().answer(post)

    def buttons(self, number: int = -1) -> dict[str, str]:
        """The buttons under a message: label → what it sends back."""
        blocks = self.shown[number].said["blocks"]
        rows = [block["elements"] for block in blocks if block["type"] == "actions"]
        return {each["text"]["text"]: each["value"] for row in rows for each in row}

    def press(
        self,
        label: str,
        *,
        who: str = "ann",
        number: int = -1,
        data: str = "",
        team: str = TEAM,
        bot: str = BOT,
        message: str = "",
    ) -> str:
        """Somebody presses a button; return the envelope's number."""
        link = self.linked()
        shown = self.shown[number]
        place = f"C0{len(shown.said['channel'])}"
        if shown.edits:
            place = shown.said["channel"]
        payload = {
            "type": "block_actions",
            "user": {"id": f"U{who}", "username": who, "name": who, "team_id": team},
            "api_app_id": APP,
            "container": {
                "type": "message",
                "message_ts": message or shown.id,
                "channel_id": place,
                "is_ephemeral": False,
            },
            "team": {"id": TEAM, "domain": "news"},
            "channel": {"id": place, "name": "news"},
            "message": {"type": "message", "ts": shown.id, "bot_id": bot, "app_id": APP},
            "response_url": "https://hooks.slack.example/actions/canary",
            "actions": [{"type": "button", "value": data or self.buttons(number)[label]}],
        }
        return link.envelope("interactive", payload)

    def linked(self, *, but: tuple[Link, ...] = ()) -> Link:
        """The newest connection, once there is one."""
        with self.changed:
            found = self.changed.wait_for(
                lambda: [link for link in self.links if link.greeted and link not in but], 30
            )
            assert found, "nobody connects"
            return found[-1]

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listening.accept()
                threading.Thread(target=Link(self, connection).serve, daemon=True).start()


class Link:
    """One connection, as Slack sees it."""

    def __init__(self, workspace: SlackWorkspace, connection: socket.socket) -> None:
        self._workspace, self._connection = workspace, connection
        self._ws = WSConnection(ConnectionType.SERVER)
        self._lock = threading.Lock()
        self.greeted = False

    def serve(self) -> None:
        with contextlib.suppress(OSError), self._connection:
            while data := self._connection.recv(65_536):
                with self._lock:
                    self._ws.receive_data(data)
                    events = list(self._ws.events())
                for event in events:
                    if not self._meet(event):
                        return self._gone()
        return self._gone()

    def envelope(self, kind: str, payload) -> str:
        """Send an envelope; return its number."""
        id_ = f"envelope-{next(self._workspace._ids)}"
        with self._workspace.changed:
            self._workspace.sent[id_] = time.monotonic()
        said = {"type": kind, "envelope_id": id_, "payload": payload}
        self.say({**said, "accepts_response_payload": True})
        return id_

    def say(self, said) -> None:
        self._send(ws.TextMessage(json.dumps(said)))

    def leave(self, reason: str = "refresh_requested") -> None:
        """Slack says that it is about to hang up, and does."""
        self.say({"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-1"}})
        self._send(ws.CloseConnection(code=1000))

    def hang_up(self) -> None:
        """The connection is lost, without a word."""
        with contextlib.suppress(OSError):
            self._connection.shutdown(socket.SHUT_RDWR)

    def _meet(self, event) -> bool:
        workspace = self._workspace
        match event:
            case ws.Request():
                ticket = event.target.partition("ticket=")[2].partition("&")[0]
                if ticket not in workspace.tickets:
                    self._send(ws.RejectConnection(status_code=403))
                    return False
                workspace.tickets.discard(ticket)  # it serves once
                self._send(ws.AcceptConnection())
                with workspace.changed:
                    workspace.opened += 1
                    workspace.links.append(self)
                if workspace.greets:
                    info = {"connection_info": {"app_id": APP}, "num_connections": 1}
                    self.say({"type": "hello", **info})
                with workspace.changed:
                    self.greeted = True
                    workspace.changed.notify_all()
            case ws.TextMessage():
                id_ = json.loads(event.data)["envelope_id"]
                with workspace.changed:
                    workspace.acknowledged[id_] = time.monotonic()
                    workspace.changed.notify_all()
            case ws.Ping():
                self._send(event.response())
            case ws.CloseConnection():
                return False
        return True

    def _send(self, event) -> None:
        with self._lock, contextlib.suppress(OSError, LocalProtocolError):
            self._connection.sendall(self._ws.send(event))

    def _gone(self) -> None:
        with self._workspace.changed:
            if self in self._workspace.links:
                self._workspace.links.remove(self)
            self._workspace.changed.notify_all()
