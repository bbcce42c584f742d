"""Alert, Bundle, Digest, Note, Delivery, Message: the nouns of telling people. Plain values.

Leaves to others: whom and how (``policy``), deciding (``plan``), retrying (``delivery``), wording
(``render``), sending (``send``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from monitor.alerts.planning.policy import Priority
from monitor.item import Item
from monitor.rules.rule import Hit


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One outlet's first item of a story."""

    source: str
    """The publisher, else the feed's name, title or address."""
    title: str
    link: str
    published_at: datetime
    item_id: int = 0
    """The item's number in the database; 0: it isn't stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One rule has something to say about one event of one story."""

    key: str
    """Stable: a digest of rule and event, or item (``plan.subject``)."""
    rule: str
    canonical: str
    """The rule's canonical text at the time."""
    story: int
    event: int
    item: Item
    """The item that opened it."""
    item_id: int = 0
    """That item's number in the database; 0: it isn't stored yet."""
    hits: tuple[Hit, ...]
    created_at: datetime
    priority: Priority = Priority.NORMAL
    again: int = 0
    """How many alerts of this rule about this event came before."""
    reason: str = ""
    """Why the rule tells of the event again: "10 sources by now"; of the first alert, what an edit
    changed: "updated. Was: “old”"; or that somebody asked for it; mostly empty."""
    coverage: tuple[Report, ...] = ()
    """The event as it is now: each outlet's first report, earliest first, ``item``'s own among
    them. At most ``MOST_REPORTS``."""
    sources: int = 1
    """Outlets that have the event by now."""
    earlier: str = ""
    """Title of the event before this one in its story; empty where this one is the first."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """What several rules have to say about one event, in one message."""

    key: str
    """Stable: a digest of its members' keys."""
    alerts: tuple[Alert, ...]
    """The most urgent first."""
    created_at: datetime

    @property
    def rules(self) -> tuple[str, ...]:
        """The names of its rules, each once."""
        return tuple(dict.fromkeys(alert.rule for alert in self.alerts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """Alerts about several events in one message."""

    key: str
    """Stable: a digest of its members' keys."""
    alerts: tuple[Alert, ...]
    """Those to show, in the order of ``digest.arranged``: those about one event side by side."""
    counts: tuple[tuple[str, int], ...] = ()
    """Each rule with the number of events that stand under its name, shown or not, in the order of
    the digest."""
    also: tuple[str, ...] = ()
    """Rules that have all of their events in common with a rule of ``counts``."""
    reasons: tuple[HoldReason, ...]
    """Why its members were held, each once."""
    created_at: datetime

    @property
    def size(self) -> int:
        """How many events it tells of, shown or not."""
        return sum(count for _, count in self.counts) or len({each.event for each in self.alerts})


Content = Alert | Bundle | Digest | Note
"""What a delivery may tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """Nobody is told of a rule, or of a story, until then."""

    id: int
    rule: str = ""
    story: int | None = None
    until: datetime
    created_at: datetime


class HoldReason(StrEnum):
    """Why a delivery waits; the value is what the history shows."""

    DIGEST = "digest"
    """For the next time of its timetable."""
    QUIET = "quiet"
    """For the end of quiet hours."""
    BREAKER = "breaker"
    """For the end of the hour in which ``max_per_hour`` was reached."""


class DeliveryState(StrEnum):
    """The states of ``planning.delivery``'s machine."""

    PENDING = "pending"
    """To be sent at ``next_attempt_at``, first time or again."""
    GROUPED = "grouped"
    """Part of a digest or a bundle, which is a delivery of its own."""
    DELIVERED = "delivered"
    DEAD = "dead"
    """Given up, with the reason; ``deliveries retry`` makes it pending again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One alert, or note, to one target, with its attempts."""

    key: str
    """Stable across attempts and restarts: a digest of rule, subject and target. Sent along as
    Message-ID or Idempotency-Key where the service knows one."""
    target: str
    state: DeliveryState = DeliveryState.PENDING
    attempts: int = 0
    next_attempt_at: datetime | None = None
    """None once delivered or dead."""
    last_error: str = ""
    delivered_at: datetime | None = None
    hold: HoldReason | None = None
    """Why it waits until ``next_attempt_at`` for its first attempt; None: it doesn't."""
    asked: bool = False
    """Somebody asked for it to be sent now: no quiet hours, limit or silence holds it up."""


@dataclass(frozen=True, slots=True)
class Named:
    """An item that a message names."""

    item_id: int
    title: str = ""
    """Its headline as the message shows it; empty where its outlet alone is named."""


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
    alert: Alert | Bundle | None = None
    """For the console, which lays it out itself; None: show ``title`` and ``text``."""
    digest: Digest | None = None
    """The same for a digest."""
    priority: Priority = Priority.NORMAL
    rule: str = ""
    """The rule's name, of several the most urgent's; empty where no rule speaks (a test)."""
    thread: str = ""
    """The same for all messages about one story: e-mail threads by it."""
    follows: bool = False
    """Something was told of the story before: e-mail shows it as an answer."""
    link: str = ""
    """For the console: the page of this program that tells more; empty when there is none."""
    named: tuple[Named, ...] = ()
    """The stored items that a reader finds in it: only of those whose headlines it shows may be
    said that they were sent."""


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


MOST_REPORTS = 12
"""Outlets that are named of a story that many have; the others are counted."""

SendResult = Sent | SendFailed

Sender = Callable[[Message], SendResult]
"""What ``send.open_sender`` returns: long-lived, one per target, called from one thread."""
