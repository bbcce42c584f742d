"""TelegramListener: waits for presses under one target's alerts, in a thread of its own.

A press that can't be written now is asked for again; one that was done before a crash may come a
second time, which does no harm. Without this module nobody would hear what is pressed.
"""

from __future__ import annotations

import threading
from functools import partial

from monitor.alerts.alert import SendFailed
from monitor.answering import listening_state
from monitor.answering.listening_state import ListeningState
from monitor.answering.presses import Presses
from monitor.answering.telegram_bot import WAIT, TelegramBot, Update
from monitor.supervision import supervise
from monitor.troubles import Troubles

CURE = "only one program can listen to a bot, and its token must be valid"


class TelegramListener:
    """Listens to one bot.

    Args:
        target: The target's name.
        bot: The bot that its alerts come from; only this object's thread asks it.
        presses: Does what is pressed.
        troubles: Where it is told that the bot can't be asked.
        wait: Seconds for which Telegram is asked to wait for a press.
    """

    def __init__(
        self,
        target: str,
        bot: TelegramBot,
        presses: Presses,
        *,
        troubles: Troubles,
        wait: int = WAIT,
    ) -> None:
        self._target, self._bot, self._presses = target, bot, presses
        self._troubles = troubles
        self._wait = wait
        self._listening = ListeningState(target, troubles)
        self._next = 0
        self._waits_for = 0
        """The update that couldn't be done, and was waited for."""
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"buttons-{target}", daemon=True)

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def stop(self) -> None:
        """Listen no more; what is pressed from now on is for who listens next."""
        self._stopping.set()

    def _run(self) -> None:
        supervise(
            f"buttons-{self._target}",
            self._keep_listening,
            troubles=self._troubles,
            rest=self._stopping.wait,
        )

    def _keep_listening(self) -> None:
        while not self._stopping.is_set():
            found = self._bot.updates(self._next, wait=self._wait)
            if self._stopping.is_set():
                return
            if isinstance(found, SendFailed):
                rest = self._listening.failed(found.reason, cure=CURE, retry_at=found.retry_at)
                self._stopping.wait(rest)
                continue
            self._listening.well()
            for update in found:
                if not self._done(update):
                    self._stopping.wait(listening_state.FIRST_REST)
                    break
                self._next = update.id + 1

    def _done(self, update: Update) -> bool:
        """Do what was pressed; False: not now."""
        if not update.callback:
            return True
        press = partial(
            self._presses.press,
            update.data,
            place=update.place,
            message=update.message,
            who=update.who,
        )
        said = self._listening.outcome(
            press, waited=self._waits_for == update.id, stopping=self._stopping.is_set
        )
        if said is None:
            self._waits_for = update.id
            return False
        self._bot.answer(update.callback, said.text)
        return True
