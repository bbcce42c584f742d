"""What becomes of one match: an alert, a part of one that was made before, or nothing.

    the rule knew the item before an edit    → withheld
    it isn't news, by how it came or its age → withheld
    the rule has alerted on the event before → grouped: that alert grows; or, if the rule asks for
                                               it, another alert to the same targets; with
                                               ``group = "item"`` each item has an alert instead
    silenced · out of scope · no target      → withheld
    else                                     → an alert, with a delivery for each target: due now,
                                               held (``due``), or withheld: the target is paused

Pure: values in, a decision out. Nothing that matched vanishes: a match without an alert has its
reason. Without this module each report of an event would be another alert, and a feed's first poll
would send alerts about all the old articles in it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from monitor.alerts.alert import Alert, Delivery, DeliveryState
from monitor.alerts.planning.alert_history import EventNow, History, Recent, Told
from monitor.alerts.planning.alert_key import alert_key, of_item
from monitor.alerts.planning.delivery_state import delivery_key
from monitor.alerts.planning.due import due_at
from monitor.alerts.planning.policy import Group, Policy, Target
from monitor.human import in_full
from monitor.item import Item
from monitor.rules.rule import Match

MAX_AGE: Final = timedelta(hours=72)
"""What was published longer ago than this is stored, not alerted."""
LATE: Final = timedelta(hours=24)
"""What was published so long before the feed's last good poll wasn't missed then: it was added."""
LATE_BY_DATE: Final = timedelta(hours=36)
"""The same where the publisher gives a day and no time, which is read as midnight, UTC. That day
ends 36 hours later in the last of time zones."""


class WithheldReason(StrEnum):
    """Why a match made no alert; the value is what the history shows."""

    BASELINE = "baseline"
    """It stood in the feed when the feed was first polled, and ``Feed.backfill`` leaves it out."""
    BACKFILL = "backfill"
    """The publisher filled the feed up with what was published ``LATE`` before the last poll."""
    REBUILT = "rebuilt"
    """The feed was rebuilt: all its items came with new ids, and this one has no date to tell
    whether it is new."""
    OLD = "old"
    """Published more than ``MAX_AGE`` ago."""
    EDITED = "edited"
    """The publisher edited an item that the rule had matched already, and the news is the same."""
    SILENCED = "silenced"
    """Somebody silenced the rule, or the story."""
    SCOPE = "scope"
    """The item's language, feed or tags are none that the rule or one of its targets asks for."""
    NOBODY = "nobody"
    """The rule has ``targets = []``."""
    PAUSED = "paused"
    """The target, or each of the rule's targets, was paused."""
    JUDGED = "judged"
    """The user's model says that it is about something else than the rule means."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """A match about which nobody is sent anything, with the reason."""

    reason: WithheldReason

    @property
    def deliveries(self) -> tuple[()]:
        """Always empty: nothing is sent."""
        return ()


@dataclass(frozen=True, slots=True)
class Grouped:
    """A match of an event on which the rule has alerted before: it belongs to that alert."""

    alert_key: str
    deliveries: tuple[Delivery, ...] = ()
    """Deliveries of that alert to targets whose scope no earlier item of the event met; mostly
    none."""
    sources: int = 0
    """How many outlets the alert will show when it is sent; 0: it was sent to somebody already."""


@dataclass(frozen=True, slots=True)
class Planned:
    """An alert and one pending delivery for each of its targets."""

    alert: Alert
    deliveries: tuple[Delivery, ...]
    paused: tuple[Delivery, ...] = ()
    """Withheld ones, to targets that are paused: so that people see who wasn't told."""


Decision = Planned | Grouped | Withheld


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """How an item came: what of it decides whether it is news."""

    baseline: bool = False
    """With the feed's first good poll."""
    backfill: timedelta | None = timedelta(0)
    """``Feed.backfill``: alert on items of the first poll younger than this; None: on all."""
    previous_poll: datetime | None = None
    """When the feed was last polled well before; None: never, or the item was known then. A date of
    our own stamping is never earlier."""
    rebuilt: bool = False
    """Undated, with a feed that was rebuilt (``feeds.identity.rebuilt``)."""
    known: bool = False
    """It was there already, and the rule has matched it."""
    updated_from: str = ""
    """Its title before an edit that changed the news; empty where there was none."""


UPDATED: Final = "updated. Was: "
"""How the reason of an alert about an edit begins; the headline of before follows."""
ON_REQUEST: Final = "sent on request"
"""How the reason of an alert begins that somebody asked for."""
JUST_CAME: Final = Arrival()
NOTHING_BEFORE: Final = History()
_AT_LEISURE: Final = Recent()


def quoted(title: str) -> str:
    """A headline in a sentence of ours."""
    return f"“{title}”"


def subject(policy: Policy, item: Item, event: int) -> int | str:
    """Return what an alert's key is made of beside its rule: the event, or event and item.

    The item counts if the rule alerts on each (``Group.ITEM``).
    """
    if policy.group is Group.ITEM:
        return of_item(event, item.feed, item.key)
    return event


