"""Recorder: what a poll brought → new and edited items → matches → alerts → one record.

    Outcome of a poll                    feeds.polling
      → which items are new, edited?     store.items
      → match: Item × rules → Matches    rules.matcher   pure
      → plan: tell whom, or withhold     alerts.plan     pure
      → what we now know of the feed     feeds.schedule  pure
      → record all in one transaction    store.polls

One thread at a time runs it for a whole database, so what it reads stays true until it writes.
Leaves to others: deciding when to poll and polling (``poll``), sending (``deliver``).
"""

from __future__ import annotations

import logging
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

import sqlite_utils

from monitor.alerts.plan import Planned, Withheld, plan
from monitor.alerts.policy import Policy
from monitor.feeds import echo, redirects, schedule
from monitor.feeds.feed import Feed
from monitor.feeds.line import Line
from monitor.feeds.outcome import Outcome, Parsed, PollRequest
from monitor.item import Item, dated
from monitor.rules import KnownWords, Match, Matcher, Rule
from monitor.store import feeds as feed_store
from monitor.store import items as item_store
from monitor.store import polls
from monitor.store.database import Database
from monitor.store.feeds import FeedRow
from monitor.store.items import KnownItem
from monitor.store.polls import PollRecord, RecordedItem, RecordedMatch
from monitor.summary import PollSummary, log_poll, summarise

logger = logging.getLogger(__name__)


