"""DigestCard: what a message about several events says, in plain clean words. Pure.

Without this module each format would choose on its own which alerts of a digest it has room for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TypeVar
from zoneinfo import ZoneInfo

from monitor.alerts.alert import Alert, Bundle, Digest, HoldReason, Named
from monitor.alerts.answers import Answers
from monitor.alerts.planning.digest import MOST_SHOWN, entries, room
from monitor.alerts.why import MAX_NAME
from monitor.alerts.wording.card import Card, card_of, when
from monitor.human import plural
from monitor.printable import clean, safe_link, shorten

T = TypeVar("T")

MAX_SUBJECT = 180
MAX_NAMES = 60
"""Characters of rules' names in a subject."""
COMMAND = "news-monitor alerts"
"""Lists what a digest has no room for."""

_HELD = {
    HoldReason.DIGEST: "gathered for the digest",
    HoldReason.QUIET: "held in quiet hours",
    HoldReason.BREAKER: "over the hourly limit",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What one rule has to say."""

    rule: str
    count: int
    """Events that stand under its name, shown or not."""
    alerts: tuple[Card, ...]
    """Those shown, newest first."""

    @property
    def more(self) -> int:
        """How many aren't shown."""
        return self.count - len(self.alerts)


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestCard:
    """The facts of one digest, each on one line and free of invisible characters.

    Not yet escaped for any format.
    """

    groups: tuple[Group, ...]
    """By rule, what matters most first. A rule that there is no room for has no alerts."""
    time: str
    """When it was made, in the user's timezone."""
    held: str
    """Why its alerts come together; may be empty."""
    also: tuple[str, ...] = ()
    """Rules whose events all stand under other rules' names, which say so."""
    gathered: bool = False
    """Whether it is one because somebody wants digests."""
    overflow: bool = False
    """Whether they are what exceeds a limit, and nothing else."""
    page_url: str
    """This program's list of alerts, or empty."""

    @property
    def count(self) -> int:
        """Alerts in it, shown or not."""
        return sum(group.count for group in self.groups)

    @property
    def shown(self) -> tuple[Group, ...]:
        """The groups of which something is shown."""
        return tuple(group for group in self.groups if group.alerts)

    @property
    def headline(self) -> str:
        """``12 alerts``, or ``+12 more`` where as many as may be were told one by one.

        Of one rule with its name, which isn't said again above what it found (``titled``).
        """
        said = f"+{self.count:,} more" if self.overflow else plural(self.count, "alert")
        return said if self.titled else f"{self.groups[0].rule}: {said}"

    @property
    def titled(self) -> bool:
        """Whether each rule's alerts stand under its name; of one rule the headline has it."""
        return len(self.groups) != 1

    @property
    def news(self) -> str:
        """The headlines it shows, what matters most first: ``CEO resigns; FAA orders checks``."""
        shown = [card.headline for group in self.shown for card in group.alerts]
        return "; ".join(dict.fromkeys(shown))

    @property
    def named(self) -> tuple[Named, ...]:
        """The items whose headlines it shows. Other outlets aren't named in every format."""
        return tuple(
            each
            for group in self.groups
            for card in group.alerts
            for each in card.named
            if each.title
        )

    @property
    def rules(self) -> str:
        """``Apple's AI in China (7), Interest rates (5); also Chips``."""
        counted = ", ".join(f"{group.rule} ({group.count:,})" for group in self.groups)
        return counted + (f"; also {', '.join(self.also)}" if self.also else "")

    @property
    def subject(self) -> str:
        """One line for a mailbox or a push message: who speaks, then the news.

        ``[Boeing] Digest: CEO resigns; FAA orders checks``
        """
        names = shorten(", ".join((*(group.rule for group in self.groups), *self.also)), MAX_NAMES)
        kind = f"+{self.count:,} more: " if self.overflow else "Digest: " * self.gathered
        return shorten(f"[{names}] {kind}{self.news or self.headline}", MAX_SUBJECT)

    @property
    def byline(self) -> str:
        """When and why."""
        return " · ".join(part for part in (self.time, self.held) if part)

    @property
    def more(self) -> str:
        """What there is no room for: ``+37 more``; without a page, the command that lists it."""
        left = self.count - sum(len(group.alerts) for group in self.groups)
        if not left:
            return ""
        return f"+{left:,} more" if self.page_url else f"+{left:,} more; see: {COMMAND}"


class DigestCards:
    """One digest, with as many of its alerts as there is room for."""

    def __init__(self, make: Callable[[int], DigestCard]) -> None:
        self._make = make

    @property
    def fullest(self) -> DigestCard:
        """The card that shows all that a digest shows at most."""
        return self._make(MOST_SHOWN)

    def fitting(
        self, draw: Callable[[DigestCard], T], *, size: Callable[[T], int], limit: int
    ) -> T:
        """Return the fullest drawing whose size is within the limit; else the smallest there is."""
        for most in _FEWER:
            drawn = draw(self._make(most))
            if size(drawn) <= limit:
                break
        return drawn


_FEWER = (MOST_SHOWN, 35, 25, 18, 12, 8, 5, 3, 1)


def digest_card(
    digest: Digest,
    timezone: ZoneInfo,
    *,
    most: int = MOST_SHOWN,
    page_url: str = "",
    story_url: Callable[[int], str] = lambda _: "",
    answers: Answers | None = None,
) -> DigestCard:
    """Return what there is to say about the digest.

    Args:
        digest: With its alerts in order.
        timezone: Of the times shown.
        most: Alerts to show at most; each rule has its turn.
        page_url: The list of alerts on this program's page.
        story_url: (story) → its page, or empty.
        answers: Makes the links by which a reader answers.
    """
    events = [tuple(alerts) for alerts in entries(digest.alerts)]
    by_rule = {rule: list(told) for rule, told in groupby(events, key=lambda each: each[0].rule)}
    counts = digest.counts or tuple((rule, len(told)) for rule, told in by_rule.items())
    rooms = room([len(by_rule.get(rule, ())) for rule, _ in counts], most)

    here = {alert.item.title for alert in digest.alerts}

    def card(alerts: tuple[Alert, ...]) -> Card:
        told = Bundle(key=digest.key, alerts=alerts, created_at=digest.created_at)
        drawn = card_of(told, timezone, page_url=story_url(alerts[0].story), answers=answers)
        # What the story told before needs no line of its own where it stands in the same digest.
        return replace(drawn, earlier="") if alerts[0].earlier in here else drawn

    return DigestCard(
        groups=tuple(
            Group(
                rule=clean(rule, limit=MAX_NAME),
                count=count,
                alerts=tuple(card(alerts) for alerts in by_rule.get(rule, [])[:place]),
            )
            for (rule, count), place in zip(counts, rooms, strict=True)
        ),
        also=tuple(clean(rule, limit=MAX_NAME) for rule in digest.also),
        time=when(digest.created_at, timezone),
        held=" and ".join(_HELD[reason] for reason in digest.reasons),
        gathered=HoldReason.DIGEST in digest.reasons,
        overflow=digest.reasons == (HoldReason.BREAKER,),
        page_url=safe_link(page_url),
    )
