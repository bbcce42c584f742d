"""Which held deliveries make a digest, and what of it is shown, in which order. Pure.

Deliveries that were held and whose time has come form one digest, and those of a rule that has one
message a day a digest of their own; one that is alone is sent as the alert it is, and several that
are about one event as the bundle that they are. Without this module a night's held alerts would
come as a hundred messages in the morning.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from monitor.alerts.planning.bundle import bundle_key
from monitor.alerts.planning.policy import RANK, Priority
from monitor.item import digest

MOST_SHOWN = 50
"""Events that a digest shows; the others are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A delivery of an alert, as far as digests and bundles are concerned."""

    id: int
    key: str
    """The delivery's."""
    rule: str
    event: int
    item: Hashable
    """What the alert is about: the item that opened it."""
    again: int
    """How many alerts of the rule about the event came before it."""
    priority: Priority
    created_at: datetime
    """The alert's."""
    each_item: bool = False
    """Its rule alerts on each item (``Group.ITEM``)."""


class About(Protocol):
    """What an alert is about."""

    @property
    def rule(self) -> str:
        """The name of the rule that made it."""

    @property
    def event(self) -> int:
        """The event's id."""

    @property
    def item(self) -> Hashable:
        """The item that opened it."""

    @property
    def again(self) -> int:
        """How many alerts of the rule about the event came before it."""

    @property
    def each_item(self) -> bool:
        """Whether its rule alerts on each item."""


T = TypeVar("T", bound=About)
Entry = tuple[Member, ...]
"""What there is about one event, the rule that matters most first."""


@dataclass(frozen=True, slots=True)
class Release:
    """What becomes of held deliveries whose time has come."""

    alone: tuple[int, ...] = ()
    """Ids of those to be sent as they are: at most one."""
    key: str = ""
    """The key of what ``together`` form; empty where they form nothing."""
    together: tuple[int, ...] = ()
    """Ids of its members."""
    one_event: bool = False
    """They are about one event, and form a bundle; else a digest."""


def releases(
    held: Iterable[Member], *, told_anyway: Collection[int], daily: Collection[str]
) -> list[Release]:
    """Say what becomes of held deliveries to one target whose time has come.

    Args:
        held: The deliveries.
        told_anyway: Events about which the target is sent a message now in any case; what is held
            about them goes with that message and is left out here.
        daily: Rules that have one message a day of their own, whatever else is sent.

    Returns:
        One for each message that they make.
    """
    left = [each for each in held if each.event not in told_anyway or each.rule in daily]
    return [release(message) for message in apart(left, daily)]


def apart(members: Iterable[Member], rules: Collection[str]) -> list[list[Member]]:
    """Split members by message: one for each of these rules, and one for all other rules."""
    messages: dict[str, list[Member]] = {}
    for member in members:
        messages.setdefault(member.rule if member.rule in rules else "", []).append(member)
    return list(messages.values())


def release(members: Sequence[Member]) -> Release:
    """Say what these deliveries make: one alert, one bundle or one digest."""
    ids = tuple(member.id for member in members)
    keys = [member.key for member in members]
    if len(ids) < 2:
        return Release(alone=ids)
    if is_bundle(members):
        return Release(key=bundle_key(keys), together=ids, one_event=True)
    return Release(key=digest_key(keys), together=ids)


def is_bundle(members: Iterable[Member]) -> bool:
    """Whether all of these alerts are one entry, and so make a bundle, not a digest."""
    return len(entries(members)) == 1


def entries(members: Iterable[T]) -> list[list[T]]:
    """Group alerts that stand as one entry of a message, in the order of each entry's first alert.

    Alerts about one event are one entry, and so are those about one item, which was edited between
    them. But each item of a rule that alerts on each (``Group.ITEM``) is an entry of its own.
    """
    found: list[list[T]] = []
    of_event: dict[int, list[list[T]]] = {}
    of_item: dict[Hashable, list[T]] = {}
    for member in members:
        entry = of_item.get(member.item)
        if entry is None:
            there = (each for each in of_event.get(member.event, ()) if not _hides(each, member))
            entry = next(there, None)
        if entry is None:
            entry = []
            found.append(entry)
        if entry not in (known := of_event.setdefault(member.event, [])):
            known.append(entry)
        of_item[member.item] = entry
        entry.append(member)
    return found


def _hides(entry: Iterable[T], member: T) -> bool:
    """Whether the entry would hide an item that a rule alerts on, behind another one."""
    return any(
        each.item != member.item
        and (
            (each.each_item or member.each_item)
            or (each.rule == member.rule and not each.again and not member.again)
        )
        for each in entry
    )


def digest_key(keys: Iterable[str]) -> str:
    """Return a digest's stable key: the same for the same keys of members in any order."""
    return digest(("digest", *sorted(keys)))


def arranged(members: Iterable[Member]) -> tuple[tuple[Entry, ...], ...]:
    """Arrange a digest's entries by rule.

    Rules of high priority come first, then by name; each rule's newest entry comes first. An event
    that several rules found stands once, under the rule of the highest priority.
    """
    groups: dict[str, list[Entry]] = {}
    for told in entries(members):
        # Of one rule the newest alert says best why there is another, or what was edited.
        entry = tuple(sorted(told, key=lambda member: (*_importance(member), -member.id)))
        groups.setdefault(entry[0].rule, []).append(entry)
    return tuple(
        tuple(sorted(group, key=_newest, reverse=True))
        for group in sorted(
            groups.values(), key=lambda group: min(_importance(e[0]) for e in group)
        )
    )


def counted(
    groups: Sequence[Sequence[Entry]],
) -> tuple[tuple[tuple[str, int], ...], tuple[str, ...]]:
    """Return each rule with the number of events under its name; and the rules without any."""
    counts = {group[0][0].rule: len(group) for group in groups}
    rules = dict.fromkeys(each.rule for group in groups for entry in group for each in entry)
    return tuple(counts.items()), tuple(rule for rule in rules if rule not in counts)


def shown(
    groups: Iterable[Sequence[Entry]], *, most: int = MOST_SHOWN
) -> tuple[tuple[Entry, ...], ...]:
    """Return what a digest has room for, at most ``most`` entries: the newest of each group.

    Every rule has its turn, so that one that found a hundred doesn't hide one that found two.
    Groups without room are left out.
    """
    all_of = [tuple(group) for group in groups]
    rooms = room([len(group) for group in all_of], most)
    return tuple(group[:place] for group, place in zip(all_of, rooms, strict=True) if place)


def room(sizes: Sequence[int], most: int) -> list[int]:
    """Share ``most`` places among groups of these sizes: one each in turn, as long as they last."""
    rooms = [0] * len(sizes)
    for turn in range(max(sizes, default=0)):
        for number, size in enumerate(sizes):
            if turn < size and most > 0:
                rooms[number] += 1
                most -= 1
    return rooms


def _importance(member: Member) -> tuple[int, str, str]:
    return RANK[member.priority], member.rule.casefold(), member.rule


def _newest(entry: Entry) -> tuple[datetime, int]:
    return max((member.created_at, member.id) for member in entry)
