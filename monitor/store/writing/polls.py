"""Recording polls: items, matches, alerts, deliveries and the feed's state, in one transaction.

If the program dies before the commit, nothing has happened, and the poll is made again. After the
commit nothing can be lost: the deliveries stand in the outbox beside the items that they are about.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlite_utils

from monitor.alerts.planning.match_decision import Withheld
from monitor.feeds.state.feed_state import FeedState
from monitor.item import Item
from monitor.store.feeds import feeds, known_blocks
from monitor.store.history import near_misses
from monitor.store.history.near_misses import RecordedNearMiss
from monitor.store.outbox import sent
from monitor.store.search import text_index
from monitor.store.search.listed_words import ListedWords
from monitor.store.search.text_index import Indexed
from monitor.store.writing import (
    articles,
    events,
    items,
    known_items,
    matches,
    recorded_matches,
    stories,
)
from monitor.store.writing.recorded_matches import RecordedMatch
from monitor.stories import Assignment


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedItem:
    """An item that is new, or was edited, with its new matches."""

    item: Item
    event: int
    story: int
    matches: tuple[RecordedMatch, ...] = ()
    near_misses: tuple[RecordedNearMiss, ...] = ()
    id: int | None = None
    """The stored item that it is an edit of; None: it is new."""
    assignment: Assignment | None = None
    """Why it belongs to its event; of an edited item, None where it stays in it."""
    indexed: Indexed | None = None
    """What the index of all texts is to hold of it; None: that is still to be worked out."""
    wants_article: bool = False
    """Whether the article that it links to is to be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PollRecord:
    """All that one poll of one feed changes."""

    feed_id: int
    state: FeedState
    items: tuple[RecordedItem, ...] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)
    """New key → old key of stored items that came under another id (``feeds.identity.rebuilt``)."""
    seen: bytes | None = None
    """What to remember of the body by; None: what was remembered stays."""
    at: datetime

    @property
    def brings(self) -> bool:
        """Whether it changes items, so that the next decision depends on it."""
        return bool(self.items or self.renamed)


def record(
    db: sqlite_utils.Database,
    *polled: PollRecord,
    listed: ListedWords | None = None,
    late: timedelta = timedelta(0),
) -> list[str]:
    """Write the records of polls, in order; the caller holds the transaction (``Database.write``).

    Args:
        db: The database.
        polled: What to write.
        listed: Words that are listed already; the caller adds what is returned, once it is
            committed.
        late: How long after ``PollRecord.at`` this is; so much later verdicts are waited for.

    Returns:
        The words that are listed now as well.
    """
    words = set[str]()
    for poll in polled:
        if poll.brings:
            _record_items(db, poll, words, late=late)
    if any(item.near_misses for poll in polled for item in poll.items):
        near_misses.keep_newest(db)
    unlisted = (listed or ListedWords()).without(words)
    if unlisted:
        text_index.list_words(db, unlisted)
    known_blocks.save(db, {each.feed_id: each.seen for each in polled if each.seen is not None})
    feeds.save_states(db, ((each.feed_id, each.state) for each in polled))
    return unlisted


def _record_items(
    db: sqlite_utils.Database, poll: PollRecord, words: set[str], *, late: timedelta
) -> None:
    if poll.renamed:
        known_items.rename(db, poll.feed_id, poll.renamed)
    for recorded in poll.items:
        if recorded.id is None:
            item_id = _add_item(db, poll.feed_id, recorded, words, now=poll.at)
            if recorded.matches:
                item, found = recorded.item, recorded.matches
                recorded_matches.add_first(
                    db, item_id, poll.feed_id, item, found, now=poll.at, late=late
                )
        else:
            item_id = recorded.id
            _edit_item(db, item_id, recorded, words, now=poll.at)
            _add_matches_of_edited(db, item_id, recorded, now=poll.at, late=late)
            near_misses.forget_item(db, item_id)  # they were of the text before
        near_misses.add(db, item_id, recorded.near_misses, now=poll.at)
        if recorded.wants_article:
            articles.want(db, item_id, recorded.item.link, now=poll.at)


def _add_matches_of_edited(
    db: sqlite_utils.Database,
    item_id: int,
    recorded: RecordedItem,
    *,
    now: datetime,
    late: timedelta,
) -> None:
    for each in recorded.matches:
        recorded_matches.add(db, item_id, each, now=now, late=late)
        if recorded.assignment is not None and isinstance(each.decision, Withheld):
            matches.leaves_alert(db, item_id, each.match.rule, each.decision.reason.value)


def _add_item(
    db: sqlite_utils.Database,
    feed_id: int,
    recorded: RecordedItem,
    words: set[str],
    *,
    now: datetime,
) -> int:
    assignment, item = recorded.assignment, recorded.item
    if assignment is None or assignment.opens_story:
        stories.open_story(db, recorded.story, item, now=now)
    else:
        # It is called by its newest event, as that was told first.
        title = item.title if assignment.opens else None
        stories.grow(db, recorded.story, item, title=title, now=now)
    if assignment is None or assignment.opens:
        follows = assignment.follows if assignment is not None else None
        events.open_event(db, recorded.event, recorded.story, item, follows=follows, now=now)
    else:
        events.grow(db, recorded.event, item, now=now)
    why = stories.why_to_text(assignment) if assignment is not None else None
    return items.add(
        db,
        feed_id,
        item,
        event=recorded.event,
        story=recorded.story,
        now=now,
        why=why,
        indexed=recorded.indexed,
        to_list=words,
    )


def _edit_item(
    db: sqlite_utils.Database,
    item_id: int,
    recorded: RecordedItem,
    words: set[str],
    *,
    now: datetime,
) -> None:
    """Let an item read as it does now; where that is other news, it opens an event of its own."""
    item, story, event = recorded.item, recorded.story, recorded.event
    before, its_event = items.told_of(db, item_id)
    items.edit(db, item_id, item, now=now, indexed=recorded.indexed, to_list=words)
    if item.title != before:
        sent.judge_edits(db, item_id)
    if recorded.assignment is None:
        stories.reword(db, story, before, item.title)
        events.reword(db, event, before, item.title)
        return
    events.open_event(db, event, story, item, follows=recorded.assignment.follows, now=now)
    events.leave(db, its_event)
    stories.retitle(db, story, item.title)
    items.move(db, item_id, event, why=stories.why_to_text(recorded.assignment))
