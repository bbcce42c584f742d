"""ListeningState: whether what is pressed under a target's alerts is heard; what is said if not.

One failure is a breath of the network; three in a row, or a refusal, are a trouble that ``status``
and the log name, with its cure. Without this module each service would have a patience of its own.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime

from monitor.answering.presses import UNKNOWN, Said
from monitor.errors import DatabaseUnavailable
from monitor.supervision import backoff
from monitor.troubles import Troubles

logger = logging.getLogger(__name__)

FIRST_REST, LONGEST_REST = 2.0, 60.0
"""Seconds of rest when a service can't be asked: 2, 4, 8 …"""
TOLD_AFTER = 3
"""Failures in a row after which it is said."""
FAILED = "That didn't work; the log of news-monitor says more."


class ListeningState:
    """Keeps count for one target. For one thread.

    Args:
        target: The target's name.
        troubles: Where it is told that nobody hears what is pressed.
    """

    def __init__(self, target: str, troubles: Troubles) -> None:
        self._target, self._troubles = target, troubles
        self._failures = 0

    def well(self) -> None:
        """The service listens to us."""
        if self._failures:
            self._failures = 0
            self._troubles.over(self._trouble)

    def failed(
        self,
        reason: str,
        *,
        cure: str,
        retry_at: datetime | None = None,
        lasting: bool = False,
    ) -> float:
        """Take note of a failure; return for how many seconds to rest.

        Args:
            reason: Why, for people, without secrets.
            cure: What they can do about it.
            retry_at: Not before this, the service says.
            lasting: It won't pass by itself, so it is told at once.
        """
        self._failures += 1
        if (lasting or self._failures >= TOLD_AFTER) and self._troubles.met(
            self._trouble, f"nobody hears what is pressed in {self._target}: {reason}", cure=cure
        ):
            logger.warning(
                "buttons at %s aren't heard: %s",
                self._target,
                reason,
                extra={"event": "buttons-unheard", "target": self._target},
            )
        rest = backoff(self._failures, first=FIRST_REST, longest=LONGEST_REST)
        if retry_at is None:
            return rest
        return max(rest, (retry_at - datetime.now(UTC)).total_seconds())

    def outcome(
        self, press: Callable[[], Said | None], *, waited: bool, stopping: Callable[[], bool]
    ) -> Said | None:
        """Have a press done; return what to say to who pressed, None: it is to be tried again.

        Args:
            press: Does it; may raise whatever it likes.
            waited: It was tried before: a message that still isn't known is none of ours.
            stopping: Whether nothing more is to be done.
        """
        try:
            said = press()
        except DatabaseUnavailable:
            return None
        except Exception:  # what one press meets mustn't come back for ever
            if stopping():  # the database may have been closed before us
                return None
            logger.exception("a press at %s raised", self._target, extra={"event": "bug"})
            return Said(FAILED)
        if said is None and waited:
            return Said(UNKNOWN)
        return said  # None: the message may just have been sent

    @property
    def _trouble(self) -> str:
        return f"buttons of {self._target}"
