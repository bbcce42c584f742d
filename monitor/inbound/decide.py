"""What becomes of a poll's items: who is sent what about each, decided one after another. Pure.

    candidates   items that are new or read differently, with their matches and their event
    before       earlier alerts and these events, as the database has them (``earlier_alerts``)
      → records  the same items with a decision for each match, ready to be written

All of a poll is decided before any of it is written, in one transaction. So each decision must know
those before it, and each event the items that the poll has brought for it: without that, an event
that a feed brings twice would be alerted twice, and an alert would name one outlet too few.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from monitor.alerts.planning.alert_history import EventNow
from monitor.alerts.planning.match_decision import Arrival, no_news
from monitor.alerts.planning.successive_decisions import (
    NOTHING,
    Remembered,
    Rulebook,
    SuccessiveDecisions,
)
from monitor.item import Item
from monitor.rules import Match
from monitor.store.history.near_misses import RecordedNearMiss
from monitor.store.search.text_index import Indexed
from monitor.store.writing.polls import RecordedItem
from monitor.store.writing.recorded_matches import RecordedMatch
from monitor.stories import Assignment


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An item that is new or reads differently; nothing is decided about it yet."""

    item: Item
    """With ``published`` set (``item.dated``)."""
    outlet: str
    """What its publisher is called."""
    event: int
    story: int
    arrival: Arrival
    """How the item came."""
    matches: tuple[Match, ...]
    """To be decided about; each of another rule."""
    kept: tuple[Match, ...] = ()
    """Of rules that matched it before it was edited: what was decided then stands."""
    near_misses: tuple[RecordedNearMiss, ...] = ()
    id: int | None = None
    """The stored item that it is an edit of; None: it is new."""
    assignment: Assignment | None = None
    """Why it belongs to its event; of an edited item, None where it stays in it."""
    indexed: Indexed | None = None
    """What the index of all texts will hold of it; None: that is still to be worked out."""
    wants_article: bool = False
    """Whether the article that it links to is to be read."""

    def is_news(self, now: datetime) -> bool:
        """Whether it might make an alert: it is news, and a rule matches it."""
        return bool(self.matches) and no_news(self.item, self.arrival, now=now) is None


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierEvent:
    """What is stored about an event before the poll."""

    outlets: frozenset[str] = frozenset()
    """Those that have it, casefolded."""
    last_item_at: datetime | None = None
    """When its newest item was published."""
    follows: int | None = None
    """The event that it goes on with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """What the database says before a poll, as far as its candidates ask for it."""

    remembered: Remembered = NOTHING
    events: Mapping[int, EarlierEvent] = field(default_factory=dict)
    """Those that are stored, by id."""
    titles: Mapping[int, str] = field(default_factory=dict)
    """What the events are called that others go on with, by id."""


def decide(
    candidates: Iterable[Candidate], book: Rulebook, before: Earlier, *, now: datetime
) -> tuple[RecordedItem, ...]:
    """Decide about each candidate, in the order given.

    Args:
        candidates: Oldest first: an alert opens with the report that came first.
        book: What the user wants.
        before: What was alerted before, and the events.
        now: The moment of decision, aware.
    """
    decisions, poll, recorded = SuccessiveDecisions(book, before.remembered), _Poll(before, now), []
    for each in candidates:
        event = poll.event_with(each)
        decided = decisions.decide(each.matches, each.item, event, now=now, arrival=each.arrival)
        poll.add(each)
        kept = [RecordedMatch(match=match, decision=None) for match in each.kept]
        new = [
            RecordedMatch(
                match=match,
                decision=decision,
                judged_until=book.judged_until(match.rule, decision, now),
            )
            for match, decision in zip(each.matches, decided, strict=True)
        ]
        recorded.append(
            RecordedItem(
                item=each.item,
                event=each.event,
                story=each.story,
                matches=(*kept, *new),
                near_misses=each.near_misses,
                id=each.id,
                assignment=each.assignment,
                indexed=each.indexed,
                wants_article=each.wants_article,
            )
        )
    return tuple(recorded)


class _Poll:
    """The events of one poll: what is stored of them, and what the poll has brought so far."""

    def __init__(self, before: Earlier, now: datetime) -> None:
        self._before = before
        self._now = now
        self._items: dict[int, list[tuple[str, datetime]]] = {}
        self._titles = dict(before.titles)
        self._follows = {event: stored.follows for event, stored in before.events.items()}

    def add(self, each: Candidate) -> None:
        """Count an item to its event."""
        published = each.item.published or self._now
        self._items.setdefault(each.event, []).append((each.outlet.casefold(), published))
        self._titles.setdefault(each.event, each.item.title)

    def event_with(self, each: Candidate) -> EventNow:
        """An item's event, with this item of its outlet, which isn't counted yet."""
        stored = self._before.events.get(each.event, EarlierEvent())
        if each.assignment is not None and each.assignment.opens:
            self._follows[each.event] = each.assignment.follows
        follows = self._follows.get(each.event)
        here = self._items.get(each.event, [])
        outlets = stored.outlets.union([each.outlet.casefold()], (outlet for outlet, _ in here))
        dates = [published for _, published in here]
        if stored.last_item_at:
            dates.append(stored.last_item_at)
        return EventNow(
            id=each.event,
            story=each.story,
            sources=len(outlets),
            previous_at=max(dates, default=None),
            earlier=self._titles.get(follows, "") if follows is not None else "",
        )
