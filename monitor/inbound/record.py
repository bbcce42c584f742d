"""Recorder: what a poll brought → new and edited items → matches → alerts → one record.

    Outcome of a poll                    feeds.polling
      → which items are new, edited?     new_items
      → story: which event is it about?  stories         pure
      → match: Item × rules → Matches    rules.matching  pure
      → decide: send to whom, or not     decide          pure
      → what we now know of the feed     feeds.state     pure
      → record all in one transaction    writing.polls

One thread at a time decides for a whole database (``deciding``), so what it reads stays true until
it writes (``open_stories``). Without this module feeds would be polled and nothing of them be kept.
"""

from __future__ import annotations

import logging
import random
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import sqlite_utils

from monitor.alerts.planning.policy import Policy, Target
from monitor.alerts.planning.successive_decisions import Rulebook
from monitor.errors import StoreError
from monitor.feeds.state import schedule
from monitor.feeds.state.feed import Feed
from monitor.feeds.state.outcome import Outcome, Parsed, PollRequest
from monitor.feeds.watched import WatchedFeeds
from monitor.garbage_collection import uncollected
from monitor.inbound import redesign
from monitor.inbound.candidates import Candidates
from monitor.inbound.decide import decide
from monitor.inbound.earlier_alerts import load
from monitor.inbound.new_items import sift
from monitor.inbound.open_stories import OpenStories
from monitor.inbound.own_connection import OwnConnection
from monitor.inbound.poll_request import poll_request
from monitor.inbound.prepared import ByRules, prepared_by
from monitor.inbound.redesign import Look
from monitor.inbound.summary import PollSummary, log_poll, log_redirect, summarise
from monitor.inbound.unwritten import Unwritten
from monitor.rules import KnownWords, Matcher, Rule
from monitor.store.database import Database
from monitor.store.feeds.feeds import FeedRow
from monitor.store.search.listed_words import ListedWords
from monitor.store.trouble import explained
from monitor.store.writing import items as item_store
from monitor.store.writing import polls
from monitor.store.writing.polls import PollRecord, RecordedItem
from monitor.stories import Names
from monitor.troubles import Troubles

logger = logging.getLogger(__name__)

TROUBLE = "recording"
"""What it is called among the troubles that something couldn't be written down."""
REMEMBERED = timedelta(minutes=20)
"""It is over if it wasn't met for so long: twice the time after which a feed is polled again."""


class _NotWrittenError(Exception):
    """What waits can't be written; one of them may be to blame, or the disk."""


