"""Receipts: which recipients of a message have it, so that a retry goes to the others only."""

from __future__ import annotations

from collections import OrderedDict

from monitor.alerts.post import Post

MAX_MESSAGES = 1_000


class Receipts:
    """Which recipients took each of the last messages, and as which posts; in memory only.

    After a restart a message that some had taken goes to all of them once more, under the same key.
    """

    def __init__(self) -> None:
        self._taken: OrderedDict[str, dict[str, tuple[Post, ...]]] = OrderedDict()

    def missing(self, key: str, recipients: tuple[str, ...]) -> tuple[str, ...]:
        """Return the recipients that haven't taken the message, in order."""
        taken = self._taken.get(key, {})
        return tuple(recipient for recipient in recipients if recipient not in taken)

    def add(self, key: str, recipient: str, posts: tuple[Post, ...] = ()) -> None:
        """Note that the recipient took the message; as what, if that can be edited."""
        self._taken.setdefault(key, {})[recipient] = posts
        self._taken.move_to_end(key)
        while len(self._taken) > MAX_MESSAGES:
            self._taken.popitem(last=False)

    def settle(self, key: str) -> tuple[Post, ...]:
        """Forget a message that all have taken; return its posts."""
        taken = self._taken.pop(key, {})
        return tuple(post for posts in taken.values() for post in posts)
