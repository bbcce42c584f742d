"""Target, Policy, Alert, Delivery, Message: the nouns of telling people. Plain values.

Leaves to others: deciding (``plan``), retrying (``delivery``), wording (``render``), sending
(``send``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from monitor.item import Item
from monitor.rules.rule import Hit


class TargetKind(StrEnum):
    """What a target can show, as far as the wording depends on it."""

    CONSOLE = "console"
    SLACK = "slack"
    EMAIL = "email"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where alerts go: ``console:`` or one Apprise URL."""

    name: str
    url: str = field(repr=False)
    """Holds secrets: never shown, never logged."""
    kind: TargetKind
    max_attempts: int = 36
    """Then a delivery is dead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Whom a rule tells."""

    rule: str
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One rule has something to say about one story."""

    key: str
    """Stable: a digest of rule and story."""
    rule: str
    canonical: str
    """The rule's canonical text at the time."""
    story: int
    item: Item
    """The item that opened it."""
    hits: tuple[Hit, ...]
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A message of the program's own: about feeds, not about news."""

    key: str
    """Stable."""
    title: str
    """One line."""
    text: str
    """Plain lines."""
    created_at: datetime


class DeliveryState(StrEnum):
    """The states of ``alerts.delivery``'s machine."""

    PENDING = "pending"
    """To be sent at ``next_attempt_at``, first time or again."""
    DELIVERED = "delivered"
    DEAD = "dead"
    """Given up, with the reason; ``deliveries retry`` makes it pending again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One alert, or note, to one target, with its attempts."""

    key: str
    """Stable across attempts and restarts: a digest of rule, story and target. Sent along as
    Message-ID or Idempotency-Key where the service knows one."""
    target: str
    state: DeliveryState = DeliveryState.PENDING
    attempts: int = 0
    next_attempt_at: datetime | None = None
    """None once delivered or dead."""
    last_error: str = ""
    delivered_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What a target is given to show; already escaped for its kind."""

    key: str
    """The delivery's key."""
    title: str
    text: str
    """Plain text; for Slack mrkdwn, for the console rich markup is NOT used: see ``spans``."""
    html: str = ""
    """For e-mail."""
    blocks: tuple[dict[str, object], ...] = ()
    """For Slack: Block Kit."""
    alert: Alert | None = None
    """For the console, which lays it out itself; None: show ``title`` and ``text``."""
    rule: str = ""
    """The rule's name; empty where no rule speaks (a test message)."""
    thread: str = ""
    """The same for all messages about one alert: e-mail threads by it."""
    link: str = ""
    """For the console: the page of this program that tells more; empty when there is none."""


@dataclass(frozen=True, slots=True)
class Sent:
    """The target took it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendFailed:
    """The target didn't take it; ``reason`` is fit to show (no secrets)."""

    reason: str
    permanent: bool = False
    """Trying again can't help (401, 404, unknown recipient)."""
    retry_at: datetime | None = None
    """Not before this, says the service."""


SendResult = Sent | SendFailed

Sender = Callable[[Message], SendResult]
"""What ``send.open_sender`` returns: long-lived, one per target, called from one thread."""
