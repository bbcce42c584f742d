"""Words: what a target is told of a delivery, when it is sent and each time it is edited.

    content: the most urgent rule first → rendered → as a reply to the story's first message

Sender and editor word in the same way, so an edit that would change nothing is known. Without this
module the two would drift apart, and each message would be edited once for nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace

from monitor.alerts.alert import Alert, Bundle, Content, Message
from monitor.alerts.planning.bundle import most_urgent_first
from monitor.alerts.planning.policy import Policy
from monitor.alerts.wording.as_sent import as_sent
from monitor.item import digest
from monitor.store.database import Database
from monitor.store.outbox import edits

Render = Callable[[Content, str], Message]
"""(what to send, delivery key) → the message for this target."""


class Words:
    """Words what is due for one target.

    Args:
        database: Holds what was sent before.
        target: The target's name.
        render: Words for the target's kind.
        policies: How each rule wants its alerts sent, by its name.
    """

    def __init__(
        self, database: Database, target: str, *, render: Render, policies: Mapping[str, Policy]
    ) -> None:
        self._database = database
        self._target = target
        self._render = render
        self._policies = policies

    def of(
        self, content: Content, *, delivery: int, key: str, title: str = ""
    ) -> tuple[Content, Message]:
        """Return what a delivery tells, in the order in which it does, and its words.

        Whatever a template raises comes out of it.

        Args:
            content: What it tells.
            delivery: Its number.
            key: Its key.
            title: The headline by which it was sent; empty: it is being sent.
        """
        if isinstance(content, Bundle):
            by_urgency = most_urgent_first(content.alerts, self._policies)
            content = replace(content, alerts=by_urgency)
        if title and isinstance(content, Alert | Bundle):
            content = as_sent(content, title)
        message = self._render(content, key)
        if message.follows and isinstance(content, Alert | Bundle):
            told = content.alerts[0] if isinstance(content, Bundle) else content
            first = edits.first_about(
                self._database.read(), self._target, told.story, before=delivery
            )
            message = replace(message, replies_to=first)
        return content, message


def shown_by(message: Message) -> str:
    """Return a digest of what a message says."""
    blocks = json.dumps(message.blocks, sort_keys=True)
    return digest((message.title, message.text, message.html, blocks))
