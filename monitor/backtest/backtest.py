"""backtest: past items → matches → what would have been decided → a report.

    items      from the database, or in hand       past_items
      → match: Item × rules → Matches              sweep    (rules.Matcher, by several processes)
      → plan: sent, held, grouped, withheld        replay   (planning.decider, one after another)
      → counts, samples; gained and lost           tally, compare
      → and what each grouping would have sent     forecast

Nothing is sent and nothing written. Memory is bounded by what is found, not by what is looked at.
Without this module a rule could be judged only by what it does from now on.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from monitor.alerts.default_timetable import with_timetables
from monitor.alerts.planning.alert_history import EventNow
from monitor.alerts.planning.match_decision import Planned
from monitor.alerts.planning.policy import Group, Policy, Target
from monitor.backtest.compare import AgainstRecords, AgainstVersion, Explain
from monitor.backtest.forecast import Forecast
from monitor.backtest.past_items import Batch, PastItems, size_of
from monitor.backtest.replay import EventThen, Replay
from monitor.backtest.report import Change, Report, RuleReport
from monitor.backtest.sweep import WORTH_PROCESSES, Found, Job, Swept, sweep
from monitor.backtest.tally import Tally
from monitor.item import Item
from monitor.rules import KnownWords, Match, Rule, explain
from monitor.store.reading.backtest_items import PastItem, Stretch

MOST_PROCESSES: Final = 4
"""Beyond, planning in the first process is what takes the time."""
_CURRENT: Final = "\0"
"""Begins the name that a rule's current version has here; no name in a file does."""

Each = Callable[[PastItem, Match], None]


def backtest(
    items: PastItems,
    rules: Sequence[Rule],
    *,
    policies: Mapping[str, Policy],
    targets: Mapping[str, Target],
    zone: ZoneInfo,
    current: Mapping[str, Rule] | None = None,
    known: KnownWords | None = None,
    words: Path | None = None,
    processes: int | None = None,
    seconds: float | None = None,
    samples: int = 10,
    sources: int = 10,
    listed: int = 1_000,
    stop: Callable[[], bool] = lambda: False,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    each: Each | None = None,
) -> Report:
    """Say what rules would have found in past items, and what they would have sent.

    The rules are replayed together, as they would have run: the alerts of each count for a target's
    ``max_per_hour``.

    Args:
        items: ``StoredItems``, ``GivenItems`` or the like.
        rules: Of distinct names.
        policies: By the rule's name; one for each.
        targets: By name; all that the policies name.
        zone: The user's time zone: for quiet hours, digests and days.
        current: By name, the rules as they are configured. A rule is compared with the one of its
            name; if the two are the same, with the matches that the history has of it.
        known: The words people use, for matching in this process.
        words: A folder to keep lists of these words in, if ``known`` isn't given.
        processes: How many processes match; None: this one for few items, else one for each of the
            machine's cores, at most ``MOST_PROCESSES``. With 1 no other is started.
        seconds: End after so many seconds. The newest items are taken first, in one process, so
            that the report is about the newest.
        samples: How many matches to show.
        sources: How many outlets to name.
        listed: How many gained items, and how many lost items, to list.
        stop: Called a few times a second; True ends the backtest with what was found so far.
        progress: Called with how many items were looked at, and of how many.
        each: Called with every match of ``rules``, in order.

    Raises:
        RuleError: A rule holds a regular expression that can't be read.
        StoreError: The database can't be read.
    """
    started = time.monotonic()
    known = known or KnownWords(cache=words)
    course = _Course(
        rules,
        items=items,
        policies=policies,
        targets=targets,
        zone=zone,
        current=current or {},
        samples=samples,
        listed=listed,
    )
    batches = items.batches()
    total = sum(map(size_of, batches))
    if processes is None:
        processes = 1 if total < WORTH_PROCESSES else min(os.cpu_count() or 1, MOST_PROCESSES)
    job = Job(course.versions, items.database, words)

    def late() -> bool:
        return stop() or (seconds is not None and time.monotonic() - started > seconds)

    ordered = batches if seconds is None else batches[::-1]
    processes = processes if seconds is None else 1
    parts = sweep(ordered, job, known=known, processes=processes, stop=late)
    swept: Iterable[tuple[Batch, Swept]] = zip(
        ordered, _counting(parts, total, progress), strict=False
    )
    if seconds is not None:
        swept = reversed(list(swept))
    done = 0
    since = until = None
    for batch, part in swept:
        done += part.items
        since, until = since or part.since, part.until or until
        course.look(batch)
        for found in part.found:
            for match in course.add(found):
                if each is not None:
                    each(found.past, match)

    def miss(rule: Rule, item: Item) -> str:
        return explain(rule, item, known=known).sentence

    return Report(
        items=done,
        of=total,
        since=since,
        until=until,
        rules=course.reports(since, until, sources=sources, miss=miss),
        seconds=time.monotonic() - started,
        unkept_texts=items.unkept_texts(),
    )


