"""Unwritten: polls that are decided, and wait to be written together. Pure.

A commit costs more than to record a poll, so many share one. But a decision reads what is stored,
and must find there what those before it have brought. This module knows what waits, and so which
decision may be taken before it is written:

    another poll of the same feed              no
    an item that another feed has, too         no (``syndicated.echo_of``)
    a match of an event that something waits for   no: who has been told of it?
    a match for a target with a limit          no, if any alert waits
    anything, once an item has left its event  no
    all else                                   yes

Without it either each poll would be committed by itself, or two feeds that bring one event
together would alert twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from monitor.alerts.planning.match_decision import Withheld
from monitor.alerts.planning.successive_decisions import Rulebook
from monitor.feeds.identity.syndicated import echo_of
from monitor.feeds.state.outcome import Outcome, Parsed
from monitor.inbound.decide import Candidate
from monitor.store.writing.polls import PollRecord

MOST: Final = 500
"""Items, about, that are written together: it keeps others waiting for 0.1 s."""


class Unwritten:
    """Records that wait, by the number of their poll. For one thread."""

    def __init__(self) -> None:
        self._records: dict[int, PollRecord] = {}
        self._feeds: set[int] = set()
        self._echoes: set[str] = set()
        self._events: set[int] = set()
        self._alerts = False
        self._moved = False
        """Whether an item has left an event: which one isn't noted here."""
        self.items = 0
        """How many they bring."""

    @property
    def records(self) -> Mapping[int, PollRecord]:
        """Those that wait, in order."""
        return self._records

    @property
    def is_full(self) -> bool:
        """Whether they are to be written now."""
        return self.items >= MOST or self._moved

    def add(self, number: int, record: PollRecord) -> None:
        """Let a record wait."""
        self._records[number] = record
        self._feeds.add(record.feed_id)
        self.items += len(record.items)
        for each in record.items:
            self._events.add(each.event)
            self._moved |= each.id is not None and each.assignment is not None
            if echo := echo_of(each.item):
                self._echoes.add(echo)
            self._alerts |= any(
                match.decision is not None and not isinstance(match.decision, Withheld)
                for match in each.matches
            )

    def clear(self) -> None:
        """Forget them: they are written, or never will be."""
        self._records.clear()
        self._feeds.clear()
        self._echoes.clear()
        self._events.clear()
        self._alerts, self._moved, self.items = False, False, 0

    def concern(self, feed_id: int, outcome: Outcome) -> bool:
        """Whether which items of a poll are new can be told only when they are written."""
        if feed_id in self._feeds:
            return True
        if not self._echoes or not isinstance(outcome, Parsed):
            return False
        return any(echo_of(item) in self._echoes for item in outcome.items)

    def tell_of(self, candidates: Sequence[Candidate], book: Rulebook, *, now: datetime) -> bool:
        """Whether who is told what of these can be said only when they are written.

        Args:
            candidates: What a poll has brought.
            book: What the user wants.
            now: Aware.
        """
        return any(
            (self._knows_event_of(each) or self._may_exceed(each, book)) and each.is_news(now)
            for each in candidates
        )

    def _knows_event_of(self, each: Candidate) -> bool:
        follows = each.assignment.follows if each.assignment is not None else None
        return each.event in self._events or follows in self._events

    def _may_exceed(self, each: Candidate, book: Rulebook) -> bool:
        return self._alerts and any(any(book.limited(match.rule)) for match in each.matches)