class Recorder:
    """Turns outcomes into records, for one configuration and one database.

    ``watch`` may be called from any thread, all else from one at a time.
    """

    def __init__(
        self,
        database: Database,
        *,
        feeds: Iterable[Feed],
        rules: Sequence[Rule],
        policies: Mapping[str, Policy],
        known: KnownWords,
    ) -> None:
        self._database = database
        self.watch(feeds)
        self._rules = {rule.name: rule for rule in rules}
        self._policies = policies
        self._matcher = Matcher(rules, known=known)
        self._next_story = polls.next_story_id(database.read())
        self._line = Line()

    def watch(self, feeds: Iterable[Feed]) -> None:
        """Take these feeds instead of those before; a poll under way of one that is gone is let go.

        To be called before the database has them, so that none is due that isn't known here.
        """
        self._feeds = {feed.url: feed for feed in feeds}

    def request(
        self, row: FeedRow, *, now: datetime, allow_private: frozenset[str], seen: bytes = b""
    ) -> PollRequest | None:
        """What to ask for, when this feed is due; None if it has just been removed.

        ``seen`` is what its last body is known by.
        """
        feed = self._feeds.get(row.url)
        if feed is None:
            return None
        return PollRequest(
            url=feed.url,
            fetch_url=redirects.request_url(feed, row.state),
            path=feed.path,
            source=feed.name,
            lang=feed.lang,
            tags=feed.tags,
            validators=schedule.request_validators(row.state, now),
            body_hash=row.state.body_hash,
            seen=seen,
            allow_private=allow_private,
            headers=feed.headers,
            auth=feed.auth,
            proxy=feed.proxy,
        )

    def record(self, outcome: Outcome, *, now: datetime) -> PollSummary | None:
        """Decide what the outcome means and write it down; None for a feed that was removed."""
        row = feed_store.by_url(self._database.read(), outcome.url)
        feed = self._feeds.get(outcome.url)
        if row is None or feed is None:
            return None
        record, summary = self._decide(feed, row, outcome, now)
        self._write(record)
        log_poll(summary, outcome)
        return summary

    def record_all(
        self, arrived: Sequence[tuple[FeedRow, Outcome]], *, now: datetime
    ) -> list[PollSummary | None]:
        """Do so with the polls of several feeds, one after another.

        A poll that brought items is written before the next is decided, which may have brought the
        same ones. Those that brought none, nearly all, are written together at the end.

        Args:
            arrived: Each feed as it was when its poll was asked for, and what the poll brought.
            now: The time, aware.

        Returns:
            A summary of each; None where nothing could be written, which is logged, or the feed was
            removed.
        """
        decided: list[tuple[PollRecord, PollSummary] | None] = []
        for row, outcome in arrived:
            decided.append(None)
            if feed := self._feeds.get(row.url):
                with _logging(row):
                    record, summary = self._decide(feed, row, outcome, now)
                    if record.items:
                        self._write(record)
                    decided[-1] = record, summary
        idle = [
            (number, pair[0]) for number, pair in enumerate(decided) if pair and not pair[0].items
        ]
        try:
            self._write(*(record for _, record in idle))
        except Exception:  # noqa: BLE001 - one of them may be to blame; whose is told below
            for number, record in idle:
                decided[number], pair = None, decided[number]
                with _logging(arrived[number][0]):
                    self._write(record)
                    decided[number] = pair
        for (_, outcome), pair in zip(arrived, decided, strict=True):
            if pair:
                log_poll(pair[1], outcome)
        return [pair and pair[1] for pair in decided]

    def _write(self, *records: PollRecord) -> None:
        def write(db: sqlite_utils.Database) -> None:
            for record in records:
                polls.record(db, record)

        if records:
            self._database.write(write)

    def _decide(
        self, feed: Feed, row: FeedRow, outcome: Outcome, now: datetime
    ) -> tuple[PollRecord, PollSummary]:
        self._line.add(outcome, now, was_failing=bool(row.state.failures))
        items: tuple[RecordedItem, ...] = ()
        overlapped, new, seen = True, 0, None
        if isinstance(outcome, Parsed):
            known = item_store.known(
                self._database.read(), row.id, [item.key for item in outcome.items]
            )
            heard = self._without_echoes(outcome.items, known, now=now)
            items = self._changed(heard, known, feed, row, now=now)
            new = sum(item.id is None for item in items)
            was_there = known or outcome.unchanged_items or len(heard) < len(outcome.items)
            overlapped = bool(was_there) or not outcome.items
            seen = outcome.seen
        chance = random.random()  # noqa: S311 - jitter
        if schedule.is_unreached(outcome) and self._line.is_down():
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
        record = PollRecord(feed_id=row.id, state=state, items=items, seen=seen, at=now)
        return record, summarise(replace(row, state=state), outcome, items)

    def _without_echoes(
        self, items: Sequence[Item], known: Mapping[str, KnownItem], *, now: datetime
    ) -> list[Item]:
        """Leave out what another feed, or an earlier poll, brought under another guid and link."""
        echoes = {item.key: echo.echo_of(item) for item in items if item.key not in known}
        wanted = {digest for digest in echoes.values() if digest}
        if not wanted:
            return list(items)
        stored = item_store.echoes(self._database.read(), wanted)
        heard = []
        for item in items:
            digest = echoes.get(item.key)
            published = dated(item, now=now).published or now
            told = stored.setdefault(digest, []) if digest else []
            if any(abs(published - earlier) <= echo.WINDOW for earlier in told):
                continue
            told.append(published)
            heard.append(item)
        return heard

    def _changed(
        self,
        items: Iterable[Item],
        known: Mapping[str, KnownItem],
        feed: Feed,
        row: FeedRow,
        *,
        now: datetime,
    ) -> tuple[RecordedItem, ...]:
        """The items that are new or read differently, with what is to be done about each."""
        recorded = []
        for item in items:
            stored = known.get(item.key)
            if stored is None:
                recorded.append(self._new(dated(item, now=now), feed, row, now=now))
            elif stored.revision != item.revision:
                # The date of first publication stays: an edit doesn't make old news new.
                edited = replace(item, published=stored.published_at)
                recorded.append(self._edited(edited, stored, now=now))
        return tuple(recorded)

    def _new(self, item: Item, feed: Feed, row: FeedRow, *, now: datetime) -> RecordedItem:
        story = self._next_story
        self._next_story += 1
        baseline = row.state.last_success_at is None
        matches = []
        found, near_misses = self._matcher.match_and_near(item)
        for match in found:
            planned = plan(
                match,
                item,
                story,
                self._policies[match.rule],
                now=now,
                canonical=self._rules[match.rule].canonical,
                baseline=baseline,
                backfill=feed.backfill,
            )
            matches.append(_recorded(match, planned))
        return RecordedItem(
            item=item,
            story=story,
            matches=tuple(matches),
            near_misses=tuple(near_misses),
            opens_story=True,
        )

    def _edited(self, item: Item, stored: KnownItem, *, now: datetime) -> RecordedItem:
        matches = []
        for match in self._matcher.match(item):
            if match.rule in stored.rules:
                matches.append(RecordedMatch(match=match))  # its hits stand elsewhere now
                continue
            planned = plan(
                match,
                item,
                stored.story,
                self._policies[match.rule],
                now=now,
                canonical=self._rules[match.rule].canonical,
                edited=True,
            )
            matches.append(_recorded(match, planned))
        return RecordedItem(item=item, story=stored.story, matches=tuple(matches), id=stored.id)


@contextmanager
def _logging(row: FeedRow) -> Iterator[None]:
    try:
        yield
    except Exception:
        # A full disk, say: nothing was written, so the feed is due when its lease ends.
        logger.exception("%s couldn't be recorded", row.label)


def _recorded(match: Match, planned: Planned | Withheld) -> RecordedMatch:
    if isinstance(planned, Planned):
        return RecordedMatch(match=match, alert=planned.alert, deliveries=planned.deliveries)
    return RecordedMatch(match=match, withheld=planned.reason.value)
