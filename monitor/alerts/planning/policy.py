"""Target and Policy: where alerts go, and how a rule and a target want them sent. Plain values.

A rule's own wish comes before its target's. Without this module whatever decides would read the
configuration in a way of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

from monitor.item import Item


class TargetKind(StrEnum):
    """What a target can show, as far as the wording depends on it."""

    CONSOLE = "console"
    SLACK = "slack"
    EMAIL = "email"
    TEXT = "text"
    WEBHOOK = "webhook"
    """A program, which is told everything, as JSON."""


class Mode(StrEnum):
    """When deliveries go out."""

    INSTANT = "instant"
    """As soon as something is found."""
    DIGEST = "digest"
    """Gathered, at the times of a timetable."""


class Group(StrEnum):
    """What a rule makes one message of."""

    STORY = "story"
    """One alert for each event of a story, however many items report it."""
    ITEM = "item"
    """One alert for each item."""
    DAY = "day"
    """Events are gathered, and sent in one message a day."""

    @property
    def in_words(self) -> str:
        """Say it to people, such as ``each event once``."""
        words = {"story": "each event once", "item": "every item", "day": "one message a day"}
        return words[self.value]


class Priority(StrEnum):
    """How much a rule matters: digests are sorted by it, services that know priorities show it."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


RANK = {Priority.HIGH: 0, Priority.NORMAL: 1, Priority.LOW: 2}
"""What matters most comes first."""


class Digests(Protocol):
    """When digests go out; ``timetable.Timetable`` is one."""

    @property
    def text(self) -> str:
        """The timetable as the user wrote it."""

    def __hash__(self) -> int:
        """A timetable must be hashable: it is a key to what was worked out from it."""

    def next_after(self, moment: datetime, zone: ZoneInfo) -> datetime:
        """The first time after ``moment`` (aware), in UTC."""


class Quiet(Protocol):
    """Hours in which deliveries are held; ``hours.QuietHours`` is one."""

    @property
    def text(self) -> str:
        """The hours as the user wrote them."""

    def end_after(self, now: datetime, zone: ZoneInfo) -> datetime | None:
        """When the quiet hours that ``now`` falls into end (aware UTC); None: it isn't quiet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which items concern a rule's or a target's readers; an empty part lets everything through."""

    languages: frozenset[str] = frozenset()
    """Two-letter codes. An item whose language nobody knows passes."""
    feeds: frozenset[str] = frozenset()
    """Addresses of feeds, or their names (casefolded)."""
    tags: frozenset[str] = frozenset()
    """Of the feed or the item, casefolded; one of them is enough."""

    def lets_through(self, item: Item) -> bool:
        """Whether an item concerns the readers."""
        language = item.lang.partition("-")[0].lower()
        if self.languages and language and language not in self.languages:
            return False
        if self.feeds and not self.feeds & {item.feed, item.source.casefold()}:
            return False
        return not self.tags or bool(self.tags & {tag.casefold() for tag in item.tags})


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where alerts go: ``console:``, a webhook, or one Apprise URL."""

    name: str
    url: str = field(repr=False)
    """Holds secrets: never shown, never logged."""
    kind: TargetKind
    max_attempts: int = 36
    """Then a delivery is dead."""
    mode: Mode = Mode.INSTANT
    digest: Digests | None = None
    """When its digests go out. Set if ``mode`` is DIGEST, or if a rule of this target has that
    ``mode``, or gathers by DAY, and has no timetable of its own."""
    quiet_hours: Quiet | None = None
    max_per_hour: int | None = None
    """Deliveries in one hour; what exceeds it waits for a digest. None: any number."""
    scope: Scope = Scope()
    secrets: tuple[str, ...] = field(default=(), repr=False)
    """With which messages are signed (Standard Webhooks): one, or while it is exchanged two."""
    answers: bool = False
    """Whether its alerts have links by which readers answer, where they reach the page."""
    buttons: bool = False
    """Whether its alerts have buttons by which readers answer, which are listened to."""
    app_token: str = field(default="", repr=False)
    """With which Slack is asked what is pressed; empty: it is no Slack target with buttons."""
    lacks: str = ""
    """Which secret of it isn't there now, in words; what is for it waits until it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Where a rule's alerts go, and how."""

    rule: str
    targets: tuple[str, ...]
    paused: tuple[str, ...] = ()
    """Its targets to which nothing is sent for now."""
    mode: Mode | None = None
    """None: as each target has it."""
    group: Group = Group.STORY
    digest: Digests | None = None
    """With ``mode`` DIGEST or ``group`` DAY; None: the target's timetable."""
    quiet_hours: Quiet | None = None
    """In addition to the target's quiet hours."""
    urgent: bool = False
    """Sent at once, whatever mode, quiet hours and limits say."""
    max_per_hour: int | None = None
    """Alerts of this rule to one target in one hour."""
    priority: Priority = Priority.NORMAL
    scope: Scope = Scope()
    again_after: timedelta | None = None
    """Alert on an event again when it is in the news again after so long a silence."""
    again_at: tuple[int, ...] = ()
    """Alert on an event again when so many sources have it; in rising order."""
    expect: timedelta | None = None
    """Send a note when the rule has matched nothing for so long. ``silence.OWN_RHYTHM``: for much
    longer than is usual for the rule. None: never."""
    spike: bool = False
    """Send a note when the rule finds far more than is usual for it."""
    about: str = ""
    """What an item must be about for a model to let it through; empty: nobody asks one."""


ANYBODY = Policy(rule="", targets=())
"""For digests, notes and alerts of rules that are gone: they are sent as the target wishes."""