class Recorder:
    """Turns outcomes into records, for one configuration and one database."""

    def __init__(
        self,
        database: Database,
        *,
        watched: WatchedFeeds,
        rules: Sequence[Rule],
        policies: Mapping[str, Policy],
        targets: Mapping[str, Target],
        timezone: ZoneInfo,
        known: KnownWords,
        names: Names | None = None,
        gather: timedelta = timedelta(0),
        judged_within: timedelta | None = None,
        troubles: Troubles | None = None,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._seconds = seconds
        self._began = 0.0
        self._knows_corrections = False
        """When what is being written was begun to be decided, in ``seconds``."""
        self._troubles = troubles or Troubles()
        self._watched = watched
        self._book = Rulebook(
            canonicals={rule.name: rule.canonical for rule in rules},
            policies=policies,
            targets=targets,
            timezone=timezone,
            gather=gather,
            judged_within=judged_within,
        )
        with uncollected():
            self._matcher = Matcher(rules, known=known)
        self._stories = OpenStories(database, zipf=known.zipf, names=names)
        self._candidates = Candidates(database, self._matcher, self._stories)
        self._waiting = Unwritten()
        self._connection = OwnConnection(self._troubles)
        self._version = uuid.uuid4().hex
        """Which rules they are, of all that there have been: what was matched by others is void."""
        self._listed = ListedWords()
        self._deciding = threading.RLock()

    def take_up(
        self,
        book: Rulebook,
        *,
        gone: Iterable[str] = (),
        changed: Iterable[Rule] = (),
        names: Names | None = None,
    ) -> None:
        """Decide by other rules from now on; none but those ``gone`` and ``changed`` is touched.

        With ``names``, names in stories are known by these from now on.
        """
        with self._deciding:
            for name in gone:
                self._matcher.remove(name)
            for rule in changed:
                self._matcher.add(rule)
            self._version = uuid.uuid4().hex
            self._book = book
            if names is not None:
                self._stories.take_up(names)

    def preparation(self) -> ByRules:
        """Return what others may prepare items by, until these rules change."""
        with self._deciding:
            return ByRules(self._version, self._matcher.rules, self._stories.names)

    @contextmanager
    def deciding(self) -> Iterator[tuple[Matcher, Rulebook]]:
        """Decide something else than a poll: nothing else is decided, or recorded, meanwhile."""
        with self._deciding:
            yield self._matcher, self._book

    def want(self, event: int, *, now: datetime) -> None:
        """Note that a rule has found an event by an article; only while ``deciding``."""
        self._stories.at(now).want(event)

    def request(
        self, row: FeedRow, *, now: datetime, allow_private: frozenset[str], seen: bytes = b""
    ) -> PollRequest | None:
        """Return what to poll for a feed that is due; None if it has just been removed.

        Args:
            row: The feed.
            now: Aware.
            allow_private: Hosts whose addresses need not be public.
            seen: What is remembered of the feed's last body (``store.feeds.known_blocks``).
        """
        feed = self._watched.get(row.url)
        if feed is None:
            return None
        return poll_request(feed, row, now=now, allow_private=allow_private, seen=seen)

    def record_all(
        self, arrived: Sequence[tuple[FeedRow, Outcome]], *, now: datetime
    ) -> list[PollSummary | None]:
        """Decide what several polls mean, one after another, and write it down.

        They are written together, as far as no decision depends on what isn't written yet
        (``unwritten``). If that fails, each is decided and written by itself: one of them may be to
        blame.

        Args:
            arrived: Each feed as it was when its poll began, and what the poll brought.
            now: The time, aware.

        Returns:
            A summary for each, in order; None if nothing could be written, which is logged, or if
            the feed was removed.
        """
        with self._deciding:
            return self._record_all(arrived, now)

    def _record_all(
        self, arrived: Sequence[tuple[FeedRow, Outcome]], now: datetime
    ) -> list[PollSummary | None]:
        self._began = self._seconds()
        self._knows_corrections = False
        recorded: list[PollSummary | None] = [None] * len(arrived)
        for number, (row, outcome) in enumerate(arrived):
            try:
                recorded[number] = self._decided(number, row, outcome, now)
                if self._waiting.is_full:
                    self._write_what_waits()
            except _NotWrittenError:
                self._one_by_one(arrived, [*self._waiting.records, number], recorded, now)
        try:
            self._write_what_waits()
        except _NotWrittenError:
            self._one_by_one(arrived, self._waiting.records, recorded, now)
        for (row, outcome), summary in zip(arrived, recorded, strict=True):
            if summary:
                log_redirect(row, outcome)
                log_poll(summary, outcome)
        return recorded

    def _decided(
        self, number: int, row: FeedRow, outcome: Outcome, now: datetime
    ) -> PollSummary | None:
        """Decide about a poll and let its record wait; None if that failed, which is logged."""
        feed, summary = self._watched.get(row.url), None
        if feed is None:
            return None
        with self._logging(row), explained(self._database.path), self._stories.as_stored():
            if isinstance(outcome, Parsed):  # the others ask for no story
                if not self._knows_corrections:
                    self._stories.forget_what_was_corrected()
                    self._knows_corrections = True
                if not self._stories.are_read:
                    self._write_what_waits()
            record, summary = self._decide(feed, row, outcome, now)
            self._waiting.add(number, record)
        return summary

    def _one_by_one(
        self,
        arrived: Sequence[tuple[FeedRow, Outcome]],
        numbers: Iterable[int],
        recorded: list[PollSummary | None],
        now: datetime,
    ) -> None:
        """Decide and write some polls anew, each by itself, because together they can't be."""
        again = dict.fromkeys(numbers)
        self._waiting.clear()
        self._stories.forget()
        for number in again:
            row, outcome = arrived[number]
            recorded[number] = None
            with self._logging(row), self._stories.as_stored():
                summary = self._decided(number, row, outcome, now)
                self._write(*self._waiting.records.values())
                recorded[number] = summary
            self._waiting.clear()

    def _write_what_waits(self) -> None:
        """Write what is decided and not written.

        Raises:
            _NotWrittenError: None of it could be; it still waits.
        """
        try:
            self._write(*self._waiting.records.values())
        except Exception as error:
            raise _NotWrittenError from error
        self._waiting.clear()

    def _write(self, *records: PollRecord) -> None:
        def write(db: sqlite_utils.Database) -> list[str]:
            # To decide fifty items may take longer than a verdict may be waited for.
            late = timedelta(seconds=int(self._seconds() - self._began))
            return polls.record(db, *records, listed=self._listed, late=late)

        if records:
            self._listed.add(self._database.insist(write))

    @contextmanager
    def _logging(self, row: FeedRow) -> Iterator[None]:
        """Tell why nothing was written of a poll; the feed is due when its lease ends."""
        try:
            yield
        except _NotWrittenError:
            raise
        except StoreError as error:
            what = f"what feeds bring can't be recorded: {error}"
            is_news = self._troubles.met(TROUBLE, what, lasting=REMEMBERED)
            level = logging.WARNING if is_news else logging.DEBUG
            extra = {"event": "unrecorded"}
            logger.log(level, "%s couldn't be recorded: %s", row.label, error, extra=extra)
        except Exception as error:
            what = f"what a feed brought couldn't be recorded: {type(error).__name__}"
            self._troubles.met(TROUBLE, what, lasting=REMEMBERED)
            logger.exception("%s couldn't be recorded", row.label, extra={"event": "bug"})

    def _decide(
        self, feed: Feed, row: FeedRow, outcome: Outcome, now: datetime
    ) -> tuple[PollRecord, PollSummary]:
        self._connection.add(outcome, now, was_failing=bool(row.state.trouble.failures))
        items: tuple[RecordedItem, ...] = ()
        overlapped, new, seen = True, 0, None
        renamed: Mapping[str, str] = {}
        look = Look.AS_USUAL
        has_items = bool(feed.pick and item_store.newest(self._database.read(), row.id, limit=1))
        if isinstance(outcome, Parsed) and has_items and not outcome.items:
            outcome = redesign.found_nothing(outcome, feed, had_items=True)
        if isinstance(outcome, Parsed):
            if self._waiting.concern(row.id, outcome):
                self._write_what_waits()
            sifted = sift(self._database.read(), outcome, row, now=now)
            look = redesign.look_at(
                outcome, feed, row.state, overlapped=sifted.overlapped, has_items=has_items
            )
            prepared = prepared_by(self._version, outcome)
            candidates = self._candidates.of(
                sifted, feed, row, look, self._book, prepared=prepared, now=now
            )
            if self._waiting.tell_of(candidates, self._book, now=now):
                self._write_what_waits()
            before = load(self._database.read(), candidates, self._book, now=now)
            items = decide(candidates, self._book, before, now=now)
            new = sum(item.id is None for item in items)
            # What is no gap: a page that was rebuilt, and mails, which all come but once.
            overlapped = sifted.overlapped or look is not Look.AS_USUAL or bool(feed.mailbox)
            seen, renamed = outcome.seen, sifted.renamed
        chance = random.random()  # noqa: S311 - jitter
        if self._connection.is_to_blame(outcome):
            state = schedule.due_after_outage(row.state, now=now, chance=chance)
        else:
            state = schedule.after_poll(
                feed,
                row.state,
                outcome,
                now=now,
                new_items=new,
                overlapped=overlapped,
                chance=chance,
            )
        if isinstance(outcome, Parsed) and feed.pick:
            state = redesign.remembered(state, look, now=now, new_items=new)
        record = PollRecord(
            feed_id=row.id, state=state, items=items, renamed=renamed, seen=seen, at=now
        )
        if state.title != row.state.title:
            row = replace(row, state=state)  # it is called by what it has just told
        return record, summarise(row, outcome, items)
