"""TelegramListener: waits for presses under one target's alerts, in a thread of its own.

A press that can't be written now is asked for again; one that was done before a crash may come a
second time, which does no harm. Without this module nobody would hear what is pressed.
"""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime

from monitor.alerts.alert import SendFailed
from monitor.answering.presses import UNKNOWN, Presses
from monitor.answering.telegram_bot import WAIT, TelegramBot, Update
from monitor.errors import DatabaseUnavailable
from monitor.supervision import backoff, supervise
from monitor.troubles import Troubles

logger = logging.getLogger(__name__)

FIRST_REST, LONGEST_REST = 2.0, 60.0
"""Seconds that it rests when Telegram can't be asked: 2, 4, 8 …"""
TOLD_AFTER = 3
"""Failures in a row after which it is said; one is a breath of the network."""
FAILED = "That didn't work; the log of news-monitor says more."


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
        self._next = 0
        self._failures = 0
        self._waits_for = 0
        """The update whose message isn't known, and was waited for."""
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
                self._stopping.wait(self._failed(found))
                continue
            if self._failures:
                self._failures = 0
                self._troubles.over(self._trouble)
            for update in found:
                if not self._done(update):
                    self._stopping.wait(FIRST_REST)
                    break
                self._next = update.id + 1

    def _done(self, update: Update) -> bool:
        """Do what was pressed; False: not now."""
        if not update.callback:
            return True
        try:
            said = self._presses.press(
                update.data, place=update.place, message=update.message, who=update.who
            )
            if said is None and self._waits_for != update.id:
                self._waits_for = update.id  # the message may just have been sent
                return False
        except DatabaseUnavailable:
            return False
        except Exception:  # what one press meets mustn't come back for ever
            if self._stopping.is_set():  # the database may have been closed before us
                return False
            logger.exception("a press at %s raised", self._target, extra={"event": "bug"})
            said = FAILED
        self._bot.answer(update.callback, said or UNKNOWN)
        return True

    @property
    def _trouble(self) -> str:
        return f"buttons of {self._target}"

    def _failed(self, failed: SendFailed) -> float:
        """Take note of it; return for how many seconds to rest."""
        self._failures += 1
        if self._failures >= TOLD_AFTER and self._troubles.met(
            self._trouble,
            f"nobody hears what is pressed: {failed.reason}",
            cure="only one program can listen to a bot, and its token must be valid",
        ):
            logger.warning(
                "buttons at %s aren't heard: %s",
                self._target,
                failed.reason,
                extra={"event": "buttons-unheard", "target": self._target},
            )
        rest = backoff(self._failures, first=FIRST_REST, longest=LONGEST_REST)
        if failed.retry_at is None:
            return rest
        return max(rest, (failed.retry_at - datetime.now(UTC)).total_seconds())
