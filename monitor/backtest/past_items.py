"""Where a backtest's items come from: the database, or a list in hand.

Both give the same kinds of values (``PastItems``). Without this module a rule could be tried on
stored items only, not on a file of them before the first poll.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Protocol

from monitor.alerts.planning.alert_history import EventNow
from monitor.item import Item, dated
from monitor.store.database import reading
from monitor.store.reading import backtest_items
from monitor.store.reading.backtest_items import PastItem, Stretch
from monitor.store.writing import articles
from monitor.stories import Names, Stories
from monitor.stories.reading.signature import Zipf
from monitor.volume.uptime import hour_of, of_arrivals, watched_hours

BATCH = 2_000
"""Items that are matched at a time: what a stop has to wait for, 0.2 s."""

Batch = Stretch | tuple[PastItem, ...]
"""What one process works on at a time; cheap to send to it."""


class PastItems(Protocol):
    """A source of past items, in the order in which they came."""

    @property
    def database(self) -> Path | None:
        """The database file that holds the items; None: the batches hold the items themselves."""

    def batches(self) -> Sequence[Batch]:
        """Return all items in batches, the earliest first."""

    def matched(self, rule: str) -> Iterator[int]:
        """Yield the ids of the items that a rule is recorded to have matched, at any time."""

    def by_ids(self, ids: Sequence[int]) -> list[PastItem]:
        """Return the items with these ids, in no order."""

    def event_then(self, past: PastItem) -> EventNow:
        """Return an item's event as it was when the item came."""

    def watched(self) -> list[datetime]:
        """Return the hours (UTC) throughout which feeds were read, in order."""

    def unkept_texts(self) -> int:
        """How many of their articles were read whose text isn't known any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredItems:
    """Past items from a database, which is only read."""

    database: Path
    since: datetime | None = None
    """Only items that came then or later (``reading.backtest_items``), aware."""
    until: datetime | None = None
    """Only items that came before then, aware."""
    limit: int | None = None
    """Only so many items, the newest."""

    def batches(self) -> Sequence[Batch]:
        """Return the items that came from ``since`` until ``until``, the earliest batch first."""
        with reading(self.database) as db:
            return backtest_items.stretches(
                db, size=BATCH, since=self.since, until=self.until, limit=self.limit
            )

    def matched(self, rule: str) -> Iterator[int]:
        """Yield the ids of the items that a rule is recorded to have matched, at any time."""
        with reading(self.database) as db:
            yield from backtest_items.matched(db, rule)

    def by_ids(self, ids: Sequence[int]) -> list[PastItem]:
        """Return the items with these ids, in no order."""
        with reading(self.database) as db:
            return backtest_items.by_ids(db, ids)

    def event_then(self, past_item: PastItem) -> EventNow:
        """Return the item's event as it was, by the items that were stored before this one."""
        with reading(self.database) as db:
            return backtest_items.event_then(db, past_item)

    def watched(self) -> list[datetime]:
        """Return the hours throughout which feeds were read, by when anything new came."""
        with reading(self.database) as db:
            return _watched(backtest_items.hours(db, since=self.since, until=self.until))

    def unkept_texts(self) -> int:
        """How many of their articles were read whose text wasn't kept whole."""
        with reading(self.database) as db:
            return articles.unkept(db, since=self.since, until=self.until)


class GivenItems:
    """Past items from a list in hand, which no database knows."""

    database: None = None

    def __init__(self, items: Sequence[PastItem]) -> None:
        self._items = items
        self._events: dict[int, list[PastItem]] = {}
        for each in items:
            self._events.setdefault(each.event, []).append(each)

    def batches(self) -> Sequence[Batch]:
        """Return all items in batches, the earliest first."""
        return [tuple(self._items[at : at + BATCH]) for at in range(0, len(self._items), BATCH)]

    def matched(self, rule: str) -> Iterator[int]:
        """Yield nothing: no matches of these items are recorded."""
        del rule
        return iter(())

    def by_ids(self, ids: Sequence[int]) -> list[PastItem]:
        """Return an empty list: these items have no ids."""
        del ids
        return []

    def event_then(self, past_item: PastItem) -> EventNow:
        """Return the item's event as it was, by the items of the list that came before this one."""
        there = [each for each in self._events[past_item.event] if _came_by(each, past_item)]
        before = [each.item.published for each in there if each.seen_at < past_item.seen_at]
        outlets = {(each.item.source or each.item.feed).lower() for each in there}
        return EventNow(
            id=past_item.event,
            story=past_item.story,
            sources=max(1, len(outlets)),
            previous_at=max((moment for moment in before if moment), default=None),
        )

    def watched(self) -> list[datetime]:
        """Return the hours between its first item and its last, but for long pauses."""
        return _watched({hour_of(each.seen_at) for each in self._items})

    def unkept_texts(self) -> int:
        """Return 0: none of their articles was ever read."""
        return 0


def _watched(hours: Iterable[datetime]) -> list[datetime]:
    uptimes = of_arrivals(hours)
    if not uptimes:
        return []
    return watched_hours(uptimes, since=uptimes[0].began_at, until=uptimes[-1].last_at)


def size_of(batch: Batch) -> int:
    """How many items a batch has."""
    return len(batch.ids if isinstance(batch, Stretch) else batch)


def _nothing(_: Item) -> tuple[str, ...]:
    return ()


def as_past(
    items: Iterable[Item],
    *,
    zipf: Zipf,
    names: Names | None = None,
    now: datetime,
    since: datetime | None = None,
    until: datetime | None = None,
    asked: Callable[[Item], Iterable[str]] = _nothing,
) -> GivenItems:
    """Take items as if each had been seen when it was published, and assign them to events.

    Args:
        items: In any order; an item without a date counts as being as old as the one before it.
        zipf: Says how common a word is: ``KnownWords.zipf``.
        names: The user's aliases, by which 苹果 and Apple are one name.
        now: The date of undated items at the head of the list; later dates count as mistakes.
        since: Leave out items published before then; they count for events all the same.
        until: Leave out items published then or later.
        asked: What rules find in an item, as it is written there (``Stories.assign``).
    """
    clock: datetime | None = None
    known: list[Item] = []
    for item in items:
        made = dated(item, now=clock or now) if item.published is None else dated(item, now=now)
        clock = made.published
        known.append(made)
    known.sort(key=_published)
    ids, events = count(1), count(1)
    stories = Stories(
        next_story=lambda: next(ids), next_event=lambda: next(events), zipf=zipf, names=names
    )
    assigned = [
        (item, stories.assign(item, now=_published(item), asked=asked(item))) for item in known
    ]
    return GivenItems(
        [
            PastItem(
                id=0,
                event=assignment.event,
                story=assignment.story,
                seen_at=_published(item),
                item=item,
            )
            for item, assignment in assigned
            if (since is None or _published(item) >= since)
            and (until is None or _published(item) < until)
        ]
    )


def _published(item: Item) -> datetime:
    assert item.published is not None  # dated
    return item.published


def _came_by(one: PastItem, other: PastItem) -> bool:
    return one.seen_at < other.seen_at or one is other