def _counting(
    swept: Iterable[Swept], total: int, progress: Callable[[int, int], None]
) -> Iterator[Swept]:
    done = 0
    for part in swept:
        done += part.items
        progress(done, total)
        yield part


class _Course:
    """What is known of each rule while the items go by."""

    def __init__(
        self,
        rules: Sequence[Rule],
        *,
        items: PastItems,
        policies: Mapping[str, Policy],
        targets: Mapping[str, Target],
        zone: ZoneInfo,
        current: Mapping[str, Rule],
        samples: int,
        listed: int,
    ) -> None:
        self._rules = tuple(rules)
        self._items = items
        self._tallies = {
            rule.name: Tally(rule, policies[rule.name], zone=zone, samples=samples)
            for rule in rules
        }
        self._against_version: dict[str, AgainstVersion] = {}
        self._against_records: dict[str, AgainstRecords] = {}
        self._alerts_now: dict[str, int] = {}
        olds: list[Rule] = []
        for rule in rules:
            old = current.get(rule.name)
            if old is None:
                continue
            if not _same(old, rule):
                olds.append(replace(old, name=_CURRENT + old.name))
                self._against_version[rule.name] = AgainstVersion(old.canonical, listed=listed)
                self._alerts_now[rule.name] = 0
            elif recorded := set(items.matched(rule.name)):
                self._against_records[rule.name] = AgainstRecords(recorded, listed=listed)
        self.versions = (*self._rules, *olds)
        targets = with_timetables(
            targets, (replace(policies[rule.name], group=Group.DAY) for rule in rules)
        )
        event_then = _remembering(items.event_then)
        self._replay = Replay(
            policies=policies,
            targets=targets,
            canonicals={rule.name: rule.canonical for rule in rules},
            zone=zone,
            event_then=event_then,
        )
        self._forecast = Forecast(
            policies={rule.name: policies[rule.name] for rule in rules},
            targets=targets,
            canonicals={rule.name: rule.canonical for rule in rules},
            zone=zone,
            event_then=event_then,
        )
        self._now = Replay(
            policies=policies,
            targets=targets,
            canonicals={rule.name: rule.canonical for rule in rules}
            | {old.name.removeprefix(_CURRENT): old.canonical for old in olds},
            zone=zone,
            event_then=event_then,
        )

    def look(self, batch: Batch) -> None:
        """Take note of what was looked at."""
        if isinstance(batch, Stretch):
            for against in self._against_records.values():
                against.look(batch.ids)

    def add(self, found: Found) -> list[Match]:
        """Count what matched an item; give the matches of the rules themselves."""
        by_name = {match.rule: match for match in found.matches}
        own = [match for match in found.matches if not match.rule.startswith(_CURRENT)]
        self._forecast.add(found.past, own)
        decisions = self._replay.decide(found.past, own)
        for match, decision in zip(own, decisions, strict=True):
            name = match.rule
            self._tallies[name].add(found.past, match, decision)
            if name in self._against_records:
                self._against_records[name].add(found.past, match)
        for name, against in self._against_version.items():
            new, old = by_name.get(name), by_name.get(_CURRENT + name)
            against.add(found.past, new, old)
            if old is not None:
                (decision,) = self._now.decide(found.past, [replace(old, rule=name)])
                self._alerts_now[name] += isinstance(decision, Planned)
        return own

    def reports(
        self,
        since: datetime | None,
        until: datetime | None,
        *,
        sources: int,
        miss: Callable[[Rule, Item], str],
    ) -> tuple[RuleReport, ...]:
        """Return what was found, rule by rule."""
        watched = self._items.watched()
        return tuple(
            self._tallies[rule.name].report(
                since=since,
                until=until,
                sources=sources,
                forecast=self._forecast.of(rule.name),
                watched=watched,
                change=self._change(rule, partial(miss, rule)),
            )
            for rule in self._rules
        )

    def _change(self, rule: Rule, miss: Explain) -> Change | None:
        if against := self._against_version.get(rule.name):
            return against.change(alerts=self._alerts_now[rule.name], explain=miss)
        if records := self._against_records.get(rule.name):
            return records.change(by_ids=self._items.by_ids, explain=miss)
        return None


def _remembering(event_then: EventThen) -> EventThen:
    """Ask ``event_then`` only once for each item, though an item is decided about several times."""
    last: list[tuple[PastItem, EventNow]] = []

    def remembered(past: PastItem) -> EventNow:
        if not last or last[0][0] is not past:
            last[:] = [(past, event_then(past))]
        return last[0][1]

    return remembered


def _same(one: Rule, other: Rule) -> bool:
    return (one.canonical, dict(one.aliases), one.fuzzy) == (
        other.canonical,
        dict(other.aliases),
        other.fuzzy,
    )
