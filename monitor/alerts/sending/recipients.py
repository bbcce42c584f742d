"""Recipients: a message goes to each that a target names, and its posts can be edited later.

A target may name several channels or chats. Each takes the message once, at the service's pace and
within one deadline each. Without this module a retry would repeat a message where it has arrived,
and each service would keep to bounds of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from urllib3.exceptions import HTTPError

from monitor.alerts.alert import EditResult, Message, SendFailed, SendResult, Sent
from monitor.alerts.post import Gone, Post
from monitor.alerts.sending.exchange import Exchange, exchange
from monitor.alerts.sending.pace import Pace
from monitor.alerts.sending.receipts import Receipts


class Recipient(Protocol):
    """One place that takes messages over HTTP."""

    @property
    def name(self) -> str:
        """A name that differs between the recipients of one target."""

    @property
    def host(self) -> str:
        """Who answers, for people; no secret."""

    def post(self, current: Exchange, message: Message) -> SendResult:
        """Post the message there; may raise what urllib3 does."""


class Channel(Recipient, Protocol):
    """A recipient whose messages can be edited."""

    @property
    def pace(self) -> float:
        """Seconds between two requests."""

    def edit(self, current: Exchange, post: Post, message: Message) -> EditResult:
        """Have a post of it read as the message does; may raise what urllib3 does."""


class ToEach:
    """Sends messages to the recipients of one target. For one thread.

    Args:
        recipients: In the order in which they are sent to.
        seconds: How long one of them may take.
        pace: Seconds between two posts.
    """

    def __init__(self, recipients: Sequence[Recipient], *, seconds: float, pace: float) -> None:
        self._recipients = {recipient.name: recipient for recipient in recipients}
        self._seconds = seconds
        self._pace = Pace(pace)
        self._receipts = Receipts()

    def __call__(self, message: Message) -> SendResult:
        """Post the message to every recipient that hasn't taken it yet.

        One that refuses it for good keeps it from none of the others. What may pass, too much for
        the service or no answer, is waited for with all that are left.
        """
        refused: SendFailed | None = None
        names = tuple(self._recipients)
        for name in self._receipts.missing(message.key, names):
            recipient = self._recipients[name]
            self._pace.keep()
            with exchange(message.key, self._seconds) as current:
                try:
                    result = recipient.post(current, message)
                except (HTTPError, OSError) as error:
                    result = SendFailed(reason=current.explain(error, recipient.host))
            self._pace.sent()
            if isinstance(result, SendFailed):
                if not result.permanent:
                    return result
                refused = refused or result
            else:
                self._receipts.add(message.key, name, result.posts)
        if refused is None:
            return Sent(self._receipts.settle(message.key))
        if taken := len(names) - len(self._receipts.missing(message.key, names)):
            by = f"{taken} of its {len(names)} recipients took it"
            return replace(refused, reason=f"{refused.reason}; {by}")
        return refused


class EditEach:
    """Edits the posts of one target. For one thread.

    Args:
        channels: The target's.
        seconds: How long one edit may take.
    """

    def __init__(self, channels: Sequence[Channel], *, seconds: float) -> None:
        self._channels = {channel.name: channel for channel in channels}
        self._seconds = seconds
        self._pace = Pace(max(channel.pace for channel in channels))

    def __call__(self, post: Post, message: Message) -> EditResult:
        """Have the post read as the message does."""
        channel = self._channels.get(post.recipient)
        if channel is None:
            return Gone("the target's URL names another place or account by now")
        self._pace.keep()
        with exchange(message.key, self._seconds) as current:
            try:
                result = channel.edit(current, post, message)
            except (HTTPError, OSError) as error:
                result = SendFailed(reason=current.explain(error, channel.host))
        self._pace.sent()
        return result


def root_of(message: Message, recipient: str) -> Post | None:
    """Return what a message replies to at a recipient; None: it is no reply there."""
    return next((post for post in message.replies_to if post.recipient == recipient), None)
