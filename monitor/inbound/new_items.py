"""Which of a poll's items are new, which are stored, and under which id.

Reads the database, changes nothing. Without this module each poll would store its items once more
and alert on them again: those of aggregators and rebuilt feeds, and those removed long ago, too.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Final

import sqlite_utils

from monitor.feeds.identity import rebuilt, revised, syndicated
from monitor.feeds.identity.known_item import one_to_one
from monitor.feeds.identity.rebuilt import Rebuilt
from monitor.feeds.identity.revised import Shown
from monitor.feeds.parsing import known_blocks
from monitor.feeds.state.outcome import Parsed
from monitor.human import plural
from monitor.item import Item, dated, digest, short_key
from monitor.link import canonical_link
from monitor.store.feeds.feeds import FeedRow
from monitor.store.writing import items as item_store
from monitor.store.writing import known_items, tombstones
from monitor.store.writing.items import KnownItem

logger = logging.getLogger(__name__)

SEARCHED: Final = 4
"""A rebuilt feed's items are looked for among so many times as many stored ones, the newest."""


@dataclass(frozen=True, slots=True)
class Sifted:
    """A poll's items, sorted into new ones and stored ones."""

    items: Sequence[Item]
    """Without those that are an echo of another, or aren't kept any more."""
    known: Mapping[str, KnownItem]
    """Those that are stored, by the key they have now."""
    renamed: Mapping[str, str]
    """New key → the key under which the item is stored."""
    is_rebuilt: bool
    """The feed as a whole was rebuilt (``feeds.identity.rebuilt``)."""
    overlapped: bool
    """The poll showed something that was known, or nothing at all: nothing was missed since the
    poll before."""


def sift(db: sqlite_utils.Database, outcome: Parsed, row: FeedRow, *, now: datetime) -> Sifted:
    """Sort a poll's items into new ones and stored ones.

    Args:
        db: The database to read from.
        outcome: What the poll brought.
        row: The feed, as it was when the poll began.
        now: Aware; the date of items without one.
    """
    known = item_store.known(db, row.id, [item.key for item in outcome.items])
    others = _others(db, outcome.items, known, row)
    items: Sequence[Item] = outcome.items
    if others:
        items = [_apart(item) if item.key in others else item for item in items]
        known = item_store.known(db, row.id, [item.key for item in items])
    gone = tombstones.among(db, row.id, (item.key for item in items if item.key not in known))
    kept = [item for item in items if item.key not in gone]
    heard = _without_echoes(db, kept, known, now=now)
    found = _rebuilt(db, outcome, heard, known, row)
    shown = Shown(items, partial(_shows, outcome, others))
    renamed = {**found.keys, **_revised(db, shown, heard, {*known, *found.keys}, row)}
    if renamed:
        renamed = one_to_one(renamed)
        stored = item_store.known(db, row.id, renamed.values())
        known = {**known, **{new: stored[old] for new, old in renamed.items()}}
    was_there = known or outcome.unchanged_items or len(heard) < len(outcome.items)
    return Sifted(
        heard, known, renamed, found.whole, overlapped=bool(was_there) or not outcome.items
    )


def _others(
    db: sqlite_utils.Database,
    items: Sequence[Item],
    known: Mapping[str, KnownItem],
    row: FeedRow,
) -> Collection[str]:
    """The ids of stored items under which the feed shows other items by now."""
    edited = [
        item
        for item in items
        if (stored := known.get(item.key)) and item.revision != stored.revision
    ]
    if not edited or row.state.last_success_at is None:
        return ()
    apart = {item.key: _apart(item).key for item in edited}
    before = known_items.under(db, row.id, [*apart, *apart.values()])
    told_apart = {key for key, own in apart.items() if own in before}
    return told_apart | revised.others(items, before, known_items.like(db, row.id, edited))


def _apart(item: Item) -> Item:
    """An item that comes under the id of a stored one, with an id of its own."""
    apart = item.link if item.link != item.key else digest([item.title])
    return replace(item, key=short_key(f"{item.key}|{apart}"))


def _shows(outcome: Parsed, others: Collection[str], key: str) -> bool:
    """Whether the item that is stored under an id stands in the body under it, parsed or not."""
    shown = known_blocks.marks(outcome.seen)
    return key not in others and known_blocks.mark(key, "", "", "") in shown


def _without_echoes(
    db: sqlite_utils.Database,
    items: Sequence[Item],
    known: Mapping[str, KnownItem],
    *,
    now: datetime,
) -> Sequence[Item]:
    """Leave out what another feed, or an earlier poll, brought under another guid and link."""
    echoes = {item.key: syndicated.echo_of(item) for item in items if item.key not in known}
    wanted = {digest for digest in echoes.values() if digest}
    if not wanted:
        return items
    stored = item_store.echoes(db, wanted)
    heard = []
    for item in items:
        digest = echoes.get(item.key)
        published = dated(item, now=now).published or now
        told = stored.setdefault(digest, []) if digest else []
        if any(abs(published - earlier) <= syndicated.WINDOW for earlier in told):
            continue
        told.append(published)
        heard.append(item)
    return heard


def _rebuilt(
    db: sqlite_utils.Database,
    outcome: Parsed,
    heard: Sequence[Item],
    known: Mapping[str, KnownItem],
    row: FeedRow,
) -> Rebuilt:
    """Which of a feed's new items are old ones under new ids, if it may have been rebuilt."""
    unknown = [item for item in heard if item.key not in known]
    previous_poll = row.state.last_success_at
    if (
        previous_poll is None
        or outcome.unchanged_items
        or not rebuilt.may_be_rebuilt(outcome.items, unknown)
    ):
        return Rebuilt({})
    limit = SEARCHED * len(outcome.items)
    found = rebuilt.find(
        unknown,
        known_items.newest(db, row.id, limit=limit, but=known),
        items=len(outcome.items),
        previous_poll=previous_poll,
        page=canonical_link,
    )
    if found.keys:
        logger.info(
            "%s: %s came again under new ids",
            row.label,
            plural(len(found.keys), "item"),
            extra={"event": "rebuilt", "feed": row.url, "items": len(found.keys)},
        )
    return found


def _revised(
    db: sqlite_utils.Database,
    body: Shown,
    heard: Sequence[Item],
    known: Collection[str],
    row: FeedRow,
) -> Mapping[str, str]:
    """Which of a feed's new items are old ones that the publisher gave another id."""
    previous_poll = row.state.last_success_at
    unknown = [item for item in heard if item.key not in known]
    if previous_poll is None or not unknown:
        return {}
    stored = known_items.like(db, row.id, unknown)
    if not stored:
        return {}
    return revised.find(unknown, stored, body, previous_poll=previous_poll)
