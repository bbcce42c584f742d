"""Policies: where a rule's alerts go and how, and which items concern its or a target's readers.

Contradicting wishes, and names of feeds that aren't there, are found here. Without this module a
rule limited to a feed whose name is misspelt would match nothing, and nobody would know why.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from monitor.alerts.planning.policy import Digests, Group, Mode, Policy, Scope
from monitor.config.reading.file_context import FileContext
from monitor.config.reading.lines import Place
from monitor.config.reading.problems import suggest
from monitor.config.reading.schema import RuleTable
from monitor.feeds.state.feed import Feed, identity
from monitor.human import listed

DEFAULT_PER_HOUR = 60
"""Deliveries in an hour to a target that people read, but for the console."""
_TIMES_TRIED: Final = 40


class _Scoped(Protocol):
    """A table that has the keys of a scope: ``languages``, ``feeds``, ``tags``."""

    @property
    def languages(self) -> list[str]: ...
    @property
    def feeds(self) -> list[str]: ...
    @property
    def tags(self) -> list[str]: ...


class FeedNames:
    """What the feeds of the file may be called: by address or by name.

    Args:
        entries: The [[feeds]] tables as written; those with mistakes count too.
        more: Whether there are lists of feeds, whose names nobody knows yet.
    """

    def __init__(self, entries: Sequence[object], *, more: bool) -> None:
        self._entries = entries
        self._more = more

    @cached_property
    def _urls(self) -> Mapping[str, set[str]]:
        """Name → addresses. Of a million feeds these take ten seconds, and few rules ask."""
        urls: dict[str, set[str]] = {}
        for url, name in self._written():
            for each in (url, _identity(url), name):
                if each.strip():
                    urls.setdefault(each.strip().casefold(), set()).add(url.strip())
        return urls

    def _written(self) -> Iterator[tuple[str, str]]:
        """Address and name of each feed; of one without a name, the address twice."""
        for entry in self._entries:
            if isinstance(entry, dict) and isinstance(url := entry.get("url"), str):
                name = entry.get("name")
                yield url, name if isinstance(name, str) and name else url

    def resolve(self, names: Iterable[str], place: Place, context: FileContext) -> frozenset[str]:
        """Return the addresses of the feeds with these names, noting which names aren't known."""
        found: set[str] = set()
        for position, name in enumerate(names):
            plain = name.strip()
            key = plain.casefold()
            urls = self._urls.get(key) or self._urls.get(_identity(plain).casefold())
            if urls is not None:
                found |= urls
                continue
            hint = suggest(plain, {each for written in self._written() for each in written})
            at = (*place, position)
            if self._more:
                found |= {plain, key}
                context.problems.warn(
                    at, f'no [[feeds]] is called "{plain}"; perhaps one of a list is{hint}'
                )
            else:
                context.problems.add(
                    at, f'there is no feed "{plain}", by its url or its name in this file{hint}'
                )
        return frozenset(found)


def read_scope(table: _Scoped, place: Place, context: FileContext, feeds: FeedNames) -> Scope:
    """Return which items concern the readers, noting feeds that aren't known."""
    return Scope(
        languages=frozenset(table.languages),
        feeds=feeds.resolve(table.feeds, (*place, "feeds"), context),
        tags=frozenset(tag.strip().casefold() for tag in table.tags),
    )


def read_policy(
    table: RuleTable,
    told: tuple[str, ...],
    place: Place,
    context: FileContext,
    feeds: FeedNames,
    *,
    paused: tuple[str, ...] = (),
    group: Group = Group.STORY,
    spike: bool = False,
) -> Policy:
    """Return where a rule's alerts go and how, noting wishes that contradict each other.

    Args:
        table: The rule's table.
        told: The names of its targets, without those that are paused.
        place: Where the table stands.
        context: The file's; collects the problems.
        feeds: The names of the feeds.
        paused: The names of its targets that nothing is sent to for now.
        group: What the rule makes one message of.
        spike: Whether its targets are told when it finds far more than usual.
    """
    _warn(table, told, place, context)
    _warn_of_group(table, group, place, context)
    unused = table.mode is Mode.INSTANT and group is not Group.DAY
    return Policy(
        rule=table.name,
        targets=told,
        paused=paused,
        mode=wished_mode(table.mode, table.digest),
        group=group,
        digest=None if unused else table.digest,
        quiet_hours=table.quiet_hours,
        urgent=table.urgent,
        max_per_hour=table.max_per_hour or None,
        priority=table.priority,
        scope=read_scope(table, place, context, feeds),
        again_after=table.again_after,
        again_at=tuple(table.again_at),
        expect=table.expect,
        spike=spike,
        about=table.about,
    )


def wished_mode(mode: Mode | None, digest: object) -> Mode | None:
    """Return the mode to use: a rule or target that names times for digests wants digests."""
    return Mode.DIGEST if mode is None and digest is not None else mode


def _warn(table: RuleTable, told: tuple[str, ...], place: Place, context: FileContext) -> None:
    problems = context.problems
    if table.mode is Mode.INSTANT and table.digest is not None and table.group is not Group.DAY:
        problems.warn((*place, "digest"), 'isn\'t used, as mode is "instant"')
    if table.urgent:
        idle = [
            key
            for key in ("mode", "digest", "quiet_hours", "max_per_hour", "group")
            if getattr(table, key) is not None
            and not (key == "mode" and table.mode is Mode.INSTANT)
            and not (key == "group" and table.group is not Group.DAY)
        ]
        if idle:
            problems.warn(
                (*place, "urgent"),
                f"urgent alerts are sent at once: {listed(idle)} "
                f"{'has' if len(idle) == 1 else 'have'} no effect",
            )
    for key in ("expect", "spike"):
        if getattr(table, key) and not told:
            problems.warn((*place, key), "nobody would be told: the rule has no targets")


def _warn_of_group(table: RuleTable, group: Group, place: Place, context: FileContext) -> None:
    """Note wishes that have no effect because the rule alerts on every item, or once a day."""
    if group is Group.ITEM:
        for key in ("again_at", "again_after"):
            if getattr(table, key):
                context.problems.warn(
                    (*place, key), 'isn\'t used, as every item is told anyway (group = "item")'
                )
    if group is not Group.DAY or table.urgent:
        return
    if table.mode is Mode.INSTANT:
        context.problems.warn(
            (*place, "mode"),
            'isn\'t used, as the rule has one message a day; for one at once, group = "story"',
        )
    if table.max_per_hour:
        context.problems.warn(
            (*place, "max_per_hour"), "isn't used, as the rule has one message a day"
        )
    if table.digest is not None and several_a_day(table.digest):
        context.problems.warn(
            (*place, "digest"),
            'comes several times a day: its first time of a day counts, as group is "day"',
        )


def several_a_day(digests: Digests) -> bool:
    """Whether a timetable has more than one time on some day."""
    utc = ZoneInfo("UTC")
    at = digests.next_after(datetime(2024, 1, 1, tzinfo=UTC), utc)
    for _ in range(_TIMES_TRIED):
        following = digests.next_after(at, utc)
        if following.date() == at.date():
            return True
        at = following
    return False


def _identity(url: str) -> str:
    try:
        return identity(Feed(url=url))
    except (ValueError, KeyError):
        return url
