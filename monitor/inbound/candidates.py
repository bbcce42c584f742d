"""Candidates: what rules and stories say to the items of a poll that are new or read differently.

Each has its matches, its event and its story; nothing is decided yet (``decide``). Without this
module an edit would be matched as if it were news, and alerted a second time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import NamedTuple

from monitor.alerts.planning.match_decision import JUST_CAME, Arrival, no_news
from monitor.alerts.planning.successive_decisions import Rulebook
from monitor.feeds.state.feed import Feed
from monitor.inbound.arrival import arrival_of
from monitor.inbound.articles.wanted_article import is_wanted
from monitor.inbound.decide import Candidate
from monitor.inbound.near_miss_allowance import NearMissAllowance
from monitor.inbound.new_items import Sifted
from monitor.inbound.open_stories import OpenStories
from monitor.inbound.prepared import Prepared
from monitor.inbound.redesign import Look
from monitor.item import Item, dated
from monitor.rules import Match, Matcher, found_in_text
from monitor.store.database import Database
from monitor.store.feeds.feeds import FeedRow
from monitor.store.history.near_misses import RecordedNearMiss, unpack
from monitor.store.writing import items as item_store
from monitor.store.writing.items import KnownItem


class _Found(NamedTuple):
    """What rules say of an item."""

    matches: Sequence[Match]
    near_misses: Callable[[], tuple[RecordedNearMiss, ...]]
    """Worked out when they are asked for: most aren't, where many come."""
    undecided: Sequence[str]
    """The rules that it nearly matches, and may match by its article."""


class Candidates:
    """Makes candidates of items, for one database. Not for several threads.

    Args:
        database: Where items of before are read.
        matcher: Of all rules.
        stories: That new items may belong to.
    """

    def __init__(self, database: Database, matcher: Matcher, stories: OpenStories) -> None:
        self._database = database
        self._matcher = matcher
        self._stories = stories
        self._allowance = NearMissAllowance()

    def of(
        self,
        sifted: Sifted,
        feed: Feed,
        row: FeedRow,
        look: Look,
        book: Rulebook,
        *,
        prepared: Mapping[str, Prepared],
        now: datetime,
    ) -> list[Candidate]:
        """Return the items of a poll that are new or read differently, oldest first.

        Args:
            sifted: What the poll brought.
            feed: Where from, as the user wants it.
            row: The same feed as it was when the poll began.
            look: How the feed's page is to be taken, if it is one.
            book: What the user wants.
            prepared: What has been worked out about its items, by their keys.
            now: Aware.
        """
        candidates = []
        for item in sorted(sifted.items, key=lambda item: item.published or item.updated or now):
            stored = sifted.known.get(item.key)
            outlet = item.source or row.label
            if stored is None:
                arrival = arrival_of(
                    item, feed, row.state, look, feed_rebuilt=sifted.is_rebuilt, now=now
                )
                new = dated(item, now=now)
                ready = prepared.get(item.key)
                candidates.append(self._new(new, feed, outlet, arrival, book, ready=ready, now=now))
            elif stored.revision != item.revision:
                # The date of first publication stays: an edit doesn't make old news new.
                edited = replace(item, published=stored.published_at)
                ready = prepared.get(item.key)
                candidates.append(self._edited(edited, outlet, stored, ready=ready, now=now))
        return candidates

    def _new(
        self,
        item: Item,
        feed: Feed,
        outlet: str,
        arrival: Arrival,
        book: Rulebook,
        *,
        ready: Prepared | None,
        now: datetime,
    ) -> Candidate:
        news = no_news(item, arrival, now=now) is None
        found = self._look_into(item, ready, news=news)
        matches = found.matches
        wants_article = news and is_wanted(feed, item, found.undecided, book)
        # Thousands of feeds bring years of history at their first poll: it isn't worth the memory.
        assignment = self._stories.at(now).assign(
            item,
            now=now,
            linger=news,
            wanted=bool(matches),
            asked=found_in_text(matches),
            read=ready.read if ready is not None else None,
        )
        return Candidate(
            item=item,
            outlet=outlet,
            event=assignment.event,
            story=assignment.story,
            arrival=arrival,
            matches=tuple(matches),
            near_misses=self._kept(found, now, anyway=wants_article) if news else (),
            assignment=assignment,
            indexed=ready.indexed if ready is not None else None,
            wants_article=wants_article,
        )

    def _edited(
        self,
        item: Item,
        outlet: str,
        stored: KnownItem,
        *,
        ready: Prepared | None,
        now: datetime,
    ) -> Candidate:
        before = item_store.get(self._database.read(), stored.id)
        # What its article said still counts, as far as it was kept.
        known_text = before.full_text if before is not None else ""
        if known_text:
            ready = None
        news = no_news(item, JUST_CAME, now=now) is None
        looked = self._look_into(replace(item, full_text=known_text), ready, news=news)
        found = looked.matches
        near_misses = self._kept(looked, now) if news else ()
        indexed = ready.indexed if ready is not None else None
        update = None
        if before is not None and before.title != item.title:
            update = self._stories.at(now).update(
                item,
                before,
                story=stored.story,
                event=stored.event,
                now=now,
                wanted=bool(found or stored.rules),
            )
        if found:
            self._stories.at(now).want(update.event if update is not None else stored.event)
        if before is not None and update is not None:
            return Candidate(
                item=item,
                outlet=outlet,
                event=update.event,
                story=stored.story,
                arrival=Arrival(updated_from=before.title),
                matches=tuple(found),
                near_misses=near_misses,
                id=stored.id,
                assignment=update,
                indexed=indexed,
            )
        # What the rule knew already isn't alerted again: its hits stand elsewhere now, that is all.
        return Candidate(
            item=item,
            outlet=outlet,
            event=stored.event,
            story=stored.story,
            arrival=JUST_CAME,
            matches=tuple(match for match in found if match.rule not in stored.rules),
            kept=tuple(match for match in found if match.rule in stored.rules),
            near_misses=near_misses,
            id=stored.id,
            indexed=indexed,
        )

    def _look_into(self, item: Item, ready: Prepared | None, *, news: bool) -> _Found:
        if ready is not None:
            return _Found(ready.matches, partial(unpack, ready.near_misses), ready.undecided)
        if not news:  # it would make no alert: nothing is missed
            return _Found(self._matcher.match(item), tuple, ())
        matches, nearly = self._matcher.match_and_near(item)
        undecided = [miss.rule for miss in nearly if miss.text_decides]
        return _Found(matches, lambda: tuple(map(RecordedNearMiss.of, nearly)), undecided)

    def _kept(
        self, found: _Found, now: datetime, *, anyway: bool = False
    ) -> tuple[RecordedNearMiss, ...]:
        """The near misses of an item that are kept: as many as may be, or ``anyway``."""
        if not (self._allowance.is_left(now) or anyway):
            return ()
        kept = found.near_misses()
        self._allowance.take(len(kept))
        return kept
