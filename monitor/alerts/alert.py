"""What is sent to people, as plain values: Alert, Bundle, Digest, Note; Delivery and Message.

Deciding, storing, wording and sending hand these to each other. Without them each would have its
own shape for an alert, and a retry no stable key by which it is the same message.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from monitor.alerts.planning.alert_key import alert_key, of_item
from monitor.alerts.planning.policy import Priority
from monitor.alerts.post import Edited, Gone, Post
from monitor.item import Item
from monitor.rules.rule import Hit


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One outlet's first item about an event."""

    source: str
    """The publisher, else the feed's name, title or address."""
    title: str
    link: str
    published_at: datetime
    item_id: int = 0
    """The item's number in the database; 0: it isn't stored."""
    why: str = ""
    """Why it is about this event, in words; empty: nobody says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One rule has something to say about one event of one story."""

    key: str
    """Stable: a digest of rule and event, or item (``planning.match_decision.alert_key``)."""
    id: int = 0
    """Its number in the database; 0: it isn't stored."""
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
    """Why the rule alerts on the event again: "10 outlets by now"; in a first alert, what an edit
    changed: "updated. Was: “old”"; or that somebody asked for it; mostly empty."""
    asked: bool = False
    """Somebody asked for what was held, or given up, to be sent now."""
    coverage: tuple[Report, ...] = ()
    """The event as it is now: each outlet's first report, earliest first, ``item``'s own among
    them. At most ``MOST_REPORTS``."""
    sources: int = 1
    """Outlets that have the event by now."""
    earlier: str = ""
    """Title of the event before this one in its story; empty where this one is the first."""
    brief: str = ""
    """Two lines on the event that the user's model wrote, and who that was; for digests."""
    unjudged: str = ""
    """Why the user's model hasn't said whether it is about what the rule means; empty: it has, or
    nobody asked it."""
    is_test: bool = False
    """It is made up, to try a target or a template."""

    @property
    def each_item(self) -> bool:
        """Whether its rule alerts on each item (``Group.ITEM``)."""
        about = of_item(self.event, self.item.feed, self.item.key)
        return self.key == alert_key(self.rule, about, self.again)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteLink:
    """An event that a note points at."""

    title: str
    link: str = ""
    """Of an article; http(s), or empty."""
    said: str = ""
    """What the note says of it, on one line."""
    story: int | None = None
    """The story that it is part of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A bar of a note's chart: an hour."""

    label: str
    """Such as ``14:00``."""
    count: int
    usual: float
    """How many there usually are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A message about the program itself: a feed that died, a silent rule, a failing target."""

    key: str
    """Stable: the same note is put into the outbox only once."""
    title: str
    """One line."""
    text: str
    """Plain text of one or more lines."""
    links: tuple[NoteLink, ...] = ()
    """Below the text."""
    chart: tuple[Bar, ...] = ()
    """Below the links: reports hour by hour."""
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
        """How many events it is about, shown or not."""
        return sum(count for _, count in self.counts) or len({each.event for each in self.alerts})


Content = Alert | Bundle | Digest | Note
"""What a delivery may hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """Nobody is sent alerts of a rule, or about a story, before ``until`` (aware UTC)."""

    id: int
    rule: str = ""
    story: int | None = None
    until: datetime
    created_at: datetime
    created_by: str = ""
    """Who asked for it, such as ``a link in desk``; empty: by the page, a command or the API."""


class HoldReason(StrEnum):
    """Why a delivery is held; the value stands in the database and in the history."""

    DIGEST = "digest"
    """For the next time of its timetable."""
    QUIET = "quiet"
    """For the end of quiet hours."""
    BREAKER = "breaker"
    """For the end of the hour in which ``max_per_hour`` was reached."""


class DeliveryState(StrEnum):
    """The states of ``planning.delivery_state``'s machine."""

    PENDING = "pending"
    """To be sent at ``next_attempt_at``, first time or again."""
    GROUPED = "grouped"
    """Part of a digest or a bundle, which is a delivery of its own."""
    DELIVERED = "delivered"
    DEAD = "dead"
    """Given up, with the reason; ``deliveries retry`` makes it pending again."""
    WITHHELD = "withheld"
    """Not wanted, before it was tried; ``deliveries retry`` sends it after all."""


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
    """None once delivered, dead or withheld."""
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
    """A message as one target shows it: worded, and escaped for the target's kind."""

    key: str
    """The delivery's key."""
    title: str
    text: str
    """Plain text; for Slack mrkdwn, for webhooks JSON. The console prints it as it is and reads no
    markup in it."""
    html: str = ""
    """For e-mail."""
    blocks: tuple[dict[str, object], ...] = ()
    """For Slack: Block Kit."""
    alert: Alert | Bundle | None = None
    """For the console, which lays it out itself; None: show ``title`` and ``text``."""
    digest: Digest | None = None
    """For the console, which lays a digest out itself; None: this is none."""
    priority: Priority = Priority.NORMAL
    rule: str = ""
    """The rule's name, of several the most urgent's; empty where no rule speaks (a test)."""
    thread: str = ""
    """One thread for all messages about one story: e-mail is threaded by it."""
    follows: bool = False
    """An alert about the story was sent before: this one is shown as a reply."""
    replies_to: tuple[Post, ...] = ()
    """What the target was sent first about the story, at each recipient: where the service has
    threads or replies, this message is one."""
    link: str = ""
    """For the console: the page of this program that tells more; empty when there is none."""
    named: tuple[Named, ...] = ()
    """The stored items that a reader finds in it: only those whose headlines it shows count as
    sent."""
    buttons: tuple[tuple[tuple[str, str], ...], ...] = ()
    """Rows of (label, what it sends back), for a chat whose buttons are listened to."""
    article: str = ""
    """Where the report that it is about can be read, for push messages that are tapped."""
    actions: tuple[tuple[str, str], ...] = ()
    """(label, link) of up to three answers, for push messages with buttons: a POST to the first two
    gives them; the last leads to all answers."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a sender returns when the target took the message."""

    posts: tuple[Post, ...] = ()
    """The message at each recipient where it can be edited; empty where it can't."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendFailed:
    """What a sender returns when the target didn't take the message.

    ``reason`` says why, for people, and holds no secret.
    """

    reason: str
    permanent: bool = False
    """Trying again can't help (401, 404, unknown recipient)."""
    retry_at: datetime | None = None
    """When the service allows the next attempt, aware UTC; None: it doesn't say."""
    gone: bool = False
    """The target wants nothing more, ever."""


MOST_REPORTS = 12
"""How many outlets of an event an alert names; the others are counted."""

SendResult = Sent | SendFailed

Sender = Callable[[Message], SendResult]
"""What ``send.open_sender`` returns: long-lived, one per target, called from one thread."""

EditResult = Edited | Gone | SendFailed

Editor = Callable[[Post, Message], EditResult]
"""What ``send.open_editor`` returns: has a post read as the message does."""
