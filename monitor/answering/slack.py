"""SlackListener: waits for presses under one target's alerts in Slack, in a thread of its own.

    whose bot is it, and where to listen?   slack_app
      → connected, and again when Slack asks for it, or hangs up   slack_socket
      → each press: by somebody of the workspace, under a message of ours?   presses

What was acknowledged and can't be written now is tried until it can; a crash in between loses it,
and the message then doesn't say that it was done. Without this module nobody would hear what is
pressed.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from functools import partial

from monitor.answering import listening_state
from monitor.answering.listening_state import ListeningState
from monitor.answering.presses import UNKNOWN, Presses, Said
from monitor.answering.slack_app import Account, SlackApp, Unheard
from monitor.answering.slack_socket import Greeted, Leaving, SlackPress, SlackSocket
from monitor.supervision import supervise
from monitor.troubles import Troubles

TICK = 1.0
"""Seconds after which it looks whether it is still connected, or to stop."""
STRANGER = "Only people of the workspace that news-monitor's bot is in can answer."
_SWITCHED_OFF = Unheard(
    reason="Socket Mode is switched off for the app",
    cure="switch it on at api.slack.com/apps, your app, Socket Mode",
    lasting=True,
)
_HUNG_UP = Unheard(
    reason="Slack can't be connected to, or hangs up at once",
    cure="does a firewall or a proxy let WebSockets to slack.com through?",
)


class SlackListener:
    """Listens to one app.

    Args:
        target: The target's name.
        app: The app whose bot the target's alerts come from; only this object's thread asks it.
        socket: By which Slack says what is pressed.
        presses: Does what is pressed.
        troubles: Where it is told that nobody can listen.
    """

    def __init__(
        self,
        target: str,
        app: SlackApp,
        socket: SlackSocket,
        presses: Presses,
        *,
        troubles: Troubles,
    ) -> None:
        self._name = f"buttons-{target}"
        self._app, self._socket, self._presses = app, socket, presses
        self._troubles = troubles
        self._listening = ListeningState(target, troubles)
        self._account: Account | None = None
        self._is_leaving = False
        """Slack is about to hang up."""
        self._is_greeted = True
        """The last connection was of use, or there was none yet."""
        self._connect_at = 0.0
        self._pending: deque[SlackPress] = deque()
        self._waited = False
        """The first of them was tried before."""
        self._try_at = 0.0
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def stop(self) -> None:
        """Listen no more; what is pressed from now on is for who listens next."""
        self._stopping.set()
        self._socket.stop()

    def _run(self) -> None:
        try:
            supervise(
                self._name, self._keep_listening, troubles=self._troubles, rest=self._stopping.wait
            )
        finally:
            self._socket.close()

    def _keep_listening(self) -> None:
        while not self._stopping.is_set():
            if self._is_leaving or not self._socket.is_connected():
                self._connect()
            match self._socket.next(TICK):
                case Greeted():
                    self._is_greeted = True
                    self._listening.well()
                case Leaving(reason):
                    self._is_leaving = True
                    if reason == "link_disabled":
                        self._failed(_SWITCHED_OFF)
                case SlackPress() as press:
                    self._pending.append(press)
            self._work()
        self._work()  # what was acknowledged

    def _connect(self) -> None:
        """Connect anew, if it is time to."""
        if time.monotonic() < self._connect_at:
            return
        if not self._is_greeted:
            self._is_greeted = True
            self._failed(_HUNG_UP)
            return
        account = self._account or self._app.account()
        if isinstance(account, Unheard):
            self._failed(account)
            return
        self._account = account
        address = self._app.address()
        if isinstance(address, Unheard):
            self._failed(address)
            return
        self._is_leaving = self._is_greeted = False
        self._connect_at = time.monotonic() + TICK  # one that ends at once isn't raced
        self._socket.connect(address)

    def _failed(self, unheard: Unheard) -> None:
        rest = self._listening.failed(
            unheard.reason,
            cure=unheard.cure,
            retry_at=unheard.retry_at,
            lasting=unheard.lasting,
        )
        self._connect_at = time.monotonic() + rest

    def _work(self) -> None:
        """Do what was pressed, in order, as far as it can be done now."""
        while self._pending and (self._stopping.is_set() or time.monotonic() >= self._try_at):
            press = self._pending[0]
            said = self._do(press)
            if said is None:
                self._waited = True
                self._try_at = time.monotonic() + listening_state.FIRST_REST
                return
            self._pending.popleft()
            self._waited = False
            if not said.shown:
                self._app.tell(said.text, place=press.place, user=press.user, thread=press.thread)

    def _do(self, press: SlackPress) -> Said | None:
        """Do what was pressed; None: not now."""
        if self._account is None or press.team not in self._account.teams:
            return Said(STRANGER)
        if press.bot and press.bot != self._account.bot:
            return Said(UNKNOWN)
        do = partial(
            self._presses.press,
            press.data,
            place=press.place,
            message=press.message,
            who=press.who,
        )
        return self._listening.outcome(do, waited=self._waited, stopping=self._stopping.is_set)
