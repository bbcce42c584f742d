"""What an article brought: matched once, decided about, written in one transaction of its own.

    Article                              feeds.articles
      → the same text as another's?      writing.articles
      → match: item with text × rules    rules.matching  pure
      → plan, as for any match           decide          pure
      → record all in one transaction

Its item was recorded with the poll that brought it, with all that its teaser matched. An article
only ever adds matches: what was found without it, and may have been sent, stands. Without this
module what articles say would be read and thrown away.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import sqlite_utils

from monitor.alerts.planning.match_decision import Arrival
from monitor.alerts.planning.successive_decisions import Rulebook
from monitor.feeds.articles.article import Article, ArticleState
from monitor.inbound.articles.excerpt import excerpt
from monitor.inbound.decide import Candidate, decide
from monitor.inbound.earlier_alerts import load
from monitor.inbound.record import Recorder
from monitor.item import Item
from monitor.printable import clean
from monitor.rules import Match, Matcher
from monitor.store.database import Database
from monitor.store.feeds import feeds
from monitor.store.history import near_misses
from monitor.store.writing import articles, recorded_matches
from monitor.store.writing import items as item_store
from monitor.store.writing.items import KnownItem
from monitor.store.writing.recorded_matches import RecordedMatch

logger = logging.getLogger(__name__)

_IS_NEWS: Final = Arrival(baseline=True, backfill=None)
"""Whether the item is news was asked when it came: nobody wants the article of one that isn't."""
_HITS: Final = 2
"""Places of each term that an excerpt surely shows."""


@dataclass(frozen=True, slots=True)
class ArticleSummary:
    """What an article brought, in numbers."""

    state: ArticleState
    matches: int = 0
    deliveries: int = 0


class ArticleRecorder:
    """Records what articles brought.

    Args:
        database: Where items are.
        recorder: Whose rules and decisions they are; it decides nothing else meanwhile.
        keep: Whether texts are kept whole, and found by searches.
    """

    def __init__(self, database: Database, recorder: Recorder, *, keep: bool) -> None:
        self._database = database
        self._recorder = recorder
        self.keep = keep

    def record(self, item_id: int, article: Article, *, now: datetime) -> ArticleSummary:
        """Match an item with what its article says, and write down what follows.

        Raises:
            DatabaseUnavailable: Nothing can be written, and nothing was.
        """
        with self._recorder.deciding() as deciding:
            read = self._database.read()
            item = item_store.get(read, item_id)
            if item is None:  # removed meanwhile
                return ArticleSummary(ArticleState.LATE)
            if article.digest and articles.is_repeated(read, item_id, article.digest):
                article = replace(
                    article,
                    state=ArticleState.REPEATED,
                    reason="its site says the same on the page of another article",
                )
            text = ""
            matches: tuple[RecordedMatch, ...] = ()
            if article.state is ArticleState.READ:
                text, matches = self._decided(item_id, item, article.text, deciding, now=now)

            def write(db: sqlite_utils.Database) -> None:
                if not item_store.exists(db, item_id):
                    return
                articles.settle(db, item_id, article, now=now)
                if text:
                    item_store.keep_full_text(db, item_id, text)
                for match in matches:
                    recorded_matches.add(db, item_id, match, now=now)
                    near_misses.forget(db, item_id, match.match.rule)

            self._database.insist(write)
        deliveries = sum(len(each.decision.deliveries) for each in matches if each.decision)
        _log(item, article, matches)
        return ArticleSummary(article.state, len(matches), deliveries)

    def _decided(
        self,
        item_id: int,
        item: Item,
        text: str,
        deciding: tuple[Matcher, Rulebook],
        *,
        now: datetime,
    ) -> tuple[str, tuple[RecordedMatch, ...]]:
        """What to keep of a text, and what it makes the item match that it hadn't matched."""
        read, (matcher, book) = self._database.read(), deciding
        feed = feeds.by_url(read, item.feed)
        assert feed is not None  # it has items
        stored = item_store.known(read, feed.id, [item.key])[item.key]
        kept, found = self._found(item, text, stored, matcher)
        if not found:
            return kept, ()
        self._recorder.want(stored.event, now=now)
        candidate = Candidate(
            item=replace(item, full_text=kept),
            outlet=item.source or feed.label,
            event=stored.event,
            story=stored.story,
            arrival=_IS_NEWS,
            matches=found,
            id=item_id,
        )
        before = load(read, [candidate], book, now=now)
        (recorded,) = decide([candidate], book, before, now=now)
        return kept, recorded.matches

    def _found(
        self, item: Item, text: str, stored: KnownItem, matcher: Matcher
    ) -> tuple[str, tuple[Match, ...]]:
        found = _new(matcher.match(replace(item, full_text=text)), stored)
        if self.keep:
            return text, found
        if not found:
            return "", ()
        kept = excerpt(text, _places(found))
        rules = {match.rule for match in found}
        proven = tuple(
            match
            for match in _new(matcher.match(replace(item, full_text=kept)), stored)
            if match.rule in rules
        )
        # What is kept must prove the match to whoever asks why: else all of it is.
        return (kept, proven) if len(proven) == len(found) else (text, found)


def _new(found: list[Match], stored: KnownItem) -> tuple[Match, ...]:
    return tuple(match for match in found if match.rule not in stored.rules)


def _places(found: tuple[Match, ...]) -> list[tuple[int, int]]:
    """Where the texts' hits are: the first of each term first."""
    seen: dict[tuple[str, str], int] = {}
    first: list[tuple[int, int]] = []
    others: list[tuple[int, int]] = []
    for match in found:
        for hit in match.hits:
            if hit.field == "full_text":
                term = (match.rule, hit.term)
                seen[term] = seen.get(term, 0) + 1
                (first if seen[term] <= _HITS else others).append((hit.start, hit.end))
    return [*first, *others]


def _log(item: Item, article: Article, matches: tuple[RecordedMatch, ...]) -> None:
    title, rules = clean(item.title), [each.match.rule for each in matches]
    fields = {"event": "article", "link": item.link, "state": article.state.value, "rules": rules}
    if rules:
        logger.info("full text of “%s”: matched %s", title, ", ".join(rules), extra=fields)
    else:
        said = article.reason or f"{len(article.text):,} characters, no further match"
        logger.debug("full text of “%s”: %s", title, said, extra=fields)
