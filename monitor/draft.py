"""Draft: what one poll has decided so far, over what the database says.

A poll's items are decided one after another before any of them is written, in one transaction, at
the end. So each decision must know those before it: an event that a feed brings twice is told once,
and the breaker counts what is about to be sent. Only news that match cost a look at the database.

Leaves to others: the decision itself (``alerts.plan``), writing it (``store.polls``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlite_utils

from monitor.alerts.alert import Delivery, Silence
from monitor.alerts.due import HOUR
from monitor.alerts.plan import Arrival, Grouped, Planned, Withheld, no_news, plan
from monitor.alerts.policy import Policy, Target
from monitor.alerts.told import History, Recent, StoryNow, Told, together
from monitor.item import Item
from monitor.rules import Match, Rule
from monitor.store import silences
from monitor.store import stories as story_store
from monitor.store import told as told_store
from monitor.store.polls import RecordedMatch
from monitor.stories import Assignment


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """What decisions go by that the user wrote."""

    rules: Mapping[str, Rule]
    """By name."""
    policies: Mapping[str, Policy]
    """By the rule's name."""
    targets: Mapping[str, Target]
    """By name."""
    timezone: ZoneInfo


class Draft:
    """The decisions of one poll, in the order of its items. Not for several threads."""

    def __init__(self, db: sqlite_utils.Database, book: Rulebook, *, now: datetime) -> None:
        self._db = db
        self._book = book
        self._now = now
        self._merged: dict[int, int] = {}
        self._items: list[tuple[int, str, datetime]] = []
        self._alerts: list[tuple[str, int, Told]] = []
        self._recent: dict[str, list[tuple[datetime, str]]] = {}
        self._silences: tuple[Silence, ...] | None = None

    def merge(self, assignment: Assignment) -> None:
        """Note which stories a new item has made one, before its matches are decided."""
        for younger in assignment.absorbed:
            self._merged[younger] = assignment.story

    def story_of(self, story: int) -> int:
        """The story itself, or the one that absorbed it in this poll."""
        while story in self._merged:
            story = self._merged[story]
        return story

    def decide(
        self, matches: Iterable[Match], item: Item, *, story: int, outlet: str, arrival: Arrival
    ) -> tuple[RecordedMatch, ...]:
        """Decide about an item's matches, and count the item to its story.

        Args:
            matches: Each of another rule.
            item: Dated.
            story: The item's.
            outlet: What the item's publisher is called.
            arrival: How it came.
        """
        decided: list[RecordedMatch] = []
        state: StoryNow | None = None
        reason = no_news(item, arrival, now=self._now)
        for match in matches:
            if reason is not None:  # nothing needs to be looked up
                decided.append(RecordedMatch(match=match, withheld=reason.value))
                continue
            state = state or self._state_of(self.story_of(story), outlet.casefold())
            decided.append(self._decide(match, item, state, arrival))
        self._items.append((story, outlet.casefold(), item.published or self._now))
        return tuple(decided)

    def _decide(self, match: Match, item: Item, story: StoryNow, arrival: Arrival) -> RecordedMatch:
        book, policy = self._book, self._book.policies[match.rule]
        history = History(
            told=self._told(match.rule, story.id),
            recent=self._recent_of(policy),
            silences=self._active_silences(),
        )
        decision = plan(
            match,
            item,
            story,
            policy,
            canonical=book.rules[match.rule].canonical,
            targets=book.targets,
            now=self._now,
            zone=book.timezone,
            arrival=arrival,
            history=history,
        )
        match decision:
            case Planned(alert, deliveries):
                told = Told(key=alert.key, again=alert.again, at=self._now, sources=story.sources)
                self._note(match.rule, story.id, told, deliveries)
                return RecordedMatch(match=match, alert=alert, deliveries=deliveries)
            case Grouped(key, deliveries, sources):
                if history.told and (deliveries or sources > history.told.sources):
                    told = replace(history.told, sources=max(history.told.sources, sources))
                    self._note(match.rule, story.id, told, deliveries)
                return RecordedMatch(
                    match=match, grouped=key, deliveries=deliveries, sources=sources
                )
            case Withheld(reason):
                return RecordedMatch(match=match, withheld=reason.value)

    def _note(self, rule: str, story: int, told: Told, deliveries: Sequence[Delivery]) -> None:
        """Remember an alert that is about to be written, or goes to further targets."""
        targets = told.targets.union(delivery.target for delivery in deliveries)
        waiting = told.waiting.union(each.target for each in deliveries if each.hold is not None)
        self._alerts.append((rule, story, replace(told, targets=targets, waiting=waiting)))
        for delivery in deliveries:
            if delivery.hold is None and delivery.target in self._recent:
                self._recent[delivery.target].append((self._now, rule))

    def _ids(self, story: int) -> list[int]:
        """Those under which a story's rows are stored until the poll is written."""
        return [story, *(each for each in self._merged if self.story_of(each) == story)]

    def _state_of(self, story: int, outlet: str) -> StoryNow:
        """The story with an item of this outlet that isn't counted yet."""
        ids = self._ids(story)
        here = [each for each in self._items if self.story_of(each[0]) == story]
        outlets = story_store.outlets(self._db, ids).union([outlet], (each[1] for each in here))
        dates = [published for _, _, published in here]
        if stored := story_store.last_item_at(self._db, ids):
            dates.append(stored)
        return StoryNow(id=story, sources=len(outlets), previous_at=max(dates, default=None))

    def _told(self, rule: str, story: int) -> Told | None:
        stored = told_store.of_stories(self._db, rule, self._ids(story))
        here = [
            told
            for its_rule, its_story, told in self._alerts
            if its_rule == rule and self.story_of(its_story) == story
        ]
        return together([*stored, *here])

    def _recent_of(self, policy: Policy) -> dict[str, Recent]:
        """What the breaker counts, for the targets that have one."""
        found: dict[str, Recent] = {}
        for name in () if policy.urgent else policy.targets:
            if policy.max_per_hour is None and self._book.targets[name].max_per_hour is None:
                continue
            if name not in self._recent:
                since = self._now - HOUR
                self._recent[name] = told_store.recent(self._db, name, since=since)
            times = self._recent[name]
            found[name] = Recent(
                tuple(at for at, _ in times),
                tuple(at for at, rule in times if rule == policy.rule),
            )
        return found

    def _active_silences(self) -> tuple[Silence, ...]:
        if self._silences is None:
            self._silences = silences.active(self._db, now=self._now)
        return tuple(
            silence
            if silence.story is None
            else replace(silence, story=self.story_of(silence.story))
            for silence in self._silences
        )