def decide(
    match: Match,
    item: Item,
    event: EventNow,
    policy: Policy,
    *,
    canonical: str,
    targets: Mapping[str, Target],
    now: datetime,
    zone: ZoneInfo,
    arrival: Arrival = JUST_CAME,
    history: History = NOTHING_BEFORE,
    gather: timedelta = timedelta(0),
) -> Decision:
    """Decide whether a match becomes an alert, for which targets and when.

    Args:
        match: What was found.
        item: Where it was found; dated (``item.dated``), so that ``published`` is set.
        event: The event that the item reports.
        policy: Where the rule's alerts go, and how.
        canonical: The rule's canonical text, kept with the alert.
        targets: By name; all that the policy names.
        now: The moment of decision, aware.
        zone: The user's time zone, for quiet hours and digests.
        arrival: How the item came.
        history: What was alerted before, by this poll's earlier decisions too.
        gather: How long an alert that isn't urgent waits for other rules' alerts about the event.

    Returns:
        The alert with its deliveries, due now or held; the alert that it is grouped with; or why
        there is none.
    """
    if reason := no_news(item, arrival, now=now):
        return Withheld(reason)
    told = None if policy.group is Group.ITEM else history.told
    about = subject(policy, item, event.id)
    silenced = any(
        silence.until > now and (silence.rule == match.rule or silence.story == event.story)
        for silence in history.silences
    )
    concerned = [
        target
        for name in dict.fromkeys(policy.targets)
        if policy.scope.lets_through(item) and (target := targets[name]).scope.lets_through(item)
    ]

    def deliveries(to: Collection[Target], number: int) -> tuple[Delivery, ...]:
        made = []
        for target in to:
            recent = history.recent.get(target.name, _AT_LEISURE)
            due, hold = due_at(policy, target, recent, now=now, zone=zone)
            if hold is None and not policy.urgent:
                due += gather
            key = delivery_key(match.rule, about, target.name, again=number)
            made.append(Delivery(key=key, target=target.name, next_attempt_at=due, hold=hold))
        return tuple(made)

    again = _again(told, event, policy, published=item.published or now, now=now) if told else ""
    if told and again and concerned:
        # A target that still waits for the last alert gets only that, with the event as it is then.
        concerned = [target for target in concerned if target.name not in told.waiting]
        again = again if concerned else ""
    if told and not again:
        new = () if silenced else [to for to in concerned if to.name not in told.targets]
        untold = told.waiting >= told.targets
        if told.targets or new:
            return Grouped(told.key, deliveries(new, told.again), event.sources if untold else 0)
    if silenced:
        return Withheld(WithheldReason.SILENCED)
    if not concerned:
        in_scope = policy.scope.lets_through(item) and not policy.targets
        nobody = WithheldReason.PAUSED if policy.paused else WithheldReason.NOBODY
        return Withheld(nobody if in_scope else WithheldReason.SCOPE)
    number = told.again + 1 if told else 0
    updated = arrival.updated_from and not told
    alert = Alert(
        key=alert_key(match.rule, about, number),
        rule=match.rule,
        canonical=canonical,
        story=event.story,
        event=event.id,
        item=item,
        hits=match.hits,
        created_at=now,
        priority=policy.priority,
        again=number,
        reason=again or (f"{UPDATED}{quoted(arrival.updated_from)}" if updated else ""),
        sources=event.sources,
        earlier=event.earlier,
    )
    paused = tuple(
        Delivery(
            key=delivery_key(match.rule, about, name, again=number),
            target=name,
            state=DeliveryState.WITHHELD,
        )
        for name in policy.paused
    )
    return Planned(alert, deliveries(concerned, number), paused)


def no_news(item: Item, arrival: Arrival, *, now: datetime) -> WithheldReason | None:
    """Return why an item isn't news, by how it came and its age alone; None: it is news."""
    if arrival.known:
        return WithheldReason.EDITED
    published = item.published or now
    age = now - published
    if arrival.baseline:
        told = arrival.backfill is None or age < arrival.backfill
        return None if told else WithheldReason.BASELINE
    late = LATE_BY_DATE if is_day(published) else LATE
    if arrival.previous_poll is not None and published < arrival.previous_poll - late:
        return WithheldReason.BACKFILL
    if arrival.rebuilt:
        return WithheldReason.REBUILT
    return WithheldReason.OLD if age > MAX_AGE else None


def is_day(published: datetime) -> bool:
    """Whether a date is that of a day: midnight, UTC, to the second."""
    return published.astimezone(UTC).time() == time.min


def _again(
    told: Told, event: EventNow, policy: Policy, *, published: datetime, now: datetime
) -> str:
    """Why the rule alerts on an event again, in plain words; empty if it doesn't."""
    if any(told.sources < threshold <= event.sources for threshold in policy.again_at):
        return f"{event.sources} outlets by now"
    if policy.again_after is not None and event.previous_at is not None:
        # Both: an item may be found, and alerted on, long after it was published.
        silence = min(published - event.previous_at, now - told.at)
        if silence > policy.again_after:
            return f"back in the news after {in_full(silence)}"
    return ""
