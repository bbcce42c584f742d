"""Lately: how many messages a target was sent in the last hour or so, as far as limits count them.

Several rules about one event are one message for the target, and one for each of the rules. Leaves
to others: what a limit means (``due``), reading what was sent (``writing.alert_history``).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple, Self

from monitor.alerts.planning.alert_history import Recent


class Sending(NamedTuple):
    """An alert that a target was sent at once."""

    at: datetime
    """When it was decided."""
    rule: str
    event: int
    bundle: int | None = None
    """The delivery that it went out with, where that is known."""


class _Message:
    """One message: when, and of which rules."""

    __slots__ = ("at", "rules")

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.rules: set[str] = set()


class Lately:
    """What one target was sent at once, in order.

    Args:
        within: Alerts about one event that come so close to one another are one message.
    """

    def __init__(self, within: timedelta = timedelta(0)) -> None:
        self._within = within
        self._messages: list[_Message] = []
        self._of_event: dict[int, _Message] = {}
        self._joined: dict[int, _Message] = {}

    @classmethod
    def of(cls, sent: Iterable[Sending], within: timedelta = timedelta(0)) -> Self:
        """What a target was sent, in order."""
        lately = cls(within)
        for at, rule, event, bundle in sent:
            lately.add(at, rule, event, bundle=bundle)
        return lately

    def add(self, at: datetime, rule: str, event: int, *, bundle: int | None = None) -> None:
        """Count an alert.

        Args:
            at: When it was decided; not before the one added last.
            rule: Its rule.
            event: What it is about.
            bundle: The delivery that it went out with, where that is known.
        """
        message = self._joined.get(bundle) if bundle is not None else self._near(event, at)
        if message is None:
            message = _Message(at)
            self._messages.append(message)
        message.rules.add(rule)
        self._of_event[event] = message
        if bundle is not None:
            self._joined[bundle] = message

    def recent(self, rule: str, event: int, *, at: datetime) -> Recent:
        """What an alert of the rule about the event is counted with: all but what it would join."""
        own = self._near(event, at)
        others = [message for message in self._messages if message is not own]
        return Recent(
            tuple(message.at for message in others),
            tuple(message.at for message in others if rule in message.rules),
        )

    def forget(self, before: datetime) -> None:
        """Forget what was sent until then."""
        if self._messages and self._messages[0].at <= before:
            self._messages = [each for each in self._messages if each.at > before]
            self._of_event = {
                event: each for event, each in self._of_event.items() if each.at > before
            }

    def _near(self, event: int, at: datetime) -> _Message | None:
        message = self._of_event.get(event)
        if message is None or not timedelta(0) <= at - message.at <= self._within:
            return None
        return message
