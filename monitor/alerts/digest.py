"""Which held deliveries make a digest, and what of it is shown, in which order. Pure.

Deliveries that were held and whose time has come form one digest, and those of a rule that has one
message a day a digest of their own; one that is alone is sent as the alert it is. Leaves to others:
holding (``plan``), keeping (``store.outbox``), wording (``render``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.alerts.policy import Priority
from monitor.item import digest

MOST_SHOWN = 50
"""Alerts that a digest shows; the others are counted."""

_RANK = {Priority.HIGH: 0, Priority.NORMAL: 1, Priority.LOW: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A held delivery, as far as digests are concerned."""

    id: int
    key: str
    """The delivery's."""
    rule: str
    priority: Priority
    created_at: datetime
    """The alert's."""


@dataclass(frozen=True, slots=True)
class Release:
    """What becomes of held deliveries whose time has come."""

    alone: tuple[int, ...] = ()
    """Ids of those to be sent as they are: at most one."""
    digest_key: str = ""
    """The key of the digest that ``together`` form; empty where they form none."""
    together: tuple[int, ...] = ()
    """Ids of the digest's members."""


def apart(members: Iterable[Member], rules: Collection[str]) -> list[list[Member]]:
    """Members that go into one message: those of each of these rules, and all others."""
    messages: dict[str, list[Member]] = {}
    for member in members:
        messages.setdefault(member.rule if member.rule in rules else "", []).append(member)
    return list(messages.values())


def release(members: Sequence[Member]) -> Release:
    """Say what becomes of these deliveries: each ends alone or in the one digest."""
    ids = tuple(member.id for member in members)
    if len(ids) < 2:
        return Release(alone=ids)
    return Release(digest_key=digest_key(member.key for member in members), together=ids)


def digest_key(keys: Iterable[str]) -> str:
    """Return the stable identity of a digest: the same for the same members in any order."""
    return digest(("digest", *sorted(keys)))


def arranged(members: Iterable[Member]) -> tuple[tuple[Member, ...], ...]:
    """Return the members by rule: what matters most first, then by name; newest first in each."""
    groups: dict[str, list[Member]] = {}
    for member in members:
        groups.setdefault(member.rule, []).append(member)
    return tuple(
        tuple(sorted(group, key=lambda member: (member.created_at, member.id), reverse=True))
        for group in sorted(groups.values(), key=_importance)
    )


def shown(
    groups: Iterable[Sequence[Member]], *, most: int = MOST_SHOWN
) -> tuple[tuple[Member, ...], ...]:
    """Return what a digest has room for: of each group its newest.

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


def _importance(group: Sequence[Member]) -> tuple[int, str, str]:
    rule = group[0].rule
    return min(_RANK[member.priority] for member in group), rule.casefold(), rule
