"""Where a backtest's items come from: the database, or a list in hand.

Leaves to others: the SQL (``reading.backtest_items``), matching (``sweep``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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
from monitor.stories import Names, Stories
from monitor.stories.reading.signature import Zipf

BATCH = 2_000
"""Items that are matched at a time: what a stop has to wait for, 0.2 s."""

Batch = Stretch | tuple[PastItem, ...]
"""What one process works on at a time; cheap to send to it."""


class PastItems(Protocol):
    """Items in the order in which they came."""

    @property
    def database(self) -> Path | None:
        """Where the stretches among the batches are to be read; None: there are none."""

    def batches(self) -> Sequence[Batch]:
        """All of them, the earliest first."""

    def matched(self, rule: str) -> Iterator[int]:
        """Ids of those that a rule is recorded to have matched, and perhaps of others."""

    def by_ids(self, ids: Sequence[int]) -> list[PastItem]:
        """Some of them."""

    def event_then(self, past: PastItem) -> EventNow:
        """An item's event as it was when the item came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredItems:
    """Items of a database; nothing is written."""

    database: Path
    since: datetime | None = None
    """Came then or later (``reading.backtest_items``)."""
    until: datetime | None = None
    """Came before."""
    limit: int | None = None
    """So many at most, the newest."""

    def batches(self) -> Sequence[Batch]:
        """See ``PastItems``, here and below."""
        with reading(self.database) as db:
            return backtest_items.stretches(
                db, size=BATCH, since=self.since, until=self.until, limit=self.limit
            )

    def matched(self, rule: str) -> Iterator[int]:
        """Those of any time."""
        with reading(self.database) as db:
            yield from backtest_items.matched(db, rule)

    def by_ids(self, ids: Sequence[int]) -> list[PastItem]:
        """In no order."""
        with reading(self.database) as db:
            return backtest_items.by_ids(db, ids)

    def event_then(self, past_item: PastItem) -> EventNow:
        """By what was stored before it."""
        with reading(self.database) as db:
            return backtest_items.event_then(db, past_item)


class GivenItems:
    """Items in hand, that no database knows."""

    database: None = None

    def __init__(self, items: Sequence[PastItem]) -> None:
        self._items = items
        self._events: dict[int, list[PastItem]] = {}
        for each in items:
            self._events.setdefault(each.event, []).append(each)

    def batches(self) -> Sequence[Batch]:
        """See ``PastItems``, here and below."""
        return [tuple(self._items[at : at + BATCH]) for at in range(0, len(self._items), BATCH)]

    def matched(self, rule: str) -> Iterator[int]:
        """None: nothing is recorded of them."""
        del rule
        return iter(())

    def by_ids(self, ids: Sequence[int]) -> list[PastItem]:
        """None: they have no ids."""
        del ids
        return []

    def event_then(self, past_item: PastItem) -> EventNow:
        """By what was seen before it."""
        there = [each for each in self._events[past_item.event] if _came_by(each, past_item)]
        before = [each.item.published for each in there if each.seen_at < past_item.seen_at]
        outlets = {(each.item.source or each.item.feed).lower() for each in there}
        return EventNow(
            id=past_item.event,
            story=past_item.story,
            sources=max(1, len(outlets)),
            previous_at=max((moment for moment in before if moment), default=None),
        )


def size_of(batch: Batch) -> int:
    """How many items a batch has."""
    return len(batch.ids if isinstance(batch, Stretch) else batch)


def as_past(
    items: Iterable[Item],
    *,
    zipf: Zipf,
    names: Names | None = None,
    now: datetime,
    since: datetime | None = None,
    until: datetime | None = None,
) -> GivenItems:
    """Take items as if each had been seen when it was published, and assign them to events.

    Args:
        items: in any order; one without a date is taken to be as old as the one before it.
        zipf: how common a word is: ``KnownWords.zipf``.
        names: what is known under another name.
        now: the date of items that come before any date; later dates are mistakes.
        since: leave out what was published before. It has its part in the events.
        until: leave out what was published then or later.
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
    assigned = [(item, stories.assign(item, now=_published(item))) for item in known]
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
