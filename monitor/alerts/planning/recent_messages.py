"""Lately: how many messages a target was sent in the last hour or so, as limits count them. Pure.

Alerts of several rules about one event count once against the target's limit, and once against the
limit of each of the rules. Without this module one event of three rules would use up three places.
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
    """The messages that one target was sent at once, in order.

    Args:
        within: Alerts about one event no further apart than this are one message.
    """

    def __init__(self, within: timedelta = timedelta(0)) -> None:
        self._within = within
        self._messages: list[_Message] = []
        self._of_event: dict[int, _Message] = {}
        self._joined: dict[int, _Message] = {}

    @classmethod
    def of(cls, sent: Iterable[Sending], within: timedelta = timedelta(0)) -> Self:
        """Count what a target was sent, given in order."""
        lately = cls(within)
        for at, rule, event, bundle in sent:
            lately.add(at, rule, event, bundle=bundle)
        return lately

    def add(self, at: datetime, rule: str, event: int, *, bundle: int | None = None) -> None:
        """Count an alert.

        Args:
            at: When it was decided, aware UTC; not before the alert added last.
            rule: The name of its rule.
            event: The id of its event.
            bundle: The id of the delivery that it went out with; None: not known.
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
        """The messages that count against an alert: all but the one that it would join."""
        own = self._near(event, at)
        others = [message for message in self._messages if message is not own]
        return Recent(
            tuple(message.at for message in others),
            tuple(message.at for message in others if rule in message.rules),
        )

    def forget(self, before: datetime) -> None:
        """Forget what was sent up to ``before`` (aware UTC)."""
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
