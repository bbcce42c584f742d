"""Receipts: which recipients of a message have it, so that a retry goes to the others only."""

from __future__ import annotations

from collections import OrderedDict

MAX_MESSAGES = 1_000


class Receipts:
    """Which recipients took each of the last messages; in memory only.

    After a restart a message that some had taken goes to all of them once more, under the same key.
    """

    def __init__(self) -> None:
        self._taken: OrderedDict[str, set[str]] = OrderedDict()

    def missing(self, key: str, recipients: tuple[str, ...]) -> tuple[str, ...]:
        """Return the recipients that haven't taken the message, in order."""
        taken = self._taken.get(key, set())
        return tuple(recipient for recipient in recipients if recipient not in taken)

    def add(self, key: str, recipient: str) -> None:
        """Note that the recipient took the message."""
        self._taken.setdefault(key, set()).add(recipient)
        self._taken.move_to_end(key)
        while len(self._taken) > MAX_MESSAGES:
            self._taken.popitem(last=False)

    def settle(self, key: str) -> None:
        """Forget a message that all have taken."""
        self._taken.pop(key, None)
